"""What becomes due for agreed meetings: reminders, and that they are over. Safe to run twice."""

import logging
from collections import Counter
from datetime import timedelta

from django.db import OperationalError, transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from matching.introductions import mails_meeting
from matching.introductions.models import Meeting
from matching.introductions.states import MeetingState

logger = logging.getLogger(__name__)

AGREED = MeetingState.AGREED
REMINDERS = {
    1: gettext_noop("Reminded an hour before"),
    24: gettext_noop("Reminded a day before"),
}
"""Hours before the meeting, and how its log says that it was done; the nearest first."""


def follow_meetings() -> dict[str, int]:
    """Returns how many meetings each step changed. One that fails stops no other."""
    done: Counter[str] = Counter()
    soon = timezone.now() + timedelta(hours=max(REMINDERS))
    due = Meeting.objects.filter(state=AGREED, starts_at__lte=soon).order_by("pk")
    for pk in list(due.values_list("pk", flat=True)):
        try:
            done.update(filter(None, [_follow(pk)]))
        except OperationalError:  # the database is away: the task comes back
            raise
        except Exception:
            logger.exception("Meeting %s could not be followed up", pk)
    return dict(done)


def _follow(pk: int) -> str:
    with transaction.atomic():
        rows = Meeting.objects.select_for_update(of=["self"])
        sides = ("introduction__europe__place", "introduction__japan__place")
        meeting = rows.select_related(*sides, "introduction__broker").filter(pk=pk).first()
        if meeting is None or meeting.state != AGREED:
            return ""
        now = timezone.now()
        if now >= meeting.ends_at:
            meeting.move(MeetingState.HELD, by=None, reason=gettext_noop("Its time has passed"))
            return "held"
        return _remind(meeting) if now < meeting.starts_at else ""


def _remind(meeting: Meeting) -> str:
    """The reminder that is due now; an earlier one that was missed is left out."""
    left = meeting.starts_at - timezone.now()
    hours = next(it for it in sorted(REMINDERS) if left <= timedelta(hours=it))
    reason = REMINDERS[hours]
    log = list(meeting.transitions.all())
    agreed = max(n for n, row in enumerate(log) if row.new == AGREED and row.old != AGREED)
    if any(row.reason == reason for row in log[agreed:]):
        return ""
    meeting.transitions.create(actor=None, old=AGREED, new=AGREED, reason=reason)
    mails_meeting.remind(meeting, hours=hours)
    return "reminded"
