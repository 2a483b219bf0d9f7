"""Offers and needs in cells: lines that belong together, and what has no column."""

import pytest
from django.core.exceptions import ValidationError

from profiles.documents import Document
from profiles.exchange.statements import read_statements, write_statements
from profiles.exchange.vocabulary import Vocabulary
from tests.makers import make_cooperation, make_topic

pytestmark = pytest.mark.django_db

VISITS: Document = {
    "language": "ja",
    "texts": {"ja": "見学", "en": "Visits"},
    "topics": ["hydrogen", "wine"],
    "cooperation": ["joint-rd"],
    "is_demonstration": True,
}
WINE: Document = {
    "language": "en",
    "texts": {"en": "Wine"},
    "topics": [],
    "cooperation": [],
    "is_demonstration": False,
}


@pytest.fixture
def vocabulary() -> Vocabulary:
    for slug in ("hydrogen", "wine"):
        make_topic(slug)
    make_cooperation("joint-rd")
    return Vocabulary.load()


def read(
    cells: dict[str, str], vocabulary: Vocabulary, *old: Document, written: str = "en"
) -> list[Document]:
    return read_statements(cells, old, written=written, vocabulary=vocabulary)


def test_every_statement_is_a_line_of_every_column() -> None:
    assert write_statements("offers", [VISITS, WINE]) == {
        "offers_en": "Visits\nWine",
        "offers_ja": "見学",
        "offers_language": "ja\nen",
        "offers_topics": "hydrogen;wine",
        "offers_cooperation": "joint-rd",
        "offers_demonstration": "yes",
    }


def test_a_statement_in_the_middle_without_a_text_in_a_language_keeps_its_line() -> None:
    cells = write_statements("needs", [WINE, VISITS, {**WINE, "texts": {"ja": "酒"}}])
    assert cells["needs_ja"] == "\n見学\n酒"


def test_lines_belong_together(vocabulary: Vocabulary) -> None:
    cells = {
        "en": "Visits | Wine",
        "ja": "見学",
        "topics": "Wine;hydrogen",
        "cooperation": "joint-rd",
        "demonstration": "はい",
        "language": "ja\nen",
    }
    assert read(cells, vocabulary) == [VISITS, WINE]


def test_what_has_no_column_comes_from_the_same_text(vocabulary: Vocabulary) -> None:
    assert read({"en": "Visits\nWine"}, vocabulary, VISITS, WINE) == [VISITS, WINE]
    assert read({"en": "Wine\nVisits"}, vocabulary, VISITS, WINE) == [WINE, VISITS]
    [other] = read({"en": "Visits to us"}, vocabulary, VISITS)
    assert other == {**WINE, "texts": {"en": "Visits to us"}}


def test_another_text_beside_the_same_one_is_another_statement(vocabulary: Vocabulary) -> None:
    [changed] = read({"en": "Visits", "ja": "視察"}, vocabulary, VISITS)
    assert (changed["texts"], changed["topics"]) == ({"en": "Visits", "ja": "視察"}, [])


def test_columns_that_are_there_win(vocabulary: Vocabulary) -> None:
    [found] = read({"en": "Visits", "topics": "", "demonstration": ""}, vocabulary, VISITS)
    assert found == {**VISITS, "topics": [], "is_demonstration": False}


@pytest.mark.parametrize(
    ("texts", "written", "language"),
    [
        ({"en": "Visits", "ja": "見学"}, "ja", "ja"),
        ({"en": "Visits", "ja": "見学"}, "en", "en"),
        ({"fr": "Visites", "ja": "見学"}, "en", "fr"),
    ],
)
def test_a_statement_was_written_in_the_profiles_language_if_it_can_be(
    vocabulary: Vocabulary, texts: dict[str, str], written: str, language: str
) -> None:
    [found] = read(texts, vocabulary, written=written)
    assert found["language"] == language


def test_blank_lines_are_nothing(vocabulary: Vocabulary) -> None:
    assert read({"en": "\n\n", "ja": " | "}, vocabulary) == []
    assert read({"en": "Wine\n\n"}, vocabulary) == [WINE]
    assert read({"en": ""}, vocabulary, VISITS) == []


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        ({"en": "x" * 401}, "en"),
        ({"en": "a", "topics": "quidditch"}, "topics"),
        ({"en": "a", "cooperation": "duel"}, "cooperation"),
        ({"en": "a", "language": "ja"}, "language"),
        ({"en": "a", "language": "klingon"}, "language"),
        ({"topics": "wine"}, ""),
        ({"en": "a|" * 9}, ""),
    ],
)
def test_a_fault_names_the_column_of_its_cell(
    vocabulary: Vocabulary, cells: dict[str, str], column: str
) -> None:
    with pytest.raises(ValidationError) as caught:
        read(cells, vocabulary)
    assert caught.value.params["column"] == column
