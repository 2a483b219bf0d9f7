"""Learn weights from pairs that turned out well: careful, and near what was there before.

A score is linear in its shares, so weights are learned as those of a choice: a profile picks a
partner with a probability that grows with exp(SHARPNESS · score), the conditional logit of McFadden
(1974). The likelihood of the pairs that found each other is made large, with a quadratic pull
towards the weights in force, over all weights that are not negative and sum to 1.

How strong the pull is, is decided by cross-validation in which no actor stands on both sides of a
split: pairs that share an actor, directly or through others, stay together.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from matching.engine.features import Features
from matching.engine.parts import Decomposition, take_apart
from matching.engine.sides import Exact, Indices
from matching.engine.weights import Part, Weights

NAMES = tuple(Weights().shares)
PARTS = {
    "topics": (Part.TOPICS,),
    "text": (Part.TEXT,),
    "offers_needs": (Part.EUROPE_SERVED, Part.JAPAN_SERVED, Part.ONE_SIDED),
    "kind": (Part.KIND,),
    "priorities": (Part.PRIORITIES,),
    "cooperation": (Part.COOPERATION,),
    "areas": (Part.AREAS,),
    "size": (Part.SIZE,),
}
SHARPNESS = 15.0
"""A rival that is five points of a hundred behind is chosen half as often."""
PULLS = (0.03, 0.1, 0.3, 1.0, 3.0)
"""From free to hardly any movement."""
FOLDS = 5
STEPS = 400
SURE = 2.0
"""Standard errors by which learned weights must be better: chance passes one too often."""
LEAST_PAIRS = 20
"""Below this many good pairs nothing is learned."""


@dataclass(frozen=True)
class Query:
    """A pair that found each other, seen from one of its sides.

    pair     European row and Japanese row
    good     (k,) its shares, in the order of NAMES
    rivals   (r, k) those of whom the same profile did not choose
    actors   (r, 2) European and Japanese row of each rival pair
    """

    pair: tuple[int, int]
    good: Exact
    rivals: Exact
    actors: Indices
    importance: float = 1.0


@dataclass(frozen=True)
class Lesson:
    """What was learned.

    `before` and `after` are mean reciprocal ranks out of fold: of the weights in force, and of
    weights learned in the same way without the pairs they are judged by. `noise` is the standard
    error of their difference. `pull` is None where the weights in force stay.
    """

    weights: Weights
    pairs: int
    before: float
    after: float
    noise: float
    pull: float | None

    @property
    def is_enough(self) -> bool:
        return self.pairs >= LEAST_PAIRS


def even(one_sided: float) -> Weights:
    """The same for every signal: points taken apart with these are shares divided by k."""
    return Weights(**dict.fromkeys(NAMES, 1 / len(NAMES)), one_sided=one_sided)


def shares_of(left: Features, right: Features, i: Indices, j: Indices, weights: Weights) -> Exact:
    """Each signal's share (p, k), 0 to 1, whatever its weight; the score is shares · weights."""
    return shares_in(take_apart(left, right, i, j, even(weights.one_sided)))


def shares_in(apart: Decomposition) -> Exact:
    """Shares (p, k) of the overall score, of pairs taken apart with `even` weights."""
    overall = apart.points[:, 0]
    columns = [overall[:, list(PARTS[name])].sum(axis=1) for name in NAMES]
    return len(NAMES) * np.stack(columns, axis=1)


def learn(queries: Sequence[Query], current: Weights) -> Lesson:
    """New weights if they are better than the current ones beyond chance, else the current."""
    start = np.array([current.shares[name] for name in NAMES])
    pairs = len({query.pair for query in queries})
    if not pairs:
        return Lesson(current, 0, 0.0, 0.0, 0.0, None)
    folds = fold_of_pairs(sorted({query.pair for query in queries}))
    before = reciprocal_ranks(queries, start)
    if pairs < LEAST_PAIRS:
        mean = float(before.mean())
        return Lesson(current, pairs, mean, mean, 0.0, None)
    tried = {pull: out_of_fold(queries, folds, start, pull) for pull in PULLS}
    pull = max(PULLS, key=lambda p: (tried[p].mean(), p))
    gains = _by_pair(queries, tried[pull] - before)
    noise = float(gains.std(ddof=1) / np.sqrt(len(gains)))
    better = bool(gains.mean() > SURE * noise)
    weights = current
    if better:
        weights = as_weights(fit(queries, start, pull), current.one_sided)
    return Lesson(
        weights,
        pairs,
        float(before.mean()),
        float(tried[pull].mean()),
        noise,
        pull if better else None,
    )


def _by_pair(queries: Sequence[Query], gains: Exact) -> Exact:
    """The mean gain of each pair: its two queries are not independent."""
    pairs = sorted({query.pair for query in queries})
    place = np.array([pairs.index(query.pair) for query in queries])
    means: Exact = np.bincount(place, gains) / np.bincount(place)
    return means


def out_of_fold(
    queries: Sequence[Query], folds: dict[tuple[int, int], int], start: Exact, pull: float
) -> Exact:
    """Reciprocal rank of every query by weights that have seen none of its fold's actors."""
    found = np.zeros(len(queries))
    for fold in range(FOLDS):
        tested = [n for n, query in enumerate(queries) if folds[query.pair] == fold]
        if not tested:
            continue
        taken = [pair for pair, number in folds.items() if number == fold]
        trained = [without(query, taken) for query in queries if folds[query.pair] != fold]
        weights = fit([query for query in trained if len(query.rivals)], start, pull)
        found[tested] = reciprocal_ranks([queries[n] for n in tested], weights)
    return found


def without(query: Query, taken: Sequence[tuple[int, int]]) -> Query:
    """The query without rivals in which an actor of these pairs stands."""
    europe, japan = (np.array(sorted({pair[side] for pair in taken})) for side in (0, 1))
    kept = ~(np.isin(query.actors[:, 0], europe) | np.isin(query.actors[:, 1], japan))
    return Query(query.pair, query.good, query.rivals[kept], query.actors[kept], query.importance)


def fold_of_pairs(pairs: Sequence[tuple[int, int]]) -> dict[tuple[int, int], int]:
    """A fold for each pair; pairs connected through actors are in the same one."""
    groups: list[set[tuple[int, int]]] = []
    for pair in pairs:
        touching = [
            group
            for group in groups
            if any(pair[0] == other[0] or pair[1] == other[1] for other in group)
        ]
        groups = [group for group in groups if group not in touching]
        groups.append({pair}.union(*touching))
    sizes = [0] * FOLDS
    folds: dict[tuple[int, int], int] = {}
    for group in sorted(groups, key=lambda g: (-len(g), min(g))):
        fold = sizes.index(min(sizes))
        sizes[fold] += len(group)
        folds |= dict.fromkeys(group, fold)
    return folds


def reciprocal_ranks(queries: Sequence[Query], weights: Exact) -> Exact:
    """1 over the rank of each good pair among its rivals; ties count half."""
    found = []
    for query in queries:
        margins = query.rivals @ weights - query.good @ weights
        found.append(1 / (1 + np.count_nonzero(margins > 0) + np.count_nonzero(margins == 0) / 2))
    return np.array(found)


def fit(queries: Sequence[Query], start: Exact, pull: float) -> Exact:
    """Weights (k,) that make the good pairs likely choices, without straying far from `start`."""
    if not queries:
        return start
    rows = np.concatenate([np.vstack([query.good, query.rivals]) for query in queries])
    sizes = np.array([1 + len(query.rivals) for query in queries])
    firsts = np.cumsum(sizes) - sizes
    importance = np.array([query.importance for query in queries])
    importance /= importance.sum()
    # One over a bound of the curvature: a longer step could swing for ever
    spread = rows - rows[firsts].repeat(sizes, axis=0)
    step = 1 / (pull + SHARPNESS * np.einsum("rk,rk->r", spread, spread).max())
    weights = start.copy()
    for _ in range(STEPS):
        worth = np.exp(SHARPNESS * (rows @ weights - 1))
        chances = worth / np.add.reduceat(worth, firsts).repeat(sizes)
        expected = np.add.reduceat(chances[:, None] * rows, firsts)
        slope = importance @ (expected - rows[firsts])
        weights = onto_simplex(weights - step * (slope + pull * (weights - start)))
    return weights


def onto_simplex(point: Exact) -> Exact:
    """The nearest point that is nowhere negative and sums to 1 (Duchi et al. 2008)."""
    ordered = np.sort(point)[::-1]
    excess = np.cumsum(ordered) - 1
    count = np.flatnonzero(ordered * np.arange(1, len(point) + 1) > excess)[-1] + 1
    nearest: Exact = np.maximum(point - excess[count - 1] / count, 0)
    return nearest


def as_weights(shares: Exact, one_sided: float) -> Weights:
    return Weights(**dict(zip(NAMES, map(float, shares), strict=True)), one_sided=one_sided)
