"""Out and in again: nothing is lost, for the real profiles and for any other."""

import io
from collections.abc import Iterable

import pytest
from django.conf import settings
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from profiles.documents import Document, document_of
from profiles.exchange.columns import header_for, row_of
from profiles.exchange.documents import read_row
from profiles.exchange.reading import open_sheet
from profiles.exchange.vocabulary import Vocabulary
from profiles.exchange.writing import csv_chunks, workbook
from profiles.loading.loader import load
from profiles.models import Profile
from profiles.texts import clean_name
from tests.makers import make_cooperation, make_place, make_sector, make_topic

pytestmark = pytest.mark.django_db

LANGUAGES = ("de", "en", "fr", "ja", "pt")
KINDS = ("region", "municipality", "cluster", "agency")
HOSTS = {
    "website": "www.example.org",
    "linkedin": "www.linkedin.com",
    "xing": "www.xing.com",
    "other": "shop.example.org",
}
TOPICS = ("hydrogen", "fermentation", "robotics", "wine")


def written(documents: Iterable[Document], form: str) -> bytes:
    """A file with these contents, one a row."""
    rows = [row_of(document) for document in documents]
    languages = sorted({code for it in documents for code in languages_of(it)})
    header = header_for(languages)
    table = [[row.get(name, "") for name in header] for row in rows]
    if form == "csv":
        return b"".join(csv_chunks(header, table))
    with workbook(header, table) as file:
        return file.read()


def languages_of(document: Document) -> set[str]:
    texts = [document["organisation"]["texts"]]
    texts += [it["texts"] for side in ("offers", "needs") for it in document[side]]
    return {code for found in texts for code in found}


def read_back(content: bytes) -> list[Document]:
    """Every row as a profile that is not there yet."""
    vocabulary = Vocabulary.load()
    found = []
    for line in open_sheet(content).lines():
        document, faults = read_row(line.cells, None, vocabulary, line=line.number)
        assert (line.faults, faults) == ([], [])
        found.append(document)
    return found


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_all_real_profiles_come_back_as_they_went(form: str) -> None:
    load(settings.DATA_DIR)
    documents = [document_of(profile) for profile in Profile.objects.for_page()]
    assert len(documents) == 198
    assert read_back(written(documents, form)) == documents


def test_a_row_over_the_profile_it_came_from_changes_nothing() -> None:
    load(settings.DATA_DIR)
    vocabulary = Vocabulary.load()
    for profile in Profile.objects.for_page():
        document = document_of(profile)
        assert read_row(row_of(document), document, vocabulary, line=2) == (document, [])
        assert read_row({}, document, vocabulary, line=2) == (document, [])


WORDS = st.text(
    st.characters(codec="utf-8", categories=("L", "N", "P", "S"), exclude_characters="\u034f\u2800")
    | st.sampled_from("=+-@|\\;'\"＝ "),
    min_size=1,
    max_size=30,
)


NAMES = WORDS.map(clean_name).filter(bool)
"""As the editor would have kept them."""
LINES = st.lists(NAMES, min_size=1, max_size=3).map("\n".join)
CODES = st.sampled_from(LANGUAGES)


@st.composite
def statements(draw: st.DrawFn) -> Document:
    texts = draw(st.dictionaries(CODES, NAMES | LINES, min_size=1, max_size=3))
    return {
        "language": draw(st.sampled_from(sorted(texts))),
        "texts": texts,
        "topics": [it for it in TOPICS if draw(st.booleans())],
        "cooperation": [it for it in ("joint-rd", "trade-mission") if draw(st.booleans())],
        "is_demonstration": draw(st.booleans()),
    }


@st.composite
def documents(draw: st.DrawFn) -> Document:
    text = st.fixed_dictionaries({"name": NAMES, "description": LINES | st.just("")})
    texts = draw(st.dictionaries(CODES, text, min_size=1, max_size=3))
    links = [
        {"kind": kind, "url": f"https://{host}/{n}/a;b|c"}
        for kind, host in HOSTS.items()
        for n in range(draw(st.integers(0, 1 if kind == "xing" else 2)))
    ]
    return {
        "organisation": {
            "kind": draw(st.sampled_from(KINDS)),
            "legal_status": draw(st.sampled_from(["", *Profile.LegalStatus.values])),
            "host": draw(NAMES | st.just("")),
            "identifier_kind": "registry",
            "identifier": draw(st.sampled_from(["", "HRB 4711", "=1+1", "-7"])),
            "member_count": draw(st.none() | st.integers(0, 5000)),
            "size": draw(st.none() | st.sampled_from(Profile.Size.values)),
            "place": draw(st.sampled_from(["DEA", "JP-07"])),
            "texts": texts,
        },
        "sectors": draw(
            st.dictionaries(st.sampled_from(["energy", "trade"]), st.sampled_from([1, 2]))
        ),
        "topics": draw(st.permutations(TOPICS).map(lambda it: it[:3])),
        "offers": draw(st.lists(statements(), max_size=3)),
        "needs": draw(st.lists(statements(), max_size=3)),
        "areas": [],
        "contact": {
            "email": draw(st.sampled_from(["", "office@example.org"])),
            "phone": draw(st.sampled_from(["", "+81245211111"])),
            "address": draw(LINES | st.just("")),
            "links": links,
            "logo": "",
        },
        "languages": {
            "written": draw(st.sampled_from(sorted(texts))),
            "spoken": draw(st.lists(CODES, min_size=1, max_size=3, unique=True)),
        },
    }


@given(
    contents=st.lists(documents(), min_size=1, max_size=3), form=st.sampled_from(["csv", "xlsx"])
)
@hypothesis_settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_any_profile_comes_back_as_it_went(contents: list[Document], form: str) -> None:
    make_place("DEA")
    make_place("JP-07")
    for slug in TOPICS:
        make_topic(slug)
    for slug in ("energy", "trade"):
        make_sector(slug)
    for slug in ("joint-rd", "trade-mission"):
        make_cooperation(slug)
    assert read_back(written(contents, form)) == contents


def test_a_workbook_can_be_opened_again() -> None:
    with workbook(["id"], [["1"]]) as file:
        assert open_sheet(io.BytesIO(file.read()).getvalue()).header == ["id"]
