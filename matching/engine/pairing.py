"""Keep the best partners of every profile, overall and in each sector, tile by tile.

A tile is small enough for its scores to stay in the processor's cache between the matrix product
that makes them and the loops (`kernel`) that read them; memory does not grow with the square of
the profiles.
"""

from dataclasses import dataclass

import numpy as np

from matching.engine import kernel
from matching.engine.features import Features
from matching.engine.kernel import Best, ColumnBest
from matching.engine.scoring import common_of, own_of, spans
from matching.engine.sides import Floats, Indices
from matching.engine.weights import Weights

TILE = 512, 1024
"""Rows and columns scored at once: 2 MB a score."""


@dataclass(frozen=True)
class Kept:
    """The partners that some rows keep: pairs (i, j) with the whole sides' indices, and
    `cutoffs` (rows, scores), the lowest score that is still among a row's best; below every
    score where there is room for more."""

    i: Indices
    j: Indices
    cutoffs: Floats


def best_pairs(left: Features, right: Features, rows: slice, weights: Weights, keep: int) -> Kept:
    """The pairs (i, j) in which j is among the best `keep` of i in any score, for these rows."""
    found = _empty(left, rows.stop - rows.start, keep)
    for part in spans(rows.stop - rows.start, TILE[0]):
        there = slice(rows.start + part.start, rows.start + part.stop)
        _score(left, right, there, weights, found, part.start - there.start, None)
    width = max(len(right), 1)
    pairs = [_numbered(best.who, rows.start, width) for best in found]
    i, j = np.divmod(unique(np.concatenate(pairs)), width)
    return Kept(i, j, np.stack([best.scores[:, -1] for best in found], axis=1))


def best_both_ways(
    left: Features, right: Features, weights: Weights, keep: int
) -> tuple[Indices, Indices]:
    """The pairs in which either is among the other's best `keep` in any score; one pass."""
    of_left = _empty(left, len(left), keep)
    of_right = [ColumnBest(len(right), keep) for _ in of_left]
    for rows in spans(len(left), TILE[0]):
        _score(left, right, rows, weights, of_left, 0, of_right)
    width = max(len(right), 1)
    found = [_numbered(best.who, 0, width) for best in of_left]
    for who in (columns.merged() for columns in of_right):
        everybody = np.arange(len(right))[:, None]
        found.append((who * width + everybody)[who >= 0])
    return np.divmod(unique(np.concatenate(found)), width)


def unique(numbers: Indices) -> Indices:
    """Sorted, each once; far quicker than `numpy.unique` on millions."""
    ordered = np.sort(numbers)
    fresh = np.ones(len(ordered), bool)
    np.not_equal(ordered[1:], ordered[:-1], out=fresh[1:])
    return ordered[fresh]


def _empty(features: Features, count: int, keep: int) -> list[Best]:
    return [Best(count, keep) for _ in range(1 + len(features.sectors))]


def _score(  # noqa: PLR0917 - one row of tiles
    left: Features,
    right: Features,
    rows: slice,
    weights: Weights,
    of_left: list[Best],
    shift: int,
    of_right: list[ColumnBest] | None,
) -> None:
    """Score some rows against everybody; row r's best are at r + shift of `of_left`."""
    ones = np.ones(max(len(left), len(right)), np.float32)
    own = slice(rows.start + shift, rows.stop + shift)
    for columns in spans(len(right), TILE[1]):
        common = common_of(left, right, rows, columns, weights)
        tile = np.empty_like(common)
        for score, best in enumerate(of_left):
            own_of(left, right, rows, columns, score, tile)
            a, b = (left.presence[score - 1], right.presence[score - 1]) if score else (ones, ones)
            if of_right is None:
                kernel.keep_rows(tile, common, a[rows], b[columns], best, own, columns.start)
            else:
                kernel.keep_both(
                    tile, common, a[rows], b[columns], best, of_right[score], own, columns
                )


def _numbered(who: Indices, first: int, width: int) -> Indices:
    """All kept pairs as row · width + column; `first` is the first row."""
    rows = np.arange(first, first + len(who))[:, None]
    numbers: Indices = (rows * width + who)[who >= 0]
    return numbers
