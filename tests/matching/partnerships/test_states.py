"""The table of states, all pairs; what the days make of what was signed; and health."""

from dataclasses import dataclass
from datetime import date
from itertools import pairwise, product

import pytest

from matching.partnerships.actions import steps_to
from matching.partnerships.health import Health, pulse
from matching.partnerships.models import Partnership
from matching.partnerships.states import MOVES, State, binding, state_on
from profiles.moving import ForbiddenMove
from tests.makers import REASON
from tests.matching.partnerships.making import day, fresh, make_partnership

ALLOWED = {
    (old, new)
    for old, new in product(State, State)
    if old != new and (old != State.ENDED or new == State.RENEWED)
}


@dataclass
class Signed:
    kind: str
    signed_on: date
    valid_until: date | None = None


@dataclass
class Done:
    on: date
    kind: str = "delegation"


def signed(kind: str, on: str, until: str = "") -> Signed:
    return Signed(kind, day(on), day(until) if until else None)


@pytest.mark.parametrize(("old", "new"), list(product(State, State)))
@pytest.mark.django_db
def test_every_pair_of_states(old: State, new: State) -> None:
    partnership = make_partnership(state=old)
    if (old, new) in ALLOWED:
        partnership.move(new, by=None, reason=REASON)
        row = partnership.transitions.get()
        assert (row.old, row.new, row.actor, row.reason) == (old, new, None, REASON)
    else:
        with pytest.raises(ForbiddenMove):
            partnership.move(new, by=None, reason=REASON)
        assert partnership.transitions.count() == 0
    assert fresh(partnership).state == (new if (old, new) in ALLOWED else old)


@pytest.mark.parametrize(("old", "new"), list(product(State, State)))
def test_every_state_can_be_reached_by_allowed_moves(old: State, new: State) -> None:
    way = [old, *steps_to(old, new)]
    assert way[-1] == new
    assert all(later in MOVES[earlier] for earlier, later in pairwise(way))


NRW = [
    signed("signed", "2014-02-10"),
    signed("extended", "2017-01-01", "2020-01-31"),
    signed("renewed", "2019-10-07", "2021-03-31"),
    signed("renewed", "2023-04-26"),
]


@pytest.mark.parametrize(
    ("on", "state"),
    [
        ("2014-02-09", State.ACTIVE),
        ("2016-12-31", State.ACTIVE),
        ("2017-01-01", State.RENEWED),
        ("2018-01-01", State.ACTIVE),
        ("2019-01-30", State.ACTIVE),
        ("2019-01-31", State.DUE),
        ("2019-10-07", State.RENEWED),
        ("2020-03-30", State.RENEWED),
        ("2020-03-31", State.DUE),
        ("2021-03-31", State.DUE),
        ("2021-04-01", State.OVERDUE),
        ("2023-04-25", State.OVERDUE),
        ("2023-04-26", State.RENEWED),
        ("2024-04-25", State.RENEWED),
        ("2024-04-26", State.ACTIVE),
        ("2044-01-01", State.ACTIVE),
    ],
)
def test_the_state_on_a_day(on: str, state: State) -> None:
    assert state_on(NRW, day(on)) == state


def test_three_years_after_a_missed_date_nobody_waits_any_more() -> None:
    missed = [signed("signed", "2018-01-01", "2021-12-31")]
    assert state_on(missed, day("2024-12-31")) == State.OVERDUE
    assert state_on(missed, day("2025-01-01")) == State.LAPSED


def test_a_wider_scope_changes_neither_the_end_nor_the_state() -> None:
    rows = [signed("renewed", "2019-10-07", "2021-03-31"), signed("widened", "2019-12-01")]
    assert state_on(rows, day("2020-01-01")) == State.RENEWED
    assert state_on(rows, day("2021-04-01")) == State.OVERDUE
    assert binding(rows, day("2020-01-01")) is rows[0]
    longer = [*rows, signed("widened", "2020-02-01", "2025-12-31")]
    assert state_on(longer, day("2021-04-01")) == State.ACTIVE


def test_what_was_ended_stays_so_until_it_is_renewed() -> None:
    rows = [signed("signed", "2010-01-01"), signed("ended", "2015-01-01")]
    assert state_on(rows, day("2014-12-31")) == State.ACTIVE
    assert state_on(rows, day("2015-01-01")) == State.ENDED
    rows.append(signed("widened", "2016-01-01", "2030-01-01"))
    assert state_on(rows, day("2016-01-01")) == State.ENDED
    rows.append(signed("renewed", "2017-01-01"))
    assert state_on(rows, day("2017-01-01")) == State.RENEWED


def test_nothing_signed_is_active_and_binds_to_nothing() -> None:
    assert state_on([], day("2020-01-01")) == State.ACTIVE
    assert binding([], day("2020-01-01")) is None
    assert binding(NRW, day("2014-02-09")) is None


@pytest.mark.parametrize(
    ("done", "on", "health"),
    [
        (["2020-06-15"], "2021-06-15", Health.LIVELY),
        (["2020-06-15"], "2021-06-16", Health.QUIET),
        (["2020-06-15"], "2022-06-15", Health.QUIET),
        (["2020-06-15"], "2022-06-16", Health.CEREMONIAL),
        (["2018-01-01", "2020-06-15"], "2021-06-15", Health.LIVELY),
        (["2020-06-15"], "2020-06-14", Health.UNKNOWN),
        ([], "2012-01-01", Health.QUIET),
        ([], "2012-01-02", Health.UNKNOWN),
    ],
)
def test_health_is_what_is_done_together(done: list[str], on: str, health: Health) -> None:
    found = pulse([Done(day(it)) for it in done], day("2010-01-01"), day(on))
    assert found.health == health


def test_ceremonies_alone_are_ceremonial_only() -> None:
    ceremony = Done(day("2020-01-01"), kind="signing")
    found = pulse([ceremony], day("2010-01-01"), day("2020-02-01"))
    assert (found.health, found.last) == (Health.CEREMONIAL, None)


@pytest.mark.django_db
def test_ended_is_never_written_but_by_a_move() -> None:
    assert "state" in {f.name for f in Partnership._meta.fields if not f.editable}
