"""Every pair of states of introductions and answers: the table allows it, or nothing changes."""

import itertools

import pytest

from matching.introductions.models import Introduction, Party
from matching.introductions.states import ANSWERS, MOVES, Answer, State
from profiles.moving import ForbiddenMove
from tests.makers import REASON, make_profile

ALLOWED = {
    ("requested", "asked"),
    ("requested", "declined"),
    ("requested", "withdrawn"),
    ("asked", "accepted"),
    ("asked", "declined"),
    ("asked", "expired"),
    ("asked", "withdrawn"),
    ("accepted", "closed"),
}
ALLOWED_ANSWERS = {
    ("waiting", "accepted"),
    ("waiting", "declined"),
    ("waiting", "expired"),
    ("accepted", "declined"),
}


def test_the_tables_know_every_state() -> None:
    assert set(MOVES) == set(State)
    assert set(ANSWERS) == set(Answer)


@pytest.fixture
def introduction(db: None) -> Introduction:
    introduction = Introduction.objects.create(
        europe=make_profile("de-1"), japan=make_profile("jp-1")
    )
    introduction.parties.create(role="japan", profile=introduction.japan)
    return introduction


def moved(row: Introduction | Party, to: str) -> bool:
    """Whether it could be moved."""
    try:
        row.move(to, by=None, reason=REASON)
    except ForbiddenMove:
        return False
    return True


@pytest.mark.parametrize(("old", "new"), list(itertools.product(State.values, repeat=2)))
def test_every_pair_of_states(introduction: Introduction, old: str, new: str) -> None:
    Introduction.objects.update(state=old)
    introduction.refresh_from_db()
    is_allowed = (old, new) in ALLOWED
    assert moved(introduction, new) == is_allowed
    introduction.refresh_from_db()
    assert introduction.state == (new if is_allowed else old)
    logged = list(introduction.transitions.values_list("old", "new", "reason"))
    assert logged == ([(old, new, REASON)] if is_allowed else [])


@pytest.mark.parametrize(("old", "new"), list(itertools.product(Answer.values, repeat=2)))
def test_every_pair_of_answers(introduction: Introduction, old: str, new: str) -> None:
    Party.objects.update(answer=old)
    party = introduction.parties.get()
    is_allowed = (old, new) in ALLOWED_ANSWERS
    assert moved(party, new) == is_allowed
    party.refresh_from_db()
    assert party.answer == (new if is_allowed else old)
    logged = list(party.transitions.values_list("old", "new", "reason"))
    assert logged == ([(old, new, REASON)] if is_allowed else [])


def test_who_looks_at_an_old_row_moves_nothing(introduction: Introduction) -> None:
    twin = Introduction.objects.get(pk=introduction.pk)
    assert (moved(introduction, State.ASKED), moved(twin, State.WITHDRAWN)) == (True, False)
    twin.refresh_from_db()
    assert (twin.state, twin.transitions.count()) == (State.ASKED, 1)
