"""Take scores apart: exactly what made each of them, in double precision."""

from dataclasses import dataclass

import numpy as np

from matching.engine.features import NEUTRAL, Features
from matching.engine.scoring import UNSTATED, fit
from matching.engine.sides import Exact, Floats, Indices, Items
from matching.engine.weights import Part, Weights

NOBODY = -1


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
    for sector in range(len(left.sectors)):
        a, b = left.parts, right.parts
        topics = _rows_dot(a["sector_topics"][sector, i], b["sector_topics"][sector, j])
        priorities = a["sector_priorities"][sector, i] * b["sector_priorities"][sector, j]
        presence = a["presence"][sector, i] * b["presence"][sector, j]
        points[:, 1 + sector, Part.TOPICS] = weights.topics * topics
        points[:, 1 + sector, Part.PRIORITIES] = weights.priorities * priorities
        points[:, 1 + sector] *= presence[:, None]


def _dot(left: Features, right: Features, name: str, i: Indices, j: Indices) -> Exact:
    return _rows_dot(left.parts[name][i], right.parts[name][j])


def _rows_dot(a: Exact, b: Exact) -> Exact:
    products: Exact = np.einsum("pd,pd->p", a, b)
    return products


def _exchange(
    needs: Items, offers: Items, seekers: Indices, givers: Indices
) -> tuple[Exact, Indices, Indices]:
    """How well each giver meets each seeker's needs, and the ids of the best need and offer."""
    served = np.full(len(seekers), UNSTATED)
    need = np.full(len(seekers), NOBODY)
    offer = np.full(len(seekers), NOBODY)
    if not len(needs) or not len(offers):
        return served, need, offer
    for pair, (wanted, offered) in enumerate(
        zip(_spans(needs, seekers), _spans(offers, givers), strict=True)
    ):
        if wanted.start == wanted.stop or offered.start == offered.stop:
            continue
        cosines: Floats = needs.vectors[wanted] @ offers.vectors[offered].T
        served[pair] = fit(cosines.max(axis=1)).mean(dtype=np.float64)
        best = np.unravel_index(cosines.argmax(), cosines.shape)
        need[pair] = needs.ids[wanted.start + int(best[0])]
        offer[pair] = offers.ids[offered.start + int(best[1])]
    return served, need, offer


def _spans(items: Items, owners: Indices) -> list[slice]:
    start = np.searchsorted(items.owners, owners)
    stop = np.searchsorted(items.owners, owners, side="right")
    return [slice(int(a), int(b)) for a, b in zip(start, stop, strict=True)]
