"""The checklist of every kind, point by point."""

from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest

from profiles.checklists import ENOUGH_MEMBERS, JUDGED, checklist, is_emerging, unmet, width
from profiles.documents import Document, empty_document

ENOUGH = "We ferment soy, rye and barley, and look for partners who would like to do the same. " * 2
JAPANESE = "発酵食品企業と大学、公設試験場をつなぎ、海外の地域との共同研究を求めています。" * 2
BODIES = [
    ("region", "FRC1"),
    ("municipality", "FRC1"),
    ("prefecture", "JP-43"),
    ("region", "JP-43"),
]
BODIES.append(("municipality", "JP-43"))

BASIC = ["name", "description", "sector", "topics", "offer", "need", "contact"]
REQUIRED = {
    ("region", "FRC1"): [*BASIC, "public"],
    ("municipality", "FRC1"): [*BASIC, "public"],
    ("cluster", "FRC1"): [*BASIC, "status", "host", "number", "website"],
    ("agency", "FRC1"): [*BASIC, "status", "host", "number", "website"],
    ("prefecture", "JP-43"): [*BASIC, "public"],
    ("region", "JP-43"): [*BASIC, "public"],
    ("municipality", "JP-43"): [*BASIC, "public"],
    ("cluster", "JP-43"): [*BASIC, "status", "host"],
    ("agency", "JP-43"): [*BASIC, "status", "host", "number"],
}
WISHED = {
    ("cluster", "FRC1"): ["members"],
    ("agency", "FRC1"): [],
    ("cluster", "JP-43"): ["website", "number"],
}
"""All others: a website."""
KINDS = list(REQUIRED)


def whole(kind: str, place: str, **organisation: Any) -> Document:
    """A document with everything that any checklist asks for."""
    language = "ja" if place.startswith("JP") else "en"
    document = empty_document(language=language, kind=kind, place=place, name="Name")
    text = JAPANESE if language == "ja" else ENOUGH
    document["organisation"] |= {
        "texts": {language: {"name": "Name", "description": text}},
        "legal_status": "public_body" if (kind, place) in BODIES else "legal_entity",
        "identifier_kind": "registry",
        "identifier": "RNA W212003456",
        "member_count": 40,
        **organisation,
    }
    document |= {"sectors": {"industry": 2}, "topics": ["a", "b", "c"]}
    document |= {"offers": [{"texts": {}}], "needs": [{"texts": {}}]}
    website = {"kind": "website", "url": "https://cluster.example.org"}
    document["contact"] |= {"email": "office@cluster.example.org", "links": [website]}
    return document


def blank(name: str) -> Callable[[Document], object]:
    def change(document: Document) -> None:
        for text in document["organisation"]["texts"].values():
            text[name] = ""

    return change


def stated(**organisation: Any) -> Callable[[Document], object]:
    return lambda it: it["organisation"].update(organisation)


X = {"kind": "x", "url": "https://x.com/cluster"}
TAKEN_AWAY: dict[str, Callable[[Document], object]] = {
    "name": blank("name"),
    "description": blank("description"),
    "sector": lambda it: it.update(sectors={"industry": 1}),
    "topics": lambda it: it.update(topics=["a", "b"]),
    "offer": lambda it: it.update(offers=[]),
    "need": lambda it: it.update(needs=[]),
    "contact": lambda it: it["contact"].update(email=""),
    "website": lambda it: it["contact"].update(links=[X]),
    "status": stated(legal_status=""),
    "public": stated(legal_status=""),
    "host": stated(legal_status="hosted", host=""),
    "number": stated(identifier=""),
    "members": stated(member_count=ENOUGH_MEMBERS - 1),
}


def without(document: Document, point: str) -> Document:
    """The same document without what this point asks for."""
    less = deepcopy(document)
    TAKEN_AWAY[point](less)
    return less


@pytest.mark.parametrize(("kind", "place"), KINDS)
def test_a_whole_document_passes(kind: str, place: str) -> None:
    assert unmet(whole(kind, place)) == []


@pytest.mark.parametrize(("kind", "place"), KINDS)
def test_an_empty_document_misses_nearly_everything(kind: str, place: str) -> None:
    """Only what depends on an answer not given yet is not asked for."""
    missing = [point.key for point in unmet(empty_document(language="en", kind=kind, place=place))]
    assert missing == [it for it in REQUIRED[kind, place] if it not in ("host", "number")]


@pytest.mark.parametrize(
    ("kind", "place", "point"), [(*kind, point) for kind in KINDS for point in REQUIRED[kind]]
)
def test_each_missing_point_is_named(kind: str, place: str, point: str) -> None:
    missing = unmet(without(whole(kind, place), point))
    assert [it.key for it in missing] == [point]
    assert str(missing[0].label)


@pytest.mark.parametrize(("kind", "place"), KINDS)
def test_the_list_is_required_wished_judged(kind: str, place: str) -> None:
    points = checklist(whole(kind, place))
    assert [it.key for it in points if it.is_required] == REQUIRED[kind, place]
    wished = [it for it in points if not (it.is_required or it.is_judged)]
    assert [it.key for it in wished] == WISHED.get((kind, place), ["website"])
    assert [it.key for it in points if it.is_judged] == [key for key, _label in JUDGED]
    sections = {it.section for it in points if not it.is_judged}
    assert sections <= set(whole(kind, place))


@pytest.mark.parametrize(("kind", "place"), KINDS)
def test_what_is_wished_for_does_not_hinder(kind: str, place: str) -> None:
    document = whole(kind, place)
    for point in WISHED.get((kind, place), ["website"]):
        document = without(document, point)
    assert unmet(document) == []


def test_a_japanese_project_cluster_without_legal_entity_passes() -> None:
    hosted = {"legal_status": "hosted", "host": "熊本県", "identifier_kind": "", "identifier": ""}
    document = whole("cluster", "JP-43", **hosted, member_count=None)
    assert (unmet(document), is_emerging(document)) == ([], False)


def test_a_european_cluster_that_is_hosted_needs_a_host_and_no_number() -> None:
    hosted = {"legal_status": "hosted", "identifier_kind": "", "identifier": ""}
    assert unmet(whole("cluster", "FRC1", **hosted, host="City of Dijon")) == []
    assert [it.key for it in unmet(whole("cluster", "FRC1", **hosted))] == ["host"]


@pytest.mark.parametrize(
    ("kind", "place", "members", "emerging"),
    [
        ("cluster", "FRC1", 8, True),
        ("cluster", "FRC1", 14, True),
        ("cluster", "FRC1", 15, False),
        ("cluster", "FRC1", None, True),
        ("cluster", "JP-43", 8, False),
        ("agency", "FRC1", 8, False),
        ("region", "FRC1", None, False),
    ],
)
def test_a_small_european_cluster_is_emerging_and_passes(
    kind: str, place: str, members: int | None, emerging: bool
) -> None:
    document = whole(kind, place, member_count=members)
    assert (unmet(document), is_emerging(document)) == ([], emerging)


@pytest.mark.parametrize(
    ("kind", "number", "is_valid"),
    [
        ("corporate_number", "7000012050002", True),
        ("corporate_number", "7000012050003", False),
        ("vat", "FR40303265045", True),
        ("vat", "FR40303265046", False),
        ("registry", "RNA W212003456", True),
        ("registry", "", False),
        ("", "12345", False),
    ],
)
def test_a_number_counts_when_its_check_digit_is_right(
    kind: str, number: str, is_valid: bool
) -> None:
    document = whole("cluster", "FRC1", identifier_kind=kind, identifier=number)
    assert [it.key for it in unmet(document)] == ([] if is_valid else ["number"])


def test_a_name_has_to_be_in_the_language_it_is_written_in() -> None:
    document = whole("cluster", "JP-43")
    document["organisation"]["texts"] = {"en": {"name": "Cluster", "description": ENOUGH}}
    assert [it.key for it in unmet(document)] == ["name"]


@pytest.mark.parametrize(
    ("text", "is_enough"),
    [
        ("x" * 119, False),
        ("x" * 120, True),
        ("発" * 59, False),
        ("発" * 60, True),
        (" " * 120, False),
    ],
)
def test_how_much_a_description_has_to_say(text: str, is_enough: bool) -> None:
    document = whole("region", "FRC1")
    document["organisation"]["texts"]["en"]["description"] = text
    assert [it.key for it in unmet(document)] == ([] if is_enough else ["description"])


def test_wide_characters_count_twice() -> None:
    assert [width(it) for it in ("abc", "発酵", "ａｂ", "ｱｲ", " a ")] == [3, 4, 4, 2, 1]


def test_an_unknown_kind_is_held_against_the_strictest_list() -> None:
    document = whole("prefecture", "FRC1", legal_status="")
    assert [it.key for it in unmet(document)] == ["status"]
