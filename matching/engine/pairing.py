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
    cutoffs = np.where(masks, scores, np.inf).min(axis=2, initial=np.inf).T
    return Best(i.astype(np.int64) + rows.start, j.astype(np.int64), cutoffs)


def best_both_ways(
    left: Features, right: Features, weights: Weights, keep: int
) -> tuple[Indices, Indices]:
    """The pairs in which either is among the other's best `keep` in any score; one pass."""
    best = [ColumnBest(len(right), keep) for _ in range(1 + len(left.sectors))]
    found = [np.zeros(0, np.int64)]
    for rows in blocks(left):
        for score, columns in zip(scores_of(left, right, rows, weights), best, strict=True):
            i, j = np.nonzero(best_in_rows(score, keep))
            found.append((i + rows.start) * len(right) + j)
            columns.see(score, rows.start)
    found += [columns.rows() * len(right) + columns.columns() for columns in best]
    pairs = np.unique(np.concatenate(found))
    return pairs // len(right), pairs % len(right)


def best_in_rows(score: Floats, keep: int) -> NDArray[np.bool_]:
    """Mask (n, m) of the best `keep` of every row; at equal scores the first columns win.

    The `keep`-th largest of the group maxima is at most the `keep`-th largest score, so that
    few scores pass it and only these are sorted.
    """
    rows, width = score.shape
    if width <= keep:
        return np.ones(score.shape, bool)
    candidates = score >= _thresholds(score, keep)[:, None]
    i, j = np.nonzero(candidates)
    order = np.lexsort((j, -score[i, j], i))
    first = np.searchsorted(i, np.arange(rows))
    rank = np.arange(len(i)) - first[i]
    mask = np.zeros(score.shape, bool)
    winners = order[rank < keep]
    mask[i[winners], j[winners]] = True
    return mask


def _thresholds(score: Floats, keep: int) -> Floats:
    rows, width = score.shape
    groups = width // GROUP
    if groups <= keep:
        return np.partition(score, width - keep, axis=1)[:, width - keep]
    highest = score[:, : groups * GROUP].reshape(rows, GROUP, groups).max(axis=1)
    return np.partition(highest, groups - keep, axis=1)[:, groups - keep]


class ColumnBest:
    """The best `keep` rows of every column, seen block by block."""

    def __init__(self, columns: int, keep: int) -> None:
        self.score = np.full((keep, columns), -np.inf, np.float32)
        self.row = np.full((keep, columns), -1, np.int64)

    def see(self, score: Floats, start: int) -> None:
        """Take a block of rows, the first of which is `start`, into account."""
        i, j = np.nonzero(score > self.score.min(axis=0))
        if not len(i):
            return
        touched, column = np.unique(j, return_inverse=True)
        deepest = np.bincount(column).max()
        slot = _rank_within(column)
        fresh = np.full((deepest, len(touched)), -np.inf, np.float32)
        source = np.full((deepest, len(touched)), -1, np.int64)
        fresh[slot, column] = score[i, j]
        source[slot, column] = i + start
        scores = np.concatenate([self.score[:, touched], fresh])
        sources = np.concatenate([self.row[:, touched], source])
        order = np.argsort(-scores, axis=0, kind="stable")[: len(self.score)]
        self.score[:, touched] = np.take_along_axis(scores, order, axis=0)
        self.row[:, touched] = np.take_along_axis(sources, order, axis=0)

    def rows(self) -> Indices:
        return self.row[self.row >= 0]

    def columns(self) -> Indices:
        return np.nonzero(self.row >= 0)[1].astype(np.int64)


def _rank_within(groups: Indices) -> Indices:
    """For each entry, how many earlier ones belong to the same group."""
    order = np.argsort(groups, kind="stable")
    ordered = groups[order]
    first = np.searchsorted(ordered, ordered)
    rank = np.empty(len(groups), np.int64)
    rank[order] = np.arange(len(groups)) - first
    return rank
