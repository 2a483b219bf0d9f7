"""Ranks and means worked by hand."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.engine.evaluation import quality, ranks
from tests.matching.engine.makers import few

ROW = np.array([[0.9, 0.5, 0.7, 0.5, 0.5, 0.1]])


@pytest.mark.parametrize(
    ("column", "rank"),
    [
        (0, 1),
        (2, 2),
        (1, 4),  # three share the places 3, 4 and 5
        (3, 4),
        (5, 6),
    ],
)
def test_ties_count_as_their_average_rank(column: int, rank: float) -> None:
    assert ranks(ROW, [(0, column)], [(0, column)]).tolist() == [rank]


def test_two_that_tie_share_a_rank_and_a_half() -> None:
    assert ranks(np.array([[1.0, 1.0]]), [(0, 0), (0, 1)], []).tolist() == [1.5, 1.5]


def test_other_known_partners_are_no_rivals() -> None:
    # Of the best (0) and the two that tie with column 1, only column 4 remains, and column 2.
    known = [(0, 0), (0, 1), (0, 3), (7, 2)]
    assert ranks(ROW, [(0, 1), (0, 3), (0, 0)], known).tolist() == [2.5, 2.5, 1]


def test_known_partners_of_another_row_stay_rivals() -> None:
    scores = np.array([[0.2, 0.8], [0.2, 0.8]])
    assert ranks(scores, [(0, 0), (1, 0)], [(0, 0), (1, 0), (1, 1)]).tolist() == [2, 1]


def test_who_scores_like_everybody_is_in_the_middle() -> None:
    assert ranks(np.zeros((1, 9)), [(0, 4)], [(0, 4)]).tolist() == [5]


def test_measures_by_hand() -> None:
    # MRR (1 + 1/2 + 1/5 + 1/5.5 + 1/10 + 1/10.5)/6 = 2.07705628/6.
    # Within 5: three of six; within 10: five. nDCG: 1/log2(1 + rank) is 1, 0.63092975,
    # 0.38685281, 0.37031006, 0.28906483, and nothing beyond 10: 2.67715745/6.
    found = quality(np.array([1, 2, 5, 5.5, 10, 10.5]))
    assert found.queries == 6
    assert found.mrr == pytest.approx(0.34617605, abs=1e-8)
    assert found.recall_5 == 0.5
    assert found.recall_10 == pytest.approx(5 / 6)
    assert found.ndcg_10 == pytest.approx(0.44619291, abs=1e-8)


@few
@given(st.lists(st.integers(2, 60).map(lambda twice: twice / 2), min_size=1, max_size=30))
def test_intervals_contain_their_mean_and_are_the_same_each_time(found: list[float]) -> None:
    one = quality(np.array(found))
    for measure in ("mrr", "recall_5", "recall_10", "ndcg_10"):
        low, mean, high = (getattr(one, measure + end) for end in ("_low", "", "_high"))
        assert 0 <= low <= mean + 1e-12
        assert mean <= high + 1e-12
        assert high <= 1
    assert quality(np.array(found)) == one


def test_one_rank_for_all_leaves_nothing_to_draw() -> None:
    # 1/4 = 0.25; 1/log2(5) = 0.43067656
    found = quality(np.array([4.0, 4.0, 4.0]))
    assert (found.mrr_low, found.mrr, found.mrr_high) == (0.25, 0.25, 0.25)
    assert (found.recall_5_low, found.recall_5_high) == (1, 1)
    assert found.ndcg_10_low == pytest.approx(0.43067656, abs=1e-8)


def test_another_seed_draws_other_samples() -> None:
    found = np.arange(1.0, 30.0)
    one, other = quality(found, seed=1), quality(found, seed=2)
    assert one.mrr == other.mrr
    assert (one.mrr_low, one.mrr_high) != (other.mrr_low, other.mrr_high)


def test_as_a_dictionary_for_files() -> None:
    found = replace(quality(np.array([1.0])), queries=7)
    assert found.as_dict() == {"queries": 7} | {
        measure + end: 1.0
        for measure in ("mrr", "recall_5", "recall_10", "ndcg_10")
        for end in ("", "_low", "_high")
    }
