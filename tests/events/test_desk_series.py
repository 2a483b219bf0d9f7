"""The desk's series: their list, their texts in four languages, and that only an empty one goes."""

from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from events.models import Series, Webinar
from events.states import State
from tests.events.desk import browser, change, desk, reasons, untouched, url, winter_webinar
from tests.profiles.reading import elements, html_of, texts

pytestmark = pytest.mark.django_db
DANA = "dana@example.org"
LIST_QUERIES = 4


@pytest.fixture
def client() -> Client:
    return desk()


@pytest.fixture
def series() -> Series:
    return make_series("hydrogen", "Hydrogen")


@pytest.fixture
def webinar(series: Series) -> Webinar:
    return winter_webinar("Trains", state=State.DRAFT, series=series)


def make_series(slug: str, title: str) -> Series:
    series = Series.objects.create(slug=slug)
    series.texts.create(language="en", title=title)
    return series


def save(client: Client, series: Series, **changes: Any) -> Any:
    return change(client, url("edit-series", series.pk), **changes)


@pytest.mark.parametrize("who", ["alice", "haruka", "charlie"])
def test_members_reach_nothing_of_it(series: Series, who: str) -> None:
    member = browser(who)
    pages = [url("list-series"), url("edit-series", series.pk)]
    assert [member.get(it).status_code for it in pages] == [403, 403]
    assert member.post(url("remove-series", series.pk)).status_code == 403
    assert Series.objects.count() == 1


def test_texts_are_written_and_logged_at_each_webinar(
    client: Client, series: Series, webinar: Webinar
) -> None:
    other = winter_webinar("Ships", state=State.DRAFT, series=series)
    response = save(client, series, title_ja="水素", summary_ja="四回", title_en="Hydrogen talks")
    assert (response.status_code, response["Location"]) == (302, url("edit-series", series.pk))
    found = series.texts.order_by("language").values_list("language", "title", "summary")
    assert list(found) == [("en", "Hydrogen talks", ""), ("ja", "水素", "四回")]
    logged = [(DANA, "Series changed: English text, Japanese text")]
    assert [reasons(webinar), reasons(other)] == [logged, logged]
    page = client.get(url("edit-webinar", webinar.pk))
    assert "Series changed: English text, Japanese text" in html_of(page)


def test_untouched_texts_are_not_logged(client: Client, series: Series, webinar: Webinar) -> None:
    save(client, series)
    assert reasons(webinar) == []


def test_it_keeps_a_title_in_its_language(client: Client, series: Series) -> None:
    response = save(client, series, title_en="", summary_de="Text")
    assert (response.status_code, response.context["form"].errors) == (
        422,
        {
            "title_en": ["Write a title in the original language."],
            "title_de": ["A text needs a title in its language, too."],
        },
    )
    assert texts(response, "h2") == ["Not saved yet", "Webinars"]


def test_a_colleagues_text_is_shown(client: Client, series: Series) -> None:
    mine = untouched(client, url("edit-series", series.pk))
    save(client, series, title_en="Rail")
    response = client.post(url("edit-series", series.pk), mine | {"title_en": "Ships"})
    assert (response.status_code, series.texts.get().title) == (409, "Rail")
    assert "Somebody else has saved meanwhile" in html_of(response)


def test_an_empty_one_is_removed(client: Client, series: Series) -> None:
    page = client.get(url("edit-series", series.pk))
    actions = [it["action"] for it in elements(page, "form")]
    assert url("remove-series", series.pk) in actions
    response = client.post(url("remove-series", series.pk))
    assert (response["Location"], Series.objects.count()) == (url("list-series"), 0)


def test_one_with_webinars_stays(client: Client, series: Series, webinar: Webinar) -> None:
    page = client.get(url("edit-series", series.pk))
    actions = [it["action"] for it in elements(page, "form")]
    assert url("remove-series", series.pk) not in actions
    response = client.post(url("remove-series", series.pk))
    told = [str(it) for it in client.get(response["Location"]).context["messages"]]
    assert told == ["Webinars belong to this series. Move them to another one first."]
    assert Series.objects.get() == series


def test_without_any_there_is_a_way_on(client: Client) -> None:
    page = client.get(url("list-series"))
    assert texts(page, "h2") == ["There is no series yet"]


@pytest.mark.parametrize("count", [1, 3])
def test_more_series_take_no_more_queries(
    client: Client, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for n in range(count):
        winter_webinar(series=make_series(f"s-{n}", f"Series {n}"))
    with django_assert_num_queries(LIST_QUERIES):
        found = client.get(url("list-series")).context["every_series"]
    assert [(it.title, it.count) for it in found] == [(f"Series {n}", 1) for n in range(count)]
