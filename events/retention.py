"""How long what is kept of participants and why; applied and shown with the rules of profiles.

Each deletion takes the moment before which things are too old, returns how many rows it emptied or
deleted, and finds nothing when it runs again.
"""

from collections.abc import Callable
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from events import erasing
from events.due import CONFIRM_WITHIN
from events.models import (
    AttendanceFile,
    AudienceQuestion,
    Feedback,
    Interest,
    Registration,
    RegistrationConsent,
)
from events.models.registrations import last_word
from events.states import Booking
from profiles.purging import purging
from profiles.retention import DAY, MONTH, YEAR, Rule, register_rule

BATCH = 500
"""Rows at a time."""
THINNED: dict[str, object] = {"user": None, "reading": "", "organisation": ""}
"""What news do not need: name, address and language remain."""


def _each(rows: QuerySet, act: Callable[[Registration], object]) -> int:
    """Act on every row, in batches, until none is left; acting takes it out of `rows`."""
    count = 0
    while batch := list(rows.order_by("pk")[:BATCH]):
        for row in batch:
            act(row)
        count += len(batch)
    return count


def unconfirmed(limit: datetime) -> int:
    """Addresses that somebody typed in and nobody confirmed; their mails are emptied, too."""
    states = [Booking.UNCONFIRMED, Booking.LAPSED, Booking.CANCELLED]
    late = Registration.objects.filter(arrived_at=None, state__in=states, created_at__lt=limit)
    return _each(late, _forget)


def _forget(registration: Registration) -> None:
    with purging():
        erasing.empty_mails_of(registration)
        registration.delete()


def texts(limit: datetime) -> int:
    """Questions, needs and answers: they were for that one day."""
    empty = {"question": "", "accessibility": "", "answers": {}}
    over = Registration.objects.filter(webinar__ends_at__lt=limit)
    asked = AudienceQuestion.objects.filter(webinar__ends_at__lt=limit).exclude(text="")
    return over.exclude(**empty).update(**empty) + asked.update(text="")


def participants(limit: datetime) -> int:
    """Who does not want news is taken out; of who does, what news need remains."""
    over = Registration.objects.kept().filter(webinar__ends_at__lt=limit)
    chosen = over.annotate(wants_news=last_word(RegistrationConsent.Purpose.NEWS))
    asked, wishes, words = (
        Exists(model.objects.filter(registration=OuterRef("pk"), **more))
        for model, more in (
            (AudienceQuestion, {}),
            (Interest, {}),
            (Feedback, {"text__gt": ""}),
        )
    )
    thick = ~Q(user=None) | ~Q(reading="") | ~Q(organisation="") | asked | wishes | words
    return _each(chosen.filter(wants_news=False), erasing.blank) + _each(
        chosen.filter(thick, wants_news=True), _thin
    )


def _thin(registration: Registration) -> None:
    Registration.objects.filter(pk=registration.pk).update(**THINNED)
    erasing.take_out(registration)


def news(limit: datetime) -> int:
    over = Registration.objects.kept().filter(webinar__ends_at__lt=limit)
    return _each(over, erasing.blank)


def consents(limit: datetime) -> int:
    """Of people who have been taken out; the log is opened for that."""
    old = RegistrationConsent.objects.filter(registration__erased_at__lt=limit)
    with purging():
        return old.delete()[0]


def attendance_files(limit: datetime) -> int:
    return AttendanceFile.objects.filter(at__lt=limit).exclude(rows=[]).update(rows=[])


RULES = [
    Rule(
        "webinar-unconfirmed",
        _("Registrations for webinars that nobody confirmed"),
        CONFIRM_WITHIN,
        _("Somebody may have typed in the address of somebody else."),
        unconfirmed,
    ),
    Rule(
        "webinar-attendance",
        _("Lists of who was in a video call, as they were imported"),
        7 * DAY,
        _("What counts is noted with each registration by then."),
        attendance_files,
    ),
    Rule(
        "webinar-texts",
        _("Questions to the speakers, what participants need to take part, other answers"),
        MONTH,
        _("Counted from the end of the webinar, for which they were given."),
        texts,
    ),
    Rule(
        "webinar-participants",
        _("Who took part in a webinar: name, e-mail address, organisation"),
        YEAR,
        _("Counted from the end of the webinar. Country, language and attendance stay as numbers."),
        participants,
    ),
    Rule(
        "webinar-news",
        _("Name, e-mail address and language of participants who agreed to news"),
        3 * YEAR,
        _("Counted from the end of the webinar, or until the consent is withdrawn."),
        news,
    ),
    Rule(
        "webinar-consents",
        _("Consents of participants, without the name"),
        3 * YEAR,
        _("Counted from the day on which the name was deleted. Proof that it was allowed."),
        consents,
    ),
]


def register_rules() -> None:
    for rule in RULES:
        register_rule(rule)
