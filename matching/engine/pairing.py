"""Keep the best partners of every profile, overall and in each sector, without a full matrix."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.engine.features import Features
from matching.engine.scoring import blocks, scores_of
from matching.engine.sides import Floats, Indices
from matching.engine.weights import Weights

GROUP = 16
"""Columns whose maximum stands for them when a row's threshold is guessed."""


@dataclass(frozen=True)
class Best:
    """The partners that some rows keep: pairs (i, j) with the whole sides' indices, and
    `cutoffs` (rows, scores), the lowest score that is still among a row's best."""

    i: Indices
    j: Indices
    cutoffs: Floats


def best_pairs(left: Features, right: Features, rows: slice, weights: Weights, keep: int) -> Best:
    """The pairs (i, j) in which j is among the best `keep` of i in any score, for these rows."""
    scores = scores_of(left, right, rows, weights)
    masks = np.stack([best_in_rows(score, keep) for score in scores])
    i, j = np.nonzero(masks.any(axis=0))
    room = len(right) < keep
    cutoffs = (
        np.where(masks, -np.inf if room else scores, np.inf)
        .min(axis=2, initial=-np.inf if room else np.inf)
        .T
    )
    return Best(i.astype(np.int64) + rows.start, j.astype(np.int64), cutoffs)


def best_both_ways(
    left: Features, right: Features, weights: Weights, keep: int
) -> tuple[Indices, Indices]:
    """The pairs in which either is among the other's best `keep` in any score; one pass."""
    best = [ColumnBest(len(right), keep) for _ in range(1 + len(left.sectors))]
    found = [np.zeros(0, np.int64)]
    for rows in blocks(left):
        for score, columns in zip(scores_of(left, right, rows, weights), best, strict=True):
            found.append(rows.start * len(right) + np.flatnonzero(best_in_rows(score, keep)))
            columns.see(score, rows.start)
    found += [columns.rows() * len(right) + columns.columns() for columns in best]
    pairs = np.sort(np.concatenate(found))
    pairs = pairs[np.diff(pairs, prepend=-1) > 0]
    return np.divmod(pairs, len(right))


def best_in_rows(score: Floats, keep: int) -> NDArray[np.bool_]:
    """Mask (n, m) of the best `keep` of every row; at equal scores the first columns win."""
    rows, width = score.shape
    if width <= keep:
        return np.ones(score.shape, bool)
    candidates = np.flatnonzero(score >= thresholds(score, keep)[:, None])
    row = candidates // width
    order = np.lexsort((candidates, -score.ravel()[candidates], row))
    rank = np.arange(len(row)) - np.searchsorted(row, np.arange(rows))[row]
    mask = np.zeros(score.size, bool)
    mask[candidates[order[rank < keep]]] = True
    return mask.reshape(score.shape)


def thresholds(score: Floats, keep: int) -> Floats:
    """For every row a score that at least `keep` of its columns reach, and few more do.

    The `keep`-th largest of the maxima of groups is such a score, and quicker to find than the
    `keep`-th largest of all.
    """
    rows, width = score.shape
    groups = width // GROUP
    if groups <= keep:
        return np.partition(score, width - keep, axis=1)[:, width - keep]
    highest = score[:, : groups * GROUP].reshape(rows, GROUP, groups).max(axis=1)
    return np.partition(highest, groups - keep, axis=1)[:, groups - keep]


class ColumnBest:
    """The best `keep` rows of every column, seen block by block; first come wins a tie."""

    def __init__(self, columns: int, keep: int) -> None:
        self.keep = keep
        self.score = np.full((keep, columns), -np.inf, np.float32)
        self.row = np.full((keep, columns), -1, np.int64)

    def see(self, score: Floats, start: int) -> None:
        """Take a block of rows, the first of which is `start`, into account."""
        height, width = score.shape
        least = self.score.min(axis=0)
        rising = score > least
        if height > self.keep:
            rising &= score >= thresholds(score.T, self.keep)
        column, row = np.divmod(np.flatnonzero(rising.T), height)
        count = np.bincount(column, minlength=width)
        if not len(column):
            return
        slot = np.arange(len(column)) - (np.cumsum(count) - count)[column]
        fresh = np.full((count.max(), width), -np.inf, np.float32)
        source = np.full(fresh.shape, -1, np.int64)
        fresh[slot, column] = score[row, column]
        source[slot, column] = row + start
        self._merge(fresh, source, np.flatnonzero(count))

    def _merge(self, fresh: Floats, source: Indices, touched: Indices) -> None:
        """Let new scores (new, columns) compete with the old in the touched columns."""
        scores = np.concatenate([self.score[:, touched], fresh[:, touched]])
        sources = np.concatenate([self.row[:, touched], source[:, touched]])
        order = np.argsort(-scores, axis=0, kind="stable")[: self.keep]
        self.score[:, touched] = np.take_along_axis(scores, order, axis=0)
        self.row[:, touched] = np.take_along_axis(sources, order, axis=0)

    def rows(self) -> Indices:
        return self.row[self.row >= 0]

    def columns(self) -> Indices:
        return np.nonzero(self.row >= 0)[1]
