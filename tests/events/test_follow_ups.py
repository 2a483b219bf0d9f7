"""The desk's follow-up list: who wants to meet whom, and what became of it."""

import csv
import io
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from events.desk import follow_ups
from events.models import Interest, Registration
from events.states import FollowUp
from profiles.models import Profile, User
from tests.events.making import make_webinar, register
from tests.makers import make_profile
from tests.profiles.reading import html_of, texts

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore:No directory at:UserWarning"),
]

LIST = "/en/desk/follow-ups/"
LIST_QUERIES = 15
MONDAY, TUESDAY = datetime(2026, 3, 2, 9, tzinfo=UTC), datetime(2026, 3, 3, 9, tzinfo=UTC)


@pytest.fixture
def erika(db: None) -> Registration:
    return register(make_webinar("Hydrogen"), organisation="H2 Cluster")


@pytest.fixture
def fukushima(db: None) -> Profile:
    return make_profile("jp-07", texts={"en": "Fukushima"}, priorities={"energy": 2, "trade": 1})


@pytest.fixture
def wish(erika: Registration, fukushima: Profile) -> Interest:
    with time_machine.travel(MONDAY, tick=False):
        return Interest.objects.create(
            registration=erika, profile=fukushima, text="=A hydrogen pilot"
        )


@pytest.fixture
def later(erika: Registration) -> Interest:
    with time_machine.travel(TUESDAY, tick=False):
        return Interest.objects.create(
            registration=erika,
            profile=make_profile("jp-27", texts={"en": "Osaka"}, priorities={"energy": 1}),
        )


def move(desk: Client, wish: Interest, query: str = "", **data: str) -> Any:
    return desk.post(reverse("events:move-interest", args=[wish.pk]) + query, data)


def listed(desk: Client, query: str = "") -> list[str]:
    found = desk.get(LIST + query).context["wishes"]
    return [wish.profile.name for wish, _country in found]


def log_of(wish: Interest) -> list[tuple[object, ...]]:
    return list(wish.transitions.order_by("pk").values_list("actor", "old", "new", "reason"))


def test_an_empty_list_says_so(desk: Client) -> None:
    assert texts(desk.get(LIST), "h2", "empty__title") == ["Nobody has asked yet"]


def test_a_wish_says_who_wants_whom_why_and_since_when(desk: Client, wish: Interest) -> None:
    page = desk.get(LIST)
    assert texts(page, "h2", "wish__who") == ["Erika Muster → wants to meet Fukushima"]
    assert texts(page, "blockquote") == ["=A hydrogen pilot"]
    shown = texts(page, "p", "people__more")
    assert shown == [
        "H2 Cluster · Germany",
        "Since Mon 2 Mar 2026, 10:00 CET / 18:00 JST, after “Hydrogen”",
    ]


def test_open_ones_come_first_the_longest_waiting_on_top(
    desk: Client, dana: User, wish: Interest, later: Interest
) -> None:
    assert listed(desk) == ["Fukushima", "Osaka"]
    wish.move(FollowUp.DONE, by=dana, reason="Met")
    assert listed(desk) == ["Osaka", "Fukushima"]


def test_filters(desk: Client, dana: User, wish: Interest, later: Interest) -> None:
    later.move(FollowUp.DROPPED, by=dana, reason="Too far")
    other = register(make_webinar("Tourism"), "o@example.org")
    webinar = wish.registration.webinar_id
    found = {
        query: listed(desk, query)
        for query in (
            "?state=open",
            "?state=dropped",
            "?sector=trade",
            "?sector=energy",
            f"?webinar={webinar}",
            f"?webinar={other.webinar_id}",
            f"?profile={wish.profile_id}",
        )
    }
    assert found == {
        "?state=open": ["Fukushima"],
        "?state=dropped": ["Osaka"],
        "?sector=trade": ["Fukushima"],
        "?sector=energy": ["Fukushima", "Osaka"],
        f"?webinar={webinar}": ["Fukushima", "Osaka"],
        # Not offered, since nobody asked there: an unknown choice filters nothing.
        f"?webinar={other.webinar_id}": ["Fukushima", "Osaka"],
        f"?profile={wish.profile_id}": ["Fukushima"],
    }


@pytest.mark.parametrize(
    ("note", "reason"), [("We wrote to both.", "We wrote to both."), (" ", "Taken care of")]
)
def test_a_wish_is_done_with_a_note(
    desk: Client, dana: User, wish: Interest, note: str, reason: str
) -> None:
    answer = move(desk, wish, "?state=open", to="done", note=note)
    assert answer["Location"] == f"{LIST}?state=open#wish-{wish.pk}"
    wish.refresh_from_db()
    assert wish.state == FollowUp.DONE
    assert log_of(wish) == [(dana.pk, "open", "done", reason)]
    assert reason in html_of(desk.get(LIST))


def test_a_wish_is_dropped_and_taken_up_again(desk: Client, dana: User, wish: Interest) -> None:
    move(desk, wish, to="dropped", note="No answer")
    move(desk, wish, to="open")
    assert log_of(wish) == [
        (dana.pk, "open", "dropped", "No answer"),
        (dana.pk, "dropped", "open", "Taken up again"),
    ]


@pytest.mark.parametrize(
    "data", [{}, {"to": "gone"}, {"to": "open"}, {"to": "done", "note": "x" * 1001}]
)
def test_what_is_not_possible_changes_nothing_and_is_said(
    desk: Client, wish: Interest, data: dict[str, str]
) -> None:
    answer = move(desk, wish, **data)
    page = desk.get(answer["Location"])
    wish.refresh_from_db()
    assert (wish.state, log_of(wish), len(page.context["messages"])) == (FollowUp.OPEN, [], 1)


def test_wishes_are_counted_by_sector(
    dana: User, erika: Registration, wish: Interest, later: Interest
) -> None:
    other = register(erika.webinar, "o@example.org")
    Interest.objects.create(registration=other, profile=wish.profile)
    later.move(FollowUp.DONE, by=dana, reason="Met")
    found = [(it.sector.slug, it.open, it.all, it.people) for it in follow_ups.by_sector()]
    assert found == [("energy", 2, 3, 2), ("trade", 2, 2, 2)]


def test_the_list_is_exported_as_filtered(
    desk: Client, dana: User, wish: Interest, later: Interest
) -> None:
    wish.move(FollowUp.DONE, by=dana, reason="Met in Koriyama")
    response = desk.get(LIST + "?state=done&format=csv")
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    assert list(csv.DictReader(io.StringIO(text))) == [
        {
            "id": str(wish.pk),
            "since_brussels": "2026-03-02 10:00 CET",
            "since_tokyo": "2026-03-02 18:00 JST",
            "state": "done",
            "family_name": "Muster",
            "given_name": "Erika",
            "reading": "",
            "email": "erika@example.org",
            "organisation": "H2 Cluster",
            "country": "DE",
            "language": "en",
            "wants": "Fukushima",
            "wants_sectors": "Energy; Trade",
            "in_mind": "'=A hydrogen pilot",
            "webinar": "Hydrogen",
            "note": "Met in Koriyama",
        }
    ]


def test_who_took_how_many_is_logged_at_each_webinar(
    desk: Client, wish: Interest, later: Interest
) -> None:
    other = register(make_webinar("Other"), "o@example.org")
    untouched = make_webinar("Untouched")
    Interest.objects.create(registration=other, profile=wish.profile)
    desk.get(LIST)
    desk.get(LIST + "?format=csv")
    logs = [
        [(it.actor.email, it.reason) for it in webinar.transitions.exclude(actor=None)]
        for webinar in (wish.registration.webinar, other.webinar, untouched)
    ]
    assert logs == [
        [("dana@example.org", "Follow-ups exported: 2")],
        [("dana@example.org", "Follow-ups exported: 1")],
        [],
    ]


def test_the_desk_counts_those_that_are_open(
    desk: Client, dana: User, wish: Interest, later: Interest
) -> None:
    later.move(FollowUp.DONE, by=dana, reason="Met")
    page = desk.get("/en/desk/")
    assert page.context["follow_ups"] == 1
    assert "Wishes of participants" in html_of(page)


def test_long_lists_are_paged_and_keep_the_filter(
    desk: Client, erika: Registration, fukushima: Profile
) -> None:
    people = Registration.objects.bulk_create(
        Registration(webinar=erika.webinar, email=f"p{n}@example.org") for n in range(31)
    )
    Interest.objects.bulk_create(Interest(registration=it, profile=fukushima) for it in people)
    page = desk.get(LIST + "?state=open&page=2")
    assert (len(page.context["wishes"]), page.context["query"]) == (1, "?state=open&")


def test_somebody_whose_data_were_deleted_has_no_name(desk: Client, wish: Interest) -> None:
    Registration.objects.filter(pk=wish.registration_id).update(family_name="", given_name="")
    heading = texts(desk.get(LIST), "h2", "wish__who")
    assert heading == ["Somebody whose data were deleted → wants to meet Fukushima"]


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_however_long_it_is(
    desk: Client, django_assert_num_queries: DjangoAssertNumQueries, dana: User, count: int
) -> None:
    for number in range(count):
        registration = register(make_webinar(f"W{number}"), f"p{number}@example.org")
        profile = make_profile(f"jp-0{number + 1}", priorities={"energy": 1})
        row = Interest.objects.create(registration=registration, profile=profile)
        row.move(FollowUp.DONE, by=dana, reason="Met")
    desk.get(LIST)
    with django_assert_num_queries(LIST_QUERIES):
        desk.get(LIST)


def test_strangers_and_participants_are_refused(
    charlie: Client, haruka: Client, wish: Interest
) -> None:
    for browser in (charlie, haruka):
        answers = [
            browser.get(LIST),
            browser.get(LIST + "?format=csv"),
            move(browser, wish, to="done"),
        ]
        assert [it.status_code for it in answers] == [403] * 3
    wish.refresh_from_db()
    assert wish.state == FollowUp.OPEN
