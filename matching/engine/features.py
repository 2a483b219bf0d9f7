"""From two sides to feature matrices whose products are the parts of the score.

Every symmetric part is a dot product of two rows, scaled by the root of its weight, so that
one matrix product scores a whole block. Only offers against needs have a direction; they are
kept apart (see `scoring`).
"""

from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from matching.engine.sides import (
    KINDS,
    SIZES,
    UNKNOWN,
    Exact,
    Floats,
    Indices,
    Items,
    Side,
    Vocabulary,
)
from matching.engine.weights import Weights

RARITY = 1.5
"""Power of the inverse document frequency: sharing a rare topic says more than a common one."""
KINSHIP = 0.15
"""How alike two topics of one group are; 0 would call beer and wine strangers."""
SECTOR_FLOOR = 0.35
"""A profile with less than this share of its topics in a sector cannot fit fully there."""
PRIORITY_FLOOR = 0.4
"""What remains of a sector's score where one side gives the sector no priority."""
NEUTRAL = 0.5
"""What counts for a part that one of the two has not stated."""
STEADY = 20.0
"""Statements a side needs before their own mean outweighs that of its descriptions."""

KIND_LIKENESS = np.array(
    # region prefecture municipality cluster agency
    [
        [1.0, 1.0, 0.7, 0.0, 0.5],
        [1.0, 1.0, 0.7, 0.0, 0.5],
        [0.7, 0.7, 1.0, 0.0, 0.5],
        [0.0, 0.0, 0.0, 1.0, 0.5],
        [0.5, 0.5, 0.5, 0.5, 1.0],
    ],
    np.float32,
)


SIZE_LIKENESS = 1 - np.abs(np.subtract.outer(np.arange(SIZES), np.arange(SIZES))) / (SIZES - 1)
"""1 for the same class of size, 0 for the smallest beside the largest."""
EUROPE, JAPAN = 1, -1
"""The sign of a side: what only one of the two carries (see `_stated`)."""


Measured = TypeVar("Measured", Floats, Exact)


@dataclass(frozen=True)
class Centres:
    """What is typical of a side, (d,) each: taken off before anything is compared."""

    voices: Exact
    offers: Exact
    needs: Exact


@dataclass(frozen=True)
class Frame:
    """What profiles are measured by, fixed by all who take part in a run.

    With it a single profile, changed or new, is scored just like the others.

    rarity   (t,) what sharing each topic is worth
    kinship  (t, t) root of the likeness of topics
    centres  of Europe and of Japan
    """

    rarity: Exact
    kinship: Exact
    vocabulary: Vocabulary
    centres: tuple[Centres, Centres]


@dataclass(frozen=True)
class Features:
    """One side, ready to be multiplied with the other: see `features_of`.

    common   (n, c) all parts that every sector shares, times the root of their weights
    overall  (n, o) topics and priorities of the overall score, likewise
    sectors  for each sector (n, t'): topics that belong to it, scaled by `presence`
    presence (s, n) root of the priority factor of each sector
    offers, needs  centred and normalised
    parts    the unweighted factors, for taking one score apart: name to rows
    """

    common: Floats
    overall: Floats
    sectors: list[Floats]
    presence: Floats
    offers: Items
    needs: Items
    parts: dict[str, Floats]

    def __len__(self) -> int:
        return len(self.common)


def prepare(
    europe: Side, japan: Side, vocabulary: Vocabulary, weights: Weights
) -> tuple[Features, Features]:
    """Both sides' features, measured by the frame that they make together."""
    frame = frame_of(europe, japan, vocabulary)
    return features_of(europe, frame, weights, EUROPE), features_of(japan, frame, weights, JAPAN)


def frame_of(europe: Side, japan: Side, vocabulary: Vocabulary) -> Frame:
    """What is rare is judged over both sides, what is typical within each."""
    used = sum(np.count_nonzero(side.topics, axis=0) for side in (europe, japan))
    share = (1 + np.asarray(used, np.float64)) / (1 + len(europe) + len(japan))
    rarity = np.asarray((-np.log(share)) ** RARITY, np.float64)
    kinship = np.asarray(np.linalg.cholesky(taxonomy(vocabulary)), np.float64)
    return Frame(rarity, kinship, vocabulary, (_centres(europe), _centres(japan)))


def taxonomy(vocabulary: Vocabulary) -> Exact:
    """Likeness of topics (t, t): 1 with itself, KINSHIP within a group, else 0."""
    same = vocabulary.groups[:, None] == vocabulary.groups[None]
    likeness: Exact = np.where(np.eye(len(same), dtype=bool), 1.0, KINSHIP * same)
    return likeness


def unit(rows: Measured) -> Measured:
    """Rows of length 1; a row of zeros stays."""
    length = np.linalg.norm(rows, axis=-1, keepdims=True)
    directions: Measured = np.divide(rows, length, out=np.zeros_like(rows), where=length > 0)
    return directions


def features_of(side: Side, frame: Frame, weights: Weights, sign: int) -> Features:
    """The features of profiles of one side, EUROPE or JAPAN."""
    centres = frame.centres[0 if sign == EUROPE else 1]
    topics = side.topics * frame.rarity.astype(np.float32)
    kinship = frame.kinship.astype(np.float32)
    priorities = side.priorities.astype(np.float64)
    likeness = KIND_LIKENESS if sign == EUROPE else np.eye(len(KINDS))
    rows = {
        "text": _centred(side.voices, centres.voices),
        "kind": likeness[side.kinds],
        "size": _sizes(side.sizes, sign),
        "cooperation": _stated(unit(side.cooperation.astype(np.float64)), sign),
        "areas": _stated(unit(side.areas.astype(np.float64)), sign),
        "topics": unit(topics @ kinship),
        "priorities": unit(priorities),
        "sector_priorities": np.sqrt(priorities.T),
        "presence": np.sqrt(PRIORITY_FLOOR + (1 - PRIORITY_FLOOR) * priorities.T),
    }
    parts = {name: part.astype(np.float32, copy=False) for name, part in rows.items()}
    parts |= _sector_topics(topics, frame)
    return Features(
        common=_common(parts, weights),
        overall=_joined(
            (weights.topics, parts["topics"]), (weights.priorities, parts["priorities"])
        ),
        sectors=_sector_features(parts, weights),
        presence=parts["presence"],
        offers=_centred_items(side.offers, centres.offers),
        needs=_centred_items(side.needs, centres.needs),
        parts=parts,
    )


def _centres(side: Side) -> Centres:
    """Means of a side. Few offers or needs are steadied by what their side says on the whole."""
    spoken = side.voices[np.any(side.voices, axis=1)]
    voices = spoken.mean(axis=0, dtype=np.float64) if len(spoken) else np.zeros(spoken.shape[1])
    return Centres(voices, _item_centre(side.offers, voices), _item_centre(side.needs, voices))


def _item_centre(items: Items, voices: Exact) -> Exact:
    total: Exact = items.vectors.sum(axis=0, dtype=np.float64) + STEADY * voices
    return total / (len(items) + STEADY)


def _centred(voices: Floats, centre: Exact) -> Floats:
    """Voices less their side's mean, of length 1; silence stays silence.

    Raw cosines carry what a whole side has in common: its languages and its habits.
    """
    silent = ~np.any(voices, axis=1, keepdims=True)
    return unit(np.where(silent, np.float32(0), voices - centre.astype(np.float32)))


def _centred_items(items: Items, centre: Exact) -> Items:
    centred = unit(items.vectors - centre.astype(np.float32))
    return Items(centred, items.owners, items.ids)


def _sizes(sizes: Indices, sign: int) -> Exact:
    """Rows whose product is the likeness of two sizes, less NEUTRAL."""
    rows = np.linalg.cholesky(SIZE_LIKENESS)[sizes]
    return _stated(np.where(sizes[:, None] == UNKNOWN, 0.0, rows), sign)


def _stated(rows: Exact, sign: int) -> Exact:
    """Rows whose product is the old one less NEUTRAL where both are stated, else 0.

    The last column is √NEUTRAL for who has stated anything, negative on one side: its
    product takes NEUTRAL off.
    """
    stated = np.any(rows, axis=1, keepdims=True)
    return np.hstack([rows, sign * np.sqrt(NEUTRAL) * stated])


def _common(parts: dict[str, Floats], weights: Weights) -> Floats:
    """Text and kind, and those that may be left unstated."""
    return _joined(
        (weights.text / 2, parts["text"]),
        (weights.kind, parts["kind"]),
        (weights.size, parts["size"]),
        (weights.cooperation, parts["cooperation"]),
        (weights.areas, parts["areas"]),
    )


def _sector_topics(topics: Floats, frame: Frame) -> dict[str, Floats]:
    """Topics within each sector, `topics 0` and so on (n, t'): shorter below SECTOR_FLOOR.

    Only topics that belong to the sector have a column: the others would be zero.
    """
    kin = topics @ frame.kinship.astype(np.float32)
    least = np.float32(SECTOR_FLOOR) * np.linalg.norm(kin, axis=1, keepdims=True)
    found = {}
    for sector, belonging in enumerate(frame.vocabulary.sector_weights.T):
        own = belonging > 0
        kinship = np.linalg.cholesky((frame.kinship @ frame.kinship.T)[np.ix_(own, own)])
        rooted = np.sqrt(belonging[own])[:, None] * kinship
        within = topics[:, own] @ rooted.astype(np.float32)
        length = np.maximum(np.linalg.norm(within, axis=1, keepdims=True), least)
        rows = np.divide(within, length, out=np.zeros_like(within), where=length > 0)
        found[f"topics {sector}"] = rows
    return found


def _sector_features(parts: dict[str, Floats], weights: Weights) -> list[Floats]:
    found = []
    for sector, presence in enumerate(parts["presence"]):
        rows = _joined(
            (weights.topics, parts[f"topics {sector}"]),
            (weights.priorities, parts["sector_priorities"][sector][:, None]),
        )
        found.append(rows * presence[:, None])
    return found


def _joined(*weighted: tuple[float, Floats]) -> Floats:
    return np.hstack([np.float32(np.sqrt(weight)) * rows for weight, rows in weighted])
