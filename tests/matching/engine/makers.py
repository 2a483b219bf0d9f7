"""Small sides of profiles for the tests of the engine: by hand, at random, or reordered."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from hypothesis import settings
from hypothesis import strategies as st

from matching.engine.features import Features, prepare
from matching.engine.parts import Decomposition, take_apart
from matching.engine.sides import (
    KINDS,
    SIZES,
    UNKNOWN,
    Floats,
    Indices,
    Items,
    Side,
    Vocabulary,
)
from matching.engine.weights import Weights

DIMENSIONS = 4
SHARES = ("topics", "text", "offers_needs", "kind", "priorities", "cooperation", "areas", "size")
ROWS = ("ids", "kinds", "sizes", "voices", "topics", "priorities", "cooperation", "areas")
"""What a side holds one row a profile of: everything but offers and needs."""
Rows = Sequence[Sequence[float]]
Owned = Sequence[tuple[int, Sequence[float]]]

few = settings(deadline=None, max_examples=40, database=None)
seeds = st.integers(0, 2**32 - 1)
sizes = st.integers(0, 9)


def make_vocabulary(
    groups: Sequence[int] = (0, 1, 2), sectors: Rows = ((1, 0), (0, 1), (0, 1))
) -> Vocabulary:
    """Three topics, each in a group of its own, and two sectors."""
    return Vocabulary(np.array(groups, np.int64), np.array(sectors, np.float32))


def make_items(owned: Owned = (), first_id: int = 0) -> Items:
    """Offers or needs from (owner, vector), with ids counted from `first_id`."""
    return Items(
        vectors=np.array([v for _, v in owned], np.float32).reshape(len(owned), DIMENSIONS),
        owners=np.array([owner for owner, _ in owned], np.int64),
        ids=np.arange(first_id, first_id + len(owned), dtype=np.int64),
    )


def make_side(
    size: int = 2,
    *,
    kinds: Sequence[str] = (),
    sizes: Sequence[int] = (),
    voices: Rows = (),
    topics: Rows = (),
    priorities: Rows = (),
    offers: Items | None = None,
    needs: Items | None = None,
    cooperation: Rows = (),
    areas: Rows = (),
) -> Side:
    """Profiles that say nothing but what is given: `region`s of no known size, topics or texts."""
    return Side(
        ids=np.arange(size, dtype=np.int64),
        kinds=np.array([KINDS.index(kind) for kind in kinds or ["region"] * size], np.int64),
        sizes=np.array(sizes or [UNKNOWN] * size, np.int64),
        voices=_rows(voices, size, DIMENSIONS),
        topics=_rows(topics, size, 3),
        priorities=_rows(priorities, size, 2),
        offers=offers or make_items(),
        needs=needs or make_items(),
        cooperation=_rows(cooperation, size, 3),
        areas=_rows(areas, size, 3),
    )


def make_score(
    europe: Side,
    japan: Side,
    vocabulary: Vocabulary | None = None,
    weights: Weights | None = None,
) -> Decomposition:
    """Every pair taken apart: pair i * len(japan) + j is (i, j)."""
    weights = weights or Weights()
    left, right = prepare(europe, japan, vocabulary or make_vocabulary(), weights)
    return make_whole(left, right, weights)


def make_whole(left: Features, right: Features, weights: Weights) -> Decomposition:
    i, j = np.divmod(np.arange(len(left) * len(right)), max(len(right), 1))
    return take_apart(left, right, i, j, weights)


def make_points(decomposition: Decomposition, part: int, score: int = 0) -> list[list[float]]:
    """What one part adds to one score, for two profiles against two."""
    found: list[list[float]] = decomposition.points[:, score, part].reshape(2, 2).tolist()
    return found


def make_random_side(seed: int, size: int, silence: float = 0.3) -> Side:
    """`silence` is the chance that a profile leaves out each of the things it might say."""
    draw = np.random.default_rng(seed)

    def spoken() -> Floats:
        return (draw.random((size, 1)) >= silence).astype(np.float32)

    return Side(
        ids=np.arange(size, dtype=np.int64),
        kinds=draw.integers(0, len(KINDS), size),
        sizes=draw.integers(UNKNOWN, SIZES, size),
        voices=_unit(draw.normal(size=(size, DIMENSIONS))) * spoken(),
        topics=_chosen(draw, (size, 3)) / np.float32(1.1) * spoken(),
        priorities=draw.integers(0, 3, (size, 2)).astype(np.float32) / 2 * spoken(),
        offers=_random_items(draw, size, silence),
        needs=_random_items(draw, size, silence),
        cooperation=_chosen(draw, (size, 3)) * spoken(),
        areas=_chosen(draw, (size, 3)) * spoken(),
    )


def make_random_weights(seed: int) -> Weights:
    """Any shares; uneven matches cost at most half of what offers and needs can bring."""
    draw = np.random.default_rng(seed)
    shares = draw.dirichlet(np.ones(len(SHARES)))
    return Weights(*map(float, shares), one_sided=float(draw.uniform(0, 0.5)))


def make_only(part: str, **others: float) -> Weights:
    """Weights that give everything to one part."""
    return Weights(**(dict.fromkeys(SHARES, 0.0) | {part: 1.0} | others))


def make_reordered(side: Side, order: Indices) -> Side:
    """The same profiles with row k holding what was row order[k]."""
    return replace(
        side,
        **{name: getattr(side, name)[order] for name in ROWS},
        offers=_reordered(side.offers, order),
        needs=_reordered(side.needs, order),
    )


def make_alone(side: Side, row: int) -> Side:
    """One profile of a side, as a side of its own."""
    only = slice(row, row + 1)
    return replace(
        side,
        **{name: getattr(side, name)[only] for name in ROWS},
        offers=side.offers.of(only),
        needs=side.needs.of(only),
    )


def make_exact_features(seed: int, size: int, sectors: int = 2) -> Features:
    """Rows of zeros and halves: their products are exact in any order, with many exact ties."""
    draw = np.random.default_rng(seed)

    def halves(*shape: int) -> Floats:
        return draw.integers(0, 2, shape).astype(np.float32) / 2

    return Features(
        common=halves(size, 3),
        overall=halves(size, 2),
        sectors=[halves(size, 2) for _ in range(sectors)],
        presence=halves(sectors, size) + np.float32(0.5),
        offers=Items.none(DIMENSIONS),
        needs=Items.none(DIMENSIONS),
        parts={},
    )


def _rows(given: Rows, size: int, width: int) -> Floats:
    return np.array(given or [[0] * width] * size, np.float32).reshape(size, width)


def _unit(rows: np.ndarray) -> Floats:
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


def _chosen(draw: np.random.Generator, shape: tuple[int, int]) -> Floats:
    return draw.integers(0, 2, shape).astype(np.float32)


def _random_items(draw: np.random.Generator, size: int, silence: float) -> Items:
    counts = draw.integers(1, 4, size) * (draw.random(size) >= silence)
    owners = np.repeat(np.arange(size), counts)
    vectors = _unit(draw.normal(size=(len(owners), DIMENSIONS)))
    return Items(vectors, owners, np.arange(100, 100 + len(owners)))


def _reordered(items: Items, order: Indices) -> Items:
    owners = np.argsort(order)[items.owners]
    kept = np.argsort(owners, kind="stable")
    return Items(items.vectors[kept], owners[kept], items.ids[kept])
