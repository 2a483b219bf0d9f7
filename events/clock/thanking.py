"""After a webinar: thanks, the way to recording, feedback and certificate; and a word to who waited
in vain."""

from datetime import datetime, timedelta

from django.utils import timezone

from events import mails_live
from events.clock.batches import Key, post_to_each
from events.models import Registration, Webinar
from events.states import Booking, State

THANK_WITHIN = timedelta(days=3)
"""Of the end: thanks that come later are no thanks."""


def thank(webinar: Webinar, now: datetime | None = None) -> int:
    """Thank everybody who had a seat, once; returns how many were written to."""
    now = now or timezone.now()
    if webinar.state != State.DONE or webinar.ends_at < now - THANK_WITHIN:
        return 0
    seats = Registration.objects.confirmed().filter(webinar=webinar, erased_at=None)

    def post(registration: Registration, key: str) -> None:
        mails_live.thanks(registration, key=key)

    return post_to_each(seats, Key("webinar_thanks"), post)


def console(webinar: Webinar, now: datetime | None = None) -> int:
    """Once it has begun, tell who still waits that no seat became free, once; returns how many."""
    now = now or timezone.now()
    if webinar.state not in (State.LIVE, State.DONE) or webinar.ends_at < now - THANK_WITHIN:
        return 0
    waiting = Registration.objects.filter(
        webinar=webinar, state__in=(Booking.WAITING, Booking.OFFERED), erased_at=None
    )

    def post(registration: Registration, key: str) -> None:
        mails_live.no_seat(registration, key=key)

    return post_to_each(waiting, Key("webinar_no_seat"), post)
