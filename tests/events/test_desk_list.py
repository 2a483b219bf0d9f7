"""The desk's list of webinars: whom it lets in, order, numbers, what is missing, filters."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from events import actions
from events.models import Series
from events.states import State
from tests.events.desk import browser, desk, url
from tests.events.making import make_webinar, register
from tests.makers import REASON
from tests.profiles.reading import elements, html_of

pytestmark = pytest.mark.django_db
LIST_QUERIES = 11
DAY = timedelta(days=1)


def titles(client: Client, **query: str) -> list[str]:
    lines = client.get(url("list-desk-webinars"), query).context["lines"]
    return [line.webinar.title for line in lines]


@pytest.mark.parametrize("who", ["alice", "haruka", "charlie"])
def test_members_are_refused(who: str) -> None:
    assert browser(who).get(url("list-desk-webinars")).status_code == 403


def test_a_visitor_is_asked_to_sign_in() -> None:
    assert Client().get(url("list-desk-webinars")).status_code == 302


def test_drafts_are_there_and_the_next_comes_first() -> None:
    now = timezone.now()
    make_webinar("Long ago", starts_at=now - 300 * DAY, state=State.DONE)
    make_webinar("Lately", starts_at=now - 3 * DAY, state=State.DONE)
    make_webinar("In a year", starts_at=now + 365 * DAY)
    make_webinar("Tomorrow", starts_at=now + DAY, state=State.DRAFT)
    assert titles(desk()) == ["Tomorrow", "In a year", "Lately", "Long ago"]


def test_a_webinar_that_is_under_way_is_not_over() -> None:
    now = timezone.now()
    make_webinar("Later", starts_at=now + DAY)
    make_webinar("Now", starts_at=now - timedelta(minutes=10), state=State.LIVE)
    assert titles(desk()) == ["Now", "Later"]


def test_seats_are_counted_by_state() -> None:
    webinar = make_webinar(capacity=2)
    for n in range(4):
        register(webinar, f"p{n}@example.org")
    actions.cancel(webinar.registrations.order_by("pk")[0], by=None, reason=REASON)
    line = desk().get(url("list-desk-webinars")).context["lines"][0].webinar
    assert (line.confirmed, line.offered, line.waiting, line.capacity) == (1, 1, 1, 2)


def test_what_is_missing_is_said() -> None:
    make_webinar(state=State.DRAFT, titles={"ja": "水素"}, spoken=["en"], capacity=10)
    points = desk().get(url("list-desk-webinars")).context["lines"][0].points
    assert [point.text for point in points if point.is_error] == [
        "Nobody speaks: add a speaker or an organisation"
    ]


def test_filters() -> None:
    series = Series.objects.create(slug="examples")
    series.texts.create(language="en", title="Examples")
    make_webinar("Hydrogen", series=series, titles={"ja": "水素の輸送"})
    make_webinar("Wine", state=State.DRAFT)
    client = desk()
    assert titles(client, q="hydro") == ["Hydrogen"]
    assert titles(client, q="輸送") == ["Hydrogen"]
    assert titles(client, q="About Wine") == ["Wine"]
    assert titles(client, state="draft") == ["Wine"]
    assert titles(client, series=str(series.pk)) == ["Hydrogen"]
    assert titles(client, state="draft", series=str(series.pk)) == []
    assert "No webinar fits all of these filters" in html_of(
        client.get(url("list-desk-webinars"), {"q": "zzz"})
    )


def test_without_a_webinar_the_way_to_the_first_is_shown() -> None:
    links = elements(desk().get(url("list-desk-webinars")), "a")
    assert sum(it["href"] == url("create-webinar") for it in links) == 2


def test_every_page_of_a_webinar_is_linked() -> None:
    webinar = make_webinar()
    links = {it["href"] for it in elements(desk().get(url("list-desk-webinars")), "a")}
    names = ("edit-webinar", "list-registrations", "copy-webinar")
    assert {url(name, webinar.pk) for name in names} <= links


def test_a_page_has_twenty() -> None:
    for n in range(21):
        make_webinar(f"No. {n:02}", starts_at=timezone.now() + (n + 1) * DAY)
    client = desk()
    assert (len(titles(client)), titles(client, page="2")) == (20, ["No. 20"])


@pytest.mark.parametrize("count", [1, 3])
def test_more_webinars_take_no_more_queries(
    count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    series = Series.objects.create(slug="examples")
    series.texts.create(language="en", title="Examples")
    for n in range(count):
        webinar = make_webinar(f"No. {n}", series=series, state=State.PUBLISHED)
        webinar.speakers.create(organisation="H2")
        webinar.sessions.create(
            starts_at=webinar.starts_at, ends_at=webinar.ends_at, title={"en": "Talk"}
        )
    client = desk()
    with django_assert_num_queries(LIST_QUERIES):
        client.get(url("list-desk-webinars"))
