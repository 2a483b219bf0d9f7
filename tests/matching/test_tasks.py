"""The queue and the worker: what is handed out, and what a killed worker leaves behind."""

import base64
import json
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
import redis
from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from helpdesk.celery import app
from matching import actions, rescoring, tasks
from matching.models import Match, Run, RunBlock, WeightSet
from matching.states import RunState
from profiles.models import Profile, ProfileText
from profiles.states import Status
from tests.conftest import start_worker, wait_until
from tests.makers import REASON, make_profile, make_staff
from tests.matching.expected import measured_anew
from tests.matching.test_crowd import (
    assert_same_matches,
    begun,
    contents,
    cutoffs,
    make_crowd,
    pairs_of,
    scored,
    waiting,
    waits_for_a_lock,
)
from tests.matching.test_runs import edit_topics

SOON = timedelta(hours=1)
NOBODY = 2**40
RUN_SECONDS = 60


def queued() -> list[tuple[str, list[int]]]:
    """Take all tasks off the queue: name and arguments, in their order."""
    with redis.Redis.from_url(settings.REDIS_URL) as client:
        messages = [json.loads(message) for message in client.lrange("matching", 0, -1)]
        client.delete("matching")
    found = [
        (message["headers"]["task"], json.loads(base64.b64decode(message["body"]))[0])
        for message in messages
    ]
    return found[::-1]


def work_off() -> list[str]:
    """Do in this process what is queued, until nothing is; returns the tasks' names."""
    done = []
    while found := queued():
        for name, arguments in found:
            app.tasks[name](*arguments)
            done.append(name.rpartition(".")[2])
    return done


@pytest.fixture
def queue(transactional_db: None) -> Iterator[None]:
    """An empty queue, before and after."""
    queued()
    yield
    queued()


@pytest.mark.parametrize(
    "task",
    [tasks.begin_run, tasks.score_block, tasks.finish_run, tasks.rescore_profile],
    ids=lambda t: t.name,
)
def test_a_task_whose_row_is_gone_does_nothing(db: None, task: Callable[[int], int]) -> None:
    assert task(NOBODY) == 0


def test_a_start_queues_the_run_once(queue: None) -> None:
    run, _ = actions.start_run(by=None, reason="For a test")
    actions.start_run(by=None, reason="For a test")
    assert queued() == [("matching.tasks.begin_run", [run.pk])]


def test_a_start_that_is_rolled_back_queues_nothing(queue: None) -> None:
    with transaction.atomic():
        actions.start_run(by=None, reason="For a test")
        transaction.set_rollback(True)
    assert (queued(), Run.objects.count()) == ([], 0)


def test_the_queue_leads_from_start_to_live(queue: None, monkeypatch: pytest.MonkeyPatch) -> None:
    make_crowd(4, 3)
    monkeypatch.setattr(actions, "BLOCK_ROWS", 2)
    run, _ = actions.start_run(by=None, reason="For a test")
    steps = ["begin_run", *["score_block"] * 4, "finish_run", "discard_old_matches"]
    assert work_off() == steps
    assert Run.objects.live().get() == run


def test_japan_is_handed_out_when_europe_is_done(
    queue: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_crowd(4, 3)
    monkeypatch.setattr(actions, "BLOCK_ROWS", 2)
    blocks = list(begun().blocks.all())
    europe, japan = (
        [("matching.tasks.score_block", [block.pk]) for block in side]
        for side in (blocks[:2], blocks[2:])
    )
    assert sorted(queued()[1:]) == europe  # after begin_run, which we did ourselves
    actions.score_block(blocks[0])
    assert queued() == []
    actions.score_block(blocks[1])
    assert sorted(queued()) == japan


def test_a_run_of_nobody_is_finished(queue: None) -> None:
    run, _ = actions.start_run(by=None, reason="For a test")
    assert work_off() == ["begin_run", "finish_run", "discard_old_matches"]
    assert Run.objects.live().get() == run


def test_a_run_that_ends_without_becoming_live_is_discarded(queue: None) -> None:
    make_crowd(2, 2)
    for end in (
        lambda run: actions.cancel_run(run, by=make_staff(), reason="For a test"),
        lambda run: actions.fail_run(run, "Out of paper"),
    ):
        run = begun()
        actions.score_block(run.blocks.first())
        queued()
        end(run)
        assert queued() == [("matching.tasks.discard_old_matches", [])]
        assert (tasks.discard_old_matches(), run.matches.count()) == (4, 0)


def test_the_nightly_task_starts_a_run_or_joins_one(queue: None) -> None:
    first = tasks.start_nightly_run()
    assert tasks.start_nightly_run() == first
    run = Run.objects.get()
    assert (run.pk, run.reason, run.requested_by) == (first, "Nightly run", None)
    assert queued() == [("matching.tasks.begin_run", [first])]


def test_a_failing_block_fails_the_run_and_keeps_the_old_matches(queue: None) -> None:
    make_crowd(2, 2)
    old = scored()
    before = contents()
    queued()
    current = WeightSet.objects.current()
    WeightSet.objects.filter(pk=current.pk).update(values=current.values | {"topics": 5})
    run = begun()
    with pytest.raises(ValueError, match="must sum to 1"):
        work_off()
    run.refresh_from_db()
    assert (run.state, run.matches.count()) == (RunState.FAILED, 0)
    assert run.error == repr(ValueError("weights must sum to 1, not 5.6400"))
    assert (Run.objects.live().get(), contents()) == (old, before)


def test_a_waiting_run_that_stands_still_is_queued_again(queue: None) -> None:
    run, _ = actions.start_run(by=None, reason="For a test")
    queued()
    assert actions.resume_stalled(timezone.now() + SOON) == 1
    assert queued() == [("matching.tasks.begin_run", [run.pk])]


def test_what_is_left_of_a_run_that_stands_still_is_queued_again(
    queue: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_crowd(6, 2)
    monkeypatch.setattr(actions, "BLOCK_ROWS", 2)
    run = begun()
    blocks = list(run.blocks.all())
    actions.score_block(blocks[0])
    queued()
    assert actions.resume_stalled(timezone.now() + SOON) == 1
    found = queued()
    expected = [("matching.tasks.score_block", [block.pk]) for block in blocks[1:3]]
    assert sorted(found) == expected
    for name, arguments in found:
        app.tasks[name](*arguments)
    work_off()
    assert Run.objects.live().get() == run
    resumed = contents()
    scored()
    assert_same_matches(contents(), resumed)


def test_a_run_that_only_lacks_its_end_is_ended(queue: None) -> None:
    make_crowd(2, 2)
    run = begun()
    RunBlock.objects.update(done_at=timezone.now())
    queued()
    assert actions.resume_stalled(timezone.now() + SOON) == 1
    assert work_off() == ["finish_run", "discard_old_matches"]
    assert Run.objects.live().get() == run


def test_a_run_that_moves_is_left_alone(queue: None) -> None:
    make_crowd(2, 2)
    before = timezone.now()
    run = begun()
    Run.objects.update(created_at=before - SOON, started_at=before - SOON)
    actions.score_block(run.blocks.first())
    queued()
    assert actions.resume_stalled(before) == 0
    assert (queued(), tasks.resume_stalled_runs()) == ([], 0)


def test_the_minute_task_resumes_what_stood_still_for_two(queue: None) -> None:
    actions.start_run(by=None, reason="For a test")
    Run.objects.update(created_at=timezone.now() - tasks.STALLED_AFTER)
    assert tasks.resume_stalled_runs() == 1


def test_a_run_that_has_ended_is_not_resumed(queue: None) -> None:
    make_crowd(1, 1)
    scored()
    assert actions.resume_stalled(timezone.now() + SOON) == 0


def test_who_changed_during_a_run_is_scored_again_after_it(queue: None) -> None:
    _, japan = make_crowd(3, 3)
    queued()
    run = begun()
    first, last = run.blocks.all()
    actions.score_block(first)
    edit_topics(japan[1], "hydrogen", "castles")
    queued()
    actions.score_block(last)
    assert queued() == [("matching.tasks.finish_run", [run.pk])]
    actions.finish_run(run)
    assert sorted(queued()) == [
        ("matching.tasks.discard_old_matches", []),
        ("matching.tasks.rescore_profile", [japan[1].pk]),
    ]


def test_who_changed_while_a_run_began_is_scored_with_the_new_text(queue: None) -> None:
    """The texts are embedded first, which takes minutes on a new site: edits fall into it."""
    make_crowd(2, 2)
    edited = make_profile("de-edited", texts={"en": ("Edited", "We tend sheep on the dykes.")})
    run, _ = actions.start_run(by=None, reason="For a test")
    queued()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("LOCK TABLE profiles_textvector IN SHARE ROW EXCLUSIVE MODE")
        beginning = waiting(lambda: actions.begin_run(run))
        ProfileText.objects.filter(profile=edited).update(description="We build space rockets.")
        Profile.objects.filter(pk=edited.pk).update(changed_at=timezone.now())
    beginning.join()
    assert work_off()[-1] == "rescore_profile"
    found = [row for row in contents() if row[0] == edited.pk]
    assert_same_matches(found, measured_anew(run, edited))


def test_a_rescore_that_meets_a_new_run_is_queued_again(queue: None) -> None:
    europe, _ = make_crowd(2, 2)
    old = scored()
    before = contents()
    new = begun()
    RunBlock.objects.filter(run=new).update(done_at=timezone.now())
    queued()
    with transaction.atomic():
        actions.finish_run(new)
        late = waiting(lambda: rescoring.rescore_profile(europe[0]))
    late.join()
    assert queued()[-1] == ("matching.tasks.rescore_profile", [europe[0].pk])
    assert Run.objects.live().get() == new
    assert (contents(old), contents()) == (before, [])


@pytest.mark.worker
def test_a_worker_takes_a_run_from_start_to_live_and_rescores(
    queue: None, worker: subprocess.Popen[bytes]
) -> None:
    _, japan = make_crowd(4, 4)
    tasks.start_nightly_run.delay()
    wait_until(Run.objects.live().exists, "the run to be live", RUN_SECONDS)
    run = Run.objects.get()
    expected = contents()
    assert (run.reason, run.matches_kept, len(expected)) == ("Nightly run", 16, 16)
    japan[2].move(Status.ARCHIVED, by=None, reason=REASON)
    tasks.rescore_profile.delay(japan[2].pk)
    wait_until(lambda: not pairs_of(japan[2]), "the matches to go", RUN_SECONDS)
    kept = [row for row in expected if row[1] != japan[2].pk]
    assert (contents(), len(kept)) == (kept, 12)


@pytest.mark.worker
@pytest.mark.parametrize(
    ("before", "held"),
    [(2, "matching_match"), (4, "matching_standing")],
    ids=["in Europe's third", "in Japan's second"],
)
def test_a_run_survives_a_worker_killed_in_the_middle_of_a_block(
    queue: None, before: int, held: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_crowd(6, 6)
    whole = scored()
    undisturbed, bars = contents(), cutoffs(whole)
    monkeypatch.setattr(actions, "BLOCK_ROWS", 2)
    run = begun()
    blocks = list(run.blocks.all())
    for block in blocks[: before - 1]:
        actions.score_block(block)
    queued()
    kill_a_worker_between(*blocks[before - 1 : before + 1], held=held)
    done = list(run.blocks.exclude(done_at=None))
    assert (done, Run.objects.active().get()) == (blocks[:before], run)
    queued()  # the broker has lost what the worker had not begun
    with ended(start_worker()):
        assert actions.resume_stalled(timezone.now() + SOON) == 1
        wait_until(Run.objects.live().filter(pk=run.pk).exists, "the end", RUN_SECONDS)
        wait_until(lambda: not whole.matches.exists(), "the old to be discarded", RUN_SECONDS)
    assert_same_matches(contents(), undisturbed)
    assert cutoffs(run) == [(profile, pytest.approx(scores)) for profile, scores in bars]
    assert set(Match.objects.values_list("run", flat=True)) == {run.pk}


def kill_a_worker_between(first: RunBlock, second: RunBlock, *, held: str) -> None:
    """A worker that has written the first block dies while it writes the second to a table."""
    done = RunBlock.objects.filter(pk=first.pk).exclude(done_at=None)
    with ended(start_worker()) as killed:
        tasks.score_block.delay(first.pk)
        wait_until(done.exists, "the first block to be done", RUN_SECONDS)
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {held} IN SHARE MODE")
            tasks.score_block.delay(second.pk)
            wait_until(waits_for_a_lock, "the worker to write the second", RUN_SECONDS)
            killed.kill()
            killed.wait()


@contextmanager
def ended(process: subprocess.Popen[bytes]) -> Iterator[subprocess.Popen[bytes]]:
    """The process, which does not outlive the block."""
    try:
        yield process
    finally:
        process.terminate()
        process.wait()
