"""Score one profile that changed, or any pair, by what the live run was measured by."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from django.db import transaction
from django.utils import timezone

from matching import tasks
from matching.copying import copy_matches
from matching.engine.features import EUROPE, JAPAN, Features, features_of
from matching.engine.parts import Decomposition, take_apart
from matching.engine.scoring import scores_of
from matching.engine.sides import Floats, Indices
from matching.engine.sides import Side as Profiles
from matching.engine.weights import Part
from matching.fairness import newcomer_boost
from matching.gathering import gather, set_scene
from matching.models import KEEP, Match, Run, Snapshot, Standing
from matching.snapshots import load_cutoffs, load_frame, load_scene
from profiles.models import Profile, Side
from profiles.vectors import refresh_vectors

SLACK = 1e-5
"""Single precision: the same score differs by less from one matrix product to another."""


@dataclass(frozen=True)
class Pool:
    """Some profiles of the other side; `allowed` tells which of them count."""

    features: Features
    ids: Indices
    allowed: np.ndarray  # type: ignore[type-arg]


@dataclass(frozen=True)
class Partners:
    """The best of somebody: the partners' ids, and the pairs taken apart, in the same order."""

    ids: Indices
    apart: Decomposition
    cutoffs: Floats


def rescore_profile(profile: Profile) -> int:
    """Renew the matches of one profile in the live run; returns how many it has now.

    Others whose best this profile enters get it at once; whom it leaves below their best
    keeps one suggestion less until the next run.
    """
    run = Run.objects.live().select_related("weights").first()
    if run is None:
        return 0
    profile = Profile.objects.select_related("place").get(pk=profile.pk)  # as it is now
    refresh_vectors([profile.pk])
    try:
        found = best_partners(run, profile) if profile.is_matchable else None
    except Snapshot.DoesNotExist:  # another run has taken over, and cleared this one away
        tasks.rescore_profile.delay_on_commit(profile.pk)
        return 0
    with transaction.atomic():
        Run.objects.select_for_update(no_key=True).get(pk=run.pk)
        if not _still_holds(run, profile):
            tasks.rescore_profile.delay_on_commit(profile.pk)
            return 0
        Match.objects.filter(run=run).of(profile).delete()
        if found is None:
            return 0
        _write(run, profile, found)
    return len(found.ids)


def _still_holds(run: Run, profile: Profile) -> bool:
    """Whether run and profile are still what was scored: only the newest may be written."""
    same = {"pk": profile.pk, "changed_at": profile.changed_at, "status": profile.status}
    is_live = Run.objects.live().filter(pk=run.pk).exists()
    return is_live and Profile.objects.filter(**same).exists()


def _write(run: Run, profile: Profile, found: Partners) -> None:
    own = np.full(len(found.ids), profile.pk)
    europe, japan = (found.ids, own) if profile.side == Side.JAPAN else (own, found.ids)
    copy_matches(run.pk, europe, japan, found.apart)
    # A newcomer has no standing yet; whoever has one keeps cutoffs and price until the next run
    price = -newcomer_boost(profile.published_at, timezone.now())
    Standing.objects.get_or_create(
        run=run,
        profile=profile,
        defaults={"cutoffs": found.cutoffs.tolist(), "price": price},
    )


def best_partners(run: Run, profile: Profile, changed: Profiles | None = None) -> Partners:
    """The pairs of a profile to keep: among its own best, or among the other one's.

    `changed` is the profile as it might be (one row); without it, it is read as it is.
    """
    own = _own(gather([profile.pk]), profile) if changed is None else changed
    sign = JAPAN if profile.side == Side.JAPAN else EUROPE
    weights = run.weights.weights()
    mine = features_of(own, load_frame(run.pk), weights, sign)
    pools = _pools(run, profile)
    row = slice(0, 1)
    scores = np.hstack([scores_of(mine, p.features, row, weights)[:, 0] for p in pools])
    allowed = np.concatenate([pool.allowed for pool in pools])
    chosen, cutoffs = _chosen(run, np.concatenate([p.ids for p in pools]), scores, allowed)
    split = len(pools[0].ids)
    parts = [chosen[chosen < split], chosen[chosen >= split] - split]
    apart = [
        _taken_apart(mine, pool.features, rows, weights, turned=sign == JAPAN)
        for pool, rows in zip(pools, parts, strict=True)
    ]
    return Partners(
        np.concatenate([pool.ids[rows] for pool, rows in zip(pools, parts, strict=True)]),
        Decomposition(
            np.concatenate([a.points for a in apart]), np.concatenate([a.quotes for a in apart])
        ),
        cutoffs,
    )


def _own(sides: tuple[Profiles, Profiles], profile: Profile) -> Profiles:
    return sides[1] if profile.side == Side.JAPAN else sides[0]


def _pools(run: Run, profile: Profile) -> list[Pool]:
    """The other side as the run saw it, and as those are now who changed since."""
    scene = load_scene(run.pk)
    turned = profile.side == Side.JAPAN
    members, features = (scene.europe, scene.left) if turned else (scene.japan, scene.right)
    since = Profile.objects.on_side(Side.EUROPE if turned else Side.JAPAN).filter(
        changed_at__gt=run.started_at
    )
    changed = set(since.values_list("pk", flat=True))
    matchable = since.matchable().values_list("pk", flat=True)
    fresh = gather(matchable)[0 if turned else 1]
    frame = load_frame(run.pk)
    sign = EUROPE if turned else JAPAN
    return [
        Pool(features, members.ids, ~np.isin(members.ids, list(changed))),
        Pool(
            features_of(fresh, frame, scene.weights, sign),
            fresh.ids,
            np.ones(len(fresh), bool),
        ),
    ]


def _chosen(
    run: Run,
    ids: Indices,
    scores: Floats,
    allowed: np.ndarray,  # type: ignore[type-arg]
) -> tuple[Indices, Floats]:
    """Places of those to keep, and the profile's own cutoffs, from scores (1 + sectors, n)."""
    scores = np.where(allowed, scores, -np.inf)
    kept = min(KEEP, scores.shape[1])
    best = np.argsort(-scores, axis=1, kind="stable")[:, :kept]
    last = np.take_along_axis(scores, best[:, -1:], axis=1)[:, 0] if kept else scores.max(axis=1)
    chosen = np.zeros(len(ids), bool)
    chosen[best.ravel()] = True
    known = _cutoffs(run, ids)
    nothing = np.full(len(scores), -np.inf, np.float32)  # a newcomer takes everybody
    bars = np.array([known.get(int(pk), nothing) for pk in ids]).reshape(-1, len(scores))
    entered = np.any(bars - SLACK <= scores.T, axis=1)
    return np.flatnonzero((chosen | entered) & allowed), last


def _cutoffs(run: Run, ids: Indices) -> dict[int, Floats]:
    """Cutoffs of these profiles: as the run left them, and of newcomers as they came."""
    known = load_cutoffs(run.pk)
    newcomers = [int(pk) for pk in ids if int(pk) not in known]
    rows = run.standings.filter(profile__in=newcomers).values_list("profile", "cutoffs")
    return {**known, **{pk: np.array(cutoffs, np.float32) for pk, cutoffs in rows}}


def _taken_apart(  # type: ignore[no-untyped-def]
    mine: Features, others: Features, rows: Indices, weights, *, turned: bool
) -> Decomposition:
    own = np.zeros(len(rows), np.int64)
    if turned:
        return take_apart(others, mine, rows, own, weights)
    return take_apart(mine, others, own, rows, weights)


def score_pairs(run: Run, pairs: Sequence[tuple[int, int]]) -> list[Match]:
    """Unsaved matches of any pairs of profile ids, scored like the others; profiles not loaded."""
    wanted = {pk for pair in pairs for pk in pair}
    weights = run.weights.weights()
    scene = set_scene(*gather(wanted), load_frame(run.pk), weights)
    i = np.searchsorted(scene.europe.ids, [europe for europe, _ in pairs])
    j = np.searchsorted(scene.japan.ids, [japan for _, japan in pairs])
    apart = take_apart(scene.left, scene.right, i, j, weights)
    return [match_of(run, pair, apart, n) for n, pair in enumerate(pairs)]


def match_of(run: Run, pair: tuple[int, int], apart: Decomposition, row: int) -> Match:
    """The unsaved match of a pair (European id, Japanese id) from its row."""
    points = apart.points[row]
    scores = points.reshape(-1, len(Part)).sum(axis=1).clip(0, 1)
    return Match(
        run=run,
        europe_id=pair[0],
        japan_id=pair[1],
        score=float(scores[0]),
        sector_scores=scores[1:].tolist(),
        points=points.ravel().tolist(),
        quotes=apart.quotes[row].tolist(),
    )
