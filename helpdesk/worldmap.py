"""The home page's map: both sides' profiles as dots, the best suggestions as arcs."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from matching.models import Match
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


def draw(profiles: Iterable[Profile], matches: Iterable[Match]) -> list[DrawnPanel]:
    """Europe's panel and Japan's, which touch: an arc goes on from the one into the other."""
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
    for match in matches:
        if match.europe_id in where and match.japan_id in where:
            x, y = where[match.japan_id]
            start, end = where[match.europe_id], (x + width, y)
            panels[Side.EUROPE].arcs.append(arc(start, end))
            panels[Side.JAPAN].arcs.append(arc(start, end, shift=-width))
    return list(panels.values())


def arc(start: Point, end: Point, shift: float = 0) -> str:
    """SVG path data of a curve that bows upwards, moved sideways by `shift`."""
    (x1, y1), (x2, y2) = start, end
    middle, top = (x1 + x2) / 2, (y1 + y2) / 2 - BOW * abs(x2 - x1)
    return f"M{x1 + shift:.1f} {y1:.1f}Q{middle + shift:.1f} {top:.1f} {x2 + shift:.1f} {y2:.1f}"
