"""The door: who comes in is found by name and marked, once."""

from datetime import UTC, datetime
from threading import Barrier, Thread
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from events.desk import attending
from events.models import Registration, Webinar
from profiles.models import User
from tests.events.making import make_webinar, register
from tests.profiles.reading import elements, html_of, texts

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore:No directory at:UserWarning"),
]

DOOR_QUERIES = 7
NINE = datetime(2026, 11, 26, 9, tzinfo=UTC)


def door(webinar: Webinar, query: str = "") -> str:
    return reverse("events:check-in", args=[webinar.pk]) + query


def mark(desk: Client, registration: Registration, is_here: str = "yes", query: str = "") -> Any:
    data = {"registration": registration.pk, "is_here": is_here}
    return desk.post(door(registration.webinar, query), data)


@pytest.fixture
def webinar() -> Webinar:
    return make_webinar(capacity=2)


@pytest.fixture
def erika(webinar: Webinar) -> Registration:
    return register(webinar)


def test_the_search_has_the_focus(desk: Client, erika: Registration) -> None:
    fields = [it for it in elements(desk.get(door(erika.webinar)), "input") if it["name"] == "q"]
    assert [("autofocus" in it.attributes, it["type"]) for it in fields] == [(True, "search")]


def test_only_who_has_a_seat_is_listed(desk: Client, webinar: Webinar) -> None:
    for number, name in enumerate(["Ada", "Bea", "Cleo"]):
        register(webinar, f"p{number}@example.org", given_name=name)
    assert texts(desk.get(door(webinar)), "b", "check-list__name") == ["Ada Muster", "Bea Muster"]


def test_somebody_is_found_by_a_part_of_the_name(desk: Client, webinar: Webinar) -> None:
    register(webinar, "p1@example.org", given_name="Ada")
    register(webinar, "p2@example.org", given_name="Bea")
    assert texts(desk.get(door(webinar, "?q=be")), "b", "check-list__name") == ["Bea Muster"]
    nobody = desk.get(door(webinar, "?q=zz"))
    assert texts(nobody, "h2", "empty__title") == ["Nobody with a seat has this name"]


def test_checking_in_is_logged_and_shown(desk: Client, erika: Registration, dana: User) -> None:
    with time_machine.travel(NINE, tick=False):
        answer = mark(desk, erika, query="?q=erika")
    assert (answer.status_code, answer["Location"]) == (302, door(erika.webinar, "?q=erika"))
    erika.refresh_from_db()
    assert erika.checked_in_at == NINE
    last = erika.transitions.order_by("pk").last()
    assert (last.old, last.new, last.reason, last.actor) == (
        "confirmed",
        "confirmed",
        "Checked in",
        dana,
    )
    page = desk.get(door(erika.webinar))
    assert page.context["counts"] == {"all": 1, "here": 1}
    assert texts(page, "span", "check-list__here") == ["✓ here since 10:00"]


def test_a_double_click_is_one_check_in(desk: Client, erika: Registration) -> None:
    with time_machine.travel(NINE, tick=False) as clock:
        mark(desk, erika)
        clock.shift(60)
        mark(desk, erika)
    erika.refresh_from_db()
    checked = erika.transitions.filter(reason="Checked in").count()
    assert (erika.checked_in_at, checked) == (NINE, 1)


def test_it_can_be_taken_back(desk: Client, erika: Registration) -> None:
    mark(desk, erika)
    mark(desk, erika, "no")
    mark(desk, erika, "no")
    erika.refresh_from_db()
    reasons = list(erika.transitions.values_list("reason", flat=True))
    assert (erika.checked_in_at, reasons) == (
        None,
        ["Address confirmed", "Checked in", "Check-in taken back"],
    )


@pytest.mark.parametrize("data", [{}, {"registration": "x", "is_here": "yes"}, {"is_here": "no"}])
def test_nonsense_changes_nothing(desk: Client, erika: Registration, data: dict[str, str]) -> None:
    assert desk.post(door(erika.webinar), data).status_code == 302
    erika.refresh_from_db()
    assert erika.checked_in_at is None


def test_nobody_of_another_webinar_or_without_a_seat_comes_in(dana: User, webinar: Webinar) -> None:
    other = register(make_webinar("Another"), "o@example.org")
    people = [register(webinar, f"p{number}@example.org") for number in range(3)]
    ids = [other.pk, *(it.pk for it in people)]
    assert attending.check_in(webinar, ids, by=dana) == 2
    here = Registration.objects.exclude(checked_in_at=None).order_by("pk")
    assert list(here) == people[:2]


def test_strangers_mark_nobody(charlie: Client, haruka: Client, erika: Registration) -> None:
    assert [mark(it, erika).status_code for it in (charlie, haruka)] == [403, 403]
    erika.refresh_from_db()
    assert erika.checked_in_at is None


def test_who_needs_something_is_told_at_the_door(desk: Client, webinar: Webinar) -> None:
    register(webinar, accessibility="Sign language")
    page = desk.get(door(webinar))
    assert texts(page, "span", "wrote") == ["Needs: Sign language"]
    assert "Sign language" in html_of(page)


@pytest.mark.parametrize("count", [1, 3])
def test_the_door_costs_the_same_however_many_come(
    desk: Client, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    webinar = make_webinar()
    for number in range(count):
        register(webinar, f"p{number}@example.org")
    desk.get(door(webinar))
    with django_assert_num_queries(DOOR_QUERIES):
        desk.get(door(webinar))


def test_only_some_are_shown_at_once_and_the_others_found(desk: Client) -> None:
    webinar = make_webinar()
    Registration.objects.bulk_create(
        Registration(
            webinar=webinar, email=f"p{n}@example.org", family_name=f"N{n:02}", state="confirmed"
        )
        for n in range(62)
    )
    page = desk.get(door(webinar))
    assert (len(page.context["people"]), page.context["counts"]["all"]) == (60, 62)
    assert "The first 60 are shown." in html_of(page)
    assert texts(desk.get(door(webinar, "?q=N61")), "b", "check-list__name") == ["N61"]


@pytest.mark.django_db(transaction=True)
def test_two_at_the_door_mark_somebody_once(dana: User, erika: Registration) -> None:
    barrier, counts = Barrier(2), []

    def click() -> None:
        barrier.wait()
        counts.append(attending.check_in(erika.webinar, [erika.pk], by=dana))
        connection.close()

    clicks = [Thread(target=click) for _number in range(2)]
    for thread in clicks:
        thread.start()
    for thread in clicks:
        thread.join()
    assert sorted(counts) == [0, 1]
    assert erika.transitions.filter(reason="Checked in").count() == 1
