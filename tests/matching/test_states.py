"""The life of a run: which moves there are, who wins them, and what the database refuses."""

from functools import partial
from itertools import product

import pytest
from django.db import IntegrityError, transaction

from matching.engine.weights import Part
from matching.models import Match, Run, RunBlock, Standing, WeightSet
from matching.states import ACTIVE, RunState
from profiles.moving import ForbiddenMove
from tests.makers import make_profile
from tests.matching.test_crowd import at_once, make_match

MOVES = {
    ("queued", "running"),
    ("queued", "failed"),
    ("queued", "cancelled"),
    ("running", "done"),
    ("running", "failed"),
    ("running", "cancelled"),
}


def make_run(state: str = RunState.DONE, **fields: object) -> Run:
    return Run.objects.create(
        weights=WeightSet.objects.current(), state=state, reason="For a test", **fields
    )


@pytest.mark.parametrize(("old", "new"), list(product(RunState, RunState)))
def test_only_the_moves_of_the_table_are_made(db: None, old: RunState, new: RunState) -> None:
    run = make_run(old)
    if (old, new) in MOVES:
        run.move(new, by=None, reason="Because")
    else:
        with pytest.raises(ForbiddenMove):
            run.move(new, by=None, reason="Because")
    moved = (old, new) in MOVES
    log = list(run.transitions.values_list("old", "new", "reason"))
    assert Run.objects.get(pk=run.pk).state == (new if moved else old)
    assert log == ([(old, new, "Because")] if moved else [])


def test_every_state_is_in_the_table_and_active_ones_can_end() -> None:
    assert set(Run.MOVES) == set(RunState)
    assert {state for state in RunState if Run.MOVES[state]} == set(ACTIVE)


@pytest.mark.parametrize("state", RunState)
def test_a_run_is_active_while_it_waits_or_works(db: None, state: RunState) -> None:
    run = make_run(state)
    assert run.is_active == (state in {"queued", "running"})
    assert list(Run.objects.active()) == ([run] if run.is_active else [])


def test_a_move_writes_its_changes_with_it(db: None) -> None:
    run = make_run(RunState.RUNNING)
    run.move(RunState.FAILED, by=None, reason="Because", error="Out of paper")
    assert (run.state, run.error) == (RunState.FAILED, "Out of paper")


def test_a_mover_with_an_old_view_loses(db: None) -> None:
    run = make_run(RunState.QUEUED)
    stale = Run.objects.get(pk=run.pk)
    run.move(RunState.RUNNING, by=None, reason="First")
    with pytest.raises(ForbiddenMove):
        stale.move(RunState.RUNNING, by=None, reason="Second")
    assert list(run.transitions.values_list("reason", flat=True)) == ["First"]


def test_of_eight_movers_at_once_one_wins(transactional_db: None) -> None:
    run = make_run(RunState.QUEUED)
    movers = [Run.objects.get(pk=run.pk) for _ in range(8)]
    answers = at_once(*(partial(m.move, RunState.RUNNING, by=None, reason="Mine") for m in movers))
    assert sum(isinstance(answer, ForbiddenMove) for answer in answers) == 7
    assert list(run.transitions.values_list("old", "new")) == [("queued", "running")]


def test_of_movers_to_different_states_one_wins(transactional_db: None) -> None:
    run = make_run(RunState.RUNNING)
    targets = [RunState.DONE, RunState.FAILED, RunState.CANCELLED] * 3
    movers = [(Run.objects.get(pk=run.pk), to) for to in targets]
    answers = at_once(*(partial(m.move, to, by=None, reason="Mine") for m, to in movers))
    lost = [isinstance(answer, ForbiddenMove) for answer in answers]
    won = [to for is_lost, to in zip(lost, targets, strict=True) if not is_lost]
    run.refresh_from_db()
    assert won == [run.state]
    assert list(run.transitions.values_list("new", flat=True)) == won


def test_one_run_is_live(db: None) -> None:
    make_run(is_live=True)
    with pytest.raises(IntegrityError, match='"one_live_run"'), transaction.atomic():
        make_run(is_live=True)
    make_run(is_live=False)
    assert Run.objects.live().count() == 1


@pytest.mark.parametrize(("first", "second"), list(product(ACTIVE, ACTIVE)))
def test_one_run_is_active(db: None, first: RunState, second: RunState) -> None:
    make_run(first)
    with pytest.raises(IntegrityError, match='"one_active_run"'), transaction.atomic():
        make_run(second)
    make_run(RunState.DONE)
    make_run(RunState.FAILED)
    make_run(RunState.CANCELLED)
    assert Run.objects.active().count() == 1


def test_one_weight_set_is_current(db: None) -> None:
    current = WeightSet.objects.current()
    with pytest.raises(IntegrityError, match='"one_current_weight_set"'), transaction.atomic():
        WeightSet.objects.create(values=current.values, note="Rival", is_current=True)
    assert WeightSet.objects.current() == current


def unsaved(score: float = 0.5) -> Match:
    europe, japan = make_profile("de-1"), make_profile("jp-1")
    return make_match(make_run(), europe, japan, {Part.TEXT: score})


@pytest.mark.parametrize("score", [-0.001, 1.001])
def test_a_score_outside_0_to_1_is_refused(db: None, score: float) -> None:
    with pytest.raises(IntegrityError, match='"score_0_to_1"'):
        unsaved(score).save()


@pytest.mark.parametrize("score", [0.0, 1.0])
def test_a_score_may_be_0_or_1(db: None, score: float) -> None:
    unsaved(score).save()
    assert Match.objects.get().score == score


def test_a_pair_is_stored_once_in_a_run(db: None) -> None:
    match = unsaved()
    match.save()
    match.pk = None
    with pytest.raises(IntegrityError, match='"match_once"'), transaction.atomic():
        match.save()
    match.run = make_run()
    match.save()
    assert Match.objects.count() == 2


def test_a_block_and_a_standing_are_stored_once_in_a_run(db: None) -> None:
    run, profile = make_run(), make_profile()
    RunBlock.objects.create(run=run, side="europe", start=0, stop=3)
    Standing.objects.create(run=run, profile=profile, cutoffs=[0.1])
    with pytest.raises(IntegrityError, match='"run_block_once"'), transaction.atomic():
        RunBlock.objects.create(run=run, side="europe", start=0, stop=5)
    with pytest.raises(IntegrityError, match='"standing_once"'), transaction.atomic():
        Standing.objects.create(run=run, profile=profile, cutoffs=[0.2])
    assert (run.blocks.get().stop, run.standings.get().cutoffs) == (3, [0.1])
