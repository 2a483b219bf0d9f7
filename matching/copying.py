"""Write and read matches the fastest way PostgreSQL knows: COPY, in its binary format.

A row has a fixed size, so a block of them is one structured NumPy array: see "Binary Format" under
COPY in PostgreSQL's documentation. Numbers are big-endian; each is preceded by its length.
"""

from typing import NamedTuple

import numpy as np
import psycopg
from django.db import connection

from matching.engine.parts import Decomposition
from matching.engine.sides import Exact, Indices

HEADER = b"PGCOPY\n\xff\r\n\0" + bytes(8)
TRAILER = b"\xff\xff"
COLUMNS = "run_id, europe_id, japan_id, score, sector_scores, points, quotes"
TABLE = "matching_match"


class Kind(NamedTuple):
    """A PostgreSQL type: its OID and how NumPy writes it."""

    oid: int
    dtype: str


INT8, FLOAT4, FLOAT8 = Kind(20, ">i8"), Kind(700, ">f4"), Kind(701, ">f8")
FIELDS = 7
ROWS = 20_000
"""Rows packed at once: some 12 MB."""


def copy_matches(run_id: int, europe: Indices, japan: Indices, apart: Decomposition) -> None:
    """Insert these pairs; none of them may be there already."""
    statement = f"COPY {TABLE} ({COLUMNS}) FROM STDIN (FORMAT BINARY)"
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        copy.write(HEADER)
        for at in range(0, len(europe), ROWS):
            part = slice(at, at + ROWS)
            piece = Decomposition(apart.points[part], apart.quotes[part])
            copy.write(packed(run_id, europe[part], japan[part], piece))
        copy.write(TRAILER)


def fetch_scores(run_id: int) -> tuple[Indices, Indices, Exact]:
    """Europe's id, Japan's id and the overall score of every match of a run, in no order.

    Put together by the database, one value for each European profile: a row each would take
    longer to receive than to use.
    """
    values = "int8send(europe_id) || int8send(japan_id) || float8send(score)"
    query = f"SELECT string_agg({values}, '') FROM {TABLE} WHERE run_id = %s"  # noqa: S608 - constants
    query += " GROUP BY europe_id"
    connection.ensure_connection()
    with psycopg.Cursor(connection.connection) as cursor:  # Django's own receives text
        content = b"".join(row[0] for row in cursor.execute(query, [run_id], binary=True))
    rows = np.frombuffer(content, np.dtype([("ids", ">i8", 2), ("score", ">f8")]))
    europe, japan = rows["ids"].astype(np.int64).T
    return europe, japan, rows["score"].astype(np.float64)


def packed(run_id: int, europe: Indices, japan: Indices, apart: Decomposition) -> bytes:
    """The rows in binary. Scores are the sums of the points as they are stored."""
    points = apart.points.reshape(len(europe), -1).astype(np.float32)
    sums = points.astype(np.float64).reshape(apart.points.shape).sum(axis=2)
    scores = np.clip(sums, 0, 1)  # a rounded sum may pass either end by 1e-7
    values = (run_id, europe, japan, scores[:, 0], scores[:, 1:], points, apart.quotes)
    widths = (None, None, None, None, scores.shape[1] - 1, points.shape[1], apart.quotes.shape[1])
    kinds = (INT8, INT8, INT8, FLOAT8, FLOAT8, FLOAT4, INT8)
    layout = [
        (f"f{n}", _array(kind, width) if width else _scalar(kind))
        for n, (kind, width) in enumerate(zip(kinds, widths, strict=True))
    ]
    rows = np.zeros(len(europe), np.dtype([("fields", ">i2"), *layout]))
    rows["fields"] = FIELDS
    for n, (value, kind, width) in enumerate(zip(values, kinds, widths, strict=True)):
        _fill(rows[f"f{n}"], value, kind, width)
    return rows.tobytes()


def _scalar(kind: Kind) -> np.dtype:  # type: ignore[type-arg]
    return np.dtype([("size", ">i4"), ("value", kind.dtype)])


def _array(kind: Kind, width: int) -> np.dtype:  # type: ignore[type-arg]
    """Size, number of dimensions, null flag, type, length, lower bound; then the elements."""
    return np.dtype([("size", ">i4"), ("head", ">i4", 5), ("items", _scalar(kind), width)])


def _fill(field: np.ndarray, value: object, kind: Kind, width: int | None) -> None:
    field["size"] = field.dtype.itemsize - 4
    if width is None:
        field["value"] = value
        return
    field["head"] = (1, 0, kind.oid, width, 1)
    field["items"]["size"] = np.dtype(kind.dtype).itemsize
    field["items"]["value"] = value
