"""The desk's list of a webinar's participants, and one of them."""

from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import translation
from pytest_django import DjangoAssertNumQueries

from events import actions
from events.models import Registration, RegistrationConsent, Webinar
from events.states import Booking, State
from profiles.models import Mail
from tests.events.making import make_webinar, register
from tests.profiles.reading import html_of, texts

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore:No directory at:UserWarning"),
]

LIST_QUERIES = 10
ANNA = {"family_name": "Schmidt", "given_name": "Anna", "organisation": "H2 Cluster Nordrhein"}
TANAKA = {
    "family_name": "田中",
    "given_name": "春香",
    "reading": "たなか はるか",
    "organisation": "福島県",
    "country": "JP",
    "language": "ja",
}


def page_of(webinar: Webinar, query: str = "") -> str:
    return reverse("events:list-registrations", args=[webinar.pk]) + query


def change(desk: Client, webinar: Webinar, query: str = "", **data: Any) -> Any:
    url = reverse("events:change-registrations", args=[webinar.pk]) + query
    return desk.post(url, data)


def names(desk: Client, webinar: Webinar, query: str = "") -> list[str]:
    """Given names of those found, oldest first: read from the page's own rows."""
    rows = desk.get(page_of(webinar, query)).context["rows"]
    return [row.registration.given_name for row in rows][::-1]


def states(webinar: Webinar) -> list[str]:
    return list(webinar.registrations.order_by("pk").values_list("state", flat=True))


def consent(registration: Registration, purpose: str, *given: bool) -> None:
    for is_given in given:
        RegistrationConsent.objects.create(
            registration=registration,
            purpose=purpose,
            is_given=is_given,
            version="1",
            digest="0" * 64,
            language="en",
        )


@pytest.fixture
def webinar() -> Webinar:
    return make_webinar(capacity=10)


@pytest.fixture
def anna(webinar: Webinar) -> Registration:
    return register(webinar, "anna@example.org", **ANNA)


@pytest.fixture
def tanaka(webinar: Webinar) -> Registration:
    return register(webinar, "tanaka@pref.example.jp", **TANAKA)


def test_strangers_and_participants_are_refused(
    charlie: Client, haruka: Client, anna: Registration
) -> None:
    urls = [
        page_of(anna.webinar),
        reverse("events:show-attendee", args=[anna.pk]),
        reverse("events:check-in", args=[anna.webinar_id]),
    ]
    assert [it.get(url).status_code for it in (charlie, haruka) for url in urls] == [403] * 6
    assert change(charlie, anna.webinar, do="cancel", reason="x", chosen=anna.pk).status_code == 403
    decided = charlie.post(reverse("events:change-attendee", args=[anna.pk]), {"do": "check_in"})
    assert decided.status_code == 403
    anna.refresh_from_db()
    assert (anna.state, anna.checked_in_at) == (Booking.CONFIRMED, None)


def test_an_empty_list_says_so(desk: Client, webinar: Webinar) -> None:
    assert texts(desk.get(page_of(webinar)), "h2", "empty__title") == ["No registration yet"]
    filtered = desk.get(page_of(webinar, "?q=Nobody"))
    assert texts(filtered, "h2", "empty__title") == ["No registration fits these filters"]


def test_another_webinar_s_participants_are_not_listed(desk: Client, anna: Registration) -> None:
    assert names(desk, make_webinar("Another")) == []
    assert names(desk, anna.webinar) == ["Anna"]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("Anna Schmidt", ["Anna"]),
        ("schmidt anna", ["Anna"]),
        ("ANNA", ["Anna"]),
        ("cluster schmi", ["Anna"]),
        ("anna@example", ["Anna"]),
        ("田中春香", ["春香"]),
        ("春香　田中", ["春香"]),
        ("タナカ", ["春香"]),
        ("はるか たなか", ["春香"]),
        ("福島", ["春香"]),
        ("ｔａｎａｋａ", ["春香"]),
        ("anna tanaka", []),
        ("%", []),
        ("", ["Anna", "春香"]),
    ],
)
def test_search_finds_names_in_any_order_and_script(
    desk: Client, anna: Registration, tanaka: Registration, words: str, found: list[str]
) -> None:
    assert names(desk, anna.webinar, f"?q={words}".replace("%", "%25")) == found


def test_umlauts_are_found_without_their_dots(desk: Client, webinar: Webinar) -> None:
    register(webinar, family_name="Müller", given_name="Jörg")
    assert names(desk, webinar, "?q=muller") == ["Jörg"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?state=confirmed", ["Anna", "春香"]),
        ("?state=waiting", []),
        ("?country=JP", ["春香"]),
        ("?language=en", ["Anna"]),
        ("?attended=yes", ["Anna"]),
        ("?attended=no", ["春香"]),
        ("?consent=listed", ["春香"]),
        ("?consent=news", []),
        ("?wrote=question", ["Anna"]),
        ("?wrote=needs", ["春香"]),
        ("?source=partner.example", ["春香"]),
        ("?country=JP&attended=yes", []),
    ],
)
def test_filters(
    desk: Client, anna: Registration, tanaka: Registration, query: str, found: list[str]
) -> None:
    Registration.objects.filter(pk=anna.pk).update(attended_minutes=40, question="Why?")
    Registration.objects.filter(pk=tanaka.pk).update(
        accessibility="Captions", came_from="partner.example", attended_minutes=0
    )
    consent(tanaka, "listed", False, True)
    consent(anna, "listed", True, False)
    consent(tanaka, "news", False)
    assert names(desk, anna.webinar, query) == found


def test_lists_are_sorted_as_asked(desk: Client, anna: Registration, tanaka: Registration) -> None:
    register(anna.webinar, "b@example.org", family_name="Baker", given_name="Zoe", country="IE")
    orders = {
        sort: names(desk, anna.webinar, f"?sort={sort}")[::-1]
        for sort in ("", "arrived", "name", "country")
    }
    assert orders == {
        "": ["Zoe", "春香", "Anna"],
        "arrived": ["Anna", "春香", "Zoe"],
        "name": ["Zoe", "Anna", "春香"],
        "country": ["Anna", "Zoe", "春香"],
    }


def test_names_stand_in_the_reader_s_order(desk: Client, tanaka: Registration) -> None:
    assert "春香 田中" in html_of(desk.get(page_of(tanaka.webinar)))
    with translation.override("ja"):
        url = page_of(tanaka.webinar)
    assert "田中 春香" in html_of(desk.get(url))


def test_a_row_shows_country_needs_and_the_place_in_line(desk: Client) -> None:
    webinar = make_webinar(capacity=1)
    register(webinar)
    for number in (1, 2):
        register(webinar, f"w{number}@example.org", country="JP", accessibility="Large print")
    page = desk.get(page_of(webinar, "?state=waiting&sort=arrived"))
    assert [(row.place, row.country) for row in page.context["rows"]] == [
        (1, "Japan"),
        (2, "Japan"),
    ]
    assert texts(page, "span", "wrote") == ["Needs: Large print"] * 2


def test_states_are_counted(desk: Client) -> None:
    webinar = make_webinar(capacity=1)
    for number in range(3):
        register(webinar, f"p{number}@example.org")
    register(webinar, "late@example.org", confirmed=False)
    counts = dict(desk.get(page_of(webinar)).context["counts"])
    assert {state: count for state, count in counts.items() if count} == {
        Booking.CONFIRMED: 1,
        Booking.WAITING: 2,
        Booking.UNCONFIRMED: 1,
    }


def test_erased_people_are_not_listed(desk: Client, anna: Registration) -> None:
    Registration.objects.filter(pk=anna.pk).update(erased_at=datetime(2026, 1, 1, tzinfo=UTC))
    assert names(desk, anna.webinar) == []


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_however_long_it_is(
    desk: Client, django_assert_num_queries: DjangoAssertNumQueries, webinar: Webinar, count: int
) -> None:
    for number in range(count):
        register(webinar, f"p{number}@example.org")
    desk.get(page_of(webinar))
    with django_assert_num_queries(LIST_QUERIES):
        desk.get(page_of(webinar))


def test_cancelling_tells_each_and_moves_the_next_up(desk: Client) -> None:
    webinar = make_webinar(capacity=2)
    first, second, third, fourth = (register(webinar, f"p{n}@example.org") for n in range(4))
    Mail.objects.all().delete()
    change(desk, webinar, do="cancel", reason="Asked by phone", chosen=[first.pk, third.pk])
    assert states(webinar) == ["cancelled", "confirmed", "cancelled", "offered"]
    sent = Mail.objects.values_list("address", "kind").order_by("address")
    assert list(sent) == [
        ("p0@example.org", "webinar_cancelled"),
        ("p2@example.org", "webinar_cancelled"),
        ("p3@example.org", "webinar_offer"),
    ]
    last = first.transitions.last()
    assert (last.actor.email, last.reason) == ("dana@example.org", "Asked by phone")
    assert second.transitions.count() == 1
    assert fourth.transitions.count() == 2


@pytest.mark.parametrize("do", ["cancel", "promote"])
def test_cancelling_and_promoting_need_a_reason(desk: Client, anna: Registration, do: str) -> None:
    page = change(desk, anna.webinar, do=do, chosen=anna.pk)
    assert (page.status_code, states(anna.webinar)) == (422, ["confirmed"])
    assert "Say why: it is kept in the log." in html_of(page)
    assert [box["value"] for box in ticks(page)] == [str(anna.pk)]


def ticks(page: Any) -> list[Any]:
    from tests.profiles.reading import elements

    boxes = [it for it in elements(page, "input") if it["name"] == "chosen"]
    return [it for it in boxes if "checked" in it.attributes]


def test_nobody_chosen_is_said(desk: Client, anna: Registration) -> None:
    page = change(desk, anna.webinar, do="check_in")
    assert (page.status_code, "Nobody is chosen." in html_of(page)) == (422, True)


def test_all_that_the_filter_finds_are_changed_and_no_others(
    desk: Client, anna: Registration, tanaka: Registration
) -> None:
    change(desk, anna.webinar, "?country=JP", do="check_in", everybody="on", count=1)
    here = Registration.objects.exclude(checked_in_at=None)
    assert [it.given_name for it in here] == ["春香"]


def test_a_list_that_has_changed_meanwhile_is_looked_at_again(
    desk: Client, anna: Registration, tanaka: Registration
) -> None:
    page = change(desk, anna.webinar, do="cancel", reason="x", everybody="on", count=1)
    assert (page.status_code, states(anna.webinar)) == (422, ["confirmed", "confirmed"])


def test_people_of_another_webinar_cannot_be_chosen(desk: Client, anna: Registration) -> None:
    other = register(make_webinar("Another"), "o@example.org")
    page = change(desk, anna.webinar, do="cancel", reason="x", chosen=other.pk)
    other.refresh_from_db()
    assert (page.status_code, other.state) == (422, Booking.CONFIRMED)


def test_promoting_takes_a_free_seat_out_of_order(desk: Client) -> None:
    webinar = make_webinar(capacity=1)
    register(webinar)
    second, third = register(webinar, "b@example.org"), register(webinar, "c@example.org")
    Webinar.objects.filter(pk=webinar.pk).update(capacity=2)
    change(desk, webinar, do="promote", reason="She speaks", chosen=third.pk)
    assert states(webinar) == ["confirmed", "waiting", "confirmed"]
    assert second.transitions.count() == 1
    assert (third.transitions.last().reason, third.transitions.last().actor.email) == (
        "She speaks",
        "dana@example.org",
    )
    assert Mail.objects.filter(address="c@example.org", kind="webinar_booked").count() == 1


def test_promoting_never_goes_beyond_the_capacity(desk: Client) -> None:
    webinar = make_webinar(capacity=1)
    register(webinar)
    waiting = register(webinar, "b@example.org")
    change(desk, webinar, do="promote", reason="She speaks", chosen=waiting.pk)
    assert states(webinar) == ["confirmed", "waiting"]
    change(desk, webinar, do="promote", reason="She speaks", chosen=waiting.pk, adds_seats="on")
    webinar.refresh_from_db()
    assert (states(webinar), webinar.capacity) == (["confirmed", "confirmed"], 2)
    last = webinar.transitions.order_by("pk").filter(actor__isnull=False).last()
    assert last.reason == "Seats added for people who were promoted by hand"


def test_an_offered_seat_is_given_at_once(desk: Client) -> None:
    webinar = make_webinar(capacity=1)
    first, second = register(webinar), register(webinar, "b@example.org")
    actions.cancel(first, by=None, reason="Ill")
    change(desk, webinar, do="promote", reason="By phone", chosen=second.pk)
    second.refresh_from_db()
    assert (second.state, second.offer_until) == (Booking.CONFIRMED, None)


def test_nobody_is_promoted_after_the_end(desk: Client) -> None:
    webinar = make_webinar(capacity=1)
    register(webinar)
    waiting = register(webinar, "b@example.org")
    for state in (State.LIVE, State.DONE):
        webinar.refresh_from_db()
        webinar.move(state, by=None, reason="x")
    change(desk, webinar, do="promote", reason="x", chosen=waiting.pk, adds_seats="on")
    assert states(webinar) == ["confirmed", "waiting"]


def test_nobody_is_cancelled_after_the_beginning(desk: Client, anna: Registration) -> None:
    webinar = anna.webinar
    webinar.refresh_from_db()
    webinar.move(State.LIVE, by=None, reason="x")
    answer = change(desk, webinar, do="cancel", reason="x", chosen=anna.pk)
    told = [str(it) for it in desk.get(answer["Location"]).context["messages"]]
    assert told == ["The webinar has begun, is over or was cancelled: nothing can be changed."]
    assert states(webinar) == ["confirmed"]


def test_what_is_not_possible_for_anybody_is_said(desk: Client, anna: Registration) -> None:
    answer = change(desk, anna.webinar, do="promote", reason="x", chosen=anna.pk)
    page = desk.get(answer["Location"])
    assert [str(it) for it in page.context["messages"]] == [
        "Nobody was changed: for none of those chosen is it possible."
    ]


def test_writing_to_those_ticked_leads_to_a_circular(desk: Client, anna: Registration) -> None:
    answer = change(desk, anna.webinar, do="write", chosen=anna.pk)
    expected = reverse("events:write-circular", args=[anna.webinar_id])
    assert answer["Location"] == f"{expected}?chosen={anna.pk}"


def test_the_page_of_one_shows_all_there_is(desk: Client, webinar: Webinar) -> None:
    choice = webinar.questions.create(
        kind="choice", text={"en": "Language?"}, choices=[{"en": "German"}, {"en": "Japanese"}]
    )
    tick = webinar.questions.create(kind="tick", text={"en": "Lunch?"})
    free = webinar.questions.create(kind="text", text={"en": "Diet?"}, position=2)
    answers = {str(choice.pk): 1, str(tick.pk): True, str(free.pk): "Vegan"}
    with time_machine.travel(datetime(2026, 3, 2, 9, tzinfo=UTC), tick=False):
        registration = register(webinar, "anna@example.org", answers=answers, **ANNA)
        consent(registration, "news", True)
    page = desk.get(reverse("events:show-attendee", args=[registration.pk]))
    assert page.context["answers"] == [
        ("Language?", "Japanese"),
        ("Lunch?", "Yes"),
        ("Diet?", "Vegan"),
    ]
    assert [it.kind for it in page.context["mails"]] == ["webinar_confirm", "webinar_booked"]
    assert [it.reason for it in page.context["transitions"]] == ["Address confirmed"]
    assert [(it.purpose, it.is_given) for it in page.context["consents"]] == [("news", True)]
    assert "Mon 2 Mar 2026, 10:00 CET / 18:00 JST" in html_of(page)


def test_mails_of_others_are_not_shown(desk: Client, webinar: Webinar) -> None:
    first = register(webinar)
    for key in (f"webinar_booked-{first.pk}0-1", f"webinar_circular-99-{first.pk}"):
        Mail.objects.create(key=key, kind="webinar_x", message_id=f"<{key}@x>")
    mine = Mail.objects.create(
        key=f"webinar_circular-{first.pk}-7", kind="webinar_circular", message_id="<c@x>"
    )
    page = desk.get(reverse("events:show-attendee", args=[first.pk]))
    kinds = [it.kind for it in page.context["mails"]]
    assert kinds == ["webinar_confirm", "webinar_booked", mine.kind]


def test_one_is_decided_about_on_its_own_page(desk: Client, anna: Registration) -> None:
    url = reverse("events:change-attendee", args=[anna.pk])
    assert desk.post(url, {"do": "cancel"}).status_code == 422
    desk.post(url, {"do": "check_in"})
    anna.refresh_from_db()
    assert anna.checked_in_at is not None
    assert desk.post(url, {"do": "cancel", "reason": "Ill"}).status_code == 302
    anna.refresh_from_db()
    assert anna.state == Booking.CANCELLED
