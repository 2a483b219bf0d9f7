"""What the clock asks of a webinar and of its registrations, and after how long."""

from datetime import datetime, timedelta

from django.db.models import Q

from events.models import Registration, Webinar
from events.models.registrations import RegistrationQuerySet
from events.states import AHEAD, BOOKABLE, Booking, State

CONFIRM_WITHIN = timedelta(hours=48)
"""After that an address that was not confirmed is forgotten."""
HOURS_TO_CONFIRM = CONFIRM_WITHIN // timedelta(hours=1)
"""The same as participants read it."""


def late(now: datetime) -> RegistrationQuerySet:
    """Addresses that nobody confirmed, and offers that nobody accepted."""
    unconfirmed = Q(state=Booking.UNCONFIRMED, created_at__lt=now - CONFIRM_WITHIN)
    offered = Q(state=Booking.OFFERED, offer_until__lte=now, webinar__state__in=AHEAD)
    return Registration.objects.filter(unconfirmed | offered)


def next_state(webinar: Webinar, now: datetime) -> State | None:
    """The next state that the clock asks for, None if it asks for none."""
    state = webinar.state
    if state == State.LIVE:
        return State.DONE if now >= webinar.ends_at else None
    if state in (State.OPEN, State.FULL, State.CLOSED) and now >= webinar.starts_at:
        return State.LIVE
    if state == State.PUBLISHED and now >= webinar.starts_at:
        return State.CLOSED
    closes_at = webinar.closes_at
    if state in BOOKABLE and closes_at and now >= closes_at:
        return State.CLOSED
    opens_at = webinar.opens_at
    is_time = opens_at is not None and now >= opens_at and not (closes_at and now >= closes_at)
    return State.OPEN if state == State.PUBLISHED and is_time else None
