"""Drawings of numbers, as the attributes of SVG shapes; the page states their colours."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from events.desk.statistics import Day

WIDTH: Final = 600
HEIGHT: Final = 160
"""Of the rising line."""
GAP: Final = 20
BARS: Final = 60
"""Height of the bars below it."""
WIDEST_BAR: Final = 24
FILLED: Final = 0.8
"""Of its day’s room, by a bar."""


@dataclass(frozen=True)
class Bar:
    x: str
    y: str
    width: str
    height: str


@dataclass(frozen=True)
class Growth:
    """line: the sum so far, day by day; area: what is below it; bars: each day by itself."""

    line: str
    area: str
    bars: list[Bar]
    total: int
    most: int
    first: Day
    last: Day


def growth(days: Sequence[Day]) -> Growth | None:
    """None where there is nothing to draw."""
    if not days:
        return None
    span = max((days[-1].on - days[0].on).days, 1)
    slot = WIDTH / (span + 1)
    starts = [(day.on - days[0].on).days * slot for day in days]
    line = _steps(days, starts)
    most = max(day.count for day in days)
    bars = [_bar(day, x, slot, most) for day, x in zip(days, starts, strict=True)]
    total = days[-1].total
    area = f"{line}V{HEIGHT}H0Z"
    return Growth(line, area, bars, total, most, days[0], days[-1])


def _steps(days: Sequence[Day], starts: Sequence[float]) -> str:
    """A step up on each day, then level until the next."""
    total = days[-1].total
    steps = (
        f"H{x:.1f}V{HEIGHT - HEIGHT * day.total / total:.1f}"
        for day, x in zip(days, starts, strict=True)
    )
    return f"M0 {HEIGHT}{''.join(steps)}H{WIDTH}"


def _bar(day: Day, x: float, slot: float, most: int) -> Bar:
    height = BARS * day.count / most
    width = min(max(slot * FILLED, 1), WIDEST_BAR)
    y = HEIGHT + GAP + BARS - height
    return Bar(f"{x:.1f}", f"{y:.1f}", f"{width:.1f}", f"{height:.1f}")
