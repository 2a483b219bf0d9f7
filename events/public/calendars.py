"""A month of webinars as a table: weeks, days, and what begins on each by the reader's clock."""

from calendar import Calendar
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone
from django.utils.translation import get_language

from events.hours import day_of
from events.models import Webinar
from events.querysets import WebinarQuerySet

MONDAY, SUNDAY = 0, 6
FIRST_DAYS = {"ja": SUNDAY}
"""With which day a week begins, by the reader's language; elsewhere with Monday."""
FIRST_YEAR, LAST_YEAR = 2000, 2100
"""Beyond these nobody looks, and robots should not."""
LONGEST_SHIFT = timedelta(days=1)
"""A day on some clock begins at most so long before or after the same day in UTC."""


@dataclass(frozen=True)
class Day:
    date: date
    webinars: list[Webinar]
    is_outside: bool
    is_today: bool


@dataclass(frozen=True)
class Month:
    """`previous` and `following` are first days of months, None at the ends of what is shown."""

    first: date
    weeks: list[list[Day]]
    previous: date | None
    following: date | None

    @property
    def is_empty(self) -> bool:
        return not any(day.webinars for week in self.weeks for day in week)


def weeks_of(year: int, month: int) -> list[list[date]]:
    return Calendar(FIRST_DAYS.get(get_language() or "", MONDAY)).monthdatescalendar(year, month)


def month_of(found: WebinarQuerySet, year: int, month: int) -> Month:
    """In the reader's zone, which is in force. Raises ValueError for what is no such month."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValueError(year)
    first = date(year, month, 1)
    weeks = weeks_of(year, month)
    by_day = _by_day(_around(found, weeks[0][0], weeks[-1][-1]))
    today = timezone.localdate()
    days = [
        [Day(it, by_day.get(it, []), it.month != month, it == today) for it in w] for w in weeks
    ]
    return Month(first, days, _shown(first - timedelta(days=1)), _shown(days_after(first)))


def days_after(first: date) -> date:
    """The first day of the next month."""
    return (first + timedelta(days=31)).replace(day=1)


def _shown(day: date) -> date | None:
    return day.replace(day=1) if FIRST_YEAR <= day.year <= LAST_YEAR else None


def _around(found: WebinarQuerySet, first: date, last: date) -> Iterable[Webinar]:
    """What may begin on these days, on whatever clock it is told."""
    start = datetime.combine(first, time.min, timezone.get_current_timezone()) - LONGEST_SHIFT
    end = datetime.combine(last, time.max, timezone.get_current_timezone()) + LONGEST_SHIFT
    return found.filter(starts_at__range=(start, end)).order_by("starts_at", "pk")


def _by_day(webinars: Iterable[Webinar]) -> dict[date, list[Webinar]]:
    days: dict[date, list[Webinar]] = {}
    for webinar in webinars:
        days.setdefault(day_of(webinar), []).append(webinar)
    return days
