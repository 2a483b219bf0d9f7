"""The inner loop: finish a tile of scores and keep the best of its rows and columns.

Compiled by Numba at first use, and kept on disk. Each thread takes some rows of a tile. It finishes
32 scores at a time and compares them with the lowest that are still among the best of
their row and of their columns; only where one is higher does anything else happen, which is rare
once the lists have filled. Equal scores do not displace: the first seen stays.
"""

import threading

import numpy as np
from numba import get_num_threads, njit, prange

from matching.engine.sides import Floats, Indices

CHUNK = 32
NOTHING = np.float32(-1e30)
"""Below every score. Not minus infinity: the loops are compiled with fast arithmetic."""

_alone = threading.Lock()  # Numba's thread pool takes one caller at a time


class Best:
    """The best `keep` of n profiles: `scores` (n, keep) descending, and `who` they belong to."""

    def __init__(self, count: int, keep: int) -> None:
        self.scores = np.full((count, keep), NOTHING, np.float32)
        self.who = np.full((count, keep), -1, np.int64)


class ColumnBest:
    """The best of the columns, each thread's by itself until `merged`: (threads, n, keep)."""

    def __init__(self, count: int, keep: int) -> None:
        shape = (get_num_threads(), count, keep)
        self.scores = np.full(shape, NOTHING, np.float32)
        self.who = np.full(shape, -1, np.int64)

    def merged(self) -> Indices:
        """Who is among each column's best (n, keep); of equal scores the first row's."""
        threads, count, keep = self.scores.shape
        scores = self.scores.transpose(1, 0, 2).reshape(count, threads * keep)
        who = self.who.transpose(1, 0, 2).reshape(count, threads * keep)
        order = np.lexsort((who, -scores), axis=1)[:, :keep]
        found: Indices = np.take_along_axis(who, order, axis=1)
        return found


@njit(inline="always")
def _insert(scores, who, score, newcomer):  # type: ignore[no-untyped-def]  # pragma: no cover
    """Put a score into its place in a descending list; the last one falls out."""
    place = scores.shape[0] - 1
    while place > 0 and scores[place - 1] < score:
        scores[place] = scores[place - 1]
        who[place] = who[place - 1]
        place -= 1
    scores[place] = score
    who[place] = newcomer


@njit(fastmath=True, inline="always")
def _highest(own, shared, factor, factors, bars):  # type: ignore[no-untyped-def]  # pragma: no cover
    """The highest of some scores, and the most by which one passes its bar."""
    highest, excess = NOTHING, NOTHING
    for n in range(own.shape[0]):
        score = own[n] + factor * factors[n] * shared[n]
        highest = max(highest, score)
        excess = max(excess, score - bars[n])
    return highest, excess


@njit(parallel=True, fastmath=True, cache=True)
def _keep(  # type: ignore[no-untyped-def]  # noqa: PLR0917  # pragma: no cover
    tile, common, left, right, row_scores, row_who, column_scores, column_who, first_row, first
):
    threads = column_scores.shape[0]
    height, width = tile.shape
    last = row_scores.shape[1] - 1
    for thread in prange(threads):
        least = column_scores[thread, :, last].copy()
        for i in range(thread * height // threads, (thread + 1) * height // threads):
            for start in range(0, width, CHUNK):
                stop = min(start + CHUNK, width)
                own, shared = tile[i, start:stop], common[i, start:stop]
                factors, bars = right[start:stop], least[start:stop]
                highest, excess = _highest(own, shared, left[i], factors, bars)
                if highest <= row_scores[i, last] and excess <= 0:
                    continue
                for n in range(stop - start):
                    score = own[n] + left[i] * factors[n] * shared[n]
                    if score > row_scores[i, last]:
                        _insert(row_scores[i], row_who[i], score, first + start + n)
                    if score > bars[n]:
                        j = start + n
                        _insert(
                            column_scores[thread, j], column_who[thread, j], score, first_row + i
                        )
                        bars[n] = column_scores[thread, j, last]


def keep_rows(  # noqa: PLR0917 - a tile and what goes with its rows and columns
    tile: Floats, common: Floats, left: Floats, right: Floats, best: Best, rows: slice, first: int
) -> None:
    """Keep the best of the rows of tile + left · right · common.

    `best` holds all rows of the side, `rows` those of the tile; `first` is its first column.
    """
    closed = _closed(tile.shape[1])
    with _alone:
        _keep(tile, common, left, right, best.scores[rows], best.who[rows], *closed, 0, first)


def keep_both(  # noqa: PLR0917 - a tile and what goes with its rows and columns
    tile: Floats,
    common: Floats,
    left: Floats,
    right: Floats,
    best: Best,
    column_best: ColumnBest,
    rows: slice,
    columns: slice,
) -> None:
    """Keep the best of the rows and of the columns, both counted from their sides' first."""
    of_columns = column_best.scores[:, columns], column_best.who[:, columns]
    with _alone:
        _keep(
            tile,
            common,
            left,
            right,
            best.scores[rows],
            best.who[rows],
            *of_columns,
            rows.start,
            columns.start,
        )


def _closed(width: int) -> tuple[Floats, Indices]:
    """Lists of columns that nothing enters."""
    shape = (get_num_threads(), width, 1)
    return np.full(shape, -NOTHING, np.float32), np.zeros(shape, np.int64)
