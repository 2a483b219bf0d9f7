"""Score blocks of profiles against the whole other side.

Column 0 of the scores is the overall one, column 1 + s that of sector s. With the parts of
`weights.Part`:

    overall  = topics + text + offers_needs + kind + priorities + cooperation + areas
    sector s = the same with topics and priorities of s, times presence of s on both sides

where offers_needs = w · ((a + b)/2 − one_sided · |a − b|), a and b being how well the offers
of either side meet the needs of the other.
"""

from collections.abc import Iterator

import numpy as np

from matching.engine.features import NEUTRAL, Features
from matching.engine.sides import Floats, Items
from matching.engine.weights import Weights

BLOCK = 512
"""Rows scored at once: eight score matrices of a block stay within some 100 MB at 10,000."""
WORST_FIT, BEST_FIT = 0.05, 0.60
"""Cosines of a need and the best offer that count as 0 and 1: what chance and a near
paraphrase reach with this encoder."""
UNSTATED = 0.1
"""How well the needs of an average pair are met (see `docs/matching.md`): what counts where
one of the two is silent, so that silence neither helps nor hurts."""


def scores_of(left: Features, right: Features, rows: slice, weights: Weights) -> Floats:
    """Scores (1 + sectors, rows, m) of a block of the left side against all of the right."""
    common = left.common[rows] @ right.common.T
    common += constant(weights)
    common += exchange(left, right, rows, weights)
    scores = np.empty((1 + len(left.sectors), *common.shape), np.float32)
    np.matmul(left.overall[rows], right.overall.T, out=scores[0])
    scores[0] += common
    for sector in range(len(left.sectors)):
        out = scores[1 + sector]
        np.matmul(left.sectors[sector, rows], right.sectors[sector].T, out=out)
        presence = left.presence[sector, rows, None] * right.presence[sector]
        presence *= common
        out += presence
    return scores


def blocks(left: Features, size: int = BLOCK) -> Iterator[slice]:
    """The left side cut into slices of rows."""
    return (slice(at, min(at + size, len(left))) for at in range(0, len(left), size))


def constant(weights: Weights) -> np.float32:
    """What every pair has: text counts from −1 to 1 as 0 to 1, the unstated as NEUTRAL."""
    return np.float32(weights.text / 2 + NEUTRAL * (weights.cooperation + weights.areas))


def exchange(left: Features, right: Features, rows: slice, weights: Weights) -> Floats:
    """The offers and needs of a block (rows, m), both directions joined and weighted.

    Where nobody states any, one value (1, 1) stands for all.
    """
    if not any(map(len, (left.needs, left.offers, right.needs, right.offers))):
        return np.full((1, 1), weights.offers_needs * UNSTATED, np.float32)
    count = len(range(*rows.indices(len(left))))
    gained = served(left.needs.of(rows), right.offers, count, len(right))
    given = served(right.needs, left.offers.of(rows), len(right), count).T
    mean = (gained + given) / 2
    joined: Floats = mean - weights.one_sided * np.abs(gained - given)
    return np.float32(weights.offers_needs) * joined


def served(needs: Items, offers: Items, seekers: int, givers: int) -> Floats:
    """How well each giver's offers meet each seeker's needs (seekers, givers), 0 to 1.

    The mean over a seeker's needs of the best-fitting offer; UNSTATED where either is silent.
    """
    found = np.full((seekers, givers), UNSTATED, np.float32)
    if not len(needs) or not len(offers):
        return found
    giving, first_offer = np.unique(offers.owners, return_index=True)
    seeking, first_need, count = np.unique(needs.owners, return_index=True, return_counts=True)
    best = np.maximum.reduceat(needs.vectors @ offers.vectors.T, first_offer, axis=1)
    mean = np.add.reduceat(fit(best), first_need, axis=0) / count[:, None].astype(np.float32)
    found[np.ix_(seeking, giving)] = mean
    return found


def fit(cosines: Floats) -> Floats:
    """Cosines as shares of what a need can hope for, 0 to 1."""
    shares: Floats = np.clip((cosines - WORST_FIT) / (BEST_FIT - WORST_FIT), 0, 1)
    return shares
