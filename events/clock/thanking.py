"""After a webinar: thanks, and the way to the recording, the feedback and the certificate."""

from datetime import datetime, timedelta

from django.utils import timezone

from events import mails_live
from events.clock.batches import Key, post_to_each
from events.models import Registration, Webinar
from events.states import State

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
