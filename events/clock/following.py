"""What the clock does to webinars, every minute: states, deadlines, reminders, news, thanks.

Each step looks at what is due and may run twice, also at once; one webinar that fails stops no
other.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db.models import Q
from django.utils import timezone

from events import actions
from events.clock import reminding, resuming, telling, thanking
from events.due import late
from events.models import Webinar
from events.querysets import WebinarQuerySet
from events.states import NOT_OVER, State

logger = logging.getLogger(__name__)

LAPSING_FOR = timedelta(days=7)
"""After a webinar there is nothing left to lapse, but for addresses confirmed by nobody."""


def follow_webinars(now: datetime | None = None) -> dict[str, int]:
    """Bring all webinars up to the moment; how many did something, by step."""
    now = now or timezone.now()
    steps: dict[str, Callable[[Webinar], int]] = {
        "moved": lambda webinar: _moved(webinar, now),
        "lapsed": lambda webinar: _lapsed(webinar, now),
        "told": telling.tell_participants,
        "reminded": lambda webinar: reminding.remind(webinar, now),
        "thanked": lambda webinar: thanking.thank(webinar, now),
        "consoled": lambda webinar: thanking.console(webinar, now),
        "resumed": lambda webinar: resuming.resume(webinar, now),
    }
    done = dict.fromkeys(steps, 0)
    for pk in list(_to_follow(now).values_list("pk", flat=True)):
        for name, step in steps.items():
            done[name] += _safely(step, pk, name)
    return done


def _to_follow(now: datetime) -> WebinarQuerySet:
    is_running = Q(state__in=NOT_OVER)
    is_over = Q(state__in=(State.DONE, State.CANCELLED), ends_at__gt=now - LAPSING_FOR)
    untold = Q(changes__finished_at=None, changes__isnull=False)
    is_written_to = Q(circulars__sent_at__gt=now - resuming.RESUMED_FOR)
    return Webinar.objects.filter(is_running | is_over | untold | is_written_to).distinct()


def _safely(step: Callable[[Webinar], int], pk: int, name: str) -> int:
    """What a step counts; zero where it fails, or the webinar is gone meanwhile."""
    try:
        webinar = Webinar.objects.filter(pk=pk).first()
        return step(webinar) if webinar else 0
    except Exception:
        logger.exception("Webinar %s: not %s", pk, name)
        return 0


def _moved(webinar: Webinar, now: datetime) -> int:
    if webinar.state not in NOT_OVER:
        return 0
    return int(actions.follow_clock(webinar, now) != webinar.state)


def _lapsed(webinar: Webinar, now: datetime) -> int:
    """Only where something is late: otherwise nothing is locked."""
    if not late(now).filter(webinar=webinar).exists():
        return 0
    return actions.lapse(webinar, now)
