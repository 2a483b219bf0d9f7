"""Score everybody. Every function here may run twice, or twice at once.

A run is queued, begun, scored in blocks and finished; each step is a task of its own. Europe's
blocks come first; Japan's follow when they are done, and add the pairs that are not there yet.
"""

import logging
from datetime import datetime
from itertools import chain

import numpy as np
from django.db import IntegrityError, transaction
from django.utils import timezone

from matching import tasks
from matching.copying import copy_matches
from matching.engine.pairing import Kept, best_pairs
from matching.engine.parts import take_apart
from matching.engine.scoring import spans
from matching.engine.sides import Indices
from matching.fairness import set_prices
from matching.gathering import Scene, gather, gather_vocabulary
from matching.models import KEEP, Match, Run, RunBlock, Snapshot, Standing, WeightSet
from matching.snapshots import keep_snapshot, load_scene
from matching.states import RunState
from profiles.models import Profile, Side, User
from profiles.moving import ForbiddenMove
from profiles.vectors import refresh_vectors

logger = logging.getLogger(__name__)

BLOCK_ROWS = 500
"""Profiles scored by one task: some seconds at 10,000 on the other side."""
WRITE_BATCH = 20_000
"""Pairs taken apart and written at once: some 60 MB."""
DISCARD_BATCH = 50_000


def start_run(*, by: User | None, reason: str) -> tuple[Run, bool]:
    """Queue a run, or join the one under way; the flag says whether it is a new one."""
    try:
        with transaction.atomic():
            run = Run.objects.create(
                weights=WeightSet.objects.current(), requested_by=by, reason=reason
            )
    except IntegrityError:  # one_active_run
        return Run.objects.active().get(), False
    tasks.begin_run.delay_on_commit(run.pk)
    return run, True


def begin_run(run: Run) -> int:
    """Fix who takes part, embed what is new, and hand out the blocks; returns their number."""
    started = timezone.now()  # before embedding: who is edited meanwhile is rescored at the end
    refresh_vectors()
    europe, japan = gather()
    try:
        with transaction.atomic():
            run.move(
                RunState.RUNNING,
                by=None,
                reason="A worker took it up",
                started_at=started,
                europeans=len(europe),
                japanese=len(japan),
            )
            keep_snapshot(run, europe, japan, gather_vocabulary())
            blocks = RunBlock.objects.bulk_create(
                [
                    RunBlock(run=run, side=side, start=rows.start, stop=rows.stop)
                    for side, members in ((Side.EUROPE, europe), (Side.JAPAN, japan))
                    for rows in spans(len(members), BLOCK_ROWS)
                ]
            )
    except ForbiddenMove:
        return 0
    hand_out(run)
    return len(blocks)


def hand_out(run: Run) -> None:
    """Enqueue what is to be done next: Europe's blocks, then Japan's, then the end."""
    waiting = list(run.blocks.filter(done_at=None).values_list("side", "pk"))
    next_side = min((side for side, _ in waiting), default=None)
    for side, block in waiting:
        if side == next_side:
            tasks.score_block.delay_on_commit(block)
    if not waiting:
        tasks.finish_run.delay_on_commit(run.pk)


def score_block(block: RunBlock) -> int:
    """Score one block and keep its best pairs; returns how many are new.

    The block's row is locked meanwhile: whoever is handed the same block waits, and finds it done.
    """
    with transaction.atomic():
        waiting = RunBlock.objects.select_for_update().filter(pk=block.pk, done_at=None)
        if not waiting.exists() or not _is_running(block.run_id):
            return 0
        try:
            scene = load_scene(block.run_id)
        except Snapshot.DoesNotExist:  # cancelled, and cleared away
            return 0
        written = _write_block(block, scene)
        waiting.update(done_at=timezone.now())
        # Locked against ending until we commit: nobody writes into a run that has ended
        running = Run.objects.select_for_update(no_key=True).filter(pk=block.run_id)
        if not running.filter(state=RunState.RUNNING).exists():
            transaction.set_rollback(True)
            return 0
    _hand_out_after(block)
    return written


def _is_running(run_id: int) -> bool:
    return Run.objects.filter(pk=run_id, state=RunState.RUNNING).exists()


def _write_block(block: RunBlock, scene: Scene) -> int:
    rows = slice(block.start, block.stop)
    if block.side == Side.EUROPE:
        kept = best_pairs(scene.left, scene.right, rows, scene.weights, KEEP)
        i, j, members = kept.i, kept.j, scene.europe.ids[rows]
    else:
        kept = best_pairs(scene.right, scene.left, rows, scene.weights, KEEP)
        members = scene.japan.ids[rows]
        i, j = _not_written_yet(block.run_id, scene, kept, members)
    standings = [
        Standing(run_id=block.run_id, profile_id=int(pk), cutoffs=row.tolist())
        for pk, row in zip(members, kept.cutoffs, strict=True)
    ]
    Standing.objects.bulk_create(standings)
    write_matches(block.run_id, scene, i, j)
    return len(i)


def _not_written_yet(
    run_id: int, scene: Scene, kept: Kept, members: Indices
) -> tuple[Indices, Indices]:
    """Pairs (European row, Japanese row) that Europe's blocks have not kept already."""
    there = Match.objects.filter(run=run_id, japan__in=members.tolist())
    europe, japan = np.array(list(there.values_list("europe", "japan")), np.int64).reshape(-1, 2).T
    width = len(scene.japan)
    known = np.searchsorted(scene.europe.ids, europe) * width + np.searchsorted(
        scene.japan.ids, japan
    )
    found = kept.j * width + kept.i
    fresh = found[~np.isin(found, known)]
    return np.divmod(fresh, max(width, 1))


def write_matches(run_id: int, scene: Scene, i: Indices, j: Indices) -> None:
    """Store these pairs with their parts; none of them may be there already."""
    for part in spans(len(i), WRITE_BATCH):
        apart = take_apart(scene.left, scene.right, i[part], j[part], scene.weights)
        copy_matches(run_id, scene.europe.ids[i[part]], scene.japan.ids[j[part]], apart)


def _hand_out_after(block: RunBlock) -> None:
    """The last block of a side starts what comes next; two that end at once may start it twice."""
    if not block.run.blocks.filter(side=block.side, done_at=None).exists():
        hand_out(block.run)


def finish_run(run: Run) -> int:
    """See that the lists are fair, and put the new matches in the place of the old ones.

    Returns how many matches are live now; 0 if there was nothing to finish.
    """
    if run.state != RunState.RUNNING or run.blocks.filter(done_at=None).exists():
        return 0
    fairness = set_prices(run)
    with transaction.atomic():
        list(Run.objects.select_for_update().order_by("pk").filter(is_live=True))
        try:
            run.move(
                RunState.DONE,
                by=None,
                reason="All blocks are scored",
                finished_at=timezone.now(),
                matches_kept=run.matches.count(),
                fairness=fairness,
            )
        except ForbiddenMove:
            return 0
        Run.objects.live().update(is_live=False)
        Run.objects.filter(pk=run.pk).update(is_live=True)
    tasks.discard_old_matches.delay_on_commit()
    changed = Profile.objects.filter(changed_at__gt=run.started_at).values_list("pk", flat=True)
    for pk in changed:
        tasks.rescore_profile.delay_on_commit(pk)
    return int(run.matches_kept)


def discard_old_matches() -> int:
    """Delete what runs that have ended and are not live left behind; returns the matches."""
    ended = Run.objects.filter(is_live=False).exclude(finished_at=None)
    gone = 0
    for run in ended.filter(snapshot__isnull=False):
        while batch := list(run.matches.values_list("pk", flat=True)[:DISCARD_BATCH]):
            gone += run.matches.filter(pk__in=batch)._raw_delete(run.matches.db)
        run.standings.all().delete()
        run.snapshot.delete()
    return gone


def cancel_run(run: Run, *, by: User, reason: str) -> None:
    """Stop a run; the matches of the run before stay live. Raises ForbiddenMove if it has ended."""
    run.move(RunState.CANCELLED, by=by, reason=reason, finished_at=timezone.now())
    tasks.discard_old_matches.delay_on_commit()


def fail_run(run: Run, error: str) -> None:
    """Give up; the matches of the run before stay live."""
    try:
        run.move(
            RunState.FAILED, by=None, reason="An error", finished_at=timezone.now(), error=error
        )
    except ForbiddenMove:
        return
    tasks.discard_old_matches.delay_on_commit()


def resume_stalled(idle_since: datetime) -> int:
    """Hand out again what an interrupted worker or broker left undone; returns the runs."""
    stalled = [
        run
        for run in Run.objects.active().filter(created_at__lt=idle_since)
        if max(chain([run.created_at], _progress(run))) < idle_since
    ]
    for run in stalled:
        logger.warning("Run %s stands still: handing it out again", run.pk)
        if run.state == RunState.QUEUED:
            tasks.begin_run.delay_on_commit(run.pk)
        else:
            hand_out(run)
    return len(stalled)


def _progress(run: Run) -> list[datetime]:
    done = run.blocks.exclude(done_at=None).values_list("done_at", flat=True)
    return [*done, *([run.started_at] if run.started_at else [])]
