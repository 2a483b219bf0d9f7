"""Does a ranking find the partners that really found each other?

Every profile of the other side is a candidate, except the query's other known partners; ties
count as their average rank. One query is one known pair seen from one of its sides.
"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass

import numpy as np

from matching.engine.sides import Exact

RESAMPLES = 2000
INTERVAL = (2.5, 97.5)
"""Percentiles of the bootstrap: a 95 % interval."""


@dataclass(frozen=True)
class Quality:
    """Means over the queries, each with the ends of its 95 % bootstrap interval."""

    queries: int
    mrr: float
    mrr_low: float
    mrr_high: float
    recall_5: float
    recall_5_low: float
    recall_5_high: float
    recall_10: float
    recall_10_low: float
    recall_10_high: float
    ndcg_10: float
    ndcg_10_low: float
    ndcg_10_high: float

    def as_dict(self) -> dict[str, float]:
        return asdict(self)


def ranks(scores: Exact, asked: list[tuple[int, int]], known: Iterable[tuple[int, int]]) -> Exact:
    """The rank (1 is best) of each asked (row, column) among the columns of `scores`."""
    partners: dict[int, set[int]] = {}
    for row, column in known:
        partners.setdefault(row, set()).add(column)
    return np.array([_rank(scores[r], c, partners.get(r, set())) for r, c in asked])


def _rank(row: Exact, column: int, partners: set[int]) -> float:
    rivals = np.ones(len(row), bool)
    rivals[[column, *partners]] = False
    better = np.count_nonzero(row[rivals] > row[column])
    equal = np.count_nonzero(row[rivals] == row[column])
    return 1 + better + equal / 2


def quality(found: Exact, seed: int = 0) -> Quality:
    """Quality of these ranks (queries,), or of several rankings (rankings, queries), averaged.

    With one relevant answer a query, nDCG is 1 / log2(1 + rank).
    """
    drawn = np.atleast_2d(found)
    measures = np.stack(
        [
            1 / drawn,
            drawn <= 5,  # noqa: PLR2004 - recall@5
            drawn <= 10,  # noqa: PLR2004 - recall@10
            np.where(drawn <= 10, 1 / np.log2(1 + drawn), 0),  # noqa: PLR2004 - nDCG@10
        ]
    ).mean(axis=1)
    low, high = _interval(measures, seed)
    means = measures.mean(axis=1)
    values = [float(x) for triple in zip(means, low, high, strict=True) for x in triple]
    return Quality(drawn.shape[1], *values)


def _interval(measures: Exact, seed: int) -> tuple[Exact, Exact]:
    """Ends of the bootstrap interval of each row's mean."""
    count = measures.shape[1]
    draw = np.random.default_rng(seed)
    means = np.stack(
        [measures[:, draw.integers(0, count, count)].mean(axis=1) for _ in range(RESAMPLES)]
    )
    low, high = np.percentile(means, INTERVAL, axis=0)
    return low, high
