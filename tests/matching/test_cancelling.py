"""A run that is stopped: by whom, when it is still possible, and what is left of it."""

import pytest
from django.db import connection, transaction

from matching import actions
from matching.models import Match, Run, WeightSet
from matching.states import RunState
from profiles.moving import ForbiddenMove
from tests.makers import make_staff
from tests.matching.test_crowd import begun, completed, contents, make_crowd, scored, waiting

REASON = "Too many at once"
ENDED = (RunState.DONE, RunState.FAILED, RunState.CANCELLED)


@pytest.mark.parametrize("state", [RunState.QUEUED, RunState.RUNNING])
def test_a_run_that_waits_or_works_can_be_cancelled(db: None, state: RunState) -> None:
    run, _ = actions.start_run(by=None, reason="For a test")
    if state == RunState.RUNNING:
        run.move(RunState.RUNNING, by=None, reason="Begun")
    dana = make_staff()
    actions.cancel_run(run, by=dana, reason=REASON)
    assert (run.state, run.is_active, run.is_live) == (RunState.CANCELLED, False, False)
    assert run.finished_at > run.created_at
    last = run.transitions.last()
    assert (last.old, last.new, last.actor, last.reason) == (state, "cancelled", dana, REASON)
    assert actions.start_run(by=None, reason="Another")[1]


@pytest.mark.parametrize("state", ENDED)
def test_a_run_that_has_ended_cannot_be_cancelled(db: None, state: RunState) -> None:
    weights = WeightSet.objects.current()
    run = Run.objects.create(weights=weights, state=state, reason="For a test")
    with pytest.raises(ForbiddenMove):
        actions.cancel_run(run, by=make_staff(), reason=REASON)
    run.refresh_from_db()
    assert (run.state, run.finished_at, run.transitions.count()) == (state, None, 0)


def test_a_cancelled_run_is_not_begun(db: None) -> None:
    make_crowd(1, 1)
    run, _ = actions.start_run(by=None, reason="For a test")
    late = Run.objects.get(pk=run.pk)
    actions.cancel_run(run, by=make_staff(), reason=REASON)
    assert [actions.begin_run(run), actions.begin_run(late)] == [0, 0]
    assert (run.blocks.count(), hasattr(run, "snapshot")) == (0, False)


def test_a_cancelled_run_writes_and_finishes_nothing(db: None) -> None:
    make_crowd(2, 2)
    old = scored()
    before = contents()
    run = begun()
    late = Run.objects.get(pk=run.pk)
    actions.score_block(run.blocks.first())
    actions.cancel_run(run, by=make_staff(), reason=REASON)
    assert actions.score_block(run.blocks.last()) == 0
    run.blocks.update(done_at=run.finished_at)
    assert [actions.finish_run(run), actions.finish_run(late)] == [0, 0]
    assert (Run.objects.live().get(), contents()) == (old, before)
    assert actions.discard_old_matches() == 4
    assert set(Match.objects.values_list("run", flat=True)) == {old.pk}


def test_a_block_that_is_being_written_when_its_run_is_cancelled_leaves_nothing(
    transactional_db: None,
) -> None:
    make_crowd(3, 3)
    old = scored()
    before = contents()
    run = begun()
    block = run.blocks.first()
    answers: list[int] = []
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("LOCK TABLE matching_match IN SHARE MODE")
        writing = waiting(lambda: answers.append(actions.score_block(block)))
        actions.cancel_run(run, by=make_staff(), reason=REASON)
    writing.join()
    block.refresh_from_db()
    assert (answers, block.done_at) == ([0], None)
    assert (run.matches.count(), run.standings.count()) == (0, 0)
    assert (Run.objects.live().get(), contents()) == (old, before)


def test_a_run_cancelled_while_it_is_finished_stays_cancelled(transactional_db: None) -> None:
    make_crowd(2, 2)
    old = scored()
    before = contents()
    run = begun()
    for block in run.blocks.all():
        actions.score_block(block)
    answers: list[int] = []
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("LOCK TABLE matching_standing IN SHARE MODE")
        finishing = Run.objects.get(pk=run.pk)
        finish = waiting(lambda: answers.append(actions.finish_run(finishing)))
        actions.cancel_run(run, by=make_staff(), reason=REASON)
    finish.join()
    run.refresh_from_db()
    assert (answers, run.state, run.is_live) == ([0], RunState.CANCELLED, False)
    assert (Run.objects.live().get(), contents()) == (old, before)


def test_the_next_run_is_as_if_the_cancelled_one_had_not_been(db: None) -> None:
    make_crowd(3, 3)
    scored()
    before = contents()
    cancelled = begun()
    actions.score_block(cancelled.blocks.first())
    actions.cancel_run(cancelled, by=make_staff(), reason=REASON)
    assert completed(begun()).is_live
    assert contents() == before
