"""The list of webinars, a series' page, the section on the home page."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from events.models import Series, Webinar
from events.states import State
from tests.events.making import make_webinar
from tests.makers import make_sector, make_sectors, make_user
from tests.profiles.reading import elements, html_of, languages_of, texts

pytestmark = pytest.mark.django_db
URL = "/en/webinars/"
LIST_QUERIES, SERIES_QUERIES = 13, 10
NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
NASTY = "A; B, C\n<script>alert(1)</script> & “D”"


def make_past(title: str = "Past", days: int = 30, **fields: object) -> Webinar:
    starts_at = timezone.now() - timedelta(days=days)
    return make_webinar(title, state=State.DONE, starts_at=starts_at, **fields)


def listed(client: Client, address: str = URL, **query: str) -> tuple[list[str], ...]:
    """Titles: the large one, those after it, the past ones."""
    answer = client.get(address, query)
    listing = answer.context["listing"]
    return (
        texts(answer, "h2", "next-webinar__title"),
        [it.title for it in listing.upcoming],
        [it.title for it in listing.past] if listing.past else [],
    )


def test_the_next_one_is_large_the_others_follow_the_past_comes_last(client: Client) -> None:
    for days, title in ((20, "Second"), (9, "First"), (40, "Third")):
        make_webinar(title, starts_at=timezone.now() + timedelta(days=days))
    make_past("Older", days=60)
    make_past("Newer", days=30)
    assert listed(client) == (["First"], ["Second", "Third"], ["Newer", "Older"])


def test_what_is_live_is_the_next_one(client: Client) -> None:
    make_webinar("Later")
    begun = timezone.now() - timedelta(minutes=10)
    make_webinar("Now", state=State.LIVE, starts_at=begun)
    assert listed(client) == (["Now"], ["Later"], [])


def test_what_was_ended_early_is_past(client: Client) -> None:
    begun = timezone.now() - timedelta(minutes=10)
    make_webinar("Ended", state=State.DONE, starts_at=begun)
    assert listed(client) == ([], [], ["Ended"])


def test_drafts_appear_nowhere(client: Client) -> None:
    series = Series.objects.create(slug="secret")
    series.texts.create(language="en", title="Secret series")
    make_webinar("Secret", state=State.DRAFT, series=series)
    make_past("Known")
    for address in (URL, "/en/", "/en/webinars/subscribe/", "/en/webinars/embed/"):
        assert "Secret" not in html_of(client.get(address)), address
    assert client.get("/en/webinars/series/secret/").status_code == 404


def test_what_is_cancelled_stays_in_the_list_until_its_day_is_over(client: Client) -> None:
    """Never large, and never among those that took place."""
    cancelled = make_webinar("Cancelled", state=State.CANCELLED, spoken=["en"])
    assert listed(client) == ([], ["Cancelled"], [])
    assert "No webinar fits" not in html_of(client.get(URL, {"language": "en"}))
    make_webinar("After", starts_at=cancelled.starts_at + timedelta(days=1))
    assert listed(client) == (["After"], ["Cancelled"], [])
    answer = client.get(URL)
    assert texts(answer, "h2")[-1] == "Still to come"
    assert texts(answer, "span", "wstate--cancelled") == ["Cancelled"]
    with time_machine.travel(cancelled.ends_at):
        assert listed(client) == (["After"], [], [])


def test_so_it_stays_on_the_page_of_its_series(client: Client) -> None:
    series = Series.objects.create(slug="examples")
    cancelled = make_webinar("Cancelled", state=State.CANCELLED, series=series)
    address = "/en/webinars/series/examples/"
    assert texts(client.get(address), "h3", "webinar__title") == ["Cancelled"]
    with time_machine.travel(cancelled.ends_at):
        assert texts(client.get(address), "h3", "webinar__title") == []


@pytest.fixture
def three() -> None:
    make_sectors()
    series = Series.objects.create(slug="examples")
    series.texts.create(language="en", title="Project examples")
    first = make_webinar("Wind", spoken=["en"], interpreted=["ja"], series=series)
    first.sectors.add(make_sector("energy"))
    make_webinar(
        "Castles", spoken=["de"], starts_at=timezone.now() + timedelta(days=50)
    ).sectors.add(make_sector("tourism"))
    make_past("Tea", spoken=["ja"], series=series).sectors.add(make_sector("tourism"))


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ({}, (["Wind"], ["Castles"], ["Tea"])),
        ({"sector": "energy"}, (["Wind"], [], [])),
        ({"sector": "tourism"}, (["Castles"], [], ["Tea"])),
        ({"language": "ja"}, (["Wind"], [], ["Tea"])),
        ({"language": "de"}, (["Castles"], [], [])),
        ({"series": "examples"}, (["Wind"], [], ["Tea"])),
        ({"when": "upcoming"}, (["Wind"], ["Castles"], [])),
        ({"when": "past"}, ([], [], ["Tea"])),
        ({"when": "past", "language": "ja", "sector": "tourism"}, ([], [], ["Tea"])),
        ({"sector": "magic"}, (["Wind"], ["Castles"], ["Tea"])),
    ],
)
def test_filters(client: Client, three: None, query: dict, wanted: tuple) -> None:
    assert listed(client, **query) == wanted


def test_filters_offer_what_there_is_by_its_name(client: Client, three: None) -> None:
    make_webinar("Secret", state=State.DRAFT, spoken=["fi"])
    options = [it["value"] for it in elements(client.get("/de/webinars/"), "option")]
    assert [it for it in options if len(it) == 2] == ["de", "en", "ja"]
    assert texts(client.get("/de/webinars/"), "option")[-8:-3] == [
        *("Deutsch", "Englisch", "Japanisch"),
        *("Alle Reihen", "Project examples"),
    ]


def test_the_choice_goes_along_to_month_and_feeds(client: Client, three: None) -> None:
    answer = client.get(URL, {"sector": "energy", "language": "ja", "when": "past"})
    links = [it["href"] for it in elements(answer, "a") if "language=ja" in it["href"]]
    today = timezone.localdate()
    chosen = "?sector=energy&language=ja"
    assert [it for it in links if it.startswith("/en/")] == [
        f"/en/webinars/{chosen}",
        f"/en/webinars/{today.year}/{today.month}/{chosen}",
        f"/en/webinars/subscribe/{chosen}",
    ]


@pytest.mark.parametrize(
    ("query", "title"),
    [
        ({}, "No webinar is announced at the moment"),
        ({"when": "upcoming"}, "No webinar is announced at the moment"),
        ({"sector": "energy"}, "No webinar fits all of these filters"),
        ({"when": "past"}, "No webinar fits all of these filters"),
    ],
)
def test_nothing_to_show_says_why(client: Client, query: dict, title: str) -> None:
    make_sector("energy")
    assert texts(client.get(URL, query), "h2", "empty__title") == [title]


def test_past_webinars_come_in_pages(client: Client) -> None:
    for n in range(13):
        make_past(f"Past {n}", days=n + 1)
    first, second = (client.get(URL, {"page": page, "when": "past"}) for page in (1, 2))
    assert [len(it.context["listing"].past) for it in (first, second)] == [12, 1]
    (step,) = [it["href"] for it in elements(first, "a") if it["rel"] == "next"]
    assert step == "?when=past&page=2"


def test_recordings_and_slides_are_announced(client: Client) -> None:
    make_past("Nothing", days=40)
    make_past("Elsewhere", days=30, recording_url="https://example.org/v")
    full = make_past("Both", days=20)
    for kind in ("recording", "slides", "slides", "captions"):
        full.materials.create(kind=kind, title=kind, language="en", url="https://example.org/x")
    answer = client.get(URL)
    assert texts(answer, "li", "badge") == ["Recording", "Slides", "Recording"]


# Words, days and clocks -----------------------------------------------------------------------


@time_machine.travel(NOW, tick=False)
@pytest.mark.parametrize(
    ("language", "day", "clocks"),
    [
        ("en", "31 December 2026 Thursday", ["21:00–22:30 CET", "Fri 1 Jan 05:00–06:30 JST"]),
        ("ja", "2027年1月 1日 金曜日", ["05:00–06:30 JST", "12月31日（木） 21:00–22:30 CET"]),
    ],
)
def test_the_readers_day_first_the_other_sides_where_it_differs(
    client: Client, language: str, day: str, clocks: list[str]
) -> None:
    make_webinar(starts_at=datetime(2026, 12, 31, 20, tzinfo=UTC))
    answer = client.get(f"/{language}/webinars/")
    assert texts(answer, "time", "leaf") == [day]
    assert texts(answer, "li", "hours__clock") == clocks


@time_machine.travel(NOW, tick=False)
def test_somebody_signed_in_reads_their_own_clock(client: Client) -> None:
    client.force_login(make_user(time_zone="Europe/Helsinki"))
    make_webinar(starts_at=datetime(2026, 12, 1, 8, tzinfo=UTC))
    clocks = ["10:00–11:30 EET", "09:00–10:30 CET", "17:00–18:30 JST"]
    assert texts(client.get(URL), "li", "hours__clock") == clocks


def test_a_title_in_another_language_says_so(client: Client) -> None:
    make_webinar("水素", language="ja")
    assert languages_of(client.get(URL), "水素") == ["ja"]


def test_what_is_made_up_is_marked(client: Client) -> None:
    """The foot of every page explains the mark once more."""
    make_webinar("Real")
    assert texts(client.get(URL), "span", "tag--demo") == ["Demonstration data"]
    make_past("Made up", is_demonstration=True)
    assert texts(client.get(URL), "span", "tag--demo") == ["Demonstration data"] * 2


def test_markup_in_a_title_is_text(client: Client) -> None:
    make_webinar(NASTY)
    answer = client.get(URL)
    assert texts(answer, "h2", "next-webinar__title") == [" ".join(NASTY.split())]
    assert "<script>alert" not in html_of(answer)


@pytest.mark.parametrize("language", ["en", "de", "fr", "ja"])
def test_every_page_answers_in_every_language(client: Client, three: None, language: str) -> None:
    for path in ("", "series/examples/", "subscribe/", "2026/12/", "embed/", "feed.ics"):
        answer = client.get(f"/{language}/webinars/{path}")
        assert (answer.status_code, answer["Content-Language"]) == (200, language), path


@pytest.mark.parametrize("count", [1, 3])
def test_queries(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    series = Series.objects.create(slug="examples")
    for n in range(count):
        make_webinar(series=series).sectors.add(make_sector("energy"))
        make_past(days=n + 2, series=series).sectors.add(make_sector("energy"))
    make_webinar()
    with django_assert_num_queries(LIST_QUERIES):
        client.get(URL)
    with django_assert_num_queries(SERIES_QUERIES):
        client.get("/en/webinars/series/examples/")


# Series and home ------------------------------------------------------------------------------


def test_a_series_shows_its_own(client: Client, three: None) -> None:
    answer = client.get("/en/webinars/series/examples/")
    assert texts(answer, "h1") == ["Project examples"]
    assert texts(answer, "h2") == ["Still to come", "Past webinars"]
    assert texts(answer, "h3", "webinar__title") == ["Wind", "Tea"]
    assert client.get("/en/webinars/series/others/").status_code == 404


def test_home_shows_the_next_one(client: Client) -> None:
    make_webinar("Coming")
    make_past("Gone")
    answer = client.get("/en/")
    assert texts(answer, "h3", "next-webinar__title") == ["Coming"]
    assert texts(answer, "h3", "webinar__title") == []


def test_home_shows_the_latest_where_nothing_is_announced(client: Client) -> None:
    make_past("Older", days=60)
    make_past("Newer")
    answer = client.get("/en/")
    assert texts(answer, "h3", "webinar__title") == ["Newer"]
    assert "The latest webinar" in texts(answer, "h2")


def test_home_says_that_there_is_none(client: Client) -> None:
    titles = texts(client.get("/en/"), "h3", "empty__title")
    assert titles == ["No webinar is announced at the moment"]


@pytest.mark.parametrize("path", ["", "series/examples/", "2026/12/"])
def test_the_menu_shows_where_one_is(client: Client, three: None, path: str) -> None:
    links = elements(client.get(f"{URL}{path}"), "a", "site-nav__link")
    current = [it["href"] for it in links if it["aria-current"]]
    assert current == ["/en/webinars/"]
