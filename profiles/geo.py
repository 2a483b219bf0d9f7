"""The two map panels, Europe and Japan, and where a place falls on them.

The outlines come from Natural Earth 1:50m (public domain) and are made once by
``scripts/make_land.py``, which writes ``data/land.json``. A panel shows land as
one silhouette without national outlines; the Europe panel adds the borders
between two member states of the European Union.
"""

import json
import math
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Self

LAND_PATH = Path(__file__).resolve().parent.parent / "data" / "land.json"

# Below this, 1 + cos(distance) means the antipode of the projection's centre.
ANTIPODE_LIMIT = 1e-12


@dataclass(frozen=True)
class Projection:
    """Lambert azimuthal equal-area projection of the sphere (Snyder 1987, ch. 24).

    ``lat0`` (-90 to 90) and ``lon0`` (-180 to 180) are the centre in degrees,
    north and east positive. ``x0`` and ``y0`` are the centre's place in viewBox
    units; ``scale`` is the number of viewBox units in one Earth radius.
    """

    lat0: float
    lon0: float
    scale: float
    x0: float
    y0: float

    def xy(self, lat: float, lon: float) -> tuple[float, float]:
        """Project degrees north and east to viewBox units, y growing southwards.

        The antipode of the centre has no single image and gives infinities.
        """
        phi, phi0 = math.radians(lat), math.radians(self.lat0)
        turn = math.radians(lon - self.lon0)
        east = math.cos(phi) * math.sin(turn)
        toward = math.cos(phi) * math.cos(turn)
        north = math.cos(phi0) * math.sin(phi) - math.sin(phi0) * toward
        spread = 1 + math.sin(phi0) * math.sin(phi) + math.cos(phi0) * toward
        if spread < ANTIPODE_LIMIT:
            return math.inf, math.inf
        k = self.scale * math.sqrt(2 / spread)
        return self.x0 + k * east, self.y0 - k * north


@dataclass(frozen=True)
class Panel:
    """One map panel, drawn in an SVG with viewBox ``0 0 width height``.

    ``land`` and ``borders`` are the ``d`` of an SVG path, in viewBox units.
    ``land`` is to be filled, not stroked: where land runs out of the frame its
    outline follows the frame. ``borders`` is to be stroked, and may be empty.
    """

    name: str
    projection: Projection
    width: int
    height: int
    land: str
    borders: str

    @classmethod
    def from_json(cls, name: str, fields: dict[str, Any]) -> Self:
        """Build a panel from its entry under ``panels`` in ``data/land.json``."""
        projection = Projection(**fields["projection"])
        return cls(name=name, **{**fields, "projection": projection})

    def xy(self, lat: float, lon: float) -> tuple[float, float]:
        """Project degrees north and east to viewBox units, in the frame or not."""
        return self.projection.xy(lat, lon)

    def contains(self, lat: float, lon: float) -> bool:
        """Tell whether a place, in degrees north and east, is in the frame."""
        x, y = self.xy(lat, lon)
        return 0 <= x <= self.width and 0 <= y <= self.height


@cache
def load_panels() -> dict[str, Panel]:
    """Read the panels ``europe`` and ``japan``, by name, from ``data/land.json``."""
    stored = json.loads(LAND_PATH.read_text(encoding="utf-8"))["panels"]
    return {name: Panel.from_json(name, fields) for name, fields in stored.items()}
