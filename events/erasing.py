"""What of a registration names somebody, and how it goes: the number stays, the person does not.

Country, language, state and attendance stay for the statistics; so do the consents, as proof,
which name nobody any more.
"""

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_noop

from events.models import AttendanceFile, Feedback, Registration, RegistrationTransition
from events.reasons import BY_THE_HELPDESK, OURS
from events.states import Asked
from profiles.erasing import ERASED_MAIL, FINAL, NOTHING, cancel_mails, empty_mails
from profiles.models import Erasure, Mail
from profiles.names import name_key, name_keys
from profiles.purging import purging
from profiles.states import MailState

NEVER_SHOWN = (Asked.NEW, Asked.HIDDEN)
"""What others have seen in the webinar stays there, without the name."""
KINDS = tuple(
    f"webinar_{it}"
    for it in (
        *("confirm", "again", "booked", "waiting", "offer", "offer_lapsed", "cancelled"),
        *("reminder", "news", "thanks", "no_seat", "circular"),
    )
)
"""Of mails to participants, as their keys begin."""
EMPTY: dict[str, object] = {
    "user": None,
    "email": "",
    "family_name": "",
    "given_name": "",
    "reading": "",
    "organisation": "",
    "question": "",
    "accessibility": "",
    "answers": {},
}


def erase(registration: Registration, *, requested_by_person: bool = True) -> None:
    """Empty the row and what hangs on it, and log it; the caller has given the seat back."""
    with transaction.atomic():
        mails = blank(registration)
        Erasure.objects.create(
            deleted={"registrations": 1, "mails": mails},
            kept={"registration_consents": registration.consents.count()},
            requested_by_person=requested_by_person,
        )


def blank(registration: Registration) -> int:
    """Empty the row and what hangs on it; returns how many mails were emptied."""
    with transaction.atomic():
        take_off_lists(registration)
        for name, value in EMPTY.items():
            setattr(registration, name, value)
        registration.erased_at = timezone.now()
        registration.save(update_fields=[*EMPTY, "erased_at"])
        take_out(registration)
        unsay(registration)
        return empty_mails_of(registration)


def take_out(registration: Registration) -> None:
    """What they said besides: what was shown stays without its author, ratings without words."""
    Feedback.objects.filter(registration=registration).update(text="")
    with purging():
        registration.interests.all().delete()
        registration.asked.filter(state__in=NEVER_SHOWN).delete()
    registration.asked.update(registration=None)


def unsay(registration: Registration) -> None:
    """What staff wrote in its log may name the person: in its place stands that they did something.

    No log is changed: such rows are deleted, and told anew.
    """
    rows = list(registration.transitions.exclude(reason__in=OURS))
    if not rows:
        return
    for row in rows:
        row.reason = BY_THE_HELPDESK
    with purging():
        registration.transitions.filter(pk__in=[row.pk for row in rows]).delete()
        RegistrationTransition.objects.bulk_create(rows)


def take_off_lists(registration: Registration) -> None:
    """Of who was in the video call, where they are not applied yet. Empty lines stay in their
    place: those who look at a list right now choose by number.

    By a name only if the address was confirmed: anybody may have typed in somebody else's.
    """
    files = AttendanceFile.objects.filter(webinar=registration.webinar_id).exclude(rows=[])
    names = name_keys(registration.family_name, registration.given_name)
    if registration.arrived_at is None:
        names = frozenset()
    for file in files.select_for_update().order_by("pk"):
        theirs = [row for row in file.rows if _is_of(row, registration.email, names)]
        for row in theirs:
            row.update(email="", name="")
        if theirs:
            file.save(update_fields=["rows"])


def _is_of(row: dict[str, str], email: str, names: frozenset[str]) -> bool:
    """By the address; by the name, where the list has no address."""
    if row["email"]:
        return row["email"].casefold() == email.casefold()
    return name_key(row["name"]) in names


def mail_key(kind: str, number: int, occasion: str = "") -> str:
    """Every mail to a participant is keyed `webinar_<kind>-<registration>-…`, so that it is found
    again. Raises ValueError for a kind that would not be."""
    if kind not in KINDS:
        raise ValueError(kind)
    return f"{kind}-{number}-{occasion}" if occasion else f"{kind}-{number}"


def mails_about(registration: Registration) -> QuerySet[Mail]:
    """By the beginning of their keys: the index on them serves each."""
    whole = [mail_key(kind, registration.pk) for kind in KINDS]
    found = Q(key__in=whole)
    for key in whole:
        found |= Q(key__startswith=f"{key}-")
    return Mail.objects.filter(found)


def empty_mails_of(registration: Registration) -> int:
    mine = list(mails_about(registration).values_list("pk", flat=True))
    mails = Mail.objects.filter(pk__in=mine)
    cancel_mails(
        mails.filter(state__in=[MailState.WAITING, MailState.FAILED, MailState.DOUBTFUL]),
        gettext_noop("The participant’s data were deleted"),
    )
    mails.filter(state=MailState.SENDING).update(kind=ERASED_MAIL)
    empty_mails(mails.filter(state__in=FINAL), subject=NOTHING)
    return len(mine)
