"""What holds whatever the profiles say."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.engine.features import EUROPE, JAPAN, Features, features_of, frame_of, prepare
from matching.engine.parts import NOBODY, take_apart
from matching.engine.scoring import scores_of, spans
from matching.engine.sides import Floats, Items, topic_strength
from matching.engine.weights import Part, Weights
from tests.matching.engine.makers import (
    DIMENSIONS,
    SHARES,
    few,
    make_alone,
    make_items,
    make_only,
    make_random_side,
    make_random_weights,
    make_reordered,
    make_score,
    make_side,
    make_vocabulary,
    make_whole,
    seeds,
    sizes,
)

KINDRED = make_vocabulary((0, 0, 1), [(1, 0.04), (0.25, 1), (0, 0.5)])


def make_features(
    seed: int, left: int, right: int, silence: float = 0.3
) -> tuple[Features, Features, Weights]:
    weights = make_random_weights(seed)
    europe, japan = (
        make_random_side(seed, left, silence),
        make_random_side(seed + 1, right, silence),
    )
    return *prepare(europe, japan, KINDRED, weights), weights


def block_scores(left: Features, right: Features, weights: Weights, size: int) -> Floats:
    found = [scores_of(left, right, rows, weights) for rows in spans(len(left), size)]
    empty = np.zeros((3, 0, len(right)), np.float32)
    return np.concatenate([empty, *found], axis=1)


@few
@given(seeds, sizes, sizes)
def test_scores_are_between_zero_and_one(seed: int, n: int, m: int) -> None:
    left, right, weights = make_features(seed, n, m)
    fast = block_scores(left, right, weights, 512)
    assert np.all((fast >= -1e-6) & (fast <= 1 + 1e-6))
    exact = make_whole(left, right, weights).scores
    assert np.all((exact >= -1e-12) & (exact <= 1 + 1e-12))


@few
@given(seeds, sizes, sizes)
def test_a_score_is_the_sum_of_its_parts(seed: int, n: int, m: int) -> None:
    left, right, weights = make_features(seed, n, m)
    apart = make_whole(left, right, weights)
    fast = block_scores(left, right, weights, 512)
    np.testing.assert_allclose(fast, apart.scores.T.reshape(3, n, m), rtol=0, atol=1e-5)


@few
@given(seeds, sizes, sizes)
def test_no_part_but_the_price_of_one_sidedness_is_negative(seed: int, n: int, m: int) -> None:
    left, right, weights = make_features(seed, n, m)
    points = make_whole(left, right, weights).points
    assert np.all(points[:, :, Part.ONE_SIDED] <= 0)
    assert np.all(points[:, :, : Part.ONE_SIDED] >= -1e-12)


@few
@given(seeds, sizes, sizes)
def test_swapping_the_sides_swaps_who_is_served(seed: int, n: int, m: int) -> None:
    weights = make_random_weights(seed)
    europe, japan = make_random_side(seed, n), make_random_side(seed + 1, m)
    there = make_score(europe, japan, KINDRED, weights)
    back = make_score(japan, europe, KINDRED, weights)
    parts = list(Part)
    parts[Part.EUROPE_SERVED], parts[Part.JAPAN_SERVED] = Part.JAPAN_SERVED, Part.EUROPE_SERVED
    turned = np.arange(m * n).reshape(m, n).T.ravel()
    np.testing.assert_allclose(back.points[turned][:, :, parts], there.points, rtol=0, atol=1e-6)
    assert back.quotes[turned][:, [2, 3, 0, 1]].tolist() == there.quotes.tolist()


@few
@given(seeds, sizes, sizes)
def test_the_order_of_profiles_does_not_matter(seed: int, n: int, m: int) -> None:
    weights = make_random_weights(seed)
    europe, japan = make_random_side(seed, n), make_random_side(seed + 1, m)
    draw = np.random.default_rng(seed)
    rows, columns = draw.permutation(n), draw.permutation(m)
    other = make_score(
        make_reordered(europe, rows), make_reordered(japan, columns), KINDRED, weights
    )
    one = make_score(europe, japan, KINDRED, weights)
    moved = np.arange(n * m).reshape(n, m)[np.ix_(rows, columns)].ravel()
    np.testing.assert_allclose(other.points, one.points[moved], rtol=0, atol=1e-6)
    assert other.quotes.tolist() == one.quotes[moved].tolist()


@few
@given(seeds, sizes, sizes)
def test_the_size_of_blocks_does_not_matter(seed: int, n: int, m: int) -> None:
    left, right, weights = make_features(seed, n, m)
    whole = block_scores(left, right, weights, 512)
    for size in (1, 2, 3, max(n, 1)):
        cut = block_scores(left, right, weights, size)
        np.testing.assert_allclose(cut, whole, rtol=0, atol=1e-6)


def test_spans_cover_every_row_once() -> None:
    assert list(spans(7, 3)) == [slice(0, 3), slice(3, 6), slice(6, 7)]
    assert list(spans(7, 9)) == [slice(0, 7)]
    assert list(spans(0, 9)) == []


@few
@given(seeds, sizes.filter(bool), sizes, st.data())
def test_a_single_profile_scores_by_the_frame_as_it_does_among_all(
    seed: int, n: int, m: int, data: st.DataObject
) -> None:
    weights = make_random_weights(seed)
    europe, japan = make_random_side(seed, n), make_random_side(seed + 1, m)
    left, right = prepare(europe, japan, KINDRED, weights)
    row = data.draw(st.integers(0, n - 1))
    frame = frame_of(europe, japan, KINDRED)
    alone = features_of(make_alone(europe, row), frame, weights, EUROPE)
    whole = block_scores(left, right, weights, 512)[:, row]
    found = block_scores(alone, right, weights, 512)[:, 0]
    np.testing.assert_allclose(found, whole, rtol=0, atol=1e-6)
    apart = make_whole(left, right, weights).points.reshape(n, m, 3, len(Part))[row]
    own = make_whole(alone, right, weights).points
    np.testing.assert_allclose(own, apart, rtol=0, atol=1e-6)


def test_a_changed_profile_does_not_move_the_frame() -> None:
    europe, japan = make_random_side(1, 6), make_random_side(2, 5)
    frame = frame_of(europe, japan, KINDRED)
    changed = replace(europe, voices=np.ones_like(europe.voices), topics=0 * europe.topics)
    left = features_of(changed, frame, Weights(), EUROPE)
    right = features_of(japan, frame, Weights(), JAPAN)
    _, moved = prepare(changed, japan, KINDRED, Weights())
    _, before = prepare(europe, japan, KINDRED, Weights())
    assert right.parts["topics"].tolist() == before.parts["topics"].tolist()
    assert right.parts["topics"].tolist() != moved.parts["topics"].tolist()
    assert not left.parts["topics"].any()


def test_features_are_in_single_precision() -> None:
    left, _, _ = make_features(0, 4, 3)
    arrays = [left.common, left.overall, left.presence, *left.sectors, *left.parts.values()]
    assert {array.dtype for array in arrays} == {np.dtype(np.float32)}


def test_sectors_have_columns_for_their_own_topics_only() -> None:
    # Of three topics the first two belong to sector 1 and all to sector 2; one more is for
    # priorities.
    left, _, _ = make_features(0, 4, 3)
    assert [rows.shape for rows in left.sectors] == [(4, 2 + 1), (4, 3 + 1)]


@few
@given(seeds, sizes, sizes)
def test_a_pair_scores_the_same_from_either_side(seed: int, n: int, m: int) -> None:
    left, right, weights = make_features(seed, n, m)
    there = block_scores(left, right, weights, 512)
    back = block_scores(right, left, weights, 512)
    np.testing.assert_allclose(there, back.transpose(0, 2, 1), rtol=0, atol=1e-6)


@few
@given(seeds, sizes, sizes)
def test_silent_profiles_have_scores(seed: int, n: int, m: int) -> None:
    """No warning either: all warnings are errors in the tests."""
    for silence in (0.9, 1.0):
        left, right, weights = make_features(seed, n, m, silence)
        assert np.isfinite(block_scores(left, right, weights, 512)).all()
        assert np.isfinite(make_whole(left, right, weights).points).all()


def test_profiles_that_say_nothing_at_all_are_neutral_everywhere() -> None:
    # Text 0.13, offers and needs twice 0.054, kind 0.07, cooperation and areas 0.01 each,
    # size 0.005: 0.333.
    found = make_score(make_side(1), make_side(1))
    assert found.points[0, 0].tolist() == pytest.approx(
        [0, 0.13, 0.054, 0.054, 0.07, 0, 0.01, 0.01, 0.005, 0]
    )
    assert found.scores[0].tolist() == pytest.approx([0.333, 0.4 * 0.333, 0.4 * 0.333])
    assert found.quotes.tolist() == [[NOBODY] * 4]


def test_a_vocabulary_without_topics_gives_scores() -> None:
    vocabulary = make_vocabulary((), np.zeros((0, 2)).tolist())
    vocabulary = replace(vocabulary, sector_weights=np.zeros((0, 2), np.float32))
    side = replace(make_side(2), topics=np.zeros((2, 0), np.float32))
    assert make_score(side, side, vocabulary).points[:, :, Part.TOPICS].tolist() == [[0] * 3] * 4


def test_no_pairs_are_taken_apart_to_nothing() -> None:
    left, right, weights = make_features(1, 3, 3)
    nobody = np.zeros(0, np.int64)
    assert take_apart(left, right, nobody, nobody, weights).points.shape == (0, 3, len(Part))


@pytest.mark.parametrize(("n", "m"), [(0, 0), (0, 2), (2, 0)])
def test_an_empty_side_has_no_scores(n: int, m: int) -> None:
    left, right, weights = make_features(0, n, m)
    assert scores_of(left, right, slice(0, n), weights).shape == (3, n, m)
    assert make_whole(left, right, weights).points.shape == (0, 3, len(Part))


def test_items_of_some_profiles_are_counted_from_the_first_of_them() -> None:
    items = make_items([(0, (1, 0, 0, 0)), (2, (0, 1, 0, 0)), (2, (0, 0, 1, 0)), (4, (0, 0, 0, 1))])
    part = items.of(slice(1, 4))
    assert part.owners.tolist() == [1, 1]
    assert part.ids.tolist() == [1, 2]
    assert part.vectors.tolist() == [[0, 1, 0, 0], [0, 0, 1, 0]]
    assert len(items.of(slice(3, 4))) == len(Items.none(DIMENSIONS)) == 0


def test_default_weights_are_shares_in_the_order_of_their_names() -> None:
    assert sum(getattr(Weights(), name) for name in SHARES) == pytest.approx(1)
    assert Weights.names() == [*SHARES, "one_sided"]
    assert list(Weights().shares) == list(SHARES)


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"topics": 0.37}, "weights must sum to 1, not 1.0100"),
        ({"topics": -0.02, "text": 0.70}, "weights must be numbers and not negative"),
        ({"one_sided": -0.1}, "weights must be numbers and not negative"),
    ],
)
def test_weights_that_are_no_shares_are_refused(values: dict[str, float], message: str) -> None:
    with pytest.raises(ValueError, match=f"^{message}$"):
        Weights(**values)


@pytest.mark.parametrize("name", ["topics", "one_sided"])
def test_weights_that_are_no_numbers_are_refused(name: str) -> None:
    with pytest.raises(ValueError, match="weights must"):
        Weights(**{name: float("nan")})


def test_a_perfect_score_is_no_more_than_one() -> None:
    # The same topics on both sides, such as those in the places 0 and 6 of the list, and a
    # second profile without any, so that they are rare.
    lists = [(topic_strength(a), topic_strength(b), 0) for a in range(5) for b in range(5, 10)]
    sides = [make_side(topics=[topics, (0, 0, 0)]) for topics in lists]
    tops = [make_score(side, side, weights=make_only("topics")).scores.max() for side in sides]
    assert max(tops) == pytest.approx(1, abs=1e-6)  # parts have seven digits; stored as 1 at most


def test_an_uneven_match_is_no_less_than_nothing() -> None:
    # Europe's need is met fully (1), Japan's not at all (0): (1 + 0)/2 − ½·|1 − 0| = 0.
    one, opposite = (1, 0, 0, 0), (-1, 0, 0, 0)
    europe = make_side(1, needs=make_items([(0, one)]), offers=make_items([(0, one)]))
    japan = make_side(1, needs=make_items([(0, opposite)]), offers=make_items([(0, one)]))
    weights = make_only("offers_needs", one_sided=0.5)
    assert make_score(europe, japan, weights=weights).scores.min() == 0
    with pytest.raises(ValueError, match="one_sided must not exceed"):
        make_only("offers_needs", one_sided=0.51)
