"""The map of both sides, with hand-worked arcs."""

import pytest

from profiles.geo import load_panels
from profiles.models import Side
from profiles.worldmap import arc, draw
from tests.makers import make_profile

COLOGNE, FUKUSHIMA, NEW_YORK = (50.94, 6.96), (37.75, 140.47), (40.7, -74.0)


def test_an_arc_bows_over_its_chord() -> None:
    """Halfway at x 50; 0.22 of the width 100 above the middle height 30."""
    assert arc((0, 20), (100, 40)) == "M0.0 20.0Q50.0 8.0 100.0 40.0"
    assert arc((0, 20), (100, 40), shift=-60) == "M-60.0 20.0Q-10.0 8.0 40.0 40.0"
    assert arc((100, 40), (0, 20)) == "M100.0 40.0Q50.0 8.0 0.0 20.0"


@pytest.mark.django_db
def test_profiles_are_dots_on_their_side() -> None:
    europe = make_profile("de-k", latitude=COLOGNE[0], longitude=COLOGNE[1])
    japan = make_profile("jp-07", latitude=FUKUSHIMA[0], longitude=FUKUSHIMA[1])
    overseas = make_profile("fr-ny", latitude=NEW_YORK[0], longitude=NEW_YORK[1])

    panels = draw([europe, japan, overseas], [])

    assert [panel.side for panel in panels] == [Side.EUROPE, Side.JAPAN]
    assert [[dot.profile for dot in panel.dots] for panel in panels] == [[europe], [japan]]
    [dot] = panels[0].dots
    x, y = load_panels()["europe"].xy(*COLOGNE)
    assert (dot.x, dot.y) == (round(x, 1), round(y, 1))
    assert [panel.arcs for panel in panels] == [[], []]


@pytest.mark.django_db
def test_an_arc_goes_on_from_one_panel_into_the_other() -> None:
    """A pair with somebody who is not on the map is left out."""
    europe = make_profile("de-k", latitude=COLOGNE[0], longitude=COLOGNE[1])
    japan = make_profile("jp-07", latitude=FUKUSHIMA[0], longitude=FUKUSHIMA[1])
    overseas = make_profile("fr-ny", latitude=NEW_YORK[0], longitude=NEW_YORK[1])
    pairs = [(europe.pk, japan.pk), (overseas.pk, japan.pk)]

    left, right = draw([europe, japan, overseas], pairs)

    start, (x, y) = left.land.xy(*COLOGNE), right.land.xy(*FUKUSHIMA)
    width = left.land.width
    assert left.arcs == [arc(start, (x + width, y))]
    assert right.arcs == [arc((start[0] - width, start[1]), (x, y))]


def test_an_empty_map_is_land_only() -> None:
    panels = draw([], [])
    assert [(panel.land.name, panel.dots, panel.arcs) for panel in panels] == [
        ("europe", [], []),
        ("japan", [], []),
    ]
