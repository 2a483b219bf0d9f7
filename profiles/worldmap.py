"""A map of both sides: profiles as dots, and pairs of them as arcs."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from profiles.geo import Panel, load_panels
from profiles.models import Profile, Side

BOW = 0.22
"""How far an arc rises over its chord, as a share of its length."""

Point = tuple[float, float]


@dataclass(frozen=True)
class Dot:
    profile: Profile
    x: float
    y: float


@dataclass
class DrawnPanel:
    side: Side
    land: Panel
    dots: list[Dot] = field(default_factory=list)
    arcs: list[str] = field(default_factory=list)


def draw(profiles: Iterable[Profile], pairs: Iterable[tuple[int, int]]) -> list[DrawnPanel]:
    """Europe's panel and Japan's, which touch: an arc goes on from the one into the other.

    `pairs` are the ids of European and Japanese profiles.
    """
    found = load_panels()
    panels = {side: DrawnPanel(side, found[side.value]) for side in Side}
    where: dict[int, Point] = {}
    for profile in profiles:
        drawn = panels[Side(profile.side)]
        if drawn.land.contains(profile.latitude, profile.longitude):
            x, y = drawn.land.xy(profile.latitude, profile.longitude)
            where[profile.pk] = (x, y)
            drawn.dots.append(Dot(profile, round(x, 1), round(y, 1)))
    width = panels[Side.EUROPE].land.width
    for europe, japan in pairs:
        if europe in where and japan in where:
            x, y = where[japan]
            start, end = where[europe], (x + width, y)
            panels[Side.EUROPE].arcs.append(arc(start, end))
            panels[Side.JAPAN].arcs.append(arc(start, end, shift=-width))
    return list(panels.values())


def arc(start: Point, end: Point, shift: float = 0) -> str:
    """SVG path data of a curve that bows upwards, moved sideways by `shift`."""
    (x1, y1), (x2, y2) = start, end
    middle, top = (x1 + x2) / 2, (y1 + y2) / 2 - BOW * abs(x2 - x1)
    return f"M{x1 + shift:.1f} {y1:.1f}Q{middle + shift:.1f} {top:.1f} {x2 + shift:.1f} {y2:.1f}"
