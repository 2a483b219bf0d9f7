"""Times for a meeting across the world: inside everybody's office hours, or near them by consent.

Both sides' hours meet for one hour in winter and two in summer. Everything is worked out on the
clocks of the zones themselves, so that the weeks around a change of clocks come out right.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from matching.introductions.calendars import Office, days_from

STEP = timedelta(minutes=30)
"""Meetings begin on the hour or at half past, on the clock of the first office."""
NOTICE = timedelta(hours=48)
"""Nobody is asked to meet sooner."""
HORIZON = 28
"""Days that are looked at."""


@dataclass(frozen=True)
class Span:
    """From when to when, in UTC."""

    starts_at: datetime
    ends_at: datetime

    def holds(self, other: "Span") -> bool:
        return self.starts_at <= other.starts_at and other.ends_at <= self.ends_at


@dataclass(frozen=True)
class Slot(Span):
    """A time that could be proposed; outside somebody's office hours only if all agree to that."""

    is_early_or_late: bool = False


def overlap(offices: Sequence[Office], day: date, *, early_late: bool = False) -> Span | None:
    """When all offices are open on a day of the first one's calendar; None if they never are."""
    found: Span | None = None
    for office in offices:
        hours = _hours_around(office, day, offices[0], early_late)
        if hours is None:
            return None
        found = hours if found is None else _common(found, hours)
        if found is None:
            return None
    return found


def _hours_around(office: Office, day: date, first: Office, early_late: bool) -> Span | None:
    """The hours that fall on the first office's day: another zone's day may be the one before."""
    reference = first.hours(day, early_late=early_late)
    if reference is None:
        return None
    noon = reference[0] + (reference[1] - reference[0]) / 2
    there = noon.astimezone(office.zone).date()
    for candidate in (there, there - timedelta(days=1), there + timedelta(days=1)):
        hours = office.hours(candidate, early_late=early_late)
        if hours and hours[0] < reference[1] and reference[0] < hours[1]:
            return Span(hours[0].astimezone(UTC), hours[1].astimezone(UTC))
    return None


def _common(one: Span, other: Span) -> Span | None:
    starts_at = max(one.starts_at, other.starts_at)
    ends_at = min(one.ends_at, other.ends_at)
    return Span(starts_at, ends_at) if starts_at < ends_at else None


def slots(
    offices: Sequence[Office],
    *,
    first: date,
    days: int,
    minutes: int,
    early_late: bool = False,
) -> Iterator[Slot]:
    """Every time to meet within so many days from the first, in order.

    With `early_late`, those outside office hours follow as well, marked.
    """
    length = timedelta(minutes=minutes)
    for day in days_from(first, days):
        usual = overlap(offices, day)
        widest = overlap(offices, day, early_late=True) if early_late else usual
        if widest is None:
            continue
        starts_at = widest.starts_at
        while starts_at + length <= widest.ends_at:
            span = Span(starts_at, starts_at + length)
            is_usual = usual is not None and usual.holds(span)
            yield Slot(span.starts_at, span.ends_at, is_early_or_late=not is_usual)
            starts_at += STEP


def within(found: Iterable[Slot], availabilities: Sequence[Sequence[Span]]) -> list[Slot]:
    """The slots in which everybody has said they could; a party that said nothing is not free."""
    return [
        slot
        for slot in found
        if all(any(span.holds(slot) for span in spans) for spans in availabilities)
    ]


def upcoming(
    offices: Sequence[Office], *, now: datetime, minutes: int, early_late: bool
) -> list[Slot]:
    """What can be proposed today: the next weeks, from the end of the notice on."""
    earliest = now + NOTICE
    first = first_day(offices, now)
    found = slots(offices, first=first, days=HORIZON, minutes=minutes, early_late=early_late)
    return [slot for slot in found if slot.starts_at >= earliest]


def first_day(offices: Sequence[Office], now: datetime) -> date:
    """On the calendar of the first office."""
    return (now + NOTICE).astimezone(offices[0].zone).date()


def shared_minutes(offices: Sequence[Office], day: date, *, early_late: bool = False) -> int:
    """For how long all offices are open on a day of the first one's calendar."""
    span = overlap(offices, day, early_late=early_late)
    return int((span.ends_at - span.starts_at).total_seconds()) // 60 if span else 0
