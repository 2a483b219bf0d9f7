"""Score blocks of profiles against the whole other side.

Column 0 of the scores is the overall one, column 1 + s that of sector s. With the parts of
`weights.Part`:

    overall  = topics + text + offers_needs + kind + size + priorities
              + cooperation + areas
    sector s = the same with topics and priorities of s, times presence of s on both sides

where offers_needs = w · ((a + b)/2 − one_sided · |a − b|), a and b being how well the offers
of either side meet the needs of the other.
"""

from collections.abc import Iterator
from typing import TypeVar

import numpy as np

from matching.engine.features import NEUTRAL, Features
from matching.engine.sides import Exact, Floats, Items
from matching.engine.weights import Weights

Measured = TypeVar("Measured", Floats, Exact)

UNSTATED = 0.54
"""How well the needs of an average pair are met (see `docs/matching.md`): what counts where
one of the two is silent, so that silence neither helps nor hurts."""


def scores_of(left: Features, right: Features, rows: slice, weights: Weights) -> Floats:
    """Scores (1 + sectors, rows, m) of some rows of the left side against all of the right."""
    everybody = slice(0, len(right))
    common = common_of(left, right, rows, everybody, weights)
    scores = np.empty((1 + len(left.sectors), *common.shape), np.float32)
    for score in range(len(scores)):
        own_of(left, right, rows, everybody, score, scores[score])
    scores[0] += common
    scores[1:] += left.presence[:, rows, None] * right.presence[:, None] * common
    return scores


def spans(count: int, size: int) -> Iterator[slice]:
    """`count` rows cut into slices of at most `size`."""
    return (slice(at, min(at + size, count)) for at in range(0, count, size))


def common_of(
    left: Features, right: Features, rows: slice, columns: slice, weights: Weights
) -> Floats:
    """What all scores of a tile share, before presence."""
    tile: Floats = left.common[rows] @ right.common[columns].T
    tile += constant(weights)
    tile += exchange(left, right, rows, columns, weights)
    return tile


def own_of(  # noqa: PLR0917 - a tile of two sides
    left: Features, right: Features, rows: slice, columns: slice, score: int, out: Floats
) -> None:
    """What one score of a tile has of its own: topics and priorities."""
    a, b = (side.sectors[score - 1] if score else side.overall for side in (left, right))
    np.matmul(a[rows], b[columns].T, out=out)


def constant(weights: Weights) -> np.float32:
    """What every pair has: text counts from −1 to 1 as 0 to 1, the unstated as NEUTRAL."""
    unstated = weights.cooperation + weights.areas + weights.size
    return np.float32(weights.text / 2 + NEUTRAL * unstated)


def exchange(
    left: Features, right: Features, rows: slice, columns: slice, weights: Weights
) -> Floats:
    """The offers and needs of a tile, both directions joined and weighted.

    Where nobody states any, one value (1, 1) stands for all.
    """
    needs, offers = left.needs.of(rows), left.offers.of(rows)
    wanted, offered = right.needs.of(columns), right.offers.of(columns)
    if not any(map(len, (needs, offers, wanted, offered))):
        return np.full((1, 1), weights.offers_needs * UNSTATED, np.float32)
    height, width = rows.stop - rows.start, columns.stop - columns.start
    gained = served(needs, offered, height, width)
    given = served(wanted, offers, width, height).T
    mean = (gained + given) / 2
    joined: Floats = mean - np.float32(weights.one_sided) * np.abs(gained - given)
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


def fit(cosines: Measured) -> Measured:
    """Cosines, −1 to 1, as shares 0 to 1, as for descriptions.

    A steeper line would tell good offers from bad ones more clearly, but a translation moves a
    cosine by a tenth, and must not move a score by more than a twentieth.
    """
    half = cosines.dtype.type(0.5)
    shares: Measured = np.add(np.multiply(cosines, half), half)
    return shares
