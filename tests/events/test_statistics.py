"""What became of a webinar in numbers, worked out by hand."""

import csv
import io
from datetime import UTC, date, datetime
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from events import actions
from events.desk import charts, statistics
from events.desk.statistics import Day, Slice
from events.models import Feedback, Registration, Series, Webinar
from events.states import State
from profiles.models import Membership
from tests.events.making import make_webinar, register
from tests.makers import make_place, make_profile, make_user
from tests.profiles.reading import elements, html_of, texts

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore:No directory at:UserWarning"),
]

PAGE_QUERIES = 18
ALL_QUERIES = 9
MONDAY, TUESDAY = datetime(2026, 3, 2, 9, tzinfo=UTC), datetime(2026, 3, 3, 9, tzinfo=UTC)
MONDAY_NIGHT = datetime(2026, 3, 2, 23, 30, tzinfo=UTC)
"""Tuesday already in Brussels."""
PEOPLE = [
    (MONDAY, {"country": "DE", "language": "de", "organisation": "Cluster", "came_from": "/en/"}),
    (MONDAY, {"country": "DE", "language": "en", "organisation": "Cluster"}),
    (MONDAY_NIGHT, {"country": "JP", "language": "ja", "came_from": "partner.example"}),
    (TUESDAY, {"country": "US", "language": "en", "came_from": "/en/"}),
    (TUESDAY, {"country": "DE", "language": "de", "organisation": "Region"}),
]


def page_of(webinar: Webinar) -> str:
    return reverse("events:show-statistics", args=[webinar.pk])


def pairs(slices: list[Slice]) -> list[tuple[str, int, int]]:
    return [(it.label, it.count, it.share) for it in slices]


def update(registration: Registration, **fields: Any) -> None:
    Registration.objects.filter(pk=registration.pk).update(**fields)


@pytest.fixture
def webinar() -> Webinar:
    """Three seats, five people, one who has not confirmed the address."""
    make_place("DE", "Germany")
    make_place("JP", "Japan")
    webinar = make_webinar(capacity=3, starts_at=datetime(2026, 6, 1, 9, tzinfo=UTC))
    for number, (moment, fields) in enumerate(PEOPLE):
        with time_machine.travel(moment, tick=False):
            register(webinar, f"p{number}@example.org", **fields)
    with time_machine.travel(TUESDAY, tick=False):
        register(webinar, "late@example.org", confirmed=False)
    return webinar


@pytest.fixture
def people(webinar: Webinar) -> list[Registration]:
    return list(webinar.registrations.order_by("pk"))


def test_sign_ups_are_counted_by_brussels_day(webinar: Webinar) -> None:
    assert statistics.of_webinar(webinar).days == [
        Day(date(2026, 3, 2), 2, 2),
        Day(date(2026, 3, 3), 3, 5),
    ]


def test_seats_waiting_list_and_promotions(webinar: Webinar, people: list[Registration]) -> None:
    with time_machine.travel(TUESDAY, tick=False):
        actions.cancel(people[0], by=None, reason="Ill")
    found = statistics.of_webinar(webinar).figures
    assert (found.signed_up, found.confirmed, found.offered, found.waiting) == (5, 2, 1, 1)
    assert (found.cancelled, found.promoted) == (1, 1)


def test_who_came_is_counted_once_among_those_with_a_seat(
    webinar: Webinar, people: list[Registration]
) -> None:
    """Two of three seats: by link and by list one; at the door another; one on the waiting list
    does not count, and no minutes are no attendance."""
    update(people[0], joined_at=TUESDAY, attended_minutes=30)
    update(people[1], checked_in_at=TUESDAY)
    update(people[2], attended_minutes=0)
    update(people[3], attended_minutes=30)
    found = statistics.of_webinar(webinar).figures
    assert (found.attended, found.confirmed, found.rate) == (2, 3, 67)


def test_countries_stand_with_their_side(webinar: Webinar) -> None:
    found = statistics.of_webinar(webinar).countries
    assert [(it.label, it.count, it.share, it.width, it.side) for it in found] == [
        ("Germany", 3, 60, 100, "europe"),
        ("Japan", 1, 20, 33, "japan"),
        ("United States", 1, 20, 33, ""),
    ]


def test_organisations_languages_and_pages(webinar: Webinar) -> None:
    found = statistics.of_webinar(webinar)
    assert pairs(found.organisations) == [("Cluster", 2, 67), ("Region", 1, 33)]
    assert pairs(found.languages) == [("German", 2, 40), ("English", 2, 40), ("Japanese", 1, 20)]
    assert pairs(found.sources) == [
        ("Unknown", 2, 40),
        ("/en/", 2, 40),
        ("partner.example", 1, 20),
    ]


def test_sectors_of_members_count_each_participant_once(
    webinar: Webinar, people: list[Registration]
) -> None:
    profile = make_profile("de-nw", priorities={"energy": 2, "trade": 1})
    other = make_profile("de-by", priorities={"energy": 1})
    for number, profiles in enumerate([[profile, other], [other]]):
        user = make_user(f"member{number}@example.org", password=None)
        for it in profiles:
            Membership.objects.create(user=user, profile=it, role="owner")
        update(people[number], user=user)
    assert pairs(statistics.of_webinar(webinar).sectors) == [("Energy", 2, 67), ("Trade", 1, 33)]


def test_comments_are_read_together(
    desk: Client, webinar: Webinar, people: list[Registration]
) -> None:
    for person, text in zip(people, ("Clear", "", "<b>Zu lang</b>"), strict=False):
        Feedback.objects.create(registration=person, rating=4, text=text)
    other = register(make_webinar("Other"), "o@example.org")
    Feedback.objects.create(registration=other, rating=1, text="Elsewhere")
    page = desk.get(page_of(webinar))
    assert texts(page, "blockquote") == ["<b>Zu lang</b>", "Clear"]
    assert [it["lang"] for it in elements(page, "blockquote")] == ["ja", "de"]
    links = [it["href"] for it in elements(page, "a")]
    expected = [reverse("events:show-attendee", args=[people[n].pk]) for n in (2, 0)]
    assert [it for it in links if "/desk/registrations/" in it] == expected


def test_feedback_is_averaged_and_spread_out(webinar: Webinar, people: list[Registration]) -> None:
    for person, rating in zip(people, (5, 5, 2), strict=False):
        Feedback.objects.create(registration=person, rating=rating)
    opinion = statistics.of_webinar(webinar).opinion
    assert (opinion.average, opinion.count) == (4.0, 3)
    assert pairs(opinion.ratings) == [
        ("5", 2, 67),
        ("4", 0, 0),
        ("3", 0, 0),
        ("2", 1, 33),
        ("1", 0, 0),
    ]


def test_minutes_are_counted_by_quarters(webinar: Webinar, people: list[Registration]) -> None:
    for person, minutes in zip(people, (15, 16, 30, 0, 500), strict=False):
        update(person, attended_minutes=minutes)
    found = statistics.of_webinar(webinar).minutes
    assert [(it.label, it.count) for it in found if it.count] == [
        ("1 to 15 minutes", 1),
        ("16 to 30 minutes", 2),
        ("121 minutes and more", 1),
    ]
    assert len(found) == 9


def test_the_erased_still_count(webinar: Webinar, people: list[Registration]) -> None:
    update(people[0], erased_at=TUESDAY, email="", family_name="", attended_minutes=20)
    found = statistics.of_webinar(webinar)
    assert (found.figures.signed_up, found.figures.attended, found.figures.erased) == (5, 1, 1)
    assert found.countries[0].count == 3


def test_another_webinar_does_not_count(webinar: Webinar) -> None:
    found = statistics.of_webinar(make_webinar("Another"))
    assert (found.figures.signed_up, found.figures.rate, found.days) == (0, None, [])
    assert (found.countries, found.minutes, found.opinion.average) == ([], [], None)


def test_the_rest_is_counted_together() -> None:
    found = statistics.cut(statistics.slices([(f"o{n}", 1) for n in range(20)]))
    assert (len(found), found[-1]) == (13, Slice("Others", 8, 40, 0))


def test_the_line_rises_day_by_day() -> None:
    days = [Day(date(2026, 3, 2), 1, 1), Day(date(2026, 3, 5), 3, 4)]
    drawn = charts.growth(days)
    assert drawn is not None
    assert drawn.line == "M0 160H0.0V120.0H450.0V0.0H600"
    assert drawn.area == f"{drawn.line}V160H0Z"
    assert [(bar.x, bar.y, bar.width, bar.height) for bar in drawn.bars] == [
        ("0.0", "220.0", "24.0", "20.0"),
        ("450.0", "180.0", "24.0", "60.0"),
    ]


def test_nothing_is_drawn_of_nothing() -> None:
    assert charts.growth([]) is None
    one = charts.growth([Day(date(2026, 3, 2), 2, 2)])
    assert one is not None
    assert one.line == "M0 160H0.0V0.0H600"


def test_the_page_has_a_chart_in_words_and_as_a_table(desk: Client, webinar: Webinar) -> None:
    page = desk.get(page_of(webinar))
    charts_ = [it for it in elements(page, "svg") if it["role"] == "img"]
    assert [it["aria-label"] for it in charts_] == [
        "5 sign-ups from 2 March 2026 to 3 March 2026, at most 3 on one day"
    ]
    assert "style=" not in html_of(page).partition("<main")[2]
    cells = texts(page, "td", "number")
    assert cells[:4] == ["2", "2", "3", "5"]


def test_an_empty_page_says_so(desk: Client) -> None:
    page = desk.get(page_of(make_webinar("Nobody")))
    assert "Nobody has signed up yet." in html_of(page)


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same_however_many_came(
    desk: Client, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    webinar = make_webinar()
    for number in range(count):
        person = register(webinar, f"p{number}@example.org", organisation=f"O{number}")
        Feedback.objects.create(registration=person, rating=4, text="Clear")
    desk.get(page_of(webinar))
    with django_assert_num_queries(PAGE_QUERIES):
        desk.get(page_of(webinar))


def in_all(desk: Client, query: str = "") -> Any:
    return desk.get(reverse("events:show-all-statistics") + query)


def make_series() -> Series:
    series = Series.objects.create(slug="hydrogen")
    series.texts.create(language="en", title="Hydrogen days")
    return series


def test_all_webinars_are_summed_up(
    desk: Client, webinar: Webinar, people: list[Registration]
) -> None:
    update(people[0], attended_minutes=20)
    Feedback.objects.create(registration=people[0], rating=4)
    Feedback.objects.create(registration=people[1], rating=5)
    make_webinar("A draft", state=State.DRAFT)
    second = make_webinar("Second", series=make_series())
    register(second, country="JP")
    found = in_all(desk).context["found"]
    lines = [
        (it.webinar.pk, it.signed_up, it.confirmed, it.attended, it.rate, it.rating) for it in found
    ]
    assert lines == [(second.pk, 1, 1, 0, 0, None), (webinar.pk, 5, 3, 1, 33, 4.5)]
    assert [(it.europe, it.japan, it.elsewhere) for it in found] == [(0, 1, 0), (3, 1, 1)]
    assert in_all(desk).context["total"] == {
        "signed_up": 6,
        "confirmed": 4,
        "attended": 1,
        "europe": 3,
        "japan": 2,
        "elsewhere": 1,
        "rate": 25,
    }
    of_series = in_all(desk, "?series=hydrogen").context["found"]
    assert [it.webinar.pk for it in of_series] == [second.pk]


def test_the_summary_is_exported(desk: Client, webinar: Webinar) -> None:
    response = in_all(desk, "?format=csv")
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    assert list(csv.DictReader(io.StringIO(text))) == [
        {
            "id": str(webinar.pk),
            "title": "Hydrogen between the Rhine and Fukushima",
            "series": "",
            "state": "full",
            "starts_at_brussels": "2026-06-01 11:00 CEST",
            "starts_at_tokyo": "2026-06-01 18:00 JST",
            "signed_up": "5",
            "confirmed": "3",
            "attended": "0",
            "show_up_percent": "0",
            "from_europe": "3",
            "from_japan": "1",
            "from_elsewhere": "1",
            "rating": "",
        }
    ]


@pytest.mark.parametrize("count", [1, 3])
def test_the_summary_costs_the_same_however_many_webinars_there_are(
    desk: Client, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    series = make_series()
    for number in range(count):
        register(make_webinar(f"Webinar {number}", series=series))
    in_all(desk)
    with django_assert_num_queries(ALL_QUERIES):
        in_all(desk)


def test_strangers_and_participants_are_refused(
    charlie: Client, haruka: Client, webinar: Webinar
) -> None:
    for browser in (charlie, haruka):
        answers = [browser.get(page_of(webinar)), in_all(browser), in_all(browser, "?format=csv")]
        assert [it.status_code for it in answers] == [403] * 3
