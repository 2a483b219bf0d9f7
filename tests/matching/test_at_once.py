"""Steps of a run taken by several workers at the same moment."""

from functools import partial
from threading import Event, Thread

import pytest
from django.db import connections

from matching import actions
from matching.models import Match, Run, WeightSet
from matching.states import RunState
from tests.conftest import wait_until
from tests.makers import make_profile
from tests.matching.test_crowd import (
    assert_same_matches,
    at_once,
    begun,
    contents,
    cutoffs,
    few_kept,
    make_crowd,
    scored,
    spans,
)

__all__ = ["few_kept"]


def test_eight_starts_at_once_make_one_run(transactional_db: None) -> None:
    answers = at_once(*[partial(actions.start_run, by=None, reason="Eight")] * 8)
    run = Run.objects.get()
    assert sorted(answers, key=lambda answer: answer[1]) == [(run, False)] * 7 + [(run, True)]
    assert WeightSet.objects.get() == run.weights


def test_begin_twice_at_once_hands_out_the_same_blocks(transactional_db: None) -> None:
    make_crowd(2, 3)
    run, _ = actions.start_run(by=None, reason="For a test")
    views = [Run.objects.get(pk=run.pk) for _ in range(4)]
    answers = at_once(*(partial(actions.begin_run, view) for view in views))
    assert sorted(answers) == [0, 0, 0, 2]
    assert spans(run) == [("europe", 0, 2), ("japan", 0, 3)]
    assert run.transitions.count() == 1


def test_a_block_scored_twice_at_once_leaves_the_same_rows(transactional_db: None) -> None:
    make_crowd(5, 5)
    run = begun()
    europe, japan = run.blocks.all()
    twins = [run.blocks.get(pk=europe.pk) for _ in range(4)]
    answers = at_once(*(partial(actions.score_block, twin) for twin in twins))
    assert sorted(answers) == [0, 0, 0, 25]
    assert actions.score_block(japan) == 0
    assert actions.finish_run(run) == 25
    at_once_rows = contents(), cutoffs(run)
    once = scored()
    assert (contents(once), cutoffs(once)) == at_once_rows


def test_four_ends_at_once_finish_the_run_once(transactional_db: None) -> None:
    make_crowd(1, 3)
    run = begun()
    for block in run.blocks.all():
        actions.score_block(block)
    views = [Run.objects.get(pk=run.pk) for _ in range(4)]
    answers = at_once(*(partial(actions.finish_run, view) for view in views))
    run.refresh_from_db()
    assert sorted(answers) == [0, 0, 0, 3]
    assert (run.state, run.is_live, run.matches_kept) == (RunState.DONE, True, 3)
    assert list(run.transitions.values_list("new", flat=True)) == ["running", "done"]


def test_a_reader_during_the_change_sees_one_whole_run(transactional_db: None) -> None:
    make_crowd(6, 6)
    old = scored()
    make_profile("de-late")
    new = begun()
    for block in new.blocks.all():
        actions.score_block(block)
    seen: set[tuple[int, ...]] = set()
    stop = Event()

    def read() -> None:
        while not stop.is_set():
            seen.add(tuple(Match.objects.live().values_list("run", flat=True)))
        connections.close_all()

    reader = Thread(target=read)
    reader.start()
    wait_until(lambda: len(seen) == 1, "the reader to have read")
    actions.finish_run(new)
    wait_until(lambda: len(seen) == 2, "the reader to see the change")
    stop.set()
    reader.join()
    assert seen == {(old.pk,) * 36, (new.pk,) * 42}


def test_all_blocks_of_a_side_at_once_write_what_one_block_writes(
    transactional_db: None, few_kept: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_crowd(15, 15)
    scored()
    whole = contents()
    monkeypatch.setattr(actions, "BLOCK_ROWS", 4)
    run = begun()
    for side in ("europe", "japan"):
        blocks = run.blocks.filter(side=side)
        answers = at_once(*(partial(actions.score_block, block) for block in blocks))
        assert [type(answer) for answer in answers] == [int] * 4
    assert actions.finish_run(run) == len(whole)
    assert_same_matches(contents(), whole)
