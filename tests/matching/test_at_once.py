"""Steps of a run taken by several workers at the same moment."""

from functools import partial
from itertools import combinations
from threading import Event, Thread

import pytest
from django.db import OperationalError, connections, transaction

from matching import actions
from matching.engine.pairing import best_pairs
from matching.engine.weights import Part
from matching.gathering import gather
from matching.models import Match, Run, WeightSet
from matching.states import RunState
from profiles.models import Profile
from tests.conftest import wait_until
from tests.makers import make_profile
from tests.matching.test_crowd import (
    at_once,
    begun,
    contents,
    cutoffs,
    locks_waited_for,
    make_crowd,
    make_match,
    scored,
    spans,
    waiting,
)

Pair = tuple[int, int]


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
    actions.score_block(japan)
    assert [type(answer) for answer in answers] == [int] * 4
    assert Run.objects.get(pk=run.pk).state == RunState.DONE
    at_once_rows = contents(run), cutoffs(run)
    once = scored()
    assert (contents(once), cutoffs(once)) == at_once_rows


def test_both_last_blocks_at_once_finish_the_run_once(transactional_db: None) -> None:
    make_crowd(1, 1)
    run = begun()
    answers = at_once(*(partial(actions.score_block, block) for block in run.blocks.all()))
    run.refresh_from_db()
    assert answers == [1, 1]
    assert (run.state, run.is_live, run.matches_kept) == (RunState.DONE, True, 1)
    assert list(run.transitions.values_list("new", flat=True)) == ["running", "done"]


def test_a_reader_during_the_change_sees_one_whole_run(transactional_db: None) -> None:
    make_crowd(6, 6)
    old = scored()
    make_profile("de-late")
    first, last = begun().blocks.all()
    actions.score_block(first)
    seen: set[tuple[int, ...]] = set()
    stop = Event()

    def read() -> None:
        while not stop.is_set():
            seen.add(tuple(Match.objects.live().values_list("run", flat=True)))
        connections.close_all()

    reader = Thread(target=read)
    reader.start()
    actions.score_block(last)
    stop.set()
    reader.join()
    assert seen <= {(old.pk,) * 36, (first.run_id,) * 42}
    assert contents() == contents(first.run)


def crossing(run: Run) -> Pair:
    """A pair x such that the European block writes a, x, b, the Japanese b before a and no x.

    Whoever holds up the first at x lets the second take b and wait for a.
    """
    scene = gather(run.weights.weights())
    whole = slice(0, 15)
    left = best_pairs(scene.left, scene.right, whole, scene.weights, actions.KEEP)
    right = best_pairs(scene.right, scene.left, whole, scene.weights, actions.KEEP)
    first = list(zip(left.i.tolist(), left.j.tolist(), strict=True))
    second = list(zip(right.j.tolist(), right.i.tolist(), strict=True))
    shared = [pair for pair in first if pair in second]
    for a, b in combinations(shared, 2):
        between = first[first.index(a) + 1 : first.index(b)]
        apart = [pair for pair in between if pair not in second]
        if second.index(b) < second.index(a) and apart:
            i, j = apart[0]
            return int(scene.europe.ids[i]), int(scene.japan.ids[j])
    raise AssertionError("the two blocks write their common pairs in one order")


def test_blocks_of_both_sides_do_not_lock_each_other_out(
    transactional_db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions, "KEEP", 2)
    make_crowd(15, 15)
    run = begun()
    held_up = crossing(run)
    errors: list[BaseException] = []

    def score(side: str) -> None:
        try:
            actions.score_block(run.blocks.get(side=side))
        except OperationalError as error:
            errors.append(error)
        finally:
            connections.close_all()

    with transaction.atomic():
        europe, japan = (Profile.objects.get(pk=pk) for pk in held_up)
        make_match(run, europe, japan, {Part.TEXT: 0.1}).save()
        first = waiting(partial(score, "europe"))
        second = Thread(target=partial(score, "japan"))
        second.start()
        wait_until(lambda: locks_waited_for() == 2, "the second block to wait as well")
        transaction.set_rollback(True)
    first.join()
    second.join()
    if errors:
        raise errors[0]
    assert Run.objects.live().get() == run
