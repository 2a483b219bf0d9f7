import math
import re
from itertools import pairwise

import pytest

from profiles.geo import LAND_PATH, Panel, load_panels

EUROPEAN = {
    "Berlin": (52.5200, 13.4050),
    "Paris": (48.8566, 2.3522),
    "Lisbon": (38.7223, -9.1393),
    "Helsinki": (60.1699, 24.9384),
    "Valletta": (35.8989, 14.5146),
    "Nicosia": (35.1856, 33.3823),
}
JAPANESE = {
    "Tokyo": (35.6762, 139.6503),
    "Sapporo": (43.0618, 141.3545),
    "Naha": (26.2124, 127.6792),
}


@pytest.fixture
def europe() -> Panel:
    return load_panels()["europe"]


@pytest.fixture
def japan() -> Panel:
    return load_panels()["japan"]


def subpaths(d: str) -> list[list[tuple[float, float]]]:
    return [
        [(float(x), float(y)) for x, y in re.findall(r"([^ ,]+),([^ ,]+)", part)]
        for part in d.replace("Z", "").split("M")[1:]
    ]


def on_land(panel: Panel, lat: float, lon: float) -> bool:
    """Cast a ray eastwards and count the outlines it crosses."""
    x, y = panel.xy(lat, lon)
    crossed = 0
    for ring in subpaths(panel.land):
        for (ax, ay), (bx, by) in pairwise([ring[-1], *ring]):
            if (ay > y) != (by > y):
                crossed += x < ax + (y - ay) / (by - ay) * (bx - ax)
    return crossed % 2 == 1


def test_panels_stand_side_by_side(europe: Panel, japan: Panel) -> None:
    assert set(load_panels()) == {"europe", "japan"}
    assert europe.name == "europe"
    assert europe.height == japan.height == 600


@pytest.mark.parametrize("city", EUROPEAN)
def test_european_cities_are_in_the_europe_panel_only(
    city: str, europe: Panel, japan: Panel
) -> None:
    assert europe.contains(*EUROPEAN[city])
    assert not japan.contains(*EUROPEAN[city])


@pytest.mark.parametrize("city", JAPANESE)
def test_japanese_cities_are_in_the_japan_panel_only(
    city: str, europe: Panel, japan: Panel
) -> None:
    assert japan.contains(*JAPANESE[city])
    assert not europe.contains(*JAPANESE[city])


def test_european_cities_stand_in_order(europe: Panel) -> None:
    places = {
        city: europe.xy(*EUROPEAN[city]) for city in ("Lisbon", "Paris", "Berlin", "Helsinki")
    }
    xs, ys = zip(*places.values(), strict=True)
    assert list(xs) == sorted(xs)
    assert list(ys) == sorted(ys, reverse=True)


def test_japanese_cities_stand_in_order(japan: Panel) -> None:
    places = [japan.xy(*JAPANESE[city]) for city in ("Naha", "Tokyo", "Sapporo")]
    xs, ys = zip(*places, strict=True)
    assert list(xs) == sorted(xs)
    assert list(ys) == sorted(ys, reverse=True)


def test_centre_of_projection_is_projected_to_its_place(japan: Panel) -> None:
    assert japan.xy(37.5, 137) == (japan.projection.x0, japan.projection.y0)


def test_distance_along_the_central_meridian_is_the_chord(europe: Panel) -> None:
    # 12 degrees south of the centre: 2 sin 6° = 0.209057 Earth radii;
    # 0.209057 * 896.783 = 187.479; 319.425 + 187.479 = 506.904.
    assert europe.xy(40, 10) == pytest.approx((284.704, 506.904), abs=0.001)


def test_quarter_turn_along_the_equator_is_root_two_radii(europe: Panel) -> None:
    # 1.414214 * 896.783 = 1268.243; 284.704 + 1268.243 = 1552.947.
    assert europe.xy(0, 100) == pytest.approx((1552.947, 319.425), abs=0.001)


def test_projection_is_close_to_the_worked_example_of_epsg_3035(europe: Panel) -> None:
    # IOGP Guidance Note 7-2: 50°N 5°E is 358.201 km west and 210.281 km south of
    # the centre on the ellipsoid; the sphere has 896.783 / 6371.007 units in a km.
    x, y = europe.xy(50, 5)
    assert x == pytest.approx(284.704 - 50.421, abs=0.25)
    assert y == pytest.approx(319.425 + 29.599, abs=0.25)


def test_tokyo_by_hand(japan: Panel) -> None:
    # East: cos 35.6762° sin 2.6503° = 0.812326 * 0.046240 = 0.037562.
    # Towards 137°E: 0.812326 * cos 2.6503° = 0.811457.
    # North: 0.793353 * 0.583204 - 0.608761 * 0.811457 = -0.031297.
    # k = 1532.640 * sqrt(2 / (1 + 0.608761 * 0.583204 + 0.793353 * 0.811457))
    #   = 1532.640 * sqrt(2 / 1.998804) = 1533.098.
    # x = 269.936 + 1533.098 * 0.037562; y = 239.715 + 1533.098 * 0.031297.
    assert japan.xy(35.6762, 139.6503) == pytest.approx((327.522, 287.696), abs=0.005)


def test_antipode_of_the_centre_is_outside(europe: Panel) -> None:
    assert europe.xy(-52, -170) == (math.inf, math.inf)
    assert not europe.contains(-52, -170)


@pytest.mark.parametrize("name", ["europe", "japan"])
def test_land_fills_the_frame_and_keeps_within(name: str) -> None:
    panel = load_panels()[name]
    points = [point for ring in subpaths(panel.land) for point in ring]
    xs, ys = zip(*points, strict=True)
    assert len(points) > 1000
    assert min(xs) == min(ys) == 0
    assert 0.95 * panel.width < max(xs) <= panel.width
    assert 0.8 * panel.height < max(ys) <= panel.height


def test_borders_keep_within_the_frame_and_are_european_only(europe: Panel, japan: Panel) -> None:
    points = [point for line in subpaths(europe.borders) for point in line]
    assert len(points) > 500
    assert all(0 <= x <= europe.width and 0 <= y <= europe.height for x, y in points)
    assert japan.borders == ""


@pytest.mark.parametrize(
    ("name", "lat", "lon"),
    [
        ("europe", 52.52, 13.405),  # Berlin
        ("europe", 40.4168, -3.7038),  # Madrid
        ("europe", 35.90, 14.44),  # Malta
        ("japan", 36.6513, 138.1810),  # Nagano
        ("japan", 43.7707, 142.3650),  # Asahikawa
        ("japan", 26.5, 127.93),  # Okinawa
    ],
)
def test_inland_places_are_on_land(name: str, lat: float, lon: float) -> None:
    assert on_land(load_panels()[name], lat, lon)


@pytest.mark.parametrize(
    ("name", "lat", "lon"),
    [
        ("europe", 56.0, 3.0),  # North Sea
        ("europe", 40.0, 12.0),  # Tyrrhenian Sea
        ("europe", 43.5, 34.0),  # Black Sea
        ("japan", 40.0, 135.0),  # Sea of Japan
        ("japan", 30.0, 140.0),  # Pacific Ocean
    ],
)
def test_places_at_sea_are_not_on_land(name: str, lat: float, lon: float) -> None:
    assert not on_land(load_panels()[name], lat, lon)


def test_outlines_are_light_enough_to_inline() -> None:
    assert LAND_PATH.stat().st_size <= 110_000
