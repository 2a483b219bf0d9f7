"""What may become of a webinar, a registration, a question, a wish: over all pairs."""

from collections.abc import Mapping
from itertools import product
from typing import Any

import pytest

from events.models import AudienceQuestion, Interest, Registration, Webinar
from events.states import (
    ASKED_MOVES,
    BOOKING_MOVES,
    FOLLOW_UP_MOVES,
    MOVES,
    Asked,
    Booking,
    FollowUp,
    State,
)
from profiles.moving import ForbiddenMove, Moving
from tests.events.making import make_webinar, register
from tests.makers import REASON, make_profile

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("old", "new"), list(product(State, State)))
def test_a_webinar_moves_only_along_its_table(old: State, new: State) -> None:
    webinar = make_webinar(state=old)
    before = webinar.transitions.count()
    if new in MOVES[old]:
        row = webinar.move(new, by=None, reason=REASON)
        assert (row.old, row.new, row.reason) == (old, new, REASON)
        assert Webinar.objects.get().state == new
    else:
        with pytest.raises(ForbiddenMove):
            webinar.move(new, by=None, reason=REASON)
        assert (Webinar.objects.get().state, webinar.transitions.count()) == (old, before)


@pytest.fixture
def registration() -> Registration:
    return register(make_webinar())


def check_move(row: Moving, table: Mapping[Any, frozenset[Any]], old: str, new: str) -> None:
    """One that the table allows is logged; any other leaves no trace."""
    type(row).objects.filter(pk=row.pk).update(state=old)
    row.refresh_from_db()
    before = row.transitions.count()
    if new in table[old]:
        step = row.move(new, by=None, reason=REASON)
        assert (step.old, step.new, step.reason) == (old, new, REASON)
        wanted = (new, before + 1)
    else:
        with pytest.raises(ForbiddenMove):
            row.move(new, by=None, reason=REASON)
        wanted = (old, before)
    stored = type(row).objects.get(pk=row.pk)
    assert (stored.state, stored.transitions.count()) == wanted


@pytest.mark.parametrize(("old", "new"), list(product(Booking, Booking)))
def test_a_registration_moves_only_along_its_table(
    registration: Registration, old: Booking, new: Booking
) -> None:
    check_move(registration, BOOKING_MOVES, old, new)


@pytest.mark.parametrize(("old", "new"), list(product(Asked, Asked)))
def test_a_question_moves_only_along_its_table(
    registration: Registration, old: Asked, new: Asked
) -> None:
    question = AudienceQuestion.objects.create(
        webinar=registration.webinar, registration=registration, text="Why?", language="en"
    )
    check_move(question, ASKED_MOVES, old, new)


@pytest.mark.parametrize(("old", "new"), list(product(FollowUp, FollowUp)))
def test_a_wish_moves_only_along_its_table(
    registration: Registration, old: FollowUp, new: FollowUp
) -> None:
    wish = Interest.objects.create(registration=registration, profile=make_profile("jp-07"))
    check_move(wish, FOLLOW_UP_MOVES, old, new)


@pytest.mark.parametrize("table", [MOVES, BOOKING_MOVES, ASKED_MOVES, FOLLOW_UP_MOVES])
def test_every_state_has_its_line_in_the_table(table: dict) -> None:
    states = type(next(iter(table)))
    assert set(table) == set(states)
    assert {new for moves in table.values() for new in moves} <= set(states)
