"""What pages are made of: openings, goals, the map, the board; choices; dates as typed."""

from datetime import date

import pytest
import time_machine
from django.core.exceptions import ValidationError

from matching.models import Run
from matching.pages import GOOD
from matching.partnerships import board, pages
from matching.partnerships.dates import PartialDate
from matching.partnerships.filters import area_choices, place_choices
from matching.partnerships.forms import PartialDateField
from matching.partnerships.models import Goal, Partnership
from matching.partnerships.states import State, began_on
from profiles.states import Status
from tests.makers import REASON, make_place, make_profile
from tests.matching.cast import live_run, store_match
from tests.matching.introductions.people import make_area
from tests.matching.partnerships.making import (
    Kind,
    day,
    fresh,
    make_pair,
    make_partnership,
    sign,
    titled,
)
from tests.matching.partnerships.test_states import NRW, signed

pytestmark = pytest.mark.django_db


@pytest.fixture
def run() -> Run:
    return live_run()


def opened(partnership: Partnership) -> list[tuple[str, float]]:
    return [(it.sector.slug, round(it.score, 2)) for it in pages.openings(partnership)]


def test_openings_are_good_fits_in_which_nothing_is_agreed(run: Run) -> None:
    europe, japan = make_pair()
    partnership = make_partnership(europe, japan)
    sign(partnership, "2020", "energy")
    scores = {"energy": 0.9, "trade": GOOD, "tourism": 0.7, "industry": GOOD - 0.01}
    store_match(run, europe, japan, 0.5, **scores)
    assert opened(partnership) == [("tourism", 0.7), ("trade", GOOD)]


def test_of_several_pairs_the_best_one_opens_a_sector_and_three_are_enough(run: Run) -> None:
    europe, japan = make_pair()
    other = make_profile("de-by")
    partnership = make_partnership(europe, other, japan)
    store_match(run, europe, japan, 0.5, trade=0.6, tourism=0.7, industry=0.8, energy=0.5)
    store_match(run, other, japan, 0.5, trade=0.9)
    found = pages.openings(partnership)
    assert [(it.sector.slug, it.match.europe) for it in found] == [
        ("trade", other),
        ("industry", europe),
        ("tourism", europe),
    ]


def test_nobody_who_is_gone_opens_anything(run: Run) -> None:
    europe, japan = make_pair()
    store_match(run, europe, japan, 0.5, trade=0.9)
    partnership = make_partnership(europe, japan)
    japan.move(Status.ARCHIVED, by=None, reason=REASON)
    assert opened(partnership) == []


def test_before_the_first_run_and_without_pairs_nothing_opens() -> None:
    assert opened(make_partnership(*make_pair())) == []
    live_run()
    assert opened(make_partnership()) == []


GOALS = [
    ("2040", "2014-02-10", (0, 26)),
    ("2040", "2027-01-24", (48, 13)),
    ("2040", "2040-12-31", (100, 0)),
    ("2020-05", "2020-05-31", (100, 0)),
]


@pytest.mark.parametrize(("due", "on", "found"), GOALS)
def test_a_goal_counts_from_the_beginning_to_the_end_of_its_year(
    due: str, on: str, found: tuple[int, int]
) -> None:
    partnership = make_partnership(*make_pair())
    sign(partnership, "2014-02-10")
    by = PartialDate.parse(due)
    goal = Goal(partnership=partnership, due_on=by.first, precision=by.precision, text={})
    row = pages.goal_row(goal, fresh(partnership), day(on))
    assert ((row.share, row.years_left), row.is_missed) == (found, False)


def test_a_goal_is_missed_the_day_after_and_not_when_it_was_reached() -> None:
    partnership = make_partnership()
    goal = Goal(due_on=date(2025, 1, 1), precision="year", text={})
    rows = [pages.goal_row(goal, partnership, day(it)) for it in ("2025-12-31", "2026-01-01")]
    assert [row.is_missed for row in rows] == [False, True]
    goal.reached_on = date(2025, 6, 1)
    assert not pages.goal_row(goal, partnership, day("2026-01-01")).is_missed
    without = pages.goal_row(Goal(text={}), partnership, day("2026-01-01"))
    assert (without.due, without.share, without.is_missed) == (None, None, False)


def test_the_map_draws_a_pair_of_two_partnerships_once() -> None:
    europe, japan = make_pair()
    both = [make_partnership(europe, japan), make_partnership(europe, japan)]
    left, right = pages.draw_map(both)
    assert (len(left.dots), len(left.arcs), len(right.dots), len(right.arcs)) == (1, 1, 1, 1)


def test_one_may_filter_by_places_where_a_public_party_is() -> None:
    make_place("FR", "France")
    europe, japan = make_pair()
    make_profile("fr-1", place="FRK2")
    hidden = make_profile("jp-26", place="JP-26")
    make_partnership(europe, japan)
    make_partnership(europe, hidden, is_public=False)
    (_, countries), (_, prefectures) = place_choices()
    assert [code for code, _ in countries] == ["DE", "JP"]
    assert [code for code, _ in prefectures] == ["JP-07"]


def test_one_may_filter_by_third_countries_that_are_named() -> None:
    make_area("ghana")
    shown, hidden = make_partnership(*make_pair()), make_partnership(is_public=False)
    sign(shown, "2020").areas.add(make_area("kenya"))
    sign(hidden, "2020").areas.add(make_area("vietnam"))
    assert area_choices() == [("kenya", "Kenya")]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("2014", "2014"),
        (" 2014-02 ", "2014-02"),
        ("2014/02/28", "2014-02-28"),
        ("2014.02.28", "2014-02-28"),
        ("", "None"),
    ],
)
def test_a_date_may_be_typed_as_it_is_known(typed: str, found: str) -> None:
    assert str(PartialDateField(required=False).clean(typed)) == found


@pytest.mark.parametrize("typed", ["28.02.2014", "14", "2014-2-1", "1867", "2200", "2014-02-30"])
def test_other_dates_are_refused(typed: str) -> None:
    with pytest.raises(ValidationError, match="2014, 2014-02 or 2014-02-28"):
        PartialDateField().clean(typed)


@pytest.mark.parametrize(
    ("on", "since"),
    [
        ("2014-02-10", "2014-02-10"),
        ("2018-06-01", "2018-01-01"),
        ("2019-05-01", "2019-01-31"),
        ("2020-06-01", "2020-03-31"),
        ("2022-01-01", "2021-04-01"),
        ("2023-05-01", "2023-04-26"),
        ("2025-01-01", "2024-04-26"),
    ],
)
def test_since_when_a_state_lasts(on: str, since: str) -> None:
    assert began_on(NRW, day(on)) == day(since)


def test_since_when_what_lapsed_or_ended_does() -> None:
    lapsed = [signed("signed", "2018-01-01", "2021-12-31")]
    assert began_on(lapsed, day("2026-01-01")) == day("2025-01-01")
    ended = [signed("signed", "2018-01-01"), signed("ended", "2020-02-02")]
    assert began_on(ended, day("2026-01-01")) == day("2020-02-02")
    assert began_on([], day("2026-01-01")) is None


@time_machine.travel("2026-11-26T12:00:00Z", tick=False)
def test_on_the_board_what_is_planned_first_stands_first_then_what_ends_first() -> None:
    pair = make_pair()
    ends = {"a": "2027-05-01", "b": "2027-03-01", "c": "2027-10-01"}
    made = {name: titled(make_partnership(*pair), en=name) for name in ends}
    for name, until in ends.items():
        sign(made[name], "2020", until=until, kind=Kind.SIGNED)
    Partnership.objects.filter(pk=made["c"].pk).update(next_on=date(2026, 12, 1))
    columns = dict(board.columns(board.for_board()))
    order = [card.partnership.title for card in columns[State.DUE]]
    assert order == ["c", "b", "a"]
    assert {state: len(cards) for state, cards in columns.items() if cards} == {State.DUE: 3}
