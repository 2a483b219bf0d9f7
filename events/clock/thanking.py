"""After a webinar: thanks, the way to recording, feedback and certificate; and a word to who waited
in vain."""

from datetime import datetime, timedelta

from django.utils import timezone

from events import mails_live
from events.clock.batches import Key, post_to_each
from events.models import Registration, Webinar
from events.states import Booking, State

THANK_AFTER = timedelta(hours=24)
"""Of the end: by then the list of who was there is imported, which the certificate needs, and the
recording is often up."""
THANK_WITHIN = timedelta(days=5)
"""Of the end: thanks that come later are no thanks."""


def thank(webinar: Webinar, now: datetime | None = None) -> int:
    """A day later thank everybody who had a seat, once; returns how many were written to."""
    now = now or timezone.now()
    since = now - webinar.ends_at
    if webinar.state != State.DONE or not THANK_AFTER <= since <= THANK_WITHIN:
        return 0
    seats = Registration.objects.confirmed().filter(webinar=webinar)

    def post(registration: Registration, key: str) -> None:
        mails_live.thanks(registration, key=key)

    return post_to_each(webinar, seats, Key("webinar_thanks"), post)


def console(webinar: Webinar, now: datetime | None = None) -> int:
    """Once it has begun, tell who still waits that no seat became free, once; returns how many."""
    now = now or timezone.now()
    if webinar.state not in (State.LIVE, State.DONE) or webinar.ends_at < now - THANK_WITHIN:
        return 0
    waiting = Registration.objects.filter(
        webinar=webinar, state__in=(Booking.WAITING, Booking.OFFERED)
    )

    def post(registration: Registration, key: str) -> None:
        mails_live.no_seat(registration, key=key)

    return post_to_each(webinar, waiting, Key("webinar_no_seat"), post)
