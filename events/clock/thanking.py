"""After a webinar: thanks, the way to recording, feedback and certificate; and a word to who waited
in vain."""

from datetime import datetime, timedelta

from django.utils import timezone

from events import mails_live
from events.clock.batches import Key, post_to_each
from events.models import Registration, Webinar
from events.seats import last_beginning
from events.states import Booking, State

THANK_AFTER = timedelta(hours=24)
"""Of the end: by then the list of who was there is imported, which the certificate needs, and the
recording is often up."""
THANK_WITHIN = timedelta(days=5)
"""Of the end: thanks that come later are no thanks."""
CONSOLE_AFTER = timedelta(minutes=15)
"""Of the beginning: what is put off at the last moment often is so once it should have begun."""


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
    """A little after the beginning tell who still waits that no seat became free; returns how many.

    Once for each beginning: what is put off after it had begun begins anew, and they still wait.
    """
    now = now or timezone.now()
    began = last_beginning(webinar) if _has_begun(webinar, now) else None
    if began is None:
        return 0
    waiting = Registration.objects.filter(
        webinar=webinar, state__in=(Booking.WAITING, Booking.OFFERED)
    )

    def post(registration: Registration, key: str) -> None:
        mails_live.no_seat(registration, key=key)

    key_of = Key("webinar_no_seat", f"{began.at:%Y%m%d%H%M}")
    return post_to_each(webinar, waiting, key_of, post, may_go_on=lambda row: _has_begun(row, now))


def _has_begun(webinar: Webinar, now: datetime) -> bool:
    """And is not put off at once, nor over for long."""
    if webinar.state == State.LIVE:
        return now >= webinar.starts_at + CONSOLE_AFTER
    return webinar.state == State.DONE and webinar.ends_at >= now - THANK_WITHIN
