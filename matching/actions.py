"""Score everybody, or one who changed. Every function here may run twice, or twice at once."""

import logging
from itertools import chain

import numpy as np
from django.db import IntegrityError, transaction
from django.utils import timezone

from matching import tasks
from matching.engine.pairing import best_pairs
from matching.engine.parts import NOBODY, Decomposition, take_apart
from matching.engine.scoring import scores_of
from matching.engine.sides import Indices
from matching.gathering import Scene, gather
from matching.models import (
    KEEP,
    Cutoff,
    ForbiddenMove,
    Match,
    Run,
    RunBlock,
    WeightSet,
)
from matching.states import RunState
from profiles.models import Profile, Side, User
from profiles.vectors import refresh_vectors

logger = logging.getLogger(__name__)

BLOCK_ROWS = 500
"""Profiles scored by one task: a second or so at 10,000 on the other side."""
WRITE_BATCH = 1000
SLACK = 1e-5
"""Single precision: the same score differs by less from one matrix product to another."""


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
    europeans, japanese = (
        list(Profile.objects.published().on_side(side).order_by("pk").values_list("pk", flat=True))
        for side in (Side.EUROPE, Side.JAPAN)
    )
    with transaction.atomic():
        try:
            run.move(
                RunState.RUNNING,
                reason="A worker took it up",
                started_at=started,
                europeans=europeans,
                japanese=japanese,
            )
        except ForbiddenMove:
            return 0
        blocks = RunBlock.objects.bulk_create(
            [
                RunBlock(run=run, side=side, start=at, stop=min(at + BLOCK_ROWS, len(members)))
                for side, members in ((Side.EUROPE, europeans), (Side.JAPAN, japanese))
                for at in range(0, len(members), BLOCK_ROWS)
            ]
        )
    hand_out(run)
    return len(blocks)


def hand_out(run: Run) -> None:
    """Enqueue every block that is not done; without any, the run is finished."""
    waiting = run.blocks.filter(done_at=None).values_list("pk", flat=True)
    for block in waiting:
        tasks.score_block.delay_on_commit(block)
    if not waiting:
        finish_run(run)


def score_block(block: RunBlock) -> int:
    """Score one block and keep its best pairs; returns how many."""
    run = block.run
    scene = gather(run.weights.weights(), [*run.europeans, *run.japanese])
    turned = block.side == Side.JAPAN
    one, other = (scene.right, scene.left) if turned else (scene.left, scene.right)
    best = best_pairs(one, other, slice(block.start, block.stop), scene.weights, KEEP)
    i, j = (best.j, best.i) if turned else (best.i, best.j)
    members = (scene.japan if turned else scene.europe).ids[block.start : block.stop]
    cutoffs = [
        Cutoff(run=run, profile_id=int(pk), scores=row.tolist())
        for pk, row in zip(members, best.cutoffs, strict=True)
    ]
    with transaction.atomic():
        if not _claim(block):
            return 0
        Cutoff.objects.bulk_create(cutoffs, WRITE_BATCH, ignore_conflicts=True)
        kept = write_matches(run, scene, i, j)
    if not run.blocks.filter(done_at=None).exists():
        finish_run(run)
    return kept


def _claim(block: RunBlock) -> bool:
    """Mark a block as done, inside the transaction that writes what it found.

    False if somebody else has, or if its run has ended. The run's row is locked against ending.
    """
    running = Run.objects.select_for_update().filter(pk=block.run_id, state=RunState.RUNNING)
    if not running.exists():
        return False
    waiting = RunBlock.objects.filter(pk=block.pk, done_at=None)
    return bool(waiting.update(done_at=timezone.now()))


def write_matches(run: Run, scene: Scene, i: Indices, j: Indices) -> int:
    """Store these pairs with their parts; a pair that is there already stays.

    Always in the same order: two blocks that share pairs would lock each other out.
    """
    order = np.lexsort((j, i))
    i, j = i[order], j[order]
    for at in range(0, len(i), WRITE_BATCH):
        part = slice(at, at + WRITE_BATCH)
        apart = take_apart(scene.left, scene.right, i[part], j[part], scene.weights)
        europe, japan = scene.europe.ids[i[part]], scene.japan.ids[j[part]]
        Match.objects.bulk_create(matches(run, europe, japan, apart), ignore_conflicts=True)
    return len(i)


def matches(run: Run, europe: Indices, japan: Indices, apart: Decomposition) -> list[Match]:
    """Unsaved rows: profile ids and what was found of each pair."""
    scores = apart.scores
    return [
        Match(
            run=run,
            europe_id=int(europe[n]),
            japan_id=int(japan[n]),
            score=min(float(scores[n, 0]), 1.0),  # a rounded sum may pass it by 1e-16
            sector_scores=scores[n, 1:].tolist(),
            points=apart.points[n].ravel().tolist(),
            **_quotes(apart.quotes[n]),
        )
        for n in range(len(europe))
    ]


def _quotes(items: Indices) -> dict[str, int | None]:
    names = ("europe_need_id", "japan_offer_id", "japan_need_id", "europe_offer_id")
    found = (None if item == NOBODY else int(item) for item in items)
    return dict(zip(names, found, strict=True))


def finish_run(run: Run) -> None:
    """Put the new matches in the place of the old ones, in one step."""
    with transaction.atomic():
        list(Run.objects.select_for_update().order_by("pk").filter(is_live=True))
        run.refresh_from_db()
        try:
            run.move(
                RunState.DONE,
                reason="All blocks are scored",
                finished_at=timezone.now(),
                matches_kept=run.matches.count(),
            )
        except ForbiddenMove:
            return
        Run.objects.live().update(is_live=False)
        Run.objects.filter(pk=run.pk).update(is_live=True)
        Match.objects.exclude(run=run).delete()
        Cutoff.objects.exclude(run=run).delete()
    changed = Profile.objects.filter(changed_at__gt=run.started_at).values_list("pk", flat=True)
    for pk in changed:
        tasks.rescore_profile.delay_on_commit(pk)


def fail_run(run: Run, error: str) -> None:
    """Give up; the matches of the run before stay live."""
    try:
        run.move(RunState.FAILED, reason="An error", finished_at=timezone.now(), error=error)
    except ForbiddenMove:
        return
    run.matches.all().delete()
    run.cutoffs.all().delete()


def rescore_profile(profile: Profile) -> int:
    """Renew the matches of one profile in the live run; returns how many it has now.

    Others whose best this profile enters get it at once; whom it leaves below their best
    keeps one suggestion less until the next run.
    """
    run = Run.objects.live().first()
    if run is None:
        return 0
    refresh_vectors([profile.pk])
    scene = gather(run.weights.weights())
    i, j = _pairs_of(profile, run, scene)
    with transaction.atomic():
        Run.objects.select_for_update().get(pk=run.pk)
        if not Run.objects.live().filter(pk=run.pk).exists():
            tasks.rescore_profile.delay_on_commit(profile.pk)
            return 0
        Match.objects.filter(run=run).of(profile).delete()
        return write_matches(run, scene, i, j)


def score_pair(run: Run, europe: Profile, japan: Profile) -> Match:
    """An unsaved match of any pair, even one that is nobody's best, scored like the others."""
    scene = gather(run.weights.weights())
    i = np.flatnonzero(scene.europe.ids == europe.pk)
    j = np.flatnonzero(scene.japan.ids == japan.pk)
    apart = take_apart(scene.left, scene.right, i, j, scene.weights)
    return matches(run, scene.europe.ids[i], scene.japan.ids[j], apart)[0]


def _pairs_of(profile: Profile, run: Run, scene: Scene) -> tuple[Indices, Indices]:
    """The pairs of this profile to keep: among its own best, or among the other one's."""
    turned = profile.side == Side.JAPAN
    own, others = (scene.japan, scene.europe) if turned else (scene.europe, scene.japan)
    one, other = (scene.right, scene.left) if turned else (scene.left, scene.right)
    found = np.flatnonzero(own.ids == profile.pk)
    if not len(found):  # no longer published
        return found, found
    row = slice(int(found[0]), int(found[0]) + 1)
    best = best_pairs(one, other, row, scene.weights, KEEP)
    scores = scores_of(one, other, row, scene.weights)[:, 0].T
    cutoffs = _cutoffs(run, others.ids, scores.shape[1])
    entered = np.any(scores >= cutoffs - SLACK, axis=1)
    partners = np.union1d(best.j, np.flatnonzero(entered))
    rows = np.full(len(partners), row.start)
    return (partners, rows) if turned else (rows, partners)


def _cutoffs(run: Run, ids: Indices, width: int) -> np.ndarray:
    """The cutoffs of these profiles (n, scores); a newcomer without any takes everybody."""
    known = dict(run.cutoffs.values_list("profile", "scores"))
    nothing = [-np.inf] * width
    return np.array([known.get(int(pk), nothing) for pk in ids]).reshape(-1, width)


def resume_stalled(idle_since: "timezone.datetime") -> int:
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


def _progress(run: Run) -> list["timezone.datetime"]:
    done = run.blocks.exclude(done_at=None).values_list("done_at", flat=True)
    return [*done, *([run.started_at] if run.started_at else [])]
