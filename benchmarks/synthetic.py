"""Made-up sides of any size, with the real topic vocabulary."""

import csv
from pathlib import Path

import numpy as np

from matching.engine.sides import KINDS, SIZES, Items, Side, Vocabulary, topic_strength
from profiles.loading.files import SECTORS

DATA = Path(__file__).resolve().parent.parent / "data"
DIMENSIONS = 512
TOPICS_EACH = 7


def vocabulary() -> Vocabulary:
    """The 97 topics' groups and sector weights."""
    with (DATA / "topics.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    groups = sorted({row["group"] for row in rows})
    weights = [[float(row[sector]) for sector in SECTORS] for row in rows]
    return Vocabulary(
        np.array([groups.index(row["group"]) for row in rows], np.int64),
        np.array(weights, np.float32),
    )


def side(count: int, topics: int, seed: int) -> Side:
    """Profiles with random voices, seven topics and random priorities each."""
    draw = np.random.default_rng(seed)
    chosen = draw.random((count, topics)).argsort(axis=1)[:, :TOPICS_EACH]
    rows = np.zeros((count, topics), np.float32)
    rows[np.arange(count)[:, None], chosen] = [topic_strength(n) for n in range(TOPICS_EACH)]
    nothing = np.zeros((count, 0), np.float32)
    return Side(
        ids=np.arange(count),
        kinds=draw.integers(0, len(KINDS), count),
        sizes=draw.integers(-1, SIZES, count),
        voices=draw.standard_normal((count, DIMENSIONS), np.float32),
        topics=rows,
        priorities=draw.choice(np.array([0, 0.5, 1], np.float32), (count, len(SECTORS))),
        offers=Items.none(DIMENSIONS),
        needs=Items.none(DIMENSIONS),
        cooperation=nothing,
        areas=nothing,
    )
