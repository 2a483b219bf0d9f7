"""The best are those that a plain sort of everything would find."""

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from matching.engine.features import Features, prepare
from matching.engine.pairing import (
    GROUP,
    ColumnBest,
    best_both_ways,
    best_in_rows,
    best_pairs,
)
from matching.engine.scoring import BLOCK, scores_of
from matching.engine.sides import Floats
from matching.engine.weights import Weights
from tests.matching.engine.makers import (
    few,
    make_exact_features,
    make_random_side,
    make_vocabulary,
    seeds,
)

keeps = st.integers(1, 4)
edges = st.builds(
    lambda groups, beside: groups * GROUP + beside, st.integers(0, 6), st.integers(-1, 1)
)
widths = st.one_of(st.integers(0, 5), edges.filter(lambda width: width > 0))
values = st.sampled_from([1, 2, 3, 1000])
many = settings(few, max_examples=150)
Pairs = set[tuple[int, int]]


def sorted_best(score: Floats, keep: int) -> list[list[int]]:
    """The columns of each row's best; a stable sort lets the first of equals win."""
    order = np.argsort(-score, axis=1, kind="stable")[:, :keep]
    return [sorted(row) for row in order.tolist()]


def best_pairs_by_sorting(scores: Floats, keep: int) -> tuple[Pairs, Pairs]:
    """Pairs among the best of their row, and those among the best of their column."""
    by_row = {(i, j) for s in scores for i, row in enumerate(sorted_best(s, keep)) for j in row}
    by_column = {
        (i, j) for s in scores for j, column in enumerate(sorted_best(s.T, keep)) for i in column
    }
    return by_row, by_column


def both_ways(left: Features, right: Features, keep: int) -> list[tuple[int, int]]:
    i, j = best_both_ways(left, right, Weights(), keep)
    return list(zip(i.tolist(), j.tolist(), strict=True))


def whole(left: Features, right: Features) -> Floats:
    return scores_of(left, right, slice(0, len(left)), Weights())


def make_grid(seed: int, rows: int, width: int, top: int) -> Floats:
    return np.random.default_rng(seed).integers(0, top, (rows, width)).astype(np.float32)


@many
@given(seeds, st.integers(0, 5), widths, keeps, values)
@example(0, 3, GROUP * 3, 2, 1000)
@example(0, 3, GROUP * 5 - 1, 4, 1)
def test_the_best_of_a_row(seed: int, rows: int, width: int, keep: int, top: int) -> None:
    score = make_grid(seed, rows, width, top)
    mask = best_in_rows(score, keep)
    assert mask.shape == score.shape
    assert [np.flatnonzero(row).tolist() for row in mask] == sorted_best(score, keep)


def test_the_best_of_a_row_in_columns_after_the_last_whole_group() -> None:
    score = np.zeros((1, GROUP * 3 + 2), np.float32)
    score[0, -2:] = 1
    assert np.flatnonzero(best_in_rows(score, 2)).tolist() == [48, 49]
    assert np.flatnonzero(best_in_rows(score, 1)).tolist() == [48]


def test_at_equal_scores_the_first_columns_win() -> None:
    score = np.array([[1, 2, 1, 2, 1, 1], [5, 5, 5, 5, 5, 5]], np.float32)
    assert best_in_rows(score, 3).tolist() == [
        [True, True, False, True, False, False],
        [True, True, True, False, False, False],
    ]


@many
@given(seeds, widths, st.integers(0, 5), keeps, values)
@example(0, GROUP * 3, 3, 2, 1000)
def test_the_best_of_a_column_seen_block_by_block(
    seed: int, rows: int, width: int, keep: int, top: int
) -> None:
    score = make_grid(seed, rows, width, top)
    for size in (1, 5, GROUP * 2, GROUP * 7):
        best = ColumnBest(width, keep)
        for start in range(0, rows, size):
            best.see(score[start : start + size], start)
        found = sorted(zip(best.columns().tolist(), best.rows().tolist(), strict=True))
        expected = sorted_best(score.T, keep)
        assert found == [(j, i) for j, column in enumerate(expected) for i in column]


@few
@given(seeds, widths, widths, st.sampled_from([1, 2, 3, 20, 50]))
def test_both_ways_with_many_exact_ties(seed: int, n: int, m: int, keep: int) -> None:
    left, right = make_exact_features(seed, n), make_exact_features(seed + 1, m)
    by_row, by_column = best_pairs_by_sorting(whole(left, right), keep)
    assert both_ways(left, right, keep) == sorted(by_row | by_column)


@few
@given(seeds, st.integers(0, 9), st.integers(0, 9), keeps)
def test_both_ways_with_real_profiles(seed: int, n: int, m: int, keep: int) -> None:
    left, right = prepare(
        make_random_side(seed, n), make_random_side(seed + 1, m), make_vocabulary(), Weights()
    )
    by_row, by_column = best_pairs_by_sorting(whole(left, right), keep)
    assert both_ways(left, right, keep) == sorted(by_row | by_column)


@pytest.mark.parametrize("n", [BLOCK - 1, BLOCK, BLOCK + 1, 2 * BLOCK + 3])
def test_both_ways_over_several_blocks(n: int) -> None:
    left, right = make_exact_features(n, n), make_exact_features(1, 37)
    by_row, by_column = best_pairs_by_sorting(whole(left, right), 2)
    assert both_ways(left, right, 2) == sorted(by_row | by_column)


@pytest.mark.parametrize(("n", "m"), [(0, 0), (0, 3), (3, 0)])
def test_an_empty_side_has_no_pairs(n: int, m: int) -> None:
    left, right = make_exact_features(0, n), make_exact_features(1, m)
    assert both_ways(left, right, 2) == []
    best = best_pairs(left, right, slice(0, n), Weights(), 2)
    assert best.i.tolist() == best.j.tolist() == []
    assert best.cutoffs.shape == (n, 3)


@few
@given(seeds, st.integers(1, 9), st.integers(0, 40), keeps, st.data())
def test_the_best_of_a_block_have_the_indices_of_the_whole_side(
    seed: int, n: int, m: int, keep: int, data: st.DataObject
) -> None:
    start = data.draw(st.integers(0, n - 1))
    stop = data.draw(st.integers(start, n))
    left, right = make_exact_features(seed, n), make_exact_features(seed + 1, m)
    best = best_pairs(left, right, slice(start, stop), Weights(), keep)
    by_row, _ = best_pairs_by_sorting(whole(left, right), keep)
    expected = sorted((i, j) for i, j in by_row if start <= i < stop)
    assert list(zip(best.i.tolist(), best.j.tolist(), strict=True)) == expected


@few
@given(seeds, st.integers(0, 9), keeps, st.integers(0, 40))
def test_cutoffs_are_the_last_score_that_is_kept(seed: int, n: int, keep: int, more: int) -> None:
    left, right = make_exact_features(seed, n), make_exact_features(seed + 1, keep + more)
    best = best_pairs(left, right, slice(0, n), Weights(), keep)
    ordered = -np.sort(-whole(left, right), axis=2)
    assert best.cutoffs.tolist() == ordered[:, :, keep - 1].T.tolist()


@pytest.mark.parametrize("m", [0, 2])
def test_a_row_with_room_takes_any_score(m: int) -> None:
    left, right = make_exact_features(0, 3), make_exact_features(1, m)
    best = best_pairs(left, right, slice(0, 3), Weights(), 3)
    assert best.cutoffs.tolist() == [[-np.inf] * 3] * 3
