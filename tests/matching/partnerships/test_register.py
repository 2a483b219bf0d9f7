"""The public register: whom it shows, by which filters, in how many queries, in what words."""

from typing import Any

import pytest
import time_machine
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from matching.partnerships.models import Partnership
from profiles.models import Profile
from tests.makers import make_profile, make_sector
from tests.matching.introductions.people import World, make_area
from tests.matching.partnerships.making import (
    Kind,
    do_together,
    make_pair,
    make_partnership,
    sign,
    titled,
)
from tests.profiles.reading import elements, languages_of, texts

pytestmark = pytest.mark.django_db
URL = "/en/partnerships/"
LIST_QUERIES = 15


def found(client: Client, **query: str) -> list[Partnership]:
    return [entry.partnership for entry in client.get(URL, query).context["entries"]]


@pytest.fixture
def two() -> tuple[Partnership, Partnership]:
    """A living one in Germany and Fukushima, and a silent sister region in France and Kyoto."""
    europe, japan = make_pair()
    with time_machine.travel("2026-11-26T12:00:00Z", tick=False):
        first = make_partnership(europe, japan)
        sign(first, "2014-02-10", "energy", until="2027-03")
        do_together(first, "2026-05")
        french = make_profile("fr-1", place="FRK2"), make_profile("jp-26", place="JP-26")
        second = make_partnership(*french, kind=Partnership.Kind.SISTER)
        sign(second, "1990", "innovation")
    return first, second


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ({}, [0, 1]),
        ({"kind": "mou"}, [0]),
        ({"kind": "sister"}, [1]),
        ({"sector": "energy"}, [0]),
        ({"place": "DE"}, [0]),
        ({"place": "FR"}, [1]),
        ({"place": "JP-26"}, [1]),
        ({"place": "JP"}, [0, 1]),
        ({"state": "active"}, [1]),
        ({"state": "due"}, [0]),
        ({"health": "lively"}, [0]),
        ({"health": "unknown"}, [1]),
        ({"health": "unknown", "place": "DE"}, []),
    ],
)
@time_machine.travel("2026-11-26T12:00:00Z", tick=False)
def test_the_filters(
    client: Client, two: tuple[Partnership, ...], query: dict[str, str], wanted: list[int]
) -> None:
    assert found(client, **query) == [two[n] for n in wanted]


def test_a_filter_that_is_none_is_named_and_changes_nothing(
    client: Client, two: tuple[Partnership, ...]
) -> None:
    page = client.get(URL, {"kind": "magic"})
    assert [entry.partnership for entry in page.context["entries"]] == list(two)
    assert "magic" in " ".join(texts(page, "ul", "errorlist"))


def test_only_what_holds_today_is_found_by_sector_and_third_country(client: Client) -> None:
    partnership = make_partnership(*make_pair())
    sign(partnership, "2010", "energy")
    later = sign(partnership, "2015", "innovation", kind=Kind.WIDENED)
    later.areas.add(make_area("kenya"))
    assert found(client, sector="energy") == []
    assert found(client, sector="innovation") == [partnership]
    assert found(client, area="kenya") == [partnership]


@pytest.mark.parametrize("who", ["", "charlie", "alice", "dana"])
def test_private_partnerships_are_in_nobodys_register(
    world: World, partnership: Partnership, private: Partnership, who: str
) -> None:
    page = world.client(who).get(URL)
    assert [entry.partnership for entry in page.context["entries"]] == [partnership]
    assert "A secret" not in page.content.decode()


def test_every_pair_of_parties_is_an_arc_on_the_map(client: Client) -> None:
    europe, japan = make_pair()
    bavaria = make_profile("de-by")
    hidden = make_profile("de-x", published=False)
    make_partnership(europe, bavaria, hidden, japan)
    left, right = client.get(URL).context["panels"]
    assert [dot.profile for dot in left.dots] == [europe, bavaria]
    assert (len(left.arcs), len(right.arcs)) == (2, 2)


def test_a_card_says_it_in_words(client: Client, two: tuple[Partnership, ...]) -> None:
    with time_machine.travel("2026-11-26T12:00:00Z", tick=False):
        page = client.get(URL)
    cards = texts(page, "li", "card")
    assert [" ".join(card.split()) for card in cards] == [
        "Renewal due Memorandum of understanding de-nw – jp-07 de-nw · jp-07"
        " Partners since 10 February 2014 Lively · last activity 2026 Energy",
        "Active Sister region fr-1 – jp-26 fr-1 · jp-26 Partners since 1990"
        " No activity documented Innovation",
    ]


@pytest.mark.parametrize(
    ("language", "title", "written"),
    [
        ("en", "Rhine and Aoba", "en"),
        ("de", "Rhein und Aoba", "de"),
        ("fr", "Rhin et Aoba", "fr"),
        ("ja", "ラインと青葉", "ja"),
    ],
)
def test_a_title_stands_in_the_readers_language(
    client: Client, language: str, title: str, written: str
) -> None:
    partnership = make_partnership(*make_pair(), language="de")
    every = {"en": "Rhine and Aoba", "de": "Rhein und Aoba", "fr": "Rhin et Aoba"}
    titled(partnership, **every, ja="ラインと青葉")
    sign(partnership, "2023", "energy")
    page = client.get(f"/{language}/partnerships/")
    assert languages_of(page, title) == [written, written]


def test_without_a_text_of_the_readers_the_original_stands_with_its_language(
    client: Client,
) -> None:
    partnership = titled(make_partnership(*make_pair(), language="ja"), ja="青葉の絆")
    sign(partnership, "2023", "energy")
    assert languages_of(client.get("/fr/partnerships/"), "青葉の絆") == ["ja", "ja"]


def add(europe: Profile, n: int) -> None:
    japan = make_profile(f"jp-{n}", place=f"JP-{n}", texts={"ja": "県", "en": f"Ken {n}"})
    partnership = titled(make_partnership(europe, japan), en=f"Number {n}")
    amendment = sign(partnership, "2010", "energy", until="2030")
    amendment.areas.add(make_area())
    do_together(partnership, "2024", "2025")


def test_three_take_as_many_queries_as_one(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    europe = make_profile("de-nw", priorities={"energy": 2})
    make_sector("energy")
    for numbers in ((10,), (11, 12)):
        for n in numbers:
            add(europe, n)
        with django_assert_num_queries(LIST_QUERIES):
            client.get(URL)


def test_cards_come_by_the_dozen_and_links_keep_the_filters(client: Client) -> None:
    europe = make_profile("de-nw", priorities={"energy": 2})
    for n in range(10, 23):
        add(europe, n)
    query = {"kind": "mou", "page": "2"}
    assert [len(found(client, kind="mou")), len(found(client, **query))] == [12, 1]
    page = client.get(URL, query)
    assert texts(page, "p", "result-count") == ["13 partnerships"]
    assert [a["href"] for a in elements(page, "a", "pagination__step")] == ["?kind=mou&page=1"]


@pytest.mark.parametrize(
    ("query", "title"),
    [
        ({}, "No partnership is registered yet"),
        ({"kind": "sister"}, "No partnership fits all of these filters"),
    ],
)
def test_nothing_to_show_says_why(client: Client, query: dict[str, Any], title: str) -> None:
    assert texts(client.get(URL, query), "h2", "empty__title") == [title]


def test_members_find_their_own_from_here(world: World) -> None:
    mine = "/en/partnerships/mine/"
    assert mine in [it["href"] for it in elements(world.client("alice").get(URL), "a")]
    assert mine not in [it["href"] for it in elements(Client().get(URL), "a")]
