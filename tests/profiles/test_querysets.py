"""Each adjective of `Profile.objects`, with profiles that it must leave out."""

import unicodedata
from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from profiles.models import Profile
from profiles.querysets import ProfileQuerySet
from profiles.states import Status
from tests.makers import add_topics, make_place, make_profile, make_statement, make_topic

pytestmark = pytest.mark.django_db


def keys(profiles: ProfileQuerySet) -> list[str]:
    return sorted(profiles.values_list("key", flat=True))


def test_published() -> None:
    for status in Status:
        make_profile(status, published=False, status=status)
    assert keys(Profile.objects.published()) == ["published", "stale"]


def test_on_side() -> None:
    make_profile("de-nw")
    make_profile("jp-07")
    assert keys(Profile.objects.on_side("europe")) == ["de-nw"]
    assert keys(Profile.objects.on_side("japan")) == ["jp-07"]


def test_within() -> None:
    """`FR1` and `DK` begin with letters of others, and `DEA1` lies two levels down."""
    for code in ("DE", "DEA", "DEA1", "DEB", "DK0", "JP-07", "JP-01"):
        make_place(code)
        make_profile(code.lower(), place=code, side="japan" if code[0] == "J" else "europe")
    assert keys(Profile.objects.within("DE")) == ["de", "dea", "dea1", "deb"]
    assert keys(Profile.objects.within("DEA")) == ["dea", "dea1"]
    assert keys(Profile.objects.within("JP")) == ["jp-01", "jp-07"]
    assert keys(Profile.objects.within("JP-07")) == ["jp-07"]


def test_in_sector() -> None:
    make_profile("a", priorities={"energy": 2, "trade": 1})
    make_profile("b", priorities={"energy": 1})
    make_profile("c", priorities={"trade": 2})
    assert keys(Profile.objects.in_sector("energy")) == ["a", "b"]
    assert keys(Profile.objects.in_sector("energy").in_sector("trade")) == ["a"]


def test_on_topic() -> None:
    make_profile("a", topics=["hydrogen", "sake"])
    make_profile("b", topics=["hydrogen"])
    make_profile("c", topics=["sake"])
    assert keys(Profile.objects.on_topic("hydrogen")) == ["a", "b"]
    assert keys(Profile.objects.on_topic("hydrogen").on_topic("sake")) == ["a"]


def test_speaking() -> None:
    make_profile("a", languages=["de", "en"])
    make_profile("b", languages=["de"])
    make_profile("c", languages=["den"])
    assert keys(Profile.objects.speaking("de")) == ["a", "b"]
    assert keys(Profile.objects.speaking("en")) == ["a"]


def test_newest() -> None:
    """Newest first, and of equals the one that was written last."""
    now = timezone.now()
    for key, days in (("old", 2), ("new", 0), ("middle", 1), ("middle 2", 1)):
        make_profile(key, published=False, published_at=now - timedelta(days=days))
    newest = Profile.objects.newest().values_list("key", flat=True)
    assert list(newest) == ["new", "middle 2", "middle", "old"]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("Köln", ["cologne"]),
        ("koln", ["cologne"]),
        ("KÖLN", ["cologne"]),
        ("ile de france", ["paris"]),
        ("发", []),
        ("発酵", ["fermented"]),
        ("食品産業", ["fermented"]),
        ("wasserstoff", ["cologne", "paris"]),
        ("WASSER stoff", ["cologne", "paris"]),
        ("水素", ["cologne", "paris"]),
        ("hydrogene region", ["cologne"]),
        ("region hydrogene", ["cologne"]),
        ("region\u3000hydrogene", ["cologne"]),
        ("region sake", []),
        ("paris brewery", []),
        ("100%", ["percent"]),
        ("100_", []),
        ("\\", []),
        ("it's", ["percent"]),
        ("  ", ["cologne", "fermented", "paris", "percent"]),
    ],
)
def test_mentioning(words: str, found: list[str]) -> None:
    make_topic("hydrogen", en="Hydrogen", de="Wasserstoff", fr="Hydrogène", ja="水素")
    make_profile(
        "cologne", texts={"de": "Köln", "en": ("Cologne", "A region.")}, topics=["hydrogen"]
    )
    make_profile("paris", texts={"fr": "Île-de-France"}, topics=["hydrogen"])
    make_profile("fermented", texts={"ja": ("山形県", "地域発酵食品産業の中心です。")})
    make_profile("percent", texts={"en": ("Graz", "It's 100% green.")})
    assert keys(Profile.objects.mentioning(words)) == found


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("Köln", unicodedata.normalize("NFD", "Köln")),
        ("AI 2040", "ＡＩ　２０４０"),
        ("が町", unicodedata.normalize("NFD", "が町")),
        ("バイオ", "ﾊﾞｲｵ"),
    ],
)
def test_mentioning_in_other_forms_of_the_same_letters(name: str, typed: str) -> None:
    """Marks may come apart from their letters (NFD); Japanese is typed wide and narrow."""
    make_profile("found", texts={"en": name})
    make_profile("other", texts={"en": "Kassel か 2041"})
    assert keys(Profile.objects.mentioning(typed)) == ["found"]


@pytest.mark.parametrize(("loaded_for", "queries"), [("cards", 4), ("comparison", 7), ("page", 12)])
def test_what_is_loaded_for_a_page(
    django_assert_num_queries: DjangoAssertNumQueries,
    loaded_for: str,
    queries: int,
) -> None:
    """Everything the page shows comes with a fixed number of queries."""
    for number in range(3):
        profile = make_profile(f"de-{number}", priorities={"energy": 2, "trade": 1})
        add_topics(profile, ["hydrogen", "sake"])
        for text in ("One.", "Two."):
            make_statement(profile, text=text, topics=["sake"], cooperation=["joint-rd"])
    with django_assert_num_queries(queries):
        for profile in getattr(Profile.objects, f"for_{loaded_for}")():
            assert (profile.name, profile.place.country.name) == (profile.key, "DE")
            assert [row.sector.slug for row in profile.priorities.all()] == ["energy", "trade"]
            if loaded_for != "cards":
                assert [row.topic.slug for row in profile.topic_rows.all()] == ["hydrogen", "sake"]
                assert list(profile.target_areas.all()) == []
            if loaded_for == "page":
                assert [str(offer) for offer in profile.offers] == ["One.", "Two."]
                assert [str(topic) for topic in profile.offers[0].topics.all()] == ["Sake"]
