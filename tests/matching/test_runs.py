"""A run from its start to its end, each step once, twice and twice at once."""

from datetime import timedelta

import pytest
from django.utils import timezone

from matching import actions, rescoring
from matching.models import Match, Run, RunBlock, Snapshot
from matching.snapshots import load_scene
from matching.states import RunState
from profiles.models import Profile, ProfileTopic
from profiles.states import Status
from tests.makers import REASON, add_topics, make_profile, make_staff
from tests.matching.test_crowd import (
    begun,
    completed,
    contents,
    cutoffs,
    make_crowd,
    scored,
    spans,
)


def edit_topics(profile: Profile, *slugs: str) -> None:
    """As a form does: new topics, and the time of the change."""
    ProfileTopic.objects.filter(profile=profile).delete()
    add_topics(profile, slugs)
    Profile.objects.filter(pk=profile.pk).update(changed_at=timezone.now())


def test_a_second_start_joins_the_first(db: None) -> None:
    dana = make_staff()
    first, is_new = actions.start_run(by=dana, reason="New profiles")
    second, is_new_too = actions.start_run(by=None, reason="Nightly run")
    assert (is_new, is_new_too, second) == (True, False, first)
    assert list(Run.objects.values_list("reason", "requested_by")) == [("New profiles", dana.pk)]


def test_a_start_joins_a_run_at_work(db: None) -> None:
    make_crowd(1, 1)
    running = begun()
    assert running.state == RunState.RUNNING
    assert actions.start_run(by=None, reason="Again") == (running, False)


def test_after_the_end_a_start_makes_a_new_run(db: None) -> None:
    make_crowd(1, 1)
    first = scored()
    second, is_new = actions.start_run(by=None, reason="Again")
    assert (is_new, second == first) == (True, False)


def test_begin_fixes_who_takes_part(db: None) -> None:
    europe, japan = make_crowd(2, 2)
    make_profile("de-draft", published=False)
    gone = make_profile("jp-gone")
    gone.move(Status.ARCHIVED, by=None, reason=REASON)
    stale = make_profile("jp-stale")
    stale.move(Status.STALE, by=None, reason=REASON)
    run = begun()
    scene = load_scene(run.pk)
    assert scene.europe.ids.tolist() == [profile.pk for profile in europe]
    assert scene.japan.ids.tolist() == [profile.pk for profile in [*japan, stale]]
    assert (run.europeans, run.japanese) == (2, 3)
    assert spans(run) == [("europe", 0, 2), ("japan", 0, 3)]


def test_begin_twice_hands_out_the_same_blocks(db: None) -> None:
    make_crowd(2, 3)
    run, _ = actions.start_run(by=None, reason="For a test")
    stale = Run.objects.get(pk=run.pk)
    assert [actions.begin_run(run), actions.begin_run(run), actions.begin_run(stale)] == [2, 0, 0]
    assert spans(run) == [("europe", 0, 2), ("japan", 0, 3)]
    assert run.transitions.count() == 1


def test_a_block_scored_twice_leaves_the_same_rows(db: None) -> None:
    make_crowd(3, 3)
    run = begun()
    block, late = run.blocks.first(), run.blocks.first()
    assert actions.score_block(block) == 9
    before = contents(run), cutoffs(run), RunBlock.objects.get(pk=block.pk).done_at
    assert actions.score_block(RunBlock.objects.get(pk=block.pk)) == 0
    actions.score_block(late)
    assert (contents(run), cutoffs(run), RunBlock.objects.get(pk=block.pk).done_at) == before


def test_readers_see_the_old_matches_until_the_last_block(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    europe, _ = make_crowd(3, 3)
    old = scored()
    before = contents()
    edit_topics(europe[0], "castles", "rivers")
    monkeypatch.setattr(actions, "BLOCK_ROWS", 1)
    new = begun()
    for block in new.blocks.all():
        assert (Run.objects.live().get(), contents()) == (old, before)
        actions.score_block(block)
    assert (Run.objects.live().get(), contents()) == (old, before)
    assert actions.finish_run(new) == 9
    assert Run.objects.live().get() == new
    assert contents() == contents(new) != before


def test_a_run_with_an_open_block_is_not_finished(db: None) -> None:
    make_crowd(2, 2)
    run = begun()
    actions.score_block(run.blocks.first())
    assert actions.finish_run(run) == 0
    run.refresh_from_db()
    assert (run.state, run.is_live) == (RunState.RUNNING, False)


def test_a_run_that_waits_is_not_finished(db: None) -> None:
    run, _ = actions.start_run(by=None, reason="For a test")
    assert actions.finish_run(run) == 0
    assert Run.objects.get().state == RunState.QUEUED


def test_a_run_is_finished_once(db: None) -> None:
    make_crowd(2, 2)
    run = begun()
    for block in run.blocks.all():
        actions.score_block(block)
    late = Run.objects.get(pk=run.pk)
    assert [actions.finish_run(run), actions.finish_run(run), actions.finish_run(late)] == [4, 0, 0]
    run.refresh_from_db()
    assert (run.state, run.is_live, run.matches_kept) == (RunState.DONE, True, 4)
    assert list(run.transitions.values_list("new", flat=True)) == ["running", "done"]


def test_a_late_copy_of_a_block_does_not_bring_back_what_is_gone(db: None) -> None:
    europe, _ = make_crowd(2, 2)
    run = begun()
    late = run.blocks.select_related("run").first()
    completed(run)
    europe[0].move(Status.ARCHIVED, by=None, reason=REASON)
    assert rescoring.rescore_profile(europe[0]) == 0
    assert actions.score_block(late) == 0
    assert list(Match.objects.live().of(europe[0])) == []


def rows(run: Run) -> tuple[int, int, int]:
    """Matches, standings and snapshots."""
    snapshots = Snapshot.objects.filter(run=run)
    return run.matches.count(), run.standings.count(), snapshots.count()


def test_a_failed_run_takes_its_rows_and_leaves_the_old(db: None) -> None:
    make_crowd(2, 2)
    old = scored()
    before = contents()
    run = begun()
    actions.score_block(run.blocks.first())
    assert run.matches.count() == 4
    actions.fail_run(run, "Out of paper")
    assert (run.state, run.error, run.is_live) == (RunState.FAILED, "Out of paper", False)
    assert actions.score_block(run.blocks.last()) == 0
    assert rows(run) == (4, 2, 1)
    assert actions.discard_old_matches() == 4
    assert rows(run) == (0, 0, 0)
    assert (Run.objects.live().get(), contents()) == (old, before)


@pytest.mark.parametrize("batch", [2, 1000])
def test_only_runs_that_ended_and_are_not_live_are_discarded(
    db: None, batch: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_crowd(3, 3)
    old, failed = scored(), begun()
    actions.score_block(failed.blocks.first())
    actions.fail_run(failed, "Out of paper")
    live, active = scored(), begun()
    actions.score_block(active.blocks.first())
    monkeypatch.setattr(actions, "DISCARD_BATCH", batch)
    before = {run: rows(run) for run in (old, failed, live, active)}
    assert list(before.values()) == [(9, 6, 1), (9, 3, 1), (9, 6, 1), (9, 3, 1)]
    assert [actions.discard_old_matches(), actions.discard_old_matches()] == [18, 0]
    gone = {old: (0, 0, 0), failed: (0, 0, 0)}
    assert {run: rows(run) for run in before} == before | gone
    assert actions.finish_run(completed(active)) == 0
    assert rows(active) == (9, 6, 1)


def test_a_finished_run_cannot_fail_any_more(db: None) -> None:
    make_crowd(2, 2)
    run = scored()
    before = contents()
    actions.fail_run(run, "Too late")
    run.refresh_from_db()
    assert (run.state, run.error, contents()) == (RunState.DONE, "", before)


def test_an_unfinished_run_has_a_growing_duration_and_counts_its_blocks(db: None) -> None:
    make_crowd(1, 1)
    waiting, _ = actions.start_run(by=None, reason="For a test")
    assert (waiting.duration, waiting.blocks_done, waiting.blocks_total) == (None, 0, 0)
    actions.begin_run(waiting)
    actions.score_block(waiting.blocks.first())
    run = Run.objects.get(pk=waiting.pk)
    assert (run.blocks_done, run.blocks_total) == (1, 2)
    assert timedelta(0) < run.duration < run.duration
    run = completed(run)
    assert run.duration == run.finished_at - run.started_at
