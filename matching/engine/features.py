"""From two sides to feature matrices whose products are the parts of the score.

Every symmetric part is a dot product of two rows, scaled by the root of its weight, so that
one matrix product scores a whole block. Only offers against needs have a direction; they are
kept apart (see `scoring`).
"""

from dataclasses import dataclass

import numpy as np

from matching.engine.sides import KINDS, Exact, Floats, Items, Side, Vocabulary
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


@dataclass(frozen=True)
class Features:
    """One side, ready to be multiplied with the other: see `prepare`.

    common   (n, c) all parts that every sector shares, times the root of their weights
    overall  (n, o) topics and priorities of the overall score, likewise
    sectors  (s, n, t) topics within each sector, scaled by `presence`
    presence (s, n) root of the priority factor of each sector
    offers, needs  centred and normalised
    parts    the unweighted factors, for taking one score apart: name to (n, *) float64
    """

    common: Floats
    overall: Floats
    sectors: Floats
    presence: Floats
    offers: Items
    needs: Items
    parts: dict[str, Exact]

    def __len__(self) -> int:
        return len(self.common)


@dataclass(frozen=True)
class Frame:
    """What both sides are measured by: how rare topics are, how alike, and the weights."""

    rarity: Exact
    kinship: Exact
    vocabulary: Vocabulary
    weights: Weights


def prepare(
    europe: Side, japan: Side, vocabulary: Vocabulary, weights: Weights
) -> tuple[Features, Features]:
    """Both sides' features. What is rare is judged over both, what is typical within each."""
    used = np.count_nonzero(np.vstack([europe.topics, japan.topics]), axis=0)
    share = (1 + used.astype(np.float64)) / (1 + len(europe) + len(japan))
    rarity = np.asarray((-np.log(share)) ** RARITY, np.float64)
    kinship = np.asarray(np.linalg.cholesky(taxonomy(vocabulary)), np.float64)
    frame = Frame(rarity, kinship, vocabulary, weights)
    likeness = KIND_LIKENESS.astype(np.float64)
    return _features(europe, frame, likeness, 1), _features(japan, frame, np.eye(len(KINDS)), -1)


def taxonomy(vocabulary: Vocabulary) -> Exact:
    """Likeness of topics (t, t): 1 with itself, KINSHIP within a group, else 0."""
    same = vocabulary.groups[:, None] == vocabulary.groups[None]
    likeness: Exact = np.where(np.eye(len(same), dtype=bool), 1.0, KINSHIP * same)
    return likeness


def unit(rows: Exact) -> Exact:
    """Rows of length 1; a row of zeros stays."""
    length = np.linalg.norm(rows, axis=-1, keepdims=True)
    directions: Exact = np.divide(rows, length, out=np.zeros_like(rows), where=length > 0)
    return directions


def _features(side: Side, frame: Frame, kinds: Exact, sign: int) -> Features:
    """`kinds` and `sign` are what only one of the two sides carries (see `_stated`)."""
    voices, centre = _centred(side.voices)
    topics = side.topics * frame.rarity
    priorities = side.priorities.astype(np.float64)
    parts = {
        "text": voices,
        "kind": kinds[side.kinds],
        "cooperation": _stated(side.cooperation, sign),
        "areas": _stated(side.areas, sign),
        "topics": unit(topics @ frame.kinship),
        "sector_topics": _sector_topics(topics, frame),
        "priorities": unit(priorities),
        "sector_priorities": np.sqrt(priorities.T),
        "presence": np.sqrt(PRIORITY_FLOOR + (1 - PRIORITY_FLOOR) * priorities.T),
    }
    weights = frame.weights
    return Features(
        common=_common(parts, weights),
        overall=_joined(
            (weights.topics, parts["topics"]), (weights.priorities, parts["priorities"])
        ),
        sectors=_sector_features(parts, weights),
        presence=parts["presence"].astype(np.float32),
        offers=_centred_items(side.offers, centre),
        needs=_centred_items(side.needs, centre),
        parts=parts,
    )


def _centred(voices: Floats) -> tuple[Exact, Exact]:
    """Voices less their side's mean, of length 1, and that mean.

    Raw cosines carry what a whole side has in common: its languages and its habits.
    """
    spoken = voices[np.any(voices, axis=1)].astype(np.float64)
    centre = spoken.mean(axis=0) if len(spoken) else np.zeros(voices.shape[1])
    silent = ~np.any(voices, axis=1, keepdims=True)
    return unit(np.where(silent, 0.0, voices - centre)), centre


def _centred_items(items: Items, voice_centre: Exact) -> Items:
    total = items.vectors.sum(axis=0, dtype=np.float64) + STEADY * voice_centre
    centred = unit(items.vectors - total / (len(items) + STEADY))
    return Items(centred.astype(np.float32), items.owners, items.ids)


def _stated(flags: Floats, sign: int) -> Exact:
    """Rows whose product is cosine − NEUTRAL where both have stated something, else 0.

    The last column is √NEUTRAL for who has stated anything, negative on one side: its
    product takes NEUTRAL off.
    """
    stated = np.any(flags, axis=1, keepdims=True)
    return np.hstack([unit(flags.astype(np.float64)), sign * np.sqrt(NEUTRAL) * stated])


def _common(parts: dict[str, Exact], weights: Weights) -> Floats:
    """Text and kind, and the two that may be left unstated."""
    return _joined(
        (weights.text / 2, parts["text"]),
        (weights.kind, parts["kind"]),
        (weights.cooperation, parts["cooperation"]),
        (weights.areas, parts["areas"]),
    )


def _sector_topics(topics: Exact, frame: Frame) -> Exact:
    """Topics within each sector (s, n, t): unit rows, shorter below SECTOR_FLOOR."""
    least = SECTOR_FLOOR * np.linalg.norm(topics @ frame.kinship, axis=1, keepdims=True)
    found = np.empty((frame.vocabulary.sectors, *topics.shape))
    for sector, belonging in enumerate(frame.vocabulary.sector_weights.T):
        within = topics * np.sqrt(belonging) @ frame.kinship
        length = np.maximum(np.linalg.norm(within, axis=1, keepdims=True), least)
        found[sector] = np.divide(within, length, out=np.zeros_like(within), where=length > 0)
    return found


def _sector_features(parts: dict[str, Exact], weights: Weights) -> Floats:
    topics = np.sqrt(weights.topics) * parts["sector_topics"]
    priorities = np.sqrt(weights.priorities) * parts["sector_priorities"]
    rows = np.concatenate([topics, priorities[:, :, None]], axis=2)
    return (rows * parts["presence"][:, :, None]).astype(np.float32)


def _joined(*weighted: tuple[float, Exact]) -> Floats:
    return np.hstack([np.sqrt(weight) * rows for weight, rows in weighted]).astype(np.float32)
