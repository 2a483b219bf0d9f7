"""Which columns there are, and what the vocabulary is called in cells."""

import pytest
from django.core.exceptions import ValidationError

from profiles.documents import empty_document
from profiles.exchange.columns import FIXED, header_for, is_known, language_of, row_of
from profiles.exchange.documents import read_row
from profiles.exchange.vocabulary import Terms, Vocabulary
from profiles.models import Topic
from tests.makers import make_place, make_sector, make_topic


@pytest.mark.parametrize(
    ("column", "found"),
    [
        ("name_ja", ("name", "ja")),
        ("description_pt", ("description", "pt")),
        ("offers_zh_tw", ("offers", "zh-tw")),
        ("needs_fil", ("needs", "fil")),
        ("offers_topics", None),
        ("needs_language", None),
        ("name", None),
        ("name_", None),
        ("name_japanese", None),
        ("languages", None),
        ("host_ja", None),
    ],
)
def test_columns_of_texts_end_in_a_language(column: str, found: tuple[str, str] | None) -> None:
    assert language_of(column) == found
    assert is_known(column) == (found is not None or column in FIXED)


def test_every_column_stands_once() -> None:
    header = header_for(["en", "ja"])
    assert len(set(header)) == len(header)
    assert set(FIXED) < set(header)
    assert [name for name in header if name.endswith("_ja")] == [
        "name_ja",
        "description_ja",
        "offers_ja",
        "needs_ja",
    ]


def test_an_empty_profile_is_an_empty_row() -> None:
    row = row_of(empty_document(language="ja"))
    assert {name: cell for name, cell in row.items() if cell} == {
        "language": "ja",
        "languages": "ja",
    }
    assert set(row) <= set(header_for(["ja"]))


@pytest.mark.django_db
def test_a_term_has_many_names() -> None:
    make_topic("steel_metals", en="Steel and metals", de="Stahl und Metalle", ja="鉄鋼・金属")
    topics = Terms.of(Topic)
    for name in ("steel_metals", "Steel metals", "STEEL AND METALS", "Stahl und  Metalle"):
        assert topics.one(name) == "steel_metals"
    assert topics.one("鉄鋼・金属") == "steel_metals"
    assert topics.read("Steel and metals; steel_metals") == ["steel_metals"]


@pytest.mark.django_db
def test_a_slip_of_the_pen_is_helped_and_anything_else_is_not() -> None:
    make_topic("hydrogen")
    topics = Terms.of(Topic)
    for wrong, near in {"hydrogene": "hydrogen", "steel": ""}.items():
        with pytest.raises(ValidationError) as caught:
            topics.one(wrong)
        assert caught.value.params == {"term": wrong, "near": near}


@pytest.mark.django_db
def test_every_wrong_term_of_a_cell_is_named() -> None:
    make_topic("hydrogen")
    with pytest.raises(ValidationError) as caught:
        Terms.of(Topic).read("quidditch; hydrogen; curling")
    assert caught.value.messages == [
        "“quidditch” is not in the vocabulary.",
        "“curling” is not in the vocabulary.",
    ]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("cell", "found"),
    [
        ("energy", {"energy": 2}),
        ("energy:main; trade:secondary", {"energy": 2, "trade": 1}),
        ("Energy：Secondary", {"energy": 1}),
        ("", {}),
    ],
)
def test_sectors_have_priorities(cell: str, found: dict[str, int]) -> None:
    make_sector("energy")
    make_sector("trade")
    assert Vocabulary.load().read_sectors(cell) == found


@pytest.mark.django_db
def test_links_that_were_there_stay_in_their_order() -> None:
    make_place("DEA")
    old = empty_document(language="en", kind="region", place="DEA", name="Region")
    x = {"kind": "x", "url": "https://x.com/region"}
    website = {"kind": "website", "url": "https://region.example.org"}
    old["contact"]["links"] = [x, website]
    vocabulary = Vocabulary.load()
    new = "https://www.linkedin.com/company/region"
    document, faults = read_row({"linkedin": new, "host": "State"}, old, vocabulary, line=2)
    assert faults == []
    assert document["contact"]["links"] == [x, website, {"kind": "linkedin", "url": new}]
    document, _faults = read_row({"x": ""}, old, vocabulary, line=2)
    assert document["contact"]["links"] == [website]


@pytest.mark.django_db
def test_what_is_wrong_already_and_not_touched_hinders_nobody() -> None:
    make_place("DEA")
    old = empty_document(language="en", kind="region", place="DEA", name="Region")
    old["organisation"] |= {"identifier_kind": "vat", "identifier": "not a number"}
    old["contact"]["phone"] = "12"
    cells = row_of(old) | {"host": "State"}
    document, faults = read_row(cells, old, Vocabulary.load(), line=2)
    assert (document["organisation"]["host"], faults) == ("State", [])
    _document, faults = read_row({"identifier": "neither"}, old, Vocabulary.load(), line=2)
    assert [fault.column for fault in faults] == ["identifier"]
