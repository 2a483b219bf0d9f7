"""Weights learned from pairs whose answer is known."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.engine.features import prepare
from matching.engine.learning import (
    FOLDS,
    LEAST_PAIRS,
    NAMES,
    PULLS,
    SHARPNESS,
    Lesson,
    Query,
    as_weights,
    fit,
    fold_of_pairs,
    learn,
    onto_simplex,
    out_of_fold,
    reciprocal_ranks,
    shares_of,
    without,
)
from matching.engine.parts import take_apart
from matching.engine.sides import Exact
from matching.engine.weights import Weights
from tests.matching.engine.makers import (
    few,
    make_random_side,
    make_random_weights,
    make_vocabulary,
    seeds,
)

SIGNALS = len(NAMES)
TOPICS, PRIORITIES = NAMES.index("topics"), NAMES.index("priorities")
CURRENT = Weights()
START = np.array([CURRENT.shares[name] for name in NAMES])
STRANGERS = 1000
"""From this row on nobody belongs to a good pair."""
pair_sets = st.sets(st.tuples(st.integers(0, 12), st.integers(0, 12)), max_size=25).map(sorted)
points = st.lists(st.floats(-3, 3), min_size=1, max_size=8).map(np.array)


def make_shares(**given: float) -> Exact:
    """Half of everything but what is given."""
    return np.array([given.get(name, 0.5) for name in NAMES])


def make_query(
    good: Exact,
    *rivals: Exact,
    pair: tuple[int, int] = (0, 0),
    actors: list[tuple[int, int]] | None = None,
    importance: float = 1.0,
) -> Query:
    strangers = [(pair[0], STRANGERS + n) for n in range(len(rivals))]
    return Query(
        pair,
        good,
        np.array(rivals).reshape(-1, SIGNALS),
        np.array(strangers if actors is None else actors, np.int64).reshape(-1, 2),
        importance,
    )


def make_evidence(seed: int, pairs: int, gain: float = 0.0, rivals: int = 40) -> list[Query]:
    """Each pair from both sides, beside random rivals; good ones gain in priorities."""
    draw = np.random.default_rng(seed)

    def shares(count: int) -> Exact:
        return (0.5 + 0.2 * draw.normal(size=(count, SIGNALS))).clip(0, 1)

    found = []
    for n in range(pairs):
        good = shares(1)[0]
        good[PRIORITIES] = min(good[PRIORITIES] + gain, 1)
        strangers = np.arange(STRANGERS, STRANGERS + rivals)
        own = np.full(rivals, n)
        found += [
            Query((n, n), good, shares(rivals), np.stack(actors, axis=1))
            for actors in ((own, strangers), (strangers, own))
        ]
    return found


def make_prize(pair: tuple[int, int] = (0, 0)) -> Query:
    """Good by priorities, behind by topics: 0.38·0.2 − 0.06·0.8 = 0.028 by current weights."""
    rival = make_shares(topics=0.6, priorities=0.1)
    return make_query(make_shares(topics=0.4, priorities=0.9), rival, pair=pair)


@pytest.mark.parametrize(
    ("point", "nearest"),
    [
        ([0.25, 0.75], [0.25, 0.75]),
        ([1, 1], [0.5, 0.5]),
        ([0.2, 0.4], [0.4, 0.6]),
        ([2, 0], [1, 0]),
        ([0.6, 0.6, -0.5], [0.5, 0.5, 0]),  # the third would be negative, and 0.2 is too much
        ([-1, -2], [1, 0]),
        ([7], [1]),
    ],
)
def test_the_nearest_weights(point: list[float], nearest: list[float]) -> None:
    assert onto_simplex(np.array(point)).tolist() == pytest.approx(nearest)


@few
@given(points, seeds)
def test_no_other_weights_are_nearer(point: Exact, seed: int) -> None:
    nearest = onto_simplex(point)
    assert nearest.min() >= 0
    assert nearest.sum() == pytest.approx(1)
    others = np.random.default_rng(seed).dirichlet(np.ones(len(point)), 50)
    distances = np.linalg.norm(others - point, axis=1)
    assert np.all(distances >= np.linalg.norm(nearest - point) - 1e-9)


def test_reciprocal_ranks() -> None:
    # Topics alone count: of rivals with 0.9, 0.5, 0.5, 0.1 one is better and two tie.
    rivals = [make_shares(topics=share) for share in (0.9, 0.5, 0.5, 0.1)]
    weights = np.eye(SIGNALS)[TOPICS]
    queries = [make_query(make_shares(topics=x), *rivals) for x in (0.5, 1, 0)]
    assert reciprocal_ranks(queries, weights).tolist() == [1 / 3, 1, 1 / 5]


@few
@given(seeds)
def test_a_score_is_its_shares_times_the_weights_whatever_they_are(seed: int) -> None:
    weights = make_random_weights(seed)
    sides = make_random_side(seed, 5), make_random_side(seed + 1, 4)
    left, right = prepare(*sides, make_vocabulary(), weights)
    i, j = np.divmod(np.arange(20), 4)
    shares = shares_of(left, right, i, j, weights)
    assert np.all((shares >= -1e-6) & (shares <= 1 + 1e-6))
    found = shares @ [weights.shares[name] for name in NAMES]
    expected = take_apart(left, right, i, j, weights).scores[:, 0]
    np.testing.assert_allclose(found, expected, rtol=0, atol=1e-6)


def test_shares_become_weights_and_keep_the_price_of_one_sidedness() -> None:
    assert as_weights(START, 0.1) == replace(CURRENT, one_sided=0.1)


def test_fitting_moves_weight_to_a_signal_that_separates() -> None:
    found = fit([make_prize()], START, PULLS[0])
    assert found.sum() == pytest.approx(1)
    assert found.min() >= 0
    assert found[PRIORITIES] > START[PRIORITIES] + 0.05
    assert found[TOPICS] < START[TOPICS] - 0.05
    assert reciprocal_ranks([make_prize()], START).tolist() == [0.5]
    assert reciprocal_ranks([make_prize()], found).tolist() == [1]


def test_the_stronger_the_pull_the_nearer_weights_stay() -> None:
    pulls = (*PULLS, 100.0)
    moved = [np.abs(fit([make_prize()], START, pull) - START).max() for pull in pulls]
    assert moved == sorted(moved, reverse=True)
    assert moved[-1] < 0.01


def test_fitted_weights_are_best_by_their_own_measure() -> None:
    queries, pull = make_evidence(1, 10, gain=0.2), 1.0

    def cost(weights: Exact) -> float:
        """Of choosing somebody else, in units of a score, and of straying."""
        rows = [SHARPNESS * np.vstack([q.good, q.rivals]) @ weights for q in queries]
        missed = [float(np.log(np.exp(worth - worth[0]).sum())) for worth in rows]
        return np.mean(missed) / SHARPNESS + pull / 2 * float(((weights - START) ** 2).sum())

    found = fit(queries, START, pull)
    others = np.random.default_rng(0).dirichlet(np.ones(SIGNALS), 20)
    for other in others:
        for step in (0.01, 0.1, 1):
            assert cost(found) <= cost(found + step * (other - found)) + 1e-6


def test_the_more_important_of_two_that_disagree_counts_more() -> None:
    prize, turned = make_prize(), make_prize()
    turned = replace(turned, good=turned.rivals[0], rivals=turned.good[None], importance=0.1)
    weak = fit([prize, turned], START, PULLS[0])
    strong = fit([prize, replace(turned, importance=10)], START, PULLS[0])
    assert weak[PRIORITIES] > START[PRIORITIES] > strong[PRIORITIES]


def test_without_queries_weights_stay() -> None:
    assert fit([], START, 1.0).tolist() == START.tolist()


@few
@given(pair_sets)
def test_pairs_that_share_an_actor_are_in_the_same_fold(pairs: list[tuple[int, int]]) -> None:
    """And so are all that are connected through others."""
    folds = fold_of_pairs(pairs)
    assert sorted(folds) == pairs
    assert set(folds.values()) <= set(range(FOLDS))
    for one in pairs:
        for other in pairs:
            if one[0] == other[0] or one[1] == other[1]:
                assert folds[one] == folds[other]


@few
@given(pair_sets, seeds)
def test_an_actor_stands_on_one_side_of_a_split(pairs: list[tuple[int, int]], seed: int) -> None:
    shuffled = [pairs[n] for n in np.random.default_rng(seed).permutation(len(pairs))]
    folds = fold_of_pairs(shuffled)
    for side in (0, 1):
        for actor in {pair[side] for pair in pairs}:
            assert len({folds[pair] for pair in pairs if pair[side] == actor}) == 1


def test_strangers_are_spread_over_all_folds() -> None:
    folds = fold_of_pairs([(n, n) for n in range(2 * FOLDS)])
    assert sorted(folds.values()) == sorted([*range(FOLDS), *range(FOLDS)])


def test_a_chain_is_one_fold_and_the_rest_fill_the_others() -> None:
    chain = [(0, 0), (0, 1), (1, 1), (1, 2)]
    folds = fold_of_pairs([*chain, *((n, n) for n in range(5, 9))])
    assert len({folds[pair] for pair in chain}) == 1
    assert len(set(folds.values())) == FOLDS


def test_rivals_with_an_actor_of_the_fold_are_taken_out() -> None:
    shares = [make_shares(topics=n / 10) for n in range(5)]
    actors = [(0, 7), (0, 8), (3, 0), (5, 0), (0, 9)]
    query = make_query(make_shares(), *shares, actors=actors, importance=0.5)
    kept = without(query, [(3, 8), (4, 9)])
    assert kept.actors.tolist() == [[0, 7], [5, 0]]
    assert kept.rivals.tolist() == [shares[0].tolist(), shares[3].tolist()]
    assert (kept.pair, kept.importance) == (query.pair, 0.5)


def make_tainted(queries: list[Query], fold: set[tuple[int, int]], count: int) -> list[Query]:
    """Rivals that speak for topics, with actors of the fold, in the queries of other folds."""
    taint = make_shares(topics=0.38, priorities=1)
    found = []
    for query in queries:
        actors = [(query.pair[0], pair[1]) for pair in sorted(fold)] * count
        rivals = np.vstack([query.rivals, *[taint[None]] * len(actors)])
        tainted = replace(query, rivals=rivals, actors=np.vstack([query.actors, actors]))
        found.append(query if query.pair in fold else tainted)
    return found


def test_no_fold_is_judged_by_weights_that_have_seen_its_actors() -> None:
    queries = [make_prize((n, n)) for n in range(10)]
    folds = fold_of_pairs([query.pair for query in queries])
    fold = {pair for pair, number in folds.items() if number == 0}
    judged = [n for n, query in enumerate(queries) if query.pair in fold]
    tainted = make_tainted(queries, fold, 20)
    assert out_of_fold(queries, folds, START, PULLS[0])[judged].tolist() == [1, 1]
    assert out_of_fold(tainted, folds, START, PULLS[0])[judged].tolist() == [1, 1]
    # Had it seen those rivals, it would have learned the opposite.
    rest = [query for query in tainted if query.pair not in fold]
    seen = fit(rest, START, PULLS[0])
    assert reciprocal_ranks([queries[n] for n in judged], seen).tolist() == [0.5, 0.5]


def test_a_pair_is_not_judged_by_weights_that_have_learned_from_it() -> None:
    # One pair speaks for priorities, all others are content: weights of its fold stay as they are.
    content = [make_query(make_shares(), make_shares(), pair=(n, n)) for n in range(1, 10)]
    queries = [make_prize(), *content]
    folds = fold_of_pairs([query.pair for query in queries])
    assert out_of_fold(queries, folds, START, PULLS[0])[0] == 0.5
    assert reciprocal_ranks(queries, fit(queries, START, PULLS[0]))[0] == 1


def test_without_evidence_nothing_is_learned() -> None:
    assert learn([], CURRENT) == Lesson(CURRENT, 0, 0.0, 0.0, 0.0, None)


def test_too_little_evidence_keeps_the_weights_in_force() -> None:
    found = learn([make_prize((n, n)) for n in range(LEAST_PAIRS - 1)], CURRENT)
    assert found == Lesson(CURRENT, LEAST_PAIRS - 1, 0.5, 0.5, 0.0, None)
    assert not found.is_enough


def test_pairs_are_counted_once_for_both_their_sides() -> None:
    assert learn(make_evidence(0, LEAST_PAIRS - 1, gain=0.4), CURRENT).pairs == LEAST_PAIRS - 1


def test_enough_evidence_is_learned_from() -> None:
    found = learn([make_prize((n, n)) for n in range(LEAST_PAIRS)], CURRENT)
    assert found.is_enough
    assert (found.before, found.after) == (0.5, 1)
    assert found.weights.priorities > CURRENT.priorities
    assert found.weights.one_sided == CURRENT.one_sided


@pytest.mark.parametrize("seed", range(3))
def test_a_real_signal_is_found(seed: int) -> None:
    found = learn(make_evidence(seed, 30, gain=0.4), CURRENT)
    assert found.pull in PULLS
    assert found.weights.priorities > 2 * CURRENT.priorities
    assert found.after > found.before + 2 * found.noise


def test_what_is_the_same_for_all_teaches_nothing() -> None:
    same = [make_query(make_shares(), make_shares(), pair=(n, n)) for n in range(LEAST_PAIRS)]
    found = learn(same, CURRENT)
    assert (found.weights, found.pull, found.noise) == (CURRENT, None, 0)
    assert found.before == found.after == pytest.approx(1 / 1.5)


def test_noise_keeps_the_weights_in_force() -> None:
    """In at least 19 of 20 draws in which good pairs are like all others."""
    learned = [learn(make_evidence(seed, LEAST_PAIRS), CURRENT).pull for seed in range(20)]
    assert sum(pull is not None for pull in learned) <= 1
