"""Reminders: so many minutes before the beginning, to everybody who has a seat, once."""

from datetime import datetime, timedelta

from django.utils import timezone

from events import mails_live
from events.clock.batches import Key, post_to_each
from events.models import Registration, Reminder, Webinar
from events.states import AHEAD

DAY = 24 * 60
"""In minutes: reminders from here on carry the way in."""


def remind(webinar: Webinar, now: datetime | None = None) -> int:
    """Post the reminder that is due; returns how many were written to.

    When several are due at once, because no worker ran, only the one nearest to the beginning is
    sent. Who has registered after a reminder's time does not get it late. A webinar that is moved
    is reminded of again. May run twice, also at once: the webinar is locked, batch by batch.
    """
    now = now or timezone.now()
    due = due_minutes(webinar, now)
    if due is None:
        return 0
    reminder, _is_new = Reminder.objects.get_or_create(
        webinar=webinar, minutes=due, starts_at=webinar.starts_at
    )
    if reminder.finished_at is not None:
        return 0
    count = _post_all(webinar, reminder)
    if _is_due(Webinar.objects.get(pk=webinar.pk), reminder):
        Reminder.objects.filter(pk=reminder.pk).update(finished_at=timezone.now())
    return count


def _is_due(webinar: Webinar, reminder: Reminder) -> bool:
    """Whether it is still to be sent: not moved, called off or begun meanwhile, nor all done."""
    is_ahead = webinar.state in AHEAD and webinar.starts_at == reminder.starts_at
    return is_ahead and Reminder.objects.filter(pk=reminder.pk, finished_at=None).exists()


def due_minutes(webinar: Webinar, now: datetime) -> int | None:
    """Of the reminders whose time has come, the nearest to the beginning; None if there is none."""
    if webinar.state not in AHEAD or now >= webinar.starts_at:
        return None
    due = [it for it in webinar.reminders if webinar.starts_at - timedelta(minutes=it) <= now]
    return min(due, default=None)


def _post_all(webinar: Webinar, reminder: Reminder) -> int:
    moment = reminder.starts_at - timedelta(minutes=reminder.minutes)
    seats = Registration.objects.confirmed().filter(webinar=webinar, arrived_at__lte=moment)
    key_of = Key("webinar_reminder", f"{reminder.minutes}-{reminder.starts_at:%Y%m%d%H%M}")
    has_way_in = reminder.minutes <= DAY

    def post(registration: Registration, key: str) -> None:
        mails_live.reminder(registration, key=key, has_way_in=has_way_in)

    def is_due(row: Webinar) -> bool:
        return _is_due(row, reminder)

    return post_to_each(webinar, seats, key_of, post, may_go_on=is_due)
