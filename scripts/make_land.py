"""Make data/land.json, the outlines of the Europe and Japan map panels.

Run from the project root, after ``npm install``::

    python -m scripts.make_land node_modules/world-atlas

The source is ``countries-50m.json`` of the npm package world-atlas 2.0.2, which
is Natural Earth 1:50m (public domain) as TopoJSON. It assigns some disputed land
to one of the parties, so no national outline is drawn: only the silhouette of
all land, and the borders between two member states of the European Union.
"""

import argparse
import json
import math
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from itertools import chain, pairwise
from pathlib import Path
from typing import Any

from profiles.geo import LAND_PATH, Projection

Point = tuple[float, float]
Line = list[Point]

SOURCE = "Natural Earth 1:50m (public domain), from the npm package world-atlas 2.0.2"
PROJECTION = (
    "Lambert azimuthal equal-area on the sphere: lat0, lon0 are the centre in degrees;"
    " x0, y0 the centre in viewBox units; scale the viewBox units in an Earth radius"
)

HEIGHT = 600  # viewBox units, of both panels
TOLERANCE = 0.2  # viewBox units a simplified line may stray
MIN_AREA = 1.5  # square viewBox units, of the smallest islet kept

# As named in world-atlas.
EU_MEMBERS = frozenset(
    {
        "Austria",
        "Belgium",
        "Bulgaria",
        "Croatia",
        "Cyprus",
        "Czechia",
        "Denmark",
        "Estonia",
        "Finland",
        "France",
        "Germany",
        "Greece",
        "Hungary",
        "Ireland",
        "Italy",
        "Latvia",
        "Lithuania",
        "Luxembourg",
        "Malta",
        "Netherlands",
        "Poland",
        "Portugal",
        "Romania",
        "Slovakia",
        "Slovenia",
        "Spain",
        "Sweden",
    }
)


@dataclass(frozen=True)
class Extent:
    """The degrees north and east a panel must cover, and its projection's centre."""

    centre: Point
    lats: tuple[int, int]
    lons: tuple[int, int]

    def edge(self) -> Iterator[Point]:
        """Yield (lat, lon) along the edge, degree by degree."""
        south, north = self.lats
        west, east = self.lons
        for lon in range(west, east + 1):
            yield from ((south, lon), (north, lon))
        for lat in range(south, north + 1):
            yield from ((lat, west), (lat, east))


# Outside the frames: the Canary Islands, Madeira, the Azores and the overseas
# regions of France; the Miyako and Yaeyama Islands (southwest of Okinawa Island)
# and Minamitorishima.
EXTENTS = {
    "europe": Extent(centre=(52, 10), lats=(34, 71), lons=(-12, 35)),
    "japan": Extent(centre=(37.5, 137), lats=(24, 46), lons=(126, 147)),
}


@dataclass(frozen=True)
class Topology:
    """A TopoJSON file: geometries as lists of indexes into shared arcs."""

    content: dict[str, Any]

    def arcs(self) -> Iterator[Line]:
        """Yield each arc as (lat, lon), undoing quantization and deltas."""
        lon_step, lat_step = self.content["transform"]["scale"]
        lon_origin, lat_origin = self.content["transform"]["translate"]
        for arc in self.content["arcs"]:
            x = y = 0
            line = []
            for dx, dy in arc:
                x, y = x + dx, y + dy
                line.append((lat_origin + y * lat_step, lon_origin + x * lon_step))
            yield line

    def rings(self, name: str) -> Iterator[list[int]]:
        """Yield the rings of every geometry of an object, as arc indexes."""
        for geometry in self.content["objects"][name]["geometries"]:
            yield from geometry_rings(geometry)

    def shared_arcs(self, names: Iterable[str]) -> list[int]:
        """Return the arcs that lie between two of the countries so named."""
        countries = {
            country["properties"]["name"]: country
            for country in self.content["objects"]["countries"]["geometries"]
        }
        owners = Counter(chain.from_iterable(arc_set(countries[n]) for n in names))
        return sorted(arc for arc, count in owners.items() if count > 1)


def geometry_rings(geometry: dict[str, Any]) -> Iterator[list[int]]:
    """Yield the rings of a Polygon or MultiPolygon, as arc indexes."""
    arcs = geometry["arcs"]
    polygons = [arcs] if geometry["type"] == "Polygon" else arcs
    yield from chain.from_iterable(polygons)


def arc_set(geometry: dict[str, Any]) -> set[int]:
    """Return the arcs a geometry uses, in whichever direction."""
    indexes = chain.from_iterable(geometry_rings(geometry))
    return {max(index, ~index) for index in indexes}


def stitch(indexes: list[int], arcs: list[Line]) -> Line:
    """Join arcs into a ring; index ~i stands for arc i reversed."""
    ring: Line = []
    for index in indexes:
        arc = arcs[index] if index >= 0 else arcs[~index][::-1]
        ring += arc[:-1]
    return ring


def offset(point: Point, start: Point, end: Point) -> float:
    """Return the distance from a point to the segment from start to end."""
    run = end[0] - start[0], end[1] - start[1]
    way = point[0] - start[0], point[1] - start[1]
    square = run[0] ** 2 + run[1] ** 2
    along = (way[0] * run[0] + way[1] * run[1]) / square if square else 0
    along = min(max(along, 0), 1)
    return math.hypot(way[0] - along * run[0], way[1] - along * run[1])


def simplify(line: Line) -> Line:
    """Drop the points that stray less than TOLERANCE (Douglas-Peucker)."""
    if len(line) < 3:
        return line
    offsets = [offset(point, line[0], line[-1]) for point in line[1:-1]]
    if max(offsets) <= TOLERANCE:
        return [line[0], line[-1]]
    split = offsets.index(max(offsets)) + 1
    return simplify(line[: split + 1])[:-1] + simplify(line[split:])


def crossing(a: Point, b: Point, axis: int, limit: float) -> Point:
    """Return where the segment from a to b meets x (axis 0) or y (1) = limit."""
    part = (limit - a[axis]) / (b[axis] - a[axis])
    other = a[1 - axis] + part * (b[1 - axis] - a[1 - axis])
    return (limit, other) if axis == 0 else (other, limit)


def clip_side(ring: Line, axis: int, limit: float, sign: int) -> Line:
    """Keep the part of a ring above (sign 1) or below (-1) limit on an axis."""
    kept: Line = []
    for a, b in pairwise([*ring[-1:], *ring]):
        a_inside, b_inside = (sign * (p[axis] - limit) >= 0 for p in (a, b))
        if a_inside != b_inside:
            kept.append(crossing(a, b, axis, limit))
        if b_inside:
            kept.append(b)
    return kept


def clip(ring: Line, width: float) -> Line:
    """Clip a ring to the frame (Sutherland-Hodgman)."""
    for axis, limit in enumerate((width, HEIGHT)):
        ring = clip_side(ring, axis, 0, 1)
        ring = clip_side(ring, axis, limit, -1)
    return ring


def area(ring: Line) -> float:
    """Return the area of a ring (shoelace formula)."""
    pairs = pairwise([*ring[-1:], *ring])
    return abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in pairs)) / 2


def path(line: Line) -> str:
    """Write a line as an SVG subpath of points rounded to one decimal."""
    points = [f"{round(x, 1) + 0:g},{round(y, 1) + 0:g}" for x, y in line]
    fresh = [b for a, b in pairwise(["", *points]) if a != b]
    return "M" + " ".join(fresh)


def land_path(rings: Iterable[Line], width: float) -> str:
    """Write the part of the rings in the frame as an SVG path, without islets."""
    clipped = (clip(ring, width) for ring in rings)
    return "".join(path(ring) + "Z" for ring in clipped if area(ring) >= MIN_AREA)


def frame(extent: Extent) -> tuple[Projection, int]:
    """Fit the frame to an extent; return its projection and its width."""
    unit = Projection(*extent.centre, scale=1, x0=0, y0=0)
    xs, ys = zip(*(unit.xy(*place) for place in extent.edge()), strict=True)
    scale = round(HEIGHT / (max(ys) - min(ys)), 3)
    x0, y0 = round(-min(xs) * scale, 3), round(-min(ys) * scale, 3)
    width = round((max(xs) - min(xs)) * scale)
    return Projection(*extent.centre, scale=scale, x0=x0, y0=y0), width


def make_panel(topology: Topology, extent: Extent, countries: Iterable[str]) -> dict[str, Any]:
    """Draw the land in an extent, and the borders that the countries share."""
    projection, width = frame(extent)
    arcs = [simplify([projection.xy(*place) for place in arc]) for arc in topology.arcs()]
    land = (stitch(ring, arcs) for ring in topology.rings("land"))
    return {
        "projection": asdict(projection),
        "width": width,
        "height": HEIGHT,
        "land": land_path(land, width),
        "borders": "".join(path(arcs[arc]) for arc in topology.shared_arcs(countries)),
    }


def make_land(topology: Topology) -> dict[str, Any]:
    """Return the content of data/land.json."""
    members = {"europe": EU_MEMBERS}
    panels = {
        name: make_panel(topology, extent, members.get(name, ()))
        for name, extent in EXTENTS.items()
    }
    return {"source": SOURCE, "projection": PROJECTION, "panels": panels}


def main() -> None:
    """Read the package's folder from the command line and write the outlines."""
    parser = argparse.ArgumentParser(description="Make data/land.json.")
    parser.add_argument("atlas", type=Path, help="folder of the npm package world-atlas")
    atlas = parser.parse_args().atlas / "countries-50m.json"
    topology = Topology(json.loads(atlas.read_text(encoding="utf-8")))
    LAND_PATH.write_text(json.dumps(make_land(topology), indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
