"""From what is known of profiles to the arrays of a side."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pytest

from matching.engine.features import prepare
from matching.engine.sides import UNKNOWN, Floats, Vocabulary, topic_strength
from matching.engine.weights import Weights
from matching.entries import Entry, Shape, SideBuilder, Wish

SHAPE = Shape(dimensions=2, topics=3, sectors=2, cooperation=3, areas=2)
VECTORS: Mapping[str, Floats] = {
    "east": np.array([1, 0], np.float32),
    "north": np.array([0, 1], np.float32),
    "west": np.array([-1, 0], np.float32),
    "steep": np.array([0.6, 0.8], np.float32),
}
DIAGONAL = [float(np.float16(0.5**0.5))] * 2
"""Means are in half precision: 0.70703125 for 0.70710678."""


def make_builder() -> SideBuilder:
    return SideBuilder(SHAPE, VECTORS)


def make_entry(
    *passages: str,
    pk: int = 7,
    kind: str = "region",
    offers: tuple[Wish, ...] = (),
    needs: tuple[Wish, ...] = (),
) -> Entry:
    return Entry(pk, kind, passages, topics=(), priorities={}, offers=offers, needs=needs)


def test_a_mean_has_length_one() -> None:
    assert make_builder().mean(["east", "north"]).tolist() == DIAGONAL
    assert make_builder().mean(["east", "east", "north"]).tolist() == [
        float(np.float16(2 / 5**0.5)),
        float(np.float16(1 / 5**0.5)),
    ]


def test_passages_without_a_vector_are_left_out_of_a_mean() -> None:
    assert make_builder().mean(["east", "unknown"]).tolist() == [1, 0]
    assert make_builder().mean(["unknown"]).tolist() == [0, 0]
    assert make_builder().mean([]).tolist() == [0, 0]


def test_passages_that_cancel_out_say_nothing() -> None:
    assert make_builder().mean(["east", "west"]).tolist() == [0, 0]


def test_a_voice_is_the_mean_of_descriptions_offers_and_needs() -> None:
    # (1, 0) + (0, 1) + (0.6, 0.8) + (0.6, 0.8) = (2.2, 2.6), of length √11.6 = 3.40587727:
    # (0.64594223, 0.76338627), which half precision keeps in steps of 1/2048.
    offers = (Wish(1, ["north", "unknown"]),)
    needs = (Wish(2, ["steep"]), Wish(3, ["steep"]))
    entry = make_entry("east", offers=offers, needs=needs)
    assert entry.all_passages() == ["east", "north", "unknown", "steep", "steep"]
    side = make_builder().build([entry])
    assert side.voices.tolist() == [[1323 / 2048, 1563 / 2048]]


def test_profiles_keep_their_order_ids_and_kinds() -> None:
    side = make_builder().build(
        [make_entry("north", pk=9, kind="agency"), make_entry(pk=3, kind="prefecture")]
    )
    assert side.ids.tolist() == [9, 3]
    assert side.kinds.tolist() == [4, 1]
    assert side.voices.tolist() == [[0, 1], [0, 0]]
    assert len(side) == 2


def test_a_size_is_its_class_or_unknown() -> None:
    side = make_builder().build([replace(make_entry(), size=4), make_entry()])
    assert side.sizes.tolist() == [4, UNKNOWN]


def test_means_are_the_same_after_half_precision() -> None:
    voices = make_builder().build([make_entry("east", "east", "north"), make_entry("steep")]).voices
    assert voices.dtype == np.float32
    assert voices.astype(np.float16).astype(np.float32).tolist() == voices.tolist()


def test_topics_and_priorities_have_the_strength_of_their_place() -> None:
    entry = Entry(1, "cluster", (), topics=[2, 0], priorities={0: 1, 1: 2})
    side = make_builder().build([entry, make_entry()])
    assert side.topics.tolist() == [[pytest.approx(1 / 1.1), 0, 1], [0, 0, 0]]
    assert side.priorities.tolist() == [[0.5, 1], [0, 0]]


def test_topics_count_less_one_after_the_other() -> None:
    assert [topic_strength(n) for n in (0, 1, 5, 10)] == [
        1,
        pytest.approx(1 / 1.1),
        pytest.approx(2 / 3),
        0.5,
    ]


def test_offers_and_needs_stand_by_owner_and_those_without_a_vector_are_left_out() -> None:
    side = make_builder().build(
        [
            make_entry(offers=(Wish(11, ["east", "north"]), Wish(12, ["unknown"]))),
            make_entry("east"),
            make_entry(offers=(Wish(13, ["north"]), Wish(14, [])), needs=(Wish(15, ["steep"]),)),
        ]
    )
    assert side.offers.ids.tolist() == [11, 13]
    assert side.offers.owners.tolist() == [0, 2]
    assert side.offers.vectors.tolist() == [DIAGONAL, [0, 1]]
    assert side.needs.ids.tolist() == [15]
    assert side.needs.owners.tolist() == [2]


def test_cooperation_and_areas_are_flags() -> None:
    entry = Entry(1, "region", (), (), {}, cooperation=[0, 2], areas=iter([1]))
    side = make_builder().build([make_entry(), entry])
    assert side.cooperation.tolist() == [[0, 0, 0], [1, 0, 1]]
    assert side.areas.tolist() == [[0, 0], [0, 1]]


def test_without_types_and_areas_there_are_no_columns() -> None:
    side = SideBuilder(Shape(2, 3, 2), VECTORS).build([make_entry()])
    assert side.cooperation.shape == side.areas.shape == (1, 0)


def test_a_profile_that_says_nothing_has_no_items() -> None:
    side = make_builder().build([make_entry()])
    assert side.offers.vectors.shape == side.needs.vectors.shape == (0, 2)
    assert side.voices.tolist() == [[0, 0]]


def test_a_side_without_profiles_has_the_same_columns() -> None:
    side = make_builder().build([])
    shapes = [side.voices.shape, side.topics.shape, side.priorities.shape, side.areas.shape]
    assert shapes == [(0, 2), (0, 3), (0, 2), (0, 2)]


def test_a_side_without_profiles_can_be_prepared() -> None:
    builder = make_builder()
    vocabulary = Vocabulary(np.arange(3), np.ones((3, 2), np.float32))
    europe, japan = builder.build([make_entry("east")]), builder.build([])
    left, right = prepare(europe, japan, vocabulary, Weights())
    assert (len(left), len(right)) == (1, 0)
