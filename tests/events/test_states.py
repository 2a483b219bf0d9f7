"""What may become of a webinar, a registration, a question, a wish: over all pairs."""

from itertools import product

import pytest

from events.models import Webinar
from events.states import ASKED_MOVES, BOOKING_MOVES, FOLLOW_UP_MOVES, MOVES, State
from profiles.moving import ForbiddenMove
from tests.events.making import make_webinar
from tests.makers import REASON

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


@pytest.mark.parametrize("table", [MOVES, BOOKING_MOVES, ASKED_MOVES, FOLLOW_UP_MOVES])
def test_every_state_has_its_line_in_the_table(table: dict) -> None:
    states = type(next(iter(table)))
    assert set(table) == set(states)
    assert {new for moves in table.values() for new in moves} <= set(states)
