"""The month: which day a webinar stands on, with which day a week begins, what is narrowed."""

from datetime import UTC, datetime

import pytest
import time_machine
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from events.models import Series, Webinar
from events.states import State
from tests.events.clocks import CHANGES
from tests.events.making import make_webinar
from tests.makers import make_sector, make_user
from tests.profiles.reading import elements, html_of, texts

pytestmark = pytest.mark.django_db
DECEMBER = "/en/webinars/2026/12/"
MONTH_QUERIES = 8
NEW_YEARS_EVE = datetime(2026, 12, 31, 20, tzinfo=UTC)
"""Nine in the evening in Brussels, five in the morning of the next year in Tokyo."""


def days(client: Client, address: str = DECEMBER) -> dict[str, list[str]]:
    """Titles by the days on which they stand."""
    month = client.get(address).context["month"]
    found = {str(day.date): [it.title for it in day.webinars] for w in month.weeks for day in w}
    return {day: titles for day, titles in found.items() if titles}


def make_december(day: int, hour: int = 8, title: str = "Wind", **fields: object) -> Webinar:
    starts_at = datetime(2026, 12, day, hour, tzinfo=UTC)
    return make_webinar(title, starts_at=starts_at, **fields)


def test_a_webinar_stands_on_its_day(client: Client) -> None:
    make_december(8, title="Second", hour=12)
    make_december(8, title="First", hour=8)
    make_december(30, title="Third")
    make_webinar("Elsewhere", starts_at=datetime(2027, 2, 8, 8, tzinfo=UTC))
    make_december(9, title="Secret", state=State.DRAFT)
    assert days(client) == {"2026-12-08": ["First", "Second"], "2026-12-30": ["Third"]}


def test_the_day_is_the_readers(client: Client) -> None:
    make_webinar("Late", starts_at=NEW_YEARS_EVE)
    assert days(client) == {"2026-12-31": ["Late"]}
    assert days(client, "/ja/webinars/2026/12/") == {"2027-01-01": ["Late"]}
    assert days(client, "/ja/webinars/2027/1/") == {"2027-01-01": ["Late"]}
    client.force_login(make_user(time_zone="Asia/Tokyo"))
    assert days(client) == {"2027-01-01": ["Late"]}


def test_the_other_sides_day_stands_beside_it_where_it_differs(client: Client) -> None:
    make_webinar(starts_at=NEW_YEARS_EVE)
    clocks = texts(client.get(DECEMBER), "li", "hours__clock")
    assert clocks == ["21:00 CET", "Fri 1 Jan 05:00 JST"]


@pytest.mark.parametrize(("moment", "told"), CHANGES)
def test_the_abbreviation_is_right_on_every_day(client: Client, moment: str, told: str) -> None:
    starts_at = datetime.fromisoformat(moment)
    make_webinar(starts_at=starts_at)
    page = client.get(f"/en/webinars/{starts_at.year}/{starts_at.month}/")
    day, rest = told.split(", ", 1)
    clocks = [it.replace(",", "") for it in rest.split(" / ")]
    assert texts(page, "li", "hours__clock") == clocks
    (found,) = days(client, f"/en/webinars/{starts_at.year}/{starts_at.month}/")
    assert f"{datetime.fromisoformat(found):%a %-d %b %Y}" == day


def test_where_only_the_day_is_known_no_hour_is_told(client: Client) -> None:
    starts_at = datetime(2021, 1, 26, 23, 30, tzinfo=UTC)
    make_webinar(state=State.DONE, starts_at=starts_at, time_is_known=False, time_zone="UTC")
    assert days(client, "/en/webinars/2021/1/") == {"2021-01-26": [Webinar.objects.get().title]}
    assert texts(client.get("/en/webinars/2021/1/"), "li", "hours__clock") == []


@pytest.mark.parametrize(
    ("language", "first", "columns"),
    [
        ("en", "2026-11-30", ["Monday", "Sunday"]),
        ("de", "2026-11-30", ["Montag", "Sonntag"]),
        ("fr", "2026-11-30", ["lundi", "dimanche"]),
        ("ja", "2026-11-29", ["日曜日", "土曜日"]),
    ],
)
def test_a_week_begins_as_the_reader_is_used_to(
    client: Client, language: str, first: str, columns: list[str]
) -> None:
    answer = client.get(f"/{language}/webinars/2026/12/")
    assert str(answer.context["month"].weeks[0][0].date) == first
    heads = [it for it in elements(answer, "th") if it["scope"] == "col"]
    words = texts(answer, "span", "visually-hidden")
    assert (len(heads), [it for it in words if it in columns]) == (7, columns)


def test_the_table_says_what_it_is(client: Client) -> None:
    answer = client.get(DECEMBER)
    assert texts(answer, "caption") == ["Webinars in December 2026"]
    assert texts(answer, "h1") == ["Webinars in December 2026"]


def test_the_way_to_other_months_keeps_the_choice(client: Client) -> None:
    make_sector("energy")
    steps = elements(client.get(f"{DECEMBER}?sector=energy"), "a")
    found = {it["rel"]: it["href"] for it in steps if it["rel"] in ("prev", "next")}
    assert found == {
        "prev": "/en/webinars/2026/11/?sector=energy",
        "next": "/en/webinars/2027/1/?sector=energy",
    }


@pytest.mark.parametrize(
    ("path", "rels"), [("2000/1/", ["next"]), ("2100/12/", ["prev"]), ("2026/1/", ["prev", "next"])]
)
def test_the_calendar_has_ends(client: Client, path: str, rels: list[str]) -> None:
    links = elements(client.get(f"/en/webinars/{path}"), "a")
    assert [it["rel"] for it in links if it["rel"] in ("prev", "next")] == rels


@pytest.mark.parametrize("path", ["2026/0/", "2026/13/", "1999/12/", "2101/1/", "99999/1/"])
def test_what_is_no_month_is_not_found(client: Client, path: str) -> None:
    assert client.get(f"/en/webinars/{path}").status_code == 404


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("", ["Wind", "Tea"]),
        ("?sector=energy", ["Wind"]),
        ("?language=ja", ["Tea"]),
        ("?series=examples", ["Tea"]),
        ("?sector=energy&language=ja", []),
    ],
)
def test_filters(client: Client, query: str, wanted: list[str]) -> None:
    make_december(8, spoken=["en"]).sectors.add(make_sector("energy"))
    series = Series.objects.create(slug="examples")
    make_december(9, title="Tea", interpreted=["ja"], series=series)
    found = days(client, f"{DECEMBER}{query}")
    assert [title for titles in found.values() for title in titles] == wanted


@time_machine.travel(datetime(2026, 12, 7, 12, tzinfo=UTC), tick=False)
def test_an_empty_month_says_so_and_names_the_next_webinar(client: Client) -> None:
    page = "/en/webinars/2027/3/"
    assert texts(client.get(page), "p", "notice") == ["There is no webinar in this month."]
    make_december(8)
    assert texts(client.get(page), "p", "notice") == [
        "There is no webinar in this month. The next one: Wind,"
        " Tue 8 Dec 2026, 09:00 CET / 17:00 JST."
    ]
    assert texts(client.get(DECEMBER), "p", "notice") == []


@time_machine.travel(datetime(2026, 12, 7, 23, 30, tzinfo=UTC), tick=False)
def test_today_is_the_readers_today(client: Client) -> None:
    for language, number in (("en", "8"), ("ja", "8")):
        (cell,) = [
            it
            for it in elements(client.get(f"/{language}/webinars/2026/12/"), "td")
            if it["aria-current"] == "date"
        ]
        assert cell.text.split()[0] == number


def test_what_is_cancelled_stays_and_says_so(client: Client) -> None:
    make_december(8, state=State.CANCELLED)
    assert texts(client.get(DECEMBER), "span", "wstate") == ["Cancelled"]


def test_markup_in_a_title_is_text(client: Client) -> None:
    make_december(8, title="<script>alert(1)</script>; a, b\nc")
    shown = html_of(client.get(DECEMBER))
    assert ("&lt;script&gt;alert(1)&lt;/script&gt;" in shown, "<script>alert" in shown) == (
        True,
        False,
    )


@pytest.mark.parametrize("count", [1, 3])
def test_queries(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    series = Series.objects.create(slug="examples")
    for n in range(count):
        make_december(8 + n, series=series).sectors.add(make_sector("energy"))
    with django_assert_num_queries(MONTH_QUERIES):
        client.get(DECEMBER)
