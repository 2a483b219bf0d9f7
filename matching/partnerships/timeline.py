"""Partnerships as bars on one axis of years; positions are percent of its length."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from matching.partnerships.models import Partnership
from matching.partnerships.states import State

STEPS = (1, 2, 5, 10, 20, 50)
MOST_STEPS = 6
"""So many years' labels, and one more, fit beside each other on a telephone."""
DAYS_OF_YEAR = 365.25


@dataclass(frozen=True)
class Axis:
    """From the first day of one year to the first day of another, in equal steps."""

    start: int
    end: int
    step: int

    @property
    def years(self) -> range:
        return range(self.start, self.end + 1, self.step)

    def at(self, day: date) -> float:
        """Percent of the way."""
        year = day.year + (day - date(day.year, 1, 1)).days / DAYS_OF_YEAR
        return round(100 * (year - self.start) / (self.end - self.start), 2)


@dataclass(frozen=True)
class Span:
    start: float
    length: float


@dataclass(frozen=True)
class Bar:
    """What was agreed and lived (`held`), is agreed ahead, or was missed; ticks are signatures."""

    partnership: Partnership
    held: Span | None
    ahead: Span | None
    missed: Span | None
    ticks: list[float]


@dataclass(frozen=True)
class Timeline:
    axis: Axis
    today: float
    bars: list[Bar]


def axis_of(first: date, last: date) -> Axis:
    """The fewest equal steps of whole years that hold both days."""
    for step in STEPS:
        start, end = first.year // step * step, last.year // step * step + step
        if (end - start) // step <= MOST_STEPS:
            break
    return Axis(start, end, step)


def draw(partnerships: Sequence[Partnership], day: date) -> Timeline | None:
    """None where nothing has been signed."""
    signed = [it for it in partnerships if it.signed(day)]
    if not signed:
        return None
    ends = [term.valid_until for it in signed if (term := it.term_on(day)) and term.valid_until]
    begins = [it.since.signed_on for it in signed]
    axis = axis_of(min(begins), max([day, *ends]))
    return Timeline(axis, axis.at(day), [_bar(it, axis, day) for it in signed])


def _bar(partnership: Partnership, axis: Axis, day: date) -> Bar:
    term, state = partnership.term_on(day), partnership.state_on(day)
    until = term.signed_on if state == State.ENDED else term.valid_until
    held = min(day, until or day)
    missed = state in (State.OVERDUE, State.LAPSED)
    return Bar(
        partnership,
        _span(axis, partnership.since.signed_on, held),
        _span(axis, day, until) if until and until > day else None,
        _span(axis, until, day) if missed else None,
        [axis.at(amendment.signed_on) for amendment in partnership.signed(day)],
    )


def _span(axis: Axis, start: date, end: date) -> Span:
    return Span(axis.at(start), round(axis.at(end) - axis.at(start), 2))
