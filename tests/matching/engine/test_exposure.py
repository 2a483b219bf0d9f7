"""Exposure worked by hand, and what the prices promise on markets with hubs."""

from dataclasses import replace

import numpy as np
import pytest

from matching.engine.exposure import (
    FIRST,
    HIGHEST,
    LONGEST,
    MOST_GINI,
    MOST_LOSS,
    OWN,
    SHOWN,
    Shortlists,
    fair_prices,
    fairness,
    gini,
    lorenz,
)
from matching.engine.sides import Exact, Indices

FREE = np.zeros(200)
HUBS, MORE_HUBS = 0.03, 0.06
TASTE = 0.05
"""How far apart profiles are in what everybody sees in them, and in what only some do. Between
our own regions the two are 0.02 and 0.08."""
seeded = pytest.mark.parametrize("seed", range(5))
both_sides = pytest.mark.parametrize("turned", [False, True], ids=["europe", "japan"])


def make_lists(*pairs: tuple[int, int, float], readers: int, candidates: int) -> Shortlists:
    """Lists of (reader, candidate, score)."""
    first, second, scores = zip(*pairs, strict=True) if pairs else ((), (), ())
    return Shortlists(
        np.array(first, np.int64),
        np.array(second, np.int64),
        np.array(scores, np.float64),
        readers,
        candidates,
    )


def make_market(seed: int, hubs: float, turned: bool = False) -> Shortlists:
    """120 readers and 80 candidates, or the other way round; each one's best 20 both ways."""
    draw = np.random.default_rng(seed)
    scores = 0.45 + draw.normal(0, TASTE, (120, 80))
    scores += draw.normal(0, hubs, (120, 1)) + draw.normal(0, hubs, (1, 80))
    scores = scores.clip(0, 1)
    by_row, by_column = (np.argsort(np.argsort(-scores, axis), axis) < SHOWN for axis in (1, 0))
    i, j = np.nonzero(by_row | by_column)
    lists = Shortlists(i, j, scores[i, j], 120, 80)
    return lists.turned() if turned else lists


def exposure(lists: Shortlists, prices: Exact, length: int) -> Indices:
    return lists.counts(lists.ranks(prices) < length)


@pytest.mark.parametrize(
    ("counts", "found"),
    [
        ([1, 1, 1, 1], 0),
        ([0, 0, 0, 4], 0.75),  # (n − 1)/n: one has it all
        ([3, 1], 0.25),  # mean difference (2 + 2)/4 = 1 over twice the mean of 2
        ([2, 0, 1], 4 / 9),  # differences 2·(2 + 1 + 1)/9 = 8/9, over 2
        ([0, 0], 0),
        ([5], 0),
    ],
)
def test_gini(counts: list[int], found: float) -> None:
    assert gini(np.array(counts)) == pytest.approx(found)


def test_the_lorenz_curve() -> None:
    # The lower half of [3, 1] holds a quarter, and within each half shares grow evenly.
    assert lorenz(np.array([3, 1])) == pytest.approx(
        [n * 0.025 for n in range(11)] + [0.25 + n * 0.075 for n in range(1, 11)]
    )
    # Three quarters hold nothing.
    assert lorenz(np.array([0, 4, 0, 0])) == pytest.approx([0] * 16 + [0.2, 0.4, 0.6, 0.8, 1])
    assert lorenz(np.array([0, 0])) == [0] * 21


def test_places_are_by_score_less_price_and_the_first_of_equals_comes_first() -> None:
    lists = make_lists(
        *((1, 0, 0.4), (0, 0, 0.5), (0, 1, 0.7), (0, 2, 0.6), (1, 2, 0.4)),
        readers=3,
        candidates=3,
    )
    assert lists.ranks(np.zeros(3)).tolist() == [0, 2, 0, 1, 1]
    assert lists.ranks(np.array([0, 0.15, 0])).tolist() == [0, 2, 1, 0, 1]
    assert lists.ranks(np.array([0, 0, -0.2])).tolist() == [1, 2, 1, 0, 0]


def test_lists_are_read_by_either_side() -> None:
    lists = make_lists((0, 0, 0.9), (0, 2, 0.5), (1, 2, 0.8), readers=2, candidates=3)
    back = lists.turned()
    assert (back.reader_count, back.candidate_count) == (3, 2)
    assert back.ranks(np.zeros(2)).tolist() == [0, 1, 0]
    assert lists.counts(np.ones(3, bool)).tolist() == [1, 0, 2]
    assert back.counts(np.ones(3, bool)).tolist() == [2, 1]


def test_shorter_lists_keep_their_best_and_everybody_s_own_best() -> None:
    lists = make_lists(
        *((0, 0, 0.9), (0, 1, 0.5), (1, 0, 0.8), (1, 1, 0.6)), readers=2, candidates=2
    )
    shorter = lists.shorter(longest=1, own=1)
    assert shorter.readers.tolist() == [0, 1, 1]
    assert shorter.candidates.tolist() == [0, 0, 1]
    assert shorter.scores.tolist() == [0.9, 0.8, 0.6]


def test_figures_by_hand() -> None:
    # One reader, 21 candidates: 0.8, nineteen of 0.5, and 0.4. Shown are 20 of them: without
    # prices all but the last, (0.8 + 19·0.5)/20 = 0.515; with a price of 0.5 on the first all
    # but that, (19·0.5 + 0.4)/20 = 0.495. Gini of twenty 1 and one 0 is 1/21. Ten see none.
    scores = [0.8, *[0.5] * 19, 0.4]
    lists = make_lists(*((0, n, s) for n, s in enumerate(scores)), readers=1, candidates=21)
    prices = np.zeros(21)
    prices[0] = 0.5
    found = fairness(lists, prices)
    assert found.loss == pytest.approx(1 - 0.495 / 0.515)
    assert (found.gini_before, found.gini) == (pytest.approx(1 / 21), pytest.approx(1 / 21))
    assert (found.unseen_before, found.unseen) == (11, 11)
    assert found.curve_before == pytest.approx(found.curve)


def test_without_prices_nothing_is_lost() -> None:
    lists = make_market(0, HUBS)
    found = fairness(lists, np.zeros(80))
    assert found.loss == 0
    assert found.gini == found.gini_before == gini(exposure(lists, FREE, SHOWN))
    assert found.curve == found.curve_before
    assert found.unseen == found.unseen_before


@seeded
@both_sides
def test_the_promise_on_a_market_with_hubs(seed: int, turned: bool) -> None:
    lists = make_market(seed, HUBS, turned)
    found = fairness(lists, fair_prices(lists))
    assert found.gini_before > 0.3
    assert found.gini <= MOST_GINI == 0.20
    assert 0 <= found.loss <= MOST_LOSS == 0.03
    assert found.unseen_before > 0
    assert found.unseen == 0


@seeded
@both_sides
def test_nobody_who_can_be_seen_is_unseen_however_strong_the_hubs(seed: int, turned: bool) -> None:
    lists = make_market(seed, MORE_HUBS, turned)
    prices = fair_prices(lists)
    assert exposure(lists, FREE, FIRST).min() == 0
    assert exposure(lists, prices, FIRST).min() > 0


@seeded
def test_fairness_is_greater_however_strong_the_hubs(seed: int) -> None:
    lists = make_market(seed, MORE_HUBS)
    prices = fair_prices(lists)
    found = fairness(lists, prices)
    assert found.gini < 0.7 * found.gini_before
    assert np.all(np.array(found.curve) >= np.array(found.curve_before) - 1e-12)
    assert prices.max() <= HIGHEST


@seeded
@both_sides
def test_hubs_pay_and_wallflowers_are_paid(seed: int, turned: bool) -> None:
    lists = make_market(seed, HUBS, turned)
    prices = fair_prices(lists)
    seen = exposure(lists, FREE, SHOWN)
    assert np.all(prices[seen > 2 * seen.mean()] > 0)
    assert np.all(prices[seen < seen.mean() / 4] < 0)
    assert np.abs(prices).max() <= HIGHEST


def test_only_the_length_that_is_looked_at_sets_prices() -> None:
    draw = np.random.default_rng(0)
    i, j = np.divmod(np.arange(60 * 150), 150)
    scores = 0.45 + draw.normal(0, TASTE, len(i)) + draw.normal(0, HUBS, 150)[j]
    lists = Shortlists(i, j, scores, 60, 150)
    shorter = lists.shorter(LONGEST, OWN)
    assert len(shorter.scores) < 0.7 * len(scores)
    assert fair_prices(lists).tolist() == fair_prices(shorter).tolist()


def test_prices_never_touch_scores() -> None:
    lists = make_market(0, HUBS)
    kept = replace(
        lists,
        readers=lists.readers.copy(),
        candidates=lists.candidates.copy(),
        scores=lists.scores.copy(),
    )
    fairness(lists, fair_prices(lists))
    for name in ("readers", "candidates", "scores"):
        assert getattr(lists, name).tolist() == getattr(kept, name).tolist()


def test_where_all_are_seen_alike_there_is_no_price() -> None:
    lists = make_lists(
        *((i, (i + n) % 30, 0.9 - n / 100) for i in range(30) for n in range(25)),
        readers=30,
        candidates=30,
    )
    assert fair_prices(lists).tolist() == [0] * 30


def test_who_stands_in_no_list_has_no_place_to_be_paid_for() -> None:
    # Candidate 12 cannot be reached; 11 is last of a list of twelve, and paid for the tenth place.
    scores = [*[0.9] * 11, 0.8]
    lists = make_lists(
        *((i, n, s) for i in range(2) for n, s in enumerate(scores)), readers=2, candidates=13
    )
    prices = fair_prices(lists)
    assert exposure(lists, prices, FIRST).tolist()[11:] == [2, 0]
    assert np.isfinite(prices).all()


@pytest.mark.parametrize(("readers", "candidates"), [(0, 0), (0, 3), (3, 0), (2, 3)])
def test_empty_lists_cost_nothing(readers: int, candidates: int) -> None:
    lists = make_lists(readers=readers, candidates=candidates)
    assert fair_prices(lists).tolist() == [0] * candidates
    assert lists.ranks(np.zeros(candidates)).tolist() == []
    assert fair_prices(lists.turned()).tolist() == [0] * readers
