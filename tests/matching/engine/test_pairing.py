"""The best are those that a plain sort of everything would find."""

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from matching.engine import kernel
from matching.engine.features import Features, prepare
from matching.engine.kernel import CHUNK, Best, ColumnBest
from matching.engine.pairing import TILE, best_both_ways, best_pairs, unique
from matching.engine.scoring import scores_of
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
    lambda chunks, beside: chunks * CHUNK + beside, st.integers(0, 3), st.integers(-1, 1)
)
widths = st.one_of(st.integers(0, 5), edges.filter(lambda width: width > 0))
values = st.sampled_from([1, 2, 3, 1000])
many = settings(few, max_examples=150)
ROWS, COLUMNS = TILE
BORDERS = [
    (ROWS - 1, COLUMNS + 1),
    (ROWS, COLUMNS),
    (ROWS + 1, COLUMNS - 1),
    (2 * ROWS + 3, 37),
    (37, 2 * COLUMNS + 3),
    (1, COLUMNS + CHUNK + 1),
    (ROWS + 1, 1),
]
ROUNDING = 1e-5
Pairs = list[tuple[int, int]]


def sorted_best(score: Floats, keep: int) -> list[list[int]]:
    """The columns of each row's best; a stable sort lets the first of equals win."""
    order = np.argsort(-score, axis=1, kind="stable")[:, :keep]
    found: list[list[int]] = order.tolist()
    return found


def pairs_by_row(scores: Floats, keep: int) -> set[tuple[int, int]]:
    """Pairs among the best of their row in any score."""
    return {(i, j) for s in scores for i, row in enumerate(sorted_best(s, keep)) for j in row}


def pairs_both_ways(scores: Floats, keep: int) -> Pairs:
    turned = pairs_by_row(scores.transpose(0, 2, 1), keep)
    return sorted(pairs_by_row(scores, keep) | {(i, j) for j, i in turned})


def both_ways(left: Features, right: Features, keep: int) -> Pairs:
    i, j = best_both_ways(left, right, Weights(), keep)
    return list(zip(i.tolist(), j.tolist(), strict=True))


def best_of(left: Features, right: Features, rows: slice, keep: int) -> tuple[Pairs, Floats]:
    found = best_pairs(left, right, rows, Weights(), keep)
    return list(zip(found.i.tolist(), found.j.tolist(), strict=True)), found.cutoffs


def whole(left: Features, right: Features) -> Floats:
    return scores_of(left, right, slice(0, len(left)), Weights())


def make_grid(seed: int, rows: int, width: int, top: int) -> Floats:
    return np.random.default_rng(seed).integers(0, top, (rows, width)).astype(np.float32)


def best_in_rows(score: Floats, keep: int) -> Best:
    """By the kernel, of a tile that has nothing else to add."""
    best, (height, width) = Best(len(score), keep), score.shape
    ones, nothing = np.ones(max(height, width), np.float32), np.zeros_like(score)
    rows = slice(0, height)
    kernel.keep_rows(score, nothing, ones[:height], ones[:width], best, rows, 0)
    return best


def best_in_both(score: Floats, keep: int, height: int, width: int) -> tuple[Best, ColumnBest]:
    """By the kernel, seen in tiles of this height and width."""
    best, column_best = Best(len(score), keep), ColumnBest(score.shape[1], keep)
    ones = np.ones(max(score.shape), np.float32)
    for top in range(0, len(score), height):
        rows = slice(top, min(top + height, len(score)))
        for first in range(0, score.shape[1], width):
            columns = slice(first, min(first + width, score.shape[1]))
            tile = score[rows, columns].copy()
            kernel.keep_both(
                *(tile, np.zeros_like(tile), ones[rows], ones[columns]),
                *(best, column_best, rows, columns),
            )
    return best, column_best


def filled(rows: list[list[int]], keep: int) -> list[list[int]]:
    """Rows as the kernel keeps them: -1 where there is room."""
    return [row + [-1] * (keep - len(row)) for row in rows]


@many
@given(seeds, st.integers(0, 5), widths, keeps, values)
@example(0, 3, CHUNK * 3, 2, 1000)
@example(0, 3, CHUNK * 3 - 1, 4, 1)
def test_the_best_of_a_row_in_their_order(
    seed: int, rows: int, width: int, keep: int, top: int
) -> None:
    score = make_grid(seed, rows, width, top)
    assert best_in_rows(score, keep).who.tolist() == filled(sorted_best(score, keep), keep)


def test_the_best_of_a_row_in_columns_after_the_last_whole_chunk() -> None:
    score = np.zeros((1, CHUNK * 3 + 2), np.float32)
    score[0, -2:] = 1
    assert best_in_rows(score, 3).who.tolist() == [[96, 97, 0]]
    assert best_in_rows(score, 1).who.tolist() == [[96]]


def test_at_equal_scores_the_first_columns_win() -> None:
    score = np.array([[1, 2, 1, 2, 1, 1], [5, 5, 5, 5, 5, 5]], np.float32)
    best = best_in_rows(score, 3)
    assert best.who.tolist() == [[1, 3, 0], [0, 1, 2]]
    assert best.scores.tolist() == [[2, 2, 1], [5, 5, 5]]


def test_a_tile_is_finished_with_what_its_scores_share() -> None:
    # (1, 2) + 1·(½, 1)·(4, 4) = (3, 6) and (9, 0) + ½·(½, 1)·(8, 8) = (11, 4).
    own, shared = np.array([[1, 2], [9, 0]]), np.array([[4, 4], [8, 8]])
    factors = np.array([1, 0.5]), np.array([0.5, 1])
    best = Best(3, 1)
    arrays = [array.astype(np.float32) for array in (own, shared, *factors)]
    kernel.keep_rows(*arrays, best, slice(1, 3), 40)
    assert best.who.tolist() == [[-1], [41], [40]]
    assert best.scores[1:].tolist() == [[6], [11]]


@many
@given(seeds, widths, st.integers(0, 40), keeps, values)
@example(0, CHUNK * 3, 3, 2, 1000)
def test_the_best_both_ways_seen_tile_by_tile(
    seed: int, rows: int, width: int, keep: int, top: int
) -> None:
    score = make_grid(seed, rows, width, top)
    for size in (5, CHUNK, CHUNK * 3 + 1):
        best, column_best = best_in_both(score, keep, size, size + 2)
        assert best.who.tolist() == filled(sorted_best(score, keep), keep)
        expected = filled(sorted_best(score.T, keep), keep)
        assert column_best.merged()[:, :keep].tolist() == expected


@few
@given(seeds, widths, widths, st.sampled_from([1, 2, 3, 20, 50]))
def test_both_ways_with_many_exact_ties(seed: int, n: int, m: int, keep: int) -> None:
    left, right = make_exact_features(seed, n), make_exact_features(seed + 1, m)
    assert both_ways(left, right, keep) == pairs_both_ways(whole(left, right), keep)


@pytest.mark.parametrize(("n", "m"), BORDERS)
def test_both_ways_around_the_borders_of_tiles(n: int, m: int) -> None:
    left, right = make_exact_features(n, n), make_exact_features(m, m)
    assert both_ways(left, right, 3) == pairs_both_ways(whole(left, right), 3)


@pytest.mark.parametrize(("n", "m"), BORDERS)
def test_the_best_of_rows_around_the_borders_of_tiles(n: int, m: int) -> None:
    left, right = make_exact_features(n, n), make_exact_features(m, m)
    scores = whole(left, right)
    pairs, cutoffs = best_of(left, right, slice(0, n), 3)
    assert pairs == sorted(pairs_by_row(scores, 3))
    if m >= 3:
        assert cutoffs.tolist() == np.sort(scores, axis=2)[:, :, -3].T.tolist()


@few
@given(seeds, st.integers(1, 40), st.integers(1, 40), keeps)
def test_nobody_better_is_left_out_with_real_profiles(seed: int, n: int, m: int, keep: int) -> None:
    """Up to what rounding may tell apart where two are truly equal."""
    left, right = prepare(
        make_random_side(seed, n), make_random_side(seed + 1, m), make_vocabulary(), Weights()
    )
    scores, kept = whole(left, right), np.zeros((n, m), bool)
    kept[tuple(np.array(both_ways(left, right, keep)).T)] = True
    bars = -np.sort(-scores, axis=2)[:, :, [min(keep, m) - 1]]
    column_bars = -np.sort(-scores, axis=1)[:, [min(keep, n) - 1]]
    lower = np.minimum(bars, column_bars)
    assert np.all(kept[(scores > lower + ROUNDING).any(axis=0)])
    assert np.all((scores > lower - ROUNDING).any(axis=0)[kept])


@pytest.mark.parametrize(("n", "m"), [(0, 0), (0, 3), (3, 0)])
def test_an_empty_side_has_no_pairs(n: int, m: int) -> None:
    left, right = make_exact_features(0, n), make_exact_features(1, m)
    assert both_ways(left, right, 2) == []
    pairs, cutoffs = best_of(left, right, slice(0, n), 2)
    assert pairs == []
    assert cutoffs.shape == (n, 3)


@few
@given(seeds, st.integers(1, 9), st.integers(0, 40), keeps, st.data())
def test_the_best_of_two_blocks_are_the_best_of_the_whole(
    seed: int, n: int, m: int, keep: int, data: st.DataObject
) -> None:
    border = data.draw(st.integers(0, n))
    left, right = make_exact_features(seed, n), make_exact_features(seed + 1, m)
    pairs, cutoffs = best_of(left, right, slice(0, n), keep)
    assert pairs == sorted(pairs_by_row(whole(left, right), keep))
    first, second = (
        best_of(left, right, block, keep) for block in (slice(0, border), slice(border, n))
    )
    assert first[0] + second[0] == pairs
    assert np.concatenate([first[1], second[1]]).tolist() == cutoffs.tolist()


def test_blocks_larger_than_a_tile_have_the_indices_of_the_whole_side() -> None:
    n, border = 2 * ROWS + 9, ROWS + 5
    left, right = make_exact_features(2, n), make_exact_features(3, 45)
    first, _ = best_of(left, right, slice(0, border), 2)
    second, _ = best_of(left, right, slice(border, n), 2)
    assert first + second == sorted(pairs_by_row(whole(left, right), 2))


@few
@given(seeds, st.integers(0, 9), keeps, st.integers(0, 40))
def test_cutoffs_are_the_last_score_that_is_kept(seed: int, n: int, keep: int, more: int) -> None:
    left, right = make_exact_features(seed, n), make_exact_features(seed + 1, keep + more)
    _, cutoffs = best_of(left, right, slice(0, n), keep)
    ordered = -np.sort(-whole(left, right), axis=2)
    assert cutoffs.tolist() == ordered[:, :, keep - 1].T.tolist()


@pytest.mark.parametrize("m", [0, 2])
def test_a_row_with_room_takes_any_score(m: int) -> None:
    left, right = make_exact_features(0, 3), make_exact_features(1, m)
    _, cutoffs = best_of(left, right, slice(0, 3), 3)
    assert cutoffs.shape == (3, 3)
    assert np.all(cutoffs < -1)


@given(st.lists(st.integers(-1, 9)))
def test_unique_numbers_are_sorted_and_there_once(numbers: list[int]) -> None:
    assert unique(np.array(numbers, np.int64)).tolist() == sorted(set(numbers))
