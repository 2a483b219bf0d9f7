"""The desk's list of a webinar's participants, and one of them."""

from datetime import UTC, datetime

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import translation
from pytest_django import DjangoAssertNumQueries

from events.models import Registration, Webinar
from events.states import Booking
from profiles.models import Mail
from tests.events.attendees import ANNA, TANAKA, change, consent, page_of
from tests.events.making import make_webinar, register
from tests.profiles.reading import html_of, texts

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore:No directory at:UserWarning"),
]

LIST_QUERIES = 10


def names(desk: Client, webinar: Webinar, query: str = "") -> list[str]:
    """Given names of those found, oldest first: read from the page's own rows."""
    rows = desk.get(page_of(webinar, query)).context["rows"]
    return [row.registration.given_name for row in rows][::-1]


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
    assert [said for _move, said in page.context["transitions"]] == ["Address confirmed"]
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


def test_long_lists_are_paged_and_keep_the_filter(desk: Client, webinar: Webinar) -> None:
    Registration.objects.bulk_create(
        Registration(webinar=webinar, email=f"p{n}@example.org", country="DE", state="confirmed")
        for n in range(30)
    )
    second = desk.get(page_of(webinar, "?country=DE&page=2"))
    assert len(second.context["rows"]) == 5
    assert second.context["query"] == "?country=DE&"
    beyond = desk.get(page_of(webinar, "?page=99"))
    assert beyond.context["page_obj"].number == 2


@pytest.mark.parametrize(
    "query", ["?state=nothing", "?country=%00", "?sort=x", "?chosen=x", "?page=x"]
)
def test_nonsense_in_the_address_breaks_nothing(
    desk: Client, anna: Registration, query: str
) -> None:
    assert desk.get(page_of(anna.webinar, query)).status_code == 200


def test_only_countries_and_pages_that_occur_are_offered(
    desk: Client, anna: Registration, tanaka: Registration
) -> None:
    Registration.objects.filter(pk=anna.pk).update(came_from="/en/webinars/")
    register(make_webinar("Another"), "o@example.org", country="FR", came_from="other.example")
    form = desk.get(page_of(anna.webinar)).context["filter"].form
    countries = [value for value, _label in form.fields["country"].choices if value]
    sources = [value for value, _label in form.fields["source"].choices if value]
    assert (countries, sources) == (["DE", "JP"], ["/en/webinars/"])
