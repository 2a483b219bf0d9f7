"""What each part adds, worked by hand. The default weights are in `weights.Weights`."""

from dataclasses import replace
from functools import partial

import pytest

from matching.engine.parts import NOBODY
from matching.engine.sides import KINDS, SIZES, UNKNOWN
from matching.engine.weights import Part
from tests.matching.engine.makers import (
    make_items,
    make_points,
    make_score,
    make_side,
    make_vocabulary,
)

near = partial(pytest.approx, rel=0, abs=1e-6)
E1, E2, E3 = (1, 0, 0, 0), (0, 1, 0, 0), (0, 0, 1, 0)
KINDRED = make_vocabulary(groups=(0, 0, 1))


def test_a_rare_topic_says_more_than_a_common_one() -> None:
    # Of 4 profiles 3 have the first topic, 1 the second and 1 the third:
    # a = ln(5/4)^1.5 = 0.10540871, b = ln(5/2)^1.5 = 0.87710168.
    # First row: (a, b, 0)·(a, 0, b) / (a² + b²) = 0.01111100 / 0.78041835 = 0.01423723.
    # Second row: (a, 0, 0)·(a, 0, b) / (a √(a² + b²)) = a / 0.88341290 = 0.11931987.
    europe = make_side(topics=[(1, 1, 0), (1, 0, 0)])
    japan = make_side(topics=[(1, 0, 1), (0, 0, 0)])
    points = make_points(make_score(europe, japan), Part.TOPICS)
    assert points == [
        near([0.00512540, 0]),
        near([0.04295515, 0]),
    ]


def test_a_topic_that_everybody_has_says_nothing() -> None:
    # ln(5/5) = 0: only the second topic is left, and it is the same.
    europe = make_side(topics=[(1, 1, 0), (1, 0, 0)])
    japan = make_side(topics=[(1, 1, 0), (1, 0, 0)])
    assert make_points(make_score(europe, japan), Part.TOPICS) == [
        near([0.36, 0]),
        [0, 0],
    ]


def test_topics_of_one_group_are_kin() -> None:
    # The first two topics are in one group and equally rare (2 of 4 have each).
    # Against the second alone: (1, 0) gives 0.15; (1, 1) gives (1 + 0.15) / √(2 + 2·0.15)
    # = 1.15 / 1.51657509 = 0.75828754. The third topic is of another group: 0.
    europe = make_side(topics=[(1, 0, 0), (1, 1, 0)])
    japan = make_side(topics=[(0, 1, 0), (0, 0, 1)])
    points = make_points(make_score(europe, japan, KINDRED), Part.TOPICS)
    assert points == [near([0.054, 0]), near([0.27298351, 0])]


def test_topics_further_down_a_list_count_less() -> None:
    # The second topic counts 1/1.1 = 0.90909091; the row's length is √(1 + 1/1.21) = 1.35146080.
    # First alone: 1 / 1.35146080 = 0.73994007. Second alone: 0.90909091 / 1.35146080 = 0.67267279.
    europe = make_side(topics=[(1, 1 / 1.1, 0), (0, 0, 1)])
    japan = make_side(topics=[(1, 0, 0), (0, 1, 0)])
    points = make_points(make_score(europe, japan), Part.TOPICS)
    assert points == [near([0.26637843, 0.24216220]), [0, 0]]


def test_topics_within_a_sector_count_by_how_much_they_belong_to_it() -> None:
    # Sector 1: the first topic counts √1, the second √0.25 = 0.5, so that (1, 1) becomes
    # (1, 0.5) of length √1.25: with (1, 0) it makes 1/√1.25 = 0.89442719, with (0, 1) the half.
    # Sector 2: the second topic alone counts, and it is the same in both.
    vocabulary = make_vocabulary(sectors=[(1, 0), (0.25, 1), (0, 0)])
    europe = make_side(topics=[(1, 1, 0), (0, 0, 1)], priorities=[(1, 1), (1, 1)])
    japan = make_side(topics=[(1, 0, 0), (0, 1, 0)], priorities=[(1, 1), (1, 1)])
    found = make_score(europe, japan, vocabulary)
    assert make_points(found, Part.TOPICS, 1) == [
        near([0.32199379, 0.16099689]),
        [0, 0],
    ]
    assert make_points(found, Part.TOPICS, 2) == [near([0, 0.36]), [0, 0]]


def test_who_has_little_to_do_with_a_sector_cannot_fit_fully_there() -> None:
    # √0.04 = 0.2 of the profile's topics are in sector 1, less than 0.35: 0.2/0.35 = 0.57142857.
    # Both: 0.57142857² = 0.32653061. In sector 2 both have all of their topics: 1.
    vocabulary = make_vocabulary(sectors=[(0.04, 1), (0, 0), (0, 0)])
    side = make_side(topics=[(1, 0, 0), (0, 0, 0)], priorities=[(1, 1), (1, 1)])
    found = make_score(side, side, vocabulary)
    assert make_points(found, Part.TOPICS, 1) == [near([0.11755102, 0]), [0, 0]]
    assert make_points(found, Part.TOPICS, 2) == [near([0.36, 0]), [0, 0]]


def test_text_is_compared_by_what_sets_a_profile_apart_on_its_side() -> None:
    # Europe's centre is (½, ½, 0, 0): voices become ±(1, −1, 0, 0)/√2.
    # Japan's is (½, 0, ½, 0): voices become ±(1, 0, −1, 0)/√2. Cosines ±½, so 0.26·(1 ± ½)/2.
    europe, japan = make_side(voices=[E1, E2]), make_side(voices=[E1, E3])
    points = make_points(make_score(europe, japan), Part.TEXT)
    assert points == [
        near([0.195, 0.065]),
        near([0.065, 0.195]),
    ]


def test_who_says_nothing_is_neutral_in_text_and_does_not_move_the_centre() -> None:
    europe = make_side(3, voices=[E1, E2, (0, 0, 0, 0)])
    found = make_score(europe, make_side(voices=[E1, E3])).points[:, 0, Part.TEXT]
    assert found.tolist() == near([0.195, 0.065, 0.065, 0.195, 0.13, 0.13])


def test_kinds_fit_by_rank_and_agencies_fit_everybody_by_half() -> None:
    # Region and prefecture are the same (0.07), a municipality is 0.7 of it, a cluster is none.
    side = make_side(len(KINDS), kinds=KINDS)
    points = make_score(side, side).points[:, 0, Part.KIND].reshape(5, 5)
    expected = [
        [0.07, 0.07, 0.049, 0, 0.035],
        [0.07, 0.07, 0.049, 0, 0.035],
        [0.049, 0.049, 0.07, 0, 0.035],
        [0, 0, 0, 0.07, 0.035],
        [0.035, 0.035, 0.035, 0.035, 0.07],
    ]
    assert points.tolist() == [near(row) for row in expected]


def test_sizes_are_alike_by_their_distance_and_an_unknown_one_is_neutral() -> None:
    # Of 0.01: all for the same class, a quarter less for each class between; ½ for the unknown.
    side = make_side(SIZES + 1, sizes=[0, 1, 2, 3, 4, UNKNOWN])
    points = make_score(side, side).points[:, 0, Part.SIZE].reshape(6, 6)
    expected = [
        [0.01, 0.0075, 0.005, 0.0025, 0, 0.005],
        [0.0075, 0.01, 0.0075, 0.005, 0.0025, 0.005],
        [0.005, 0.0075, 0.01, 0.0075, 0.005, 0.005],
        [0.0025, 0.005, 0.0075, 0.01, 0.0075, 0.005],
        [0, 0.0025, 0.005, 0.0075, 0.01, 0.005],
        [0.005] * 6,
    ]
    assert points.tolist() == [near(row) for row in expected]


def test_priorities_and_presence() -> None:
    # (1, 0) and (½, 1): cosine ½/√1.25 = 0.4472136, points 0.06 of it.
    # Sector 1: √(1·½) = 0.70710678, presence √(1·(0.4 + 0.6·½)) = √0.7 = 0.83666003.
    # Sector 2: √(0·1) = 0, presence √(0.4·1) = 0.63245553, seen in the kind: 0.07 of it.
    found = make_score(make_side(1, priorities=[(1, 0)]), make_side(1, priorities=[(0.5, 1)]))
    priorities = found.points[0, :, Part.PRIORITIES].tolist()
    assert priorities == near([0.02683282, 0.03549648, 0])
    assert found.points[0, :, Part.KIND].tolist() == near([0.07, 0.0585662, 0.04427189])


def test_without_priorities_presence_is_at_its_floor() -> None:
    # √0.4 on both sides: everything in a sector counts 0.4.
    found = make_score(make_side(1), make_side(1))
    assert found.points[0, :, Part.PRIORITIES].tolist() == [0, 0, 0]
    assert found.points[0, :, Part.KIND].tolist() == near([0.07, 0.028, 0.028])


@pytest.mark.parametrize(
    ("column", "part"), [("cooperation", Part.COOPERATION), ("areas", Part.AREAS)]
)
def test_what_one_has_not_stated_is_neutral(column: str, part: Part) -> None:
    # Stated by both: cosine 1/√2 = 0.70710678, or 0 with nothing in common. Else ½. Of 0.02.
    stated = make_side(3, areas=[(1, 1, 0), (0, 0, 1), (0, 0, 0)]).areas
    wanted = make_side(2, areas=[(1, 0, 0), (0, 0, 0)]).areas
    europe = replace(make_side(3), **{column: stated})
    japan = replace(make_side(2), **{column: wanted})
    points = make_score(europe, japan).points[:, 0, part].tolist()
    assert points == near([0.01414214, 0.01, 0, 0.01, 0.01, 0.01])


def test_offers_against_needs_in_both_directions() -> None:
    # Nobody has a voice and every list has one item, so that centring changes nothing.
    # Europe needs E1, Japan offers (0.3, …): fit (1 + 0.3)/2 = 0.65, times 0.2/2.
    # Japan needs E2, Europe offers (0, 0.5, …): fit 0.75.
    # One-sided: −0.2·0.25·|0.65 − 0.75|.
    europe = make_side(
        1, needs=make_items([(0, E1)], 10), offers=make_items([(0, (0, 0.5, 0.75**0.5, 0))], 20)
    )
    japan = make_side(
        1, needs=make_items([(0, E2)], 30), offers=make_items([(0, (0.3, 0, 0, 0.91**0.5))], 40)
    )
    found = make_score(europe, japan)
    overall = found.points[0, 0]
    assert overall[Part.EUROPE_SERVED] == near(0.065)
    assert overall[Part.JAPAN_SERVED] == near(0.075)
    assert overall[Part.ONE_SIDED] == near(-0.005)
    assert found.quotes.tolist() == [[10, 40, 30, 20]]


def test_where_one_is_silent_a_need_is_met_as_in_an_average_pair() -> None:
    # 0.2·0.54/2 for Japan, which needs nothing; −0.05·(0.65 − 0.54) for being one-sided.
    europe = make_side(1, needs=make_items([(0, E1)], 10))
    japan = make_side(1, offers=make_items([(0, (0.3, 0, 0, 0.91**0.5))], 40))
    found = make_score(europe, japan)
    overall = found.points[0, 0]
    assert overall[Part.EUROPE_SERVED] == near(0.065)
    assert overall[Part.JAPAN_SERVED] == near(0.054)
    assert overall[Part.ONE_SIDED] == near(-0.0055)
    assert found.quotes.tolist() == [[10, 40, NOBODY, NOBODY]]


def test_where_both_are_silent_nothing_is_one_sided() -> None:
    overall = make_score(make_side(1), make_side(1)).points[0, 0]
    assert overall[Part.EUROPE_SERVED] == overall[Part.JAPAN_SERVED] == near(0.054)
    assert overall[Part.ONE_SIDED] == 0


def test_each_need_counts_with_its_best_offer() -> None:
    # Items of a side sum to zero, so that centring changes nothing.
    # First pair: E1 finds 0.3, E2 finds 0.4: mean of 0.65 and 0.7, times 0.1.
    # First European with second Japanese: 0 at best, fit ½, less than the 0.54 of silence.
    # The best single fit is quoted: the second need (11), the second offer (21).
    # The second European is the first one's opposite.
    one, two = (0.3, 0, 0.91**0.5, 0), (0, 0.4, 0, 0.84**0.5)
    minus = [tuple(-x for x in vector) for vector in (E1, E2, one, two)]
    needs = make_items([(0, E1), (0, E2), (1, minus[0]), (1, minus[1])], 10)
    offers = make_items([(0, one), (0, two), (1, minus[2]), (1, minus[3])], 20)
    found = make_score(make_side(needs=needs), make_side(offers=offers))
    points = make_points(found, Part.EUROPE_SERVED)
    assert points == [
        near([0.0675, 0.05]),
        near([0.05, 0.0675]),
    ]
    assert found.quotes[0].tolist() == [11, 21, NOBODY, NOBODY]
    assert found.quotes[3].tolist() == [13, 23, NOBODY, NOBODY]


def test_what_a_side_says_anyway_is_taken_off_its_needs() -> None:
    # Europe's centre is (½, ½, 0, 0) and weighs 20 needs: the typical need is (E1 + 20·centre)/21
    # = (11, 10, 0, 0)/21, and E1 less that is (10, −10, 0, 0)/21, of direction (1, −1, 0, 0)/√2.
    # With (0.6, 0.2, …): 0.4/√2 = 0.28284271, fit 0.64142136, times 0.1.
    europe = make_side(voices=[E1, E2], needs=make_items([(0, E1)]))
    japan = make_side(1, offers=make_items([(0, (0.6, 0.2, 0.6**0.5, 0))]))
    served = make_score(europe, japan).points[:, 0, Part.EUROPE_SERVED].tolist()
    assert served == near([0.06414214, 0.054])


def test_the_more_needs_a_side_has_the_more_their_own_mean_is_taken_off() -> None:
    # Two needs, and the centre counts for 20: the typical need is (10, 10, 1, 1)/22, which
    # leaves (−10, −10, 21, −1)/√642 and (−10, −10, −1, 21)/√642, √642 = 25.33771892.
    # With (0, 0, 0.3, √0.91 = 0.95393920): (6.3 − 0.9539392)/25.33771892 = 0.21099218, fit
    # 0.60549609, and (20.03272320 − 0.3)/25.33771892 = 0.77878855, fit 0.88939428.
    # Mean 0.74744518.
    e4 = (0, 0, 0, 1)
    europe = make_side(voices=[E1, E2], needs=make_items([(0, E3), (0, e4)]))
    japan = make_side(1, offers=make_items([(0, (0, 0, 0.3, 0.91**0.5))]))
    served = make_score(europe, japan).points[:, 0, Part.EUROPE_SERVED].tolist()
    assert served == near([0.07474452, 0.054])


def test_a_whole_score_and_its_sectors() -> None:
    # Topics: of one group, 0.15. Sector 1: both have enough there, 0.15.
    #   Sector 2: √0.04 = 0.2 of 0.35 for Europe, 0.15·0.57142857 = 0.08571429.
    # Text: cosine ½ (see above). Kind: 0.7. Areas: Japan states none, ½.
    # Cooperation: 1/√2. Size: large beside very large, ¾. Priorities and presence: see above.
    # Europe's need: (1, −1, 0, 0)/√2 (see above); Japan's offer 2·E1 − (1, 0, 1, 0), that is
    #   (1, 0, −1, 0)/√2: cosine ½, fit ¾. Japan's need likewise (1, 0, −1, 0)/√2,
    #   Europe's offer 2·E2 − (1, 1, 0, 0), that is (−1, 1, 0, 0)/√2: cosine −½, fit ¼.
    europe = make_side(
        kinds=["region", "cluster"],
        sizes=[3, UNKNOWN],
        voices=[E1, E2],
        topics=[(1, 0, 0), (0, 0, 0)],
        priorities=[(1, 0), (0, 0)],
        needs=make_items([(0, E1)]),
        offers=make_items([(0, E2)]),
        cooperation=[(1, 1, 0), (0, 0, 0)],
        areas=[(1, 0, 0), (0, 0, 0)],
    )
    japan = make_side(
        kinds=["municipality", "cluster"],
        sizes=[4, UNKNOWN],
        voices=[E1, E3],
        topics=[(0, 1, 0), (0, 0, 0)],
        priorities=[(0.5, 1), (0, 0)],
        needs=make_items([(0, E1)]),
        offers=make_items([(0, E1)]),
        cooperation=[(1, 0, 0), (0, 0, 0)],
    )
    vocabulary = make_vocabulary((0, 0, 1), [(1, 0.04), (0.25, 1), (0, 0)])
    found = make_score(europe, japan, vocabulary)
    # topics, text, Europe served, Japan served, kind, priorities,
    # cooperation, areas, size, one-sided
    expected = [
        *(0.054, 0.195, 0.075, 0.025, 0.049, 0.02683282),
        *(0.01414214, 0.01, 0.0075, -0.025),
    ]
    assert found.points[0, 0].tolist() == near(expected)
    # Sector 1: √0.7 = 0.83666003 times 0.054 + 0.195 + 0.075 + 0.025 + 0.049 + 0.06·0.70710678
    #   + 0.01414214 + 0.01 + 0.0075 − 0.025 = 0.44706855.
    # Sector 2: √0.4 = 0.63245553 times 0.36·0.08571429 = 0.03085714 instead of 0.054, and no
    #   priorities: 0.38149928.
    assert found.scores[0].tolist() == near([0.43147496, 0.37404439, 0.24128133])
