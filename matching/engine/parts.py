"""Take scores apart: exactly what made each of them, in double precision."""

from dataclasses import dataclass

import numpy as np

from matching.engine.features import NEUTRAL, Features
from matching.engine.scoring import UNSTATED, fit, spans
from matching.engine.sides import Exact, Floats, Indices, Items
from matching.engine.weights import Part, Weights

NOBODY = -1
PIECE = 8192
"""Rows multiplied at once: 30 MB of vectors."""


@dataclass(frozen=True)
class Decomposition:
    """Chosen pairs taken apart.

    points  (pairs, 1 + sectors, parts): what each part adds; a score is the sum of its row
    quotes  (pairs, 4): item ids of the best-fitting European need and Japanese offer, then of
            the Japanese need and European offer; NOBODY where there is none
    """

    points: Exact
    quotes: Indices

    @property
    def scores(self) -> Exact:
        """(pairs, 1 + sectors), each 0 to 1."""
        scores: Exact = self.points.sum(axis=2)
        return scores


def take_apart(
    left: Features, right: Features, i: Indices, j: Indices, weights: Weights
) -> Decomposition:
    """The parts of the pairs (i, j), European row and Japanese row."""
    gained, need, offer = _exchange(left.needs, right.offers, i, j)
    given, other_need, other_offer = _exchange(right.needs, left.offers, j, i)
    points = np.zeros((len(i), 1 + len(left.sectors), len(Part)))
    points[:, :, Part.TEXT] = weights.text * (1 + _dot(left, right, "text", i, j))[:, None] / 2
    points[:, :, Part.KIND] = weights.kind * _dot(left, right, "kind", i, j)[:, None]
    for part, name, weight in (
        (Part.COOPERATION, "cooperation", weights.cooperation),
        (Part.AREAS, "areas", weights.areas),
        (Part.SIZE, "size", weights.size),
    ):
        points[:, :, part] = weight * (NEUTRAL + _dot(left, right, name, i, j))[:, None]
    points[:, :, Part.EUROPE_SERVED] = weights.offers_needs * gained[:, None] / 2
    points[:, :, Part.JAPAN_SERVED] = weights.offers_needs * given[:, None] / 2
    uneven = weights.offers_needs * weights.one_sided * np.abs(gained - given)
    points[:, :, Part.ONE_SIDED] = -uneven[:, None]
    _by_sector(points, left, right, i, j, weights)
    return Decomposition(points, np.stack([need, offer, other_need, other_offer], axis=1))


def _by_sector(  # noqa: PLR0917 - the pair of sides and the pair of rows belong together
    points: Exact, left: Features, right: Features, i: Indices, j: Indices, weights: Weights
) -> None:
    """Fill in what differs from sector to sector, and scale the sectors by presence."""
    points[:, 0, Part.TOPICS] = weights.topics * _dot(left, right, "topics", i, j)
    points[:, 0, Part.PRIORITIES] = weights.priorities * _dot(left, right, "priorities", i, j)
    a, b = left.parts, right.parts
    for sector in range(len(left.sectors)):
        priority, presence = (
            np.multiply(a[name][sector, i], b[name][sector, j], dtype=np.float64)
            for name in ("sector_priorities", "presence")
        )
        topics = _dot(left, right, f"topics {sector}", i, j)
        points[:, 1 + sector, Part.TOPICS] = weights.topics * topics
        points[:, 1 + sector, Part.PRIORITIES] = weights.priorities * priority
        points[:, 1 + sector] *= presence[:, None]


def _dot(left: Features, right: Features, name: str, i: Indices, j: Indices) -> Exact:
    return _rows_dot(left.parts[name], right.parts[name], i, j)


def _rows_dot(a: Floats, b: Floats, i: Indices, j: Indices) -> Exact:
    """Dot products (p,) of rows i of a and rows j of b, a piece at a time."""
    found = np.empty(len(i))
    for part in spans(len(i), PIECE):
        np.einsum(
            "pd,pd->p",
            a[i[part]],
            b[j[part]],
            out=found[part],
            dtype=np.float64,
            casting="same_kind",
        )
    return found


def _exchange(
    needs: Items, offers: Items, seekers: Indices, givers: Indices
) -> tuple[Exact, Indices, Indices]:
    """How well each giver meets each seeker's needs, and the ids of the best need and offer."""
    served = np.full(len(seekers), UNSTATED)
    need = np.full(len(seekers), NOBODY)
    offer = np.full(len(seekers), NOBODY)
    first_need, last_need = _owned(needs, seekers)
    first_offer, last_offer = _owned(offers, givers)
    wanted, offered = last_need - first_need, last_offer - first_offer
    pairs = np.flatnonzero(wanted * offered)
    if not len(pairs):
        return served, need, offer
    # Every need of a pair's seeker beside every offer of its giver, in this order
    each_need = first_need[pairs].repeat(wanted[pairs]) + _counted(wanted[pairs])
    width = offered[pairs].repeat(wanted[pairs])
    at_need = each_need.repeat(width)
    at_offer = first_offer[pairs].repeat(wanted[pairs]).repeat(width) + _counted(width)
    cosines = _rows_dot(needs.vectors, offers.vectors, at_need, at_offer)
    met = fit(np.maximum.reduceat(cosines, _starts(width)))
    served[pairs] = np.add.reduceat(met, _starts(wanted[pairs])) / wanted[pairs]
    best = _first_highest(cosines, wanted[pairs] * offered[pairs])
    need[pairs], offer[pairs] = needs.ids[at_need[best]], offers.ids[at_offer[best]]
    return served, need, offer


def _owned(items: Items, owners: Indices) -> tuple[Indices, Indices]:
    """Where each owner's items start and end."""
    return np.searchsorted(items.owners, owners), np.searchsorted(items.owners, owners, "right")


def _starts(counts: Indices) -> Indices:
    """Where each run of so many begins."""
    return np.cumsum(counts) - counts


def _counted(counts: Indices) -> Indices:
    """0, 1, … within each run of so many: [2, 3] gives 0 1 0 1 2."""
    return np.arange(counts.sum()) - _starts(counts).repeat(counts)


def _first_highest(values: Exact, counts: Indices) -> Indices:
    """The place of the highest of each run of so many values; the first of equals."""
    highest = np.maximum.reduceat(values, _starts(counts)).repeat(counts)
    places = np.flatnonzero(values == highest)
    runs = np.arange(len(counts)).repeat(counts)[places]
    return places[np.diff(runs, prepend=-1) > 0]
