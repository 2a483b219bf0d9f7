"""Evaluate the engine on files of actors and partnerships, without a database."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from matching.engine import evaluation
from matching.engine.evaluation import Quality
from matching.engine.features import prepare, unit
from matching.engine.parts import take_apart
from matching.engine.sides import Exact, Floats, Side, Vocabulary
from matching.engine.weights import Weights
from matching.entries import Entry, Shape, SideBuilder, Wish
from profiles import encoder
from profiles.loading import files
from profiles.loading.table import FaultyData, Row, Table, maybe, one_of
from profiles.passages import passages

Pair = tuple[int, int]
SEED = 20210126
"""For the random ranking and the bootstrap: the day of the first webinar."""
RANDOM_DRAWS = 200


@dataclass(frozen=True)
class Field:
    """Both sides and the pairs, as rows of the sides: `asked` are the queries."""

    europe: Side
    japan: Side
    vocabulary: Vocabulary
    known: list[Pair]
    asked: list[Pair]


def read_field(actors: Path, pairs: Path, data: Path, eval_: str, basis: str) -> Field:
    """Read the files. Raises FaultyData."""
    topics, vocabulary = _vocabulary(data)
    rows = _rows(files.actor_table(actors, topics))
    by_side = {side: [r for r in rows if r["side"] == side] for side in ("europe", "japan")}
    partnerships = _rows(_pair_table(pairs, by_side))
    entries = {side: [_entry(row, topics) for row in members] for side, members in by_side.items()}
    builder = _builder([*entries["europe"], *entries["japan"]], vocabulary)
    position = {
        row["id"]: index for members in by_side.values() for index, row in enumerate(members)
    }
    known = [(position[p["eu_id"]], position[p["jp_id"]]) for p in partnerships]
    asked = [
        pair
        for pair, row in zip(known, partnerships, strict=True)
        if eval_ in ("", row["eval"]) and basis in ("", row["basis"])
    ]
    return Field(
        builder.build(entries["europe"]), builder.build(entries["japan"]), vocabulary, known, asked
    )


def rankings(field: Field, weights: Weights) -> dict[str, Callable[[], list[Exact]]]:
    """The score matrices (n, m) of each method; `random` is many of them, to be averaged."""
    return {
        "random": lambda: _random(field),
        "topic Jaccard": lambda: [_jaccard(field.europe.topics > 0, field.japan.topics > 0)],
        "descriptions": lambda: [_likeness(field)],
        "engine": lambda: [engine_scores(field, weights)],
    }


def engine_scores(field: Field, weights: Weights) -> Exact:
    """The overall score of every pair (n, m), by the engine that the site uses."""
    left, right = prepare(field.europe, field.japan, field.vocabulary, weights)
    everybody = np.arange(len(right))
    rows = [
        take_apart(left, right, np.full(len(right), i), everybody, weights).scores[:, 0]
        for i in range(len(left))
    ]
    return np.stack(rows)


def qualities(field: Field, matrices: list[Exact]) -> tuple[Quality, Quality]:
    """Europe → Japan and Japan → Europe; of several matrices, the mean of their measures."""
    turned = [[(j, i) for i, j in pairs] for pairs in (field.asked, field.known)]
    there = np.stack([evaluation.ranks(m, field.asked, field.known) for m in matrices])
    back = np.stack([evaluation.ranks(m.T, turned[0], turned[1]) for m in matrices])
    return evaluation.quality(there, SEED), evaluation.quality(back, SEED)


def _rows(table: Table) -> list[Row]:
    rows = table.rows()
    if table.faults:
        raise FaultyData(table.faults)
    return rows


def _vocabulary(data: Path) -> tuple[dict[str, int], Vocabulary]:
    """The topics' columns by slug, and their taxonomy."""
    groups = [row["group"] for row in _rows(files.group_table(data))]
    rows = _rows(files.topic_table(data, groups))
    weights = np.array([[row[s] for s in files.SECTORS] for row in rows], np.float32)
    indices = np.array([groups.index(row["group"]) for row in rows], np.int64)
    return {row["topic"]: index for index, row in enumerate(rows)}, Vocabulary(indices, weights)


def _pair_table(path: Path, by_side: dict[str, list[Row]]) -> Table:
    european, japanese = ({row["id"] for row in by_side[side]} for side in ("europe", "japan"))
    columns = {
        "eu_id": one_of(european, "European actor"),
        "jp_id": one_of(japanese, "Japanese actor"),
        "eval": maybe,
        "basis": maybe,
    }
    return Table(path, columns, optional={"eval", "basis"})


def _entry(row: Row, topics: dict[str, int]) -> Entry:
    native = passages(row["description"]) if row["lang"] in encoder.LANGUAGES else []
    english = passages(row["description_en"])
    return Entry(
        id=row["line"],
        kind=row["kind"],
        passages=native + [passage for passage in english if passage not in native],
        topics=[topics[slug] for slug in row["topics"]],
        priorities={files.SECTORS.index(s): p for s, p in row["sectors"].items()},
        offers=[Wish(n, passages(text)) for n, text in enumerate(row["offers"])],
        needs=[Wish(n, passages(text)) for n, text in enumerate(row["needs"])],
    )


def _builder(entries: list[Entry], vocabulary: Vocabulary) -> SideBuilder:
    wanted = sorted({passage for entry in entries for passage in entry.all_passages()})
    vectors: dict[str, Floats] = dict(zip(wanted, encoder.encode(wanted), strict=True))
    topics, sectors = vocabulary.sector_weights.shape
    return SideBuilder(Shape(encoder.DIMENSIONS, topics, sectors), vectors)


def _random(field: Field) -> list[Exact]:
    draw = np.random.default_rng(SEED)
    shape = (len(field.europe), len(field.japan))
    return [draw.random(shape) for _ in range(RANDOM_DRAWS)]


def _jaccard(a: np.ndarray, b: np.ndarray) -> Exact:
    shared = a.astype(np.float64) @ b.T
    either = a.sum(axis=1)[:, None] + b.sum(axis=1)[None] - shared
    return np.divide(shared, either, out=np.zeros_like(shared), where=either > 0)


def _likeness(field: Field) -> Exact:
    """Cosine of the two voices, as the encoder gives them."""
    a, b = (unit(side.voices.astype(np.float64)) for side in (field.europe, field.japan))
    return a @ b.T
