"""The directory's filters, as query strings: what they keep, and what they make of rubbish."""

import pytest
from django.http import QueryDict
from django.utils import translation

from profiles.filters import ProfileFilter, language_choices, place_choices, topic_choices
from profiles.models import Profile
from tests.makers import make_profile, make_sectors, make_topic

pytestmark = pytest.mark.django_db

EVERYBODY = ["de-by", "de-nw", "jp-07"]


@pytest.fixture(autouse=True)
def people() -> None:
    make_sectors()
    make_profile(
        "de-nw",
        language="de",
        texts={"de": "Köln"},
        topics=["hydrogen"],
        priorities={"energy": 2},
    )
    make_profile("de-by", kind="cluster", place="DE2", languages=["en", "it"], topics=["sake"])
    make_profile("jp-07", language="ja", topics=["sake"], priorities={"energy": 1})
    make_profile("fr-draft", place="FR1", languages=["fr"], published=False)


def kept(query: str) -> list[str]:
    found = ProfileFilter(QueryDict(query), Profile.objects.published()).qs
    return sorted(found.values_list("key", flat=True))


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", EVERYBODY),
        ("q=koln", ["de-nw"]),
        ("side=japan", ["jp-07"]),
        ("side=europe", ["de-by", "de-nw"]),
        ("kind=cluster", ["de-by"]),
        ("place=DE", ["de-by", "de-nw"]),
        ("place=JP-07", ["jp-07"]),
        ("sector=energy", ["de-nw", "jp-07"]),
        ("topic=sake", ["de-by", "jp-07"]),
        ("language=it", ["de-by"]),
        ("side=europe&topic=sake", ["de-by"]),
        ("side=japan&topic=hydrogen", []),
        ("q=&side=&kind=&place=&sector=&topic=&language=", EVERYBODY),
        ("page=2&utm_source=mail", EVERYBODY),
    ],
)
def test_filters(query: str, found: list[str]) -> None:
    assert kept(query) == found


RUBBISH = [
    "side=mars",
    "side=null",
    "kind=<script>",
    "place=XX",
    "place=FR",
    "sector='; DROP TABLE profiles_profile; --",
    "sector=energy%00",
    "topic=__all__",
    "topic=99999999999999999999",
    "language=%F0%9F%A6%84",
    f"q={'a' * 101}",
    "q=%00",
    "side[]=japan",
    "&&==&=%",
]


@pytest.mark.parametrize("query", RUBBISH)
def test_rubbish_filters_nothing(query: str) -> None:
    assert kept(query) == EVERYBODY


def test_rubbish_leaves_the_other_filters_alone() -> None:
    assert kept("side=japan&sector=mars") == ["jp-07"]


def test_places_are_those_of_published_profiles() -> None:
    assert place_choices() == [
        ("Countries", [("DE", "DE"), ("JP", "JP")]),
        ("Prefectures", [("JP-07", "JP-07")]),
    ]


def test_languages_are_those_of_published_profiles() -> None:
    with translation.override("de"):
        assert language_choices() == [
            ("de", "Deutsch"),
            ("en", "Englisch"),
            ("it", "Italienisch"),
            ("ja", "Japanisch"),
        ]


def test_topics_stand_under_their_groups() -> None:
    make_topic("beer", group="food", ja="ビール")
    with translation.override("ja"):
        assert topic_choices() == [
            ("Energy environment", [("hydrogen", "Hydrogen"), ("sake", "Sake")]),
            ("Food", [("beer", "ビール")]),
        ]
