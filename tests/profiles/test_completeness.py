"""The meter, by hand: 15 description, 10 sectors, 25 topics, 20 offers, 20 needs, 5 + 5."""

from typing import Any

import pytest

from profiles.completeness import completeness
from profiles.documents import Document, empty_document


def statement(topics: int = 1, cooperation: int = 1) -> dict[str, Any]:
    return {
        "language": "en",
        "texts": {"en": "We share."},
        "topics": ["hydrogen"] * topics,
        "cooperation": ["joint-rd"] * cooperation,
        "is_demonstration": False,
    }


def full(language: str = "en") -> Document:
    document = empty_document(language=language, kind="region", place="DEA", name="Here")
    document["organisation"]["texts"][language]["description"] = "a" * 400
    document["sectors"] = {"energy": 2, "trade": 1}
    document["topics"] = ["a", "b", "c", "d", "e"]
    document["offers"] = [statement(), statement()]
    document["needs"] = [statement(), statement()]
    document["areas"] = ["africa"]
    return document


def told(document: Document) -> tuple[int, list[tuple[str, int]]]:
    found = completeness(document)
    return found.percent, [(it.section, it.gain) for it in found.advice]


def test_whoever_says_everything_is_told_nothing() -> None:
    assert told(full()) == (100, [])


def test_an_empty_profile_has_everything_before_it() -> None:
    empty = empty_document(language="en")
    assert told(empty) == (
        0 + 5,  # English is read: nothing to gain there
        [
            ("topics", 25),
            ("offers", 20),
            ("needs", 20),
            ("organisation", 15),
            ("sectors", 10),
            ("areas", 5),
        ],
    )


@pytest.mark.parametrize(
    ("text", "gain"),
    [("", 15), ("a" * 200, 8), ("あ" * 100, 8), ("a" * 399, 1), ("あ" * 200, 0), ("a" * 900, 0)],
)
def test_a_longer_description_counts_by_its_width(text: str, gain: int) -> None:
    document = full()
    document["organisation"]["texts"]["en"]["description"] = text
    assert told(document) == (100 - gain, [("organisation", gain)] if gain else [])


def test_the_longest_description_counts() -> None:
    document = full()
    document["organisation"]["texts"]["ja"] = {"name": "", "description": "短い"}
    assert told(document) == (100, [])


@pytest.mark.parametrize(
    ("count", "said"),
    [
        (4, ["Add one more topic: at least five specific ones help most."]),
        (2, ["Add 3 more topics: at least five specific ones help most."]),
        (5, []),
        (15, []),
    ],
)
def test_five_topics_are_worth_five_points_each(count: int, said: list[str]) -> None:
    document = full()
    document["topics"] = [f"topic-{n}" for n in range(count)]
    found = completeness(document)
    assert [str(it.text) for it in found.advice] == said
    assert found.percent == 100 - 5 * max(5 - count, 0)


@pytest.mark.parametrize("section", ["offers", "needs"])
@pytest.mark.parametrize(
    ("statements", "gains"),
    [
        ([], [20]),
        ([statement()], [10]),
        ([statement(topics=0)], [10, 3]),
        ([statement(topics=0), statement(topics=0)], [6]),
        ([statement(), statement(cooperation=0)], [3]),
        ([statement(0, 0), statement(0, 0)], [6, 6]),
        ([statement(), statement(), statement(0, 0)], []),
    ],
)
def test_the_first_two_offers_and_needs_count(
    section: str, statements: list[dict[str, Any]], gains: list[int]
) -> None:
    document = full()
    document[section] = statements
    assert told(document) == (100 - sum(gains), [(section, gain) for gain in gains])


@pytest.mark.parametrize(
    ("sectors", "gain"),
    [
        ({}, 10),
        ({"energy": 1}, 10),
        ({"energy": 2}, 0),
        ({"energy": 2, "trade": 2, "industry": 2}, 0),
        ({"energy": 2, "trade": 2, "industry": 2, "tourism": 2}, 10),
    ],
)
def test_one_to_three_main_sectors(sectors: dict[str, int], gain: int) -> None:
    document = full()
    document["sectors"] = sectors
    assert completeness(document).percent == 100 - gain


@pytest.mark.parametrize(
    ("written", "others", "gain"),
    [("fi", (), 5), ("fi", ("sv",), 5), ("fi", ("en",), 0), ("fi", ("ja",), 0), ("ja", (), 0)],
)
def test_who_writes_what_the_score_cannot_read_is_told(
    written: str, others: tuple[str, ...], gain: int
) -> None:
    document = full(written)
    for other in others:
        document["organisation"]["texts"][other] = {"name": "", "description": "Text"}
    assert told(document) == (100 - gain, [("organisation", gain)] if gain else [])


def test_a_target_area() -> None:
    assert told(full() | {"areas": []}) == (95, [("areas", 5)])
