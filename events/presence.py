"""Who was there. It counts for the beginning that stands, not for one that was put off."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Q

from events.models import Registration, RegistrationTransition, Webinar
from events.reasons import PUT_OFF
from profiles.models import User

OPENS_BEFORE = timedelta(minutes=15)
"""So long before the beginning the way in opens."""
MINUTES_BEFORE = OPENS_BEFORE // timedelta(minutes=1)
"""The same as participants read it."""
CAME = {"joined_at": None, "checked_in_at": None, "attended_minutes": None}
"""What is on record of who was there, as it is where somebody was not."""


def forget_superseded(webinar: Webinar, *, by: User | None, now: datetime) -> int:
    """The beginning was moved: where the way in is closed again, whoever came has to come again.

    Where it stays open, they are there already. Returns how many are concerned.
    """
    if now >= webinar.starts_at - OPENS_BEFORE:
        return 0
    came = webinar.registrations.exclude(Q(**CAME)).order_by("pk")
    rows = list(came)
    Registration.objects.filter(pk__in=[it.pk for it in rows]).update(**CAME)
    log(rows, by=by, reason=PUT_OFF)
    return len(rows)


def log(registrations: Iterable[Registration], *, by: User | None, reason: str) -> None:
    """What happened to them without moving them to another state."""
    RegistrationTransition.objects.bulk_create(
        RegistrationTransition(registration=it, actor=by, old=it.state, new=it.state, reason=reason)
        for it in registrations
    )
