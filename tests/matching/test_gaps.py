"""What is missing between two, in one sentence."""

import pytest
from django.utils import translation

from matching.engine.weights import Part
from tests.makers import make_statement
from tests.matching.test_reasons import (
    AREAS_GAP,
    COOPERATION_GAP,
    FULL,
    KIND_GAP,
    ONE_SIDED_GAP,
    OTHERS,
    PRIORITIES_GAP,
    SIZE_GAP,
    TEXT_GAP,
    TOPICS_GAP,
    UNSTATED_GAP,
    explain,
    explain_in,
    vocabulary,
)

__all__ = ["vocabulary"]

PERFECT = dict.fromkeys(FULL, 1.0)
CLUSTERS = {"europe": {"kind": "cluster"}, "japan": {"kind": "cluster"}}


@pytest.mark.parametrize(
    ("part", "sentence"),
    [
        (Part.TOPICS, TOPICS_GAP),
        (Part.TEXT, TEXT_GAP),
        (Part.EUROPE_SERVED, UNSTATED_GAP),
        (Part.JAPAN_SERVED, UNSTATED_GAP),
        (Part.KIND, KIND_GAP),
        (Part.PRIORITIES, PRIORITIES_GAP),
        (Part.COOPERATION, COOPERATION_GAP),
        (Part.AREAS, AREAS_GAP),
        (Part.SIZE, SIZE_GAP),
    ],
)
def test_each_cause_has_its_sentence_in_each_language(part: Part, sentence: str) -> None:
    found = explain(PERFECT | {part: 0})
    told = {"en": found.gap()}
    for language in OTHERS:
        with translation.override(language):
            told[language] = found.gap()
    assert told["en"] == sentence
    assert len(set(told.values())) == len(told)


@pytest.mark.parametrize(
    ("part", "need", "sentence"),
    [
        (Part.EUROPE_SERVED, "europe_need", "Beta offers little of what Alpha looks for."),
        (Part.JAPAN_SERVED, "japan_need", "Alpha offers little of what Beta looks for."),
    ],
)
def test_an_unmet_need_names_both(part: Part, need: str, sentence: str) -> None:
    found = explain(PERFECT | {part: 0})
    seeker = found.match.europe if need == "europe_need" else found.match.japan
    setattr(found.match, need, make_statement(seeker, "need"))
    assert found.gap() == sentence


def test_the_largest_of_several_gaps_is_told() -> None:
    assert explain(PERFECT | {Part.TOPICS: 0, Part.KIND: 0}).gap() == TOPICS_GAP


def test_what_good_suggestions_do_not_reach_either_is_no_gap() -> None:
    """0.6 of the topics is much in points but more than usual; 0.9 of the kind is less."""
    assert explain(PERFECT | {Part.TOPICS: 0.6, Part.KIND: 0.9}).gap() == KIND_GAP


@pytest.mark.parametrize(
    ("loss", "sentence"), [(-0.021, KIND_GAP), (-0.019, KIND_GAP), (-0.081, ONE_SIDED_GAP)]
)
def test_one_sidedness_is_told_where_it_costs_most(loss: float, sentence: str) -> None:
    assert explain(PERFECT | {Part.KIND: 0, Part.ONE_SIDED: loss}).gap() == sentence


@pytest.mark.parametrize(
    ("europe", "japan", "sentence"),
    [
        ({}, {"energy": 2}, "Alpha gives no priority to this sector."),
        ({"energy": 1}, {"trade": 2}, "Beta gives no priority to this sector."),
    ],
)
def test_in_a_sector_whoever_gives_it_no_priority_is_named(
    europe: dict[str, int], japan: dict[str, int], sentence: str
) -> None:
    sides = {"europe": {"priorities": europe}, "japan": {"priorities": japan}}
    found = explain_in("energy", 0.4, PERFECT, **sides)
    assert found.gap() == sentence
    with translation.override("ja"):
        assert found.gap() != sentence


def test_in_a_sector_that_matters_to_both_the_gap_is_that_of_the_pair() -> None:
    sides = {"europe": {"priorities": {"energy": 2}}, "japan": {"priorities": {"energy": 2}}}
    found = explain_in("energy", 1.0, PERFECT | {Part.TEXT: 0}, **sides)
    assert (found.gap(), found.score) == (TEXT_GAP, pytest.approx(0.74))


def test_two_clusters_are_not_called_different_kinds() -> None:
    assert explain(PERFECT, **CLUSTERS).gap() != KIND_GAP


@pytest.mark.parametrize(
    ("part", "sentence"),
    [(Part.COOPERATION, COOPERATION_GAP), (Part.AREAS, AREAS_GAP), (Part.SIZE, SIZE_GAP)],
)
def test_what_nobody_has_stated_is_not_called_different(part: Part, sentence: str) -> None:
    neutral = {part: 0.5}
    assert explain(PERFECT | neutral, **CLUSTERS).gap() != sentence


def test_equal_priorities_are_not_called_different() -> None:
    """Both give the sector secondary priority: 0.7 of every part is left, 0.5 of priorities."""
    side = {"kind": "cluster", "priorities": {"energy": 1}}
    shares = PERFECT | {Part.PRIORITIES: 0.5}
    found = explain_in("energy", 0.7, shares, europe=side, japan=side)
    assert found.gap() not in {PRIORITIES_GAP, KIND_GAP}
