"""What a run keeps is what it scored. No test here needs the database."""

from dataclasses import fields, replace
from typing import Any

import numpy as np
import pytest

from matching.engine.features import EUROPE, JAPAN, Centres, Frame, features_of, frame_of
from matching.engine.parts import take_apart
from matching.engine.sides import Floats, Items, Side
from matching.engine.weights import Weights
from matching.snapshots import (
    frame_arrays,
    frame_from,
    packed,
    side_from,
    sides_arrays,
    unpacked,
)
from tests.matching.engine.makers import make_random_side, make_side, make_vocabulary

VOCABULARY = make_vocabulary((0, 0, 1), [(1, 0.04), (0.25, 1), (0, 0.5)])


def halved(vectors: Floats) -> Floats:
    """As entries make them."""
    return vectors.astype(np.float16).astype(np.float32)


def make_kept(seed: int, size: int) -> Side:
    """A side as `SideBuilder` makes it, with vectors in half precision."""
    side = make_random_side(seed, size)
    items = {
        name: replace(getattr(side, name), vectors=halved(getattr(side, name).vectors))
        for name in ("offers", "needs")
    }
    return replace(side, voices=halved(side.voices), **items)


def round_trip(europe: Side, japan: Side) -> tuple[Side, Side]:
    arrays = unpacked(packed(sides_arrays(europe, japan)))
    return side_from(arrays, "europe"), side_from(arrays, "japan")


def frame_round_trip(frame: Frame) -> Frame:
    return frame_from(unpacked(packed(frame_arrays(frame))))


def contents(value: Any) -> Any:
    """Every array in it as type, shape and values."""
    if isinstance(value, np.ndarray):
        return value.dtype, value.shape, value.tolist()
    if isinstance(value, tuple):
        return [contents(each) for each in value]
    return {field.name: contents(getattr(value, field.name)) for field in fields(value)}


@pytest.mark.parametrize(("n", "m"), [(7, 5), (1, 0), (0, 0)])
def test_sides_come_back_exactly(n: int, m: int) -> None:
    europe, japan = make_kept(1, n), make_kept(2, m)
    assert [contents(side) for side in round_trip(europe, japan)] == [
        contents(europe),
        contents(japan),
    ]


def test_sides_that_say_nothing_come_back_exactly() -> None:
    side = make_side(3)
    found, _ = round_trip(side, side)
    assert contents(found) == contents(side)


def test_europe_and_japan_are_not_confused() -> None:
    europe, japan = make_kept(1, 4), make_kept(2, 4)
    first, second = round_trip(europe, japan)
    assert contents(first) != contents(second)
    assert contents(second) == contents(japan)


def test_a_frame_comes_back_exactly() -> None:
    frame = frame_of(make_kept(1, 7), make_kept(2, 5), VOCABULARY)
    found = frame_round_trip(frame)
    assert contents(found) == contents(frame)
    assert isinstance(found.centres[0], Centres)


def test_what_comes_back_scores_exactly_as_before() -> None:
    europe, japan = make_kept(1, 7), make_kept(2, 5)
    frame = frame_of(europe, japan, VOCABULARY)
    i, j = np.divmod(np.arange(35), 5)

    def taken_apart(one: Side, other: Side, measured: Frame) -> tuple[Any, Any]:
        left = features_of(one, measured, Weights(), EUROPE)
        right = features_of(other, measured, Weights(), JAPAN)
        apart = take_apart(left, right, i, j, Weights())
        return apart.points.tolist(), apart.quotes.tolist()

    kept = taken_apart(*round_trip(europe, japan), frame_round_trip(frame))
    assert kept == taken_apart(europe, japan, frame)


def test_vectors_take_half_the_room() -> None:
    arrays = sides_arrays(make_kept(1, 4), make_kept(2, 4))
    small = {name for name, array in arrays.items() if array.dtype == np.float16}
    assert small == {
        f"{side}.{name}"
        for side in ("europe", "japan")
        for name in ("voices", "offers.vectors", "needs.vectors")
    }


def test_what_would_run_code_is_not_read() -> None:
    with pytest.raises(ValueError, match="allow_pickle=False"):
        packed({"rarity": np.array([Items.none(4)], object)})
