"""Everything that we know of a participant, for the participant, in a form that programs read."""

from typing import Any

from events.erasing import mails_about
from events.models import Feedback, Registration
from events.sign_up.custom_questions import answers_of
from events.sign_up.histories import told

COLUMNS = (
    "email",
    "family_name",
    "given_name",
    "reading",
    "organisation",
    "country",
    "language",
    "time_zone",
    "question",
    "accessibility",
    "came_from",
    "created_at",
    "arrived_at",
    "offer_until",
    "joined_at",
    "attended_minutes",
    "checked_in_at",
    "state",
)


def data_of(registration: Registration) -> dict[str, Any]:
    """By our names of columns and states, which do not change with the language."""
    webinar = registration.webinar
    feedback = Feedback.objects.filter(registration=registration)
    mails = mails_about(registration).order_by("pk")
    return {
        "webinar": {"title": webinar.title, "starts_at": webinar.starts_at, "uid": webinar.uid},
        "registration": {name: getattr(registration, name) for name in COLUMNS},
        "answers": [
            {"question": text, "answer": words} for text, words in answers_of(registration)
        ],
        "history": [
            {"at": it.at, "old": it.old, "new": it.new, "reason": told(it)}
            for it in registration.transitions.all()
        ],
        "consents": list(
            registration.consents.values(
                "at", "purpose", "is_given", "version", "digest", "language"
            )
        ),
        "asked": list(registration.asked.values("at", "language", "text", "state")),
        "feedback": list(feedback.values("at", "rating", "text")),
        "interests": list(registration.interests.values("at", "profile", "text", "state")),
        "mails": list(mails.values("created_at", "kind", "subject", "sent_at")),
    }
