"""Every fault of the data file has a place; what is well formed has none."""

from copy import deepcopy
from typing import Any

import pytest

from matching.partnerships.reading import Check, Known, canonical
from tests.matching.partnerships.making import ENTRY, entry

KNOWN = Known(
    sides={"de-nw": "europe", "jp-07": "japan", "jp-08": "japan"},
    sectors={"energy", "innovation"},
    topics={"hydrogen"},
    areas={"kenya"},
)
PERSON = ENTRY["signatories"][0]
GOAL = ENTRY["goals"][0]
ACTIVITY = ENTRY["activities"][0]


def faults(**changes: Any) -> list[str]:
    found = Check(entry(**changes), "nrw", KNOWN).faults()
    return [f"{place}: {message}" for place, message in found]


def test_the_entry_of_the_tests_has_none() -> None:
    assert faults() == []


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        (
            {"signatories": [PERSON | {"party": 3}]},
            ["signatories[0].party: there is no parties[3]"],
        ),
        (
            {"signatories": [PERSON | {"amendment": 2}]},
            ["signatories[0].amendment: there is no amendments[2]"],
        ),
        ({"signatories": [PERSON | {"amendment": None}]}, []),
        (
            {"signatories": [PERSON | {"family_name": ""}]},
            ["signatories[0].family_name: must not be empty"],
        ),
        ({"signatories": [PERSON | {"given_name": ""}]}, []),
        (
            {"signatories": [PERSON | {"office": "x" * 201}]},
            ["signatories[0].office: has 201 characters, 200 are allowed"],
        ),
        (
            {"signatories": [PERSON | {"since": "2020"}]},
            ["signatories[0].since: “2020” must be a day"],
        ),
        ({"signatories": [PERSON | {"since": "2020-02-01", "until": "2021-02-01"}]}, []),
        (
            {"signatories": [PERSON | {"succeeds": 0}]},
            ["signatories[0].succeeds: points to nobody above"],
        ),
        ({"signatories": [PERSON, PERSON | {"succeeds": 0}]}, []),
        ({"signatories": [PERSON | {"mail": "a"}]}, ["signatories[0].mail: is not known"]),
    ],
)
def test_signatories(changes: dict[str, Any], found: list[str]) -> None:
    assert faults(**changes) == [f"nrw, {it}" for it in found]


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({"goals": [GOAL | {"due_on": None, "party": None}]}, []),
        (
            {"goals": [GOAL | {"due_on": "2040-00"}]},
            ["goals[0].due_on: “2040-00” is not in the calendar"],
        ),
        ({"goals": [GOAL | {"reached_on": "2030-01-01"}]}, []),
        (
            {"goals": [GOAL | {"reached_on": "2030"}]},
            ["goals[0].reached_on: “2030” must be a day"],
        ),
        ({"goals": [GOAL | {"text": {"en": " "}}]}, ["goals[0].text.en: must not be empty"]),
        (
            {"goals": [GOAL | {"source": "ftp://example.org"}]},
            ["goals[0].source: “ftp://example.org” is not an address of the web"],
        ),
    ],
)
def test_goals(changes: dict[str, Any], found: list[str]) -> None:
    assert faults(**changes) == [f"nrw, {it}" for it in found]


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        (
            {"activities": [ACTIVITY | {"kind": "song"}]},
            ["activities[0].kind: “song” is not known"],
        ),
        (
            {"activities": [ACTIVITY | {"on": "May 2020"}]},
            ["activities[0].on: “May 2020” is not a year, month or day: 2014, 2014-02, 2014-02-28"],
        ),
        (
            {"activities": [ACTIVITY | {"text": {"de": "x" * 2001}}]},
            ["activities[0].text.de: has 2001 characters, 2000 are allowed"],
        ),
        (
            {"sources": [ENTRY["sources"][0], ENTRY["sources"][0]]},
            ["sources[1].url: stands here twice"],
        ),
        (
            {"sources": [{"url": "https://example.org", "title": 3}]},
            ["sources[0].title: is not a text"],
        ),
        ({"is_thematic": "yes"}, ["is_thematic: must be true or false"]),
        ({"key": "x" * 81}, ["key: has 81 characters, 80 are allowed"]),
        ({"texts": []}, ["texts: must be an object"]),
        (
            {"parties": [{"profile": "de-nw"}, {"profile": "jp-07"}, {"profile": "jp-07"}]},
            ["parties: somebody stands here twice"],
        ),
        (
            {
                "parties": [
                    {"profile": "de-nw"},
                    {"profile": "jp-07"},
                    {"name": "A", "side": "moon"},
                ]
            },
            ["parties[2].side: “moon” is not known"],
        ),
    ],
)
def test_the_rest(changes: dict[str, Any], found: list[str]) -> None:
    assert faults(**changes) == [f"nrw, {it}" for it in found]


def test_all_faults_are_told_at_once() -> None:
    first, second = deepcopy(ENTRY["amendments"])
    changed = [first | {"kind": "sung", "source": "x"}, second | {"areas": ["moon"]}]
    assert faults(kind="magic", amendments=changed) == [
        "nrw, kind: “magic” is not known",
        "nrw, amendments[0].kind: “sung” is not known",
        "nrw, amendments[0].source: “x” is not an address of the web",
        "nrw, amendments[1].areas: “moon” is not known",
    ]


def test_what_is_the_same_is_written_the_same() -> None:
    first, second = deepcopy(ENTRY["amendments"])
    turned = entry(pairs=[], amendments=[first, second | {"sectors": ["energy", "innovation"]}])
    assert canonical(turned) == canonical(ENTRY)
    assert "pairs" not in canonical(ENTRY)
