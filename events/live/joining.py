"""The way in: when it opens, who may go through it, and that it was used."""

from datetime import datetime
from enum import Enum

from django.utils import timezone

from events.models import Registration, Webinar
from events.presence import OPENS_BEFORE
from events.states import Booking, State


class Phase(Enum):
    """Of a webinar, by the clock: the door opens `OPENS_BEFORE` the beginning."""

    AHEAD = "ahead"
    OPEN = "open"
    OVER = "over"
    CANCELLED = "cancelled"


def phase_of(webinar: Webinar, now: datetime | None = None) -> Phase:
    now = now or timezone.now()
    if webinar.state == State.CANCELLED:
        return Phase.CANCELLED
    if webinar.state == State.DONE or now >= webinar.ends_at:
        return Phase.OVER
    return Phase.OPEN if now >= webinar.starts_at - OPENS_BEFORE else Phase.AHEAD


def may_enter(registration: Registration) -> bool:
    return registration.state == Booking.CONFIRMED


def enter(registration: Registration) -> None:
    """Note the moment of the first time; the later ones change nothing."""
    fresh = Registration.objects.filter(pk=registration.pk, joined_at=None)
    fresh.update(joined_at=timezone.now())
