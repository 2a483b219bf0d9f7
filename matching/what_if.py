"""What would change: for staff with other weights, for a member with another topic or need."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from matching.engine.parts import take_apart
from matching.engine.sides import Exact, Indices
from matching.engine.weights import Weights
from matching.entries import Entry, Wish
from matching.gathering import columns_of, gather_entries
from matching.models import Match, Run
from matching.rescoring import best_partners
from matching.snapshots import load_scene
from profiles import encoder
from profiles.models import Profile, Side, Topic
from profiles.passages import passages

LISTED = 10
"""Partners whose places are compared."""
MOVERS = 10
MOST_LISTS = 1000
"""European lists that are looked at for movers; more would only take longer."""
TRIAL = -2
"""Stands for the id of a statement that is only tried."""


@dataclass(frozen=True)
class Place:
    """A partner's place and score before and after, None where it is not among them."""

    partner: int
    before: int | None
    after: int | None
    score_before: float
    score_after: float

    @property
    def risen(self) -> int | None:
        """Places gained; None for who was or will be out of sight."""
        return self.before - self.after if self.before and self.after else None

    @property
    def fallen(self) -> int:
        return -(self.risen or 0)

    @property
    def percent_before(self) -> float:
        return 100 * self.score_before

    @property
    def percent_after(self) -> float:
        return 100 * self.score_after


@dataclass(frozen=True)
class Mover:
    """A pair whose place in the European side's list changes most."""

    europe: int
    japan: int
    before: int
    after: int


def with_weights(run: Run, profile: Profile, weights: Weights) -> list[Place]:
    """The best partners of a profile under other weights, against the live ones."""
    scene = load_scene(run.pk)
    turned = profile.side == Side.JAPAN
    own, others = (scene.japan, scene.europe) if turned else (scene.europe, scene.japan)
    found = np.flatnonzero(own.ids == profile.pk)
    if not len(found):  # published since the run
        return []
    everybody = np.arange(len(others))
    row = np.full(len(others), found[0])
    i, j = (everybody, row) if turned else (row, everybody)
    before, after = (
        take_apart(scene.left, scene.right, i, j, used).scores[:, 0]
        for used in (scene.weights, weights)
    )
    return _places(others.ids, before, others.ids, after)


def with_changes(
    run: Run, profile: Profile, *, topic: Topic | None = None, need: str = "", offer: str = ""
) -> list[Place]:
    """The best partners of a profile if it said this as well, against as it is. Stores nothing."""
    builder, entries = gather_entries([profile.pk])
    entry = entries[profile.side][0]
    wanted = [*passages(need), *passages(offer)]
    builder.vectors = {
        **builder.vectors,
        **dict(zip(wanted, encoder.encode(wanted), strict=True)),
    }
    changed = _changed(entry, topic, need, offer)
    before, after = (
        best_partners(run, profile, builder.build([version])) for version in (entry, changed)
    )
    scores = (found.apart.scores[:, 0] for found in (before, after))
    return _places(before.ids, next(scores), after.ids, next(scores))


def _changed(entry: Entry, topic: Topic | None, need: str, offer: str) -> Entry:
    topics = list(entry.topics)
    if topic is not None:
        column = columns_of(Topic)[topic.pk]
        topics += [column] if column not in topics else []
    return replace(
        entry,
        topics=topics,
        needs=[*entry.needs, *([Wish(TRIAL, passages(need))] if need else [])],
        offers=[*entry.offers, *([Wish(TRIAL, passages(offer))] if offer else [])],
    )


def _places(before_ids: Indices, before: Exact, after_ids: Indices, after: Exact) -> list[Place]:
    """Everybody among the first LISTED before or after, in the new order, the lost ones last."""
    old, new = _ranked(before_ids, before), _ranked(after_ids, after)
    listed = {pk for ranked in (old, new) for pk, (rank, _) in ranked.items() if rank <= LISTED}
    places = []
    for pk in listed:
        old_rank, old_score = old.get(pk, (None, 0.0))
        new_rank, new_score = new.get(pk, (None, 0.0))
        places.append(Place(pk, old_rank, new_rank, old_score, new_score))
    return sorted(places, key=lambda place: place.after or len(new) + (place.before or 0))


def _ranked(ids: Indices, scores: Exact) -> dict[int, tuple[int, float]]:
    """Rank from 1 and score by id; equal scores by id."""
    order = np.lexsort((ids, -scores))
    return {int(ids[n]): (rank, float(scores[n])) for rank, n in enumerate(order, 1)}


def movers(run: Run, weights: Weights) -> list[Mover]:
    """The pairs that rise or fall most in European lists when these weights take over."""
    scene = load_scene(run.pk)
    some = scene.europe.ids[:MOST_LISTS].tolist()
    kept = Match.objects.filter(run=run, europe__in=some).values_list("europe", "japan")
    europe, japan = np.array(list(kept), np.int64).reshape(-1, 2).T
    i, j = np.searchsorted(scene.europe.ids, europe), np.searchsorted(scene.japan.ids, japan)
    before, after = (
        _ranks_within(europe, take_apart(scene.left, scene.right, i, j, used).scores[:, 0])
        for used in (scene.weights, weights)
    )
    seen = np.minimum(before, after) <= LISTED
    moved = np.where(seen, np.abs(after - before), 0)
    best = np.lexsort((japan, europe, -moved))[:MOVERS]
    return [
        Mover(int(europe[n]), int(japan[n]), int(before[n]), int(after[n]))
        for n in best
        if moved[n]
    ]


def _ranks_within(readers: Indices, scores: Exact) -> Indices:
    """Each score's rank, from 1, among those of the same reader."""
    order = np.lexsort((-scores, readers))
    ordered = readers[order]
    starts = np.searchsorted(ordered, ordered)
    ranks = np.empty(len(order), np.int64)
    ranks[order] = np.arange(len(order)) - starts + 1
    return ranks


def profiles_of(rows: Sequence[Place | Mover]) -> dict[int, Profile]:
    """All profiles that these rows speak of, in a fixed number of queries."""
    ids = {
        getattr(row, name)
        for row in rows
        for name in ("partner", "europe", "japan")
        if hasattr(row, name)
    }
    return Profile.objects.for_cards().in_bulk(ids)
