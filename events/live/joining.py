"""The way in: when it opens, who may go through it, and that it was used."""

from datetime import datetime, timedelta
from enum import Enum

from django.utils import timezone

from events.models import Registration, Webinar
from events.presence import OPENS_BEFORE
from events.states import Booking, State

OVERRUN = timedelta(minutes=30)
"""So long after the planned end the way in stays open: not everybody stops on the minute."""


class Phase(Enum):
    """Of a webinar, by the clock: the door opens `OPENS_BEFORE` the beginning."""

    AHEAD = "ahead"
    OPEN = "open"
    OVER = "over"
    CANCELLED = "cancelled"


def phase_of(webinar: Webinar, now: datetime | None = None) -> Phase:
    """The clock ends a webinar at its planned end; who ends it before, shuts the door."""
    now = now or timezone.now()
    if webinar.state == State.CANCELLED:
        return Phase.CANCELLED
    was_ended = webinar.state == State.DONE and now < webinar.ends_at
    if was_ended or now >= webinar.ends_at + OVERRUN:
        return Phase.OVER
    return Phase.OPEN if now >= webinar.starts_at - OPENS_BEFORE else Phase.AHEAD


def has_ended(webinar: Webinar, now: datetime | None = None) -> bool:
    """As planned, or before: from here on, there is something to look back on."""
    is_past = (now or timezone.now()) >= webinar.ends_at
    return webinar.state != State.CANCELLED and (webinar.state == State.DONE or is_past)


def may_enter(registration: Registration) -> bool:
    return registration.state == Booking.CONFIRMED


def enter(registration: Registration) -> None:
    """Note the moment of the first time; the later ones change nothing."""
    fresh = Registration.objects.filter(pk=registration.pk, joined_at=None)
    fresh.update(joined_at=timezone.now())
