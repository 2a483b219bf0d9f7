"""The way in: closed, open a quarter of an hour before the beginning, over; and who may use it."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from events import actions
from events.links import join_token, own_token
from events.models import Registration, Webinar
from events.states import Booking, State
from tests.events.making import make_webinar, register
from tests.events.visiting import page_of
from tests.makers import make_staff, make_user
from tests.profiles.reading import elements, html_of, texts

pytestmark = pytest.mark.django_db

BEGINNING = datetime(2026, 12, 10, 9, tzinfo=UTC)
LONG_BEFORE = BEGINNING - timedelta(days=20)
MINUTE = timedelta(minutes=1)
VIDEO = "https://video.example.org/j/123?pwd=abc"
JOIN_QUERIES = 6


@pytest.fixture
def registration() -> Registration:
    with time_machine.travel(LONG_BEFORE, tick=False):
        return register(make_webinar(starts_at=BEGINNING, video_url=VIDEO))


def page(registration: Registration, moment: datetime, **headers: str) -> HttpResponse:
    with time_machine.travel(moment, tick=False):
        return Client(**headers).get(
            reverse("events:join-webinar", args=[join_token(registration)])
        )


def enter(registration: Registration, moment: datetime) -> HttpResponse:
    path = reverse("events:enter-webinar", args=[join_token(registration)])
    with time_machine.travel(moment, tick=False):
        return Client().post(path)


def word(response: HttpResponse) -> str:
    return texts(response, "p", "way-in__word")[0]


def test_before_it_says_how_long_and_when_it_opens_on_both_clocks(
    registration: Registration,
) -> None:
    response = page(registration, BEGINNING - timedelta(hours=2, minutes=15))
    assert word(response) == "It begins in 2 hours, 15 minutes."
    assert "Thu 10 Dec 2026, 09:45 CET / 17:45 JST" in html_of(response)
    assert elements(response, "button", "")[0]["id"] == "ask"
    assert VIDEO not in html_of(response)


@pytest.mark.parametrize(
    ("offset", "is_open"), [(-16, False), (-15, True), (0, True), (119, True), (120, False)]
)
def test_it_is_open_from_a_quarter_of_an_hour_before_until_well_after_the_planned_end(
    registration: Registration, offset: int, is_open: bool
) -> None:
    """Of ninety minutes: the clock ends a webinar then, people may need a little longer."""
    moment = BEGINNING + offset * MINUTE
    with time_machine.travel(moment, tick=False):
        actions.follow_clock(registration.webinar)
    shown = [it["id"] for it in elements(page(registration, moment), "button")]
    assert ("enter" in shown) == is_open
    response = enter(registration, moment)
    assert (response.status_code == 303) == is_open
    registration.refresh_from_db()
    assert registration.joined_at == (moment if is_open else None)


def test_the_own_page_leads_there_as_long_as_it_is_open(registration: Registration) -> None:
    own, way = page_of(registration), reverse("events:join-webinar", args=["t"]).split("/t/")[0]
    for minutes, is_led in ((119, True), (120, False)):
        with time_machine.travel(BEGINNING + minutes * MINUTE, tick=False):
            hrefs = [it["href"] for it in elements(Client().get(own), "a", "button")]
        assert any(it.startswith(way) for it in hrefs) == is_led


def test_the_button_notes_the_first_time_and_leads_to_the_call(registration: Registration) -> None:
    response = enter(registration, BEGINNING)
    assert (response.status_code, response["Location"]) == (303, VIDEO)
    again = enter(registration, BEGINNING + 30 * MINUTE)
    assert again["Location"] == VIDEO
    registration.refresh_from_db()
    assert registration.joined_at == BEGINNING


def test_looking_at_the_page_notes_nothing(registration: Registration) -> None:
    """Scanners of mails follow links."""
    page(registration, BEGINNING)
    assert enter_by_get(registration).status_code == 405
    registration.refresh_from_db()
    assert registration.joined_at is None


def enter_by_get(registration: Registration) -> HttpResponse:
    return Client().get(reverse("events:enter-webinar", args=[join_token(registration)]))


def test_the_address_of_the_call_is_not_in_the_page(registration: Registration) -> None:
    response = page(registration, BEGINNING)
    assert VIDEO not in html_of(response)
    assert "form-action 'self' https:;" in response["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("moment", "leads_away"),
    [(LONG_BEFORE, True), (BEGINNING, True), (BEGINNING + 120 * MINUTE, False)],
)
def test_a_page_kept_open_from_before_may_lead_to_the_call(
    registration: Registration, moment: datetime, leads_away: bool
) -> None:
    """A browser holds the policy with which it loaded the page, whatever is swapped later."""
    allowed = "'self' https:" if leads_away else "'self'"
    assert f"form-action {allowed};" in page(registration, moment)["Content-Security-Policy"]


def test_the_page_of_who_has_no_seat_leads_nowhere_else(registration: Registration) -> None:
    Registration.objects.update(state=Booking.WAITING)
    assert "form-action 'self';" in page(registration, BEGINNING)["Content-Security-Policy"]


def test_times_are_on_the_readers_own_clock_first(registration: Registration) -> None:
    Registration.objects.update(time_zone="America/New_York")
    response = page(registration, LONG_BEFORE)
    expected = "Thu 10 Dec 2026, 04:00 EST / 10:00 CET / 18:00 JST"
    assert texts(response, "p", "live-when") == [expected]
    assert "Thu 10 Dec 2026, 03:45 EST / 09:45 CET / 17:45 JST" in html_of(response)


def test_without_a_link_it_waits_for_it(registration: Registration) -> None:
    Webinar.objects.update(video_url="")
    response = page(registration, BEGINNING)
    assert word(response) == "The link to the video call is not here yet."
    polling = elements(response, "section", "way-in")[0]
    assert (polling["hx-trigger"], polling["hx-select"]) == ("every 30s", "#way-in")
    assert polling["hx-select-oob"] == "#way-in-news:innerHTML"
    link = elements(response, "a", "button--quiet")[-1]
    assert (link["href"], link["id"]) == (polling["hx-get"], "load-again")  # keeps the focus
    assert enter(registration, BEGINNING).status_code == 302
    registration.refresh_from_db()
    assert registration.joined_at is None


@pytest.mark.parametrize(
    ("moment", "is_fresh", "said"),
    [
        (BEGINNING, True, "The way in is open."),
        (LONG_BEFORE, True, ""),
        (BEGINNING, False, ""),
        (BEGINNING + 120 * MINUTE, True, "This webinar is over."),
    ],
)
def test_what_ends_the_looking_is_announced(
    registration: Registration, moment: datetime, is_fresh: bool, said: str
) -> None:
    """In a live region that stays, where the page was there already; else it is read anyway."""
    headers = {"HTTP_HX_REQUEST": "true"} if is_fresh else {}
    response = page(registration, moment, **headers)
    (status,) = [it for it in elements(response, "p") if it["role"] == "status"]
    assert (status.text, status["id"]) == (said, "way-in-news")


def test_who_waits_is_told_so_and_cannot_enter() -> None:
    with time_machine.travel(LONG_BEFORE, tick=False):
        webinar = make_webinar(starts_at=BEGINNING, capacity=1, video_url=VIDEO)
        first = register(webinar, "first@example.org")
        waiting = register(webinar, "haruka@example.org")
        assert word(page(waiting, LONG_BEFORE)) == "You are on the waiting list."
        actions.cancel(first, by=None, reason="Ill")
        assert word(page(waiting, LONG_BEFORE)) == "A seat is kept for you."
        assert word(page(first, LONG_BEFORE)) == "Cancelled"
    response = page(waiting, BEGINNING)
    assert elements(response, "section", "audience") == []
    assert enter(waiting, BEGINNING).status_code == 302
    waiting.refresh_from_db()
    assert waiting.joined_at is None
    assert word(page(waiting, BEGINNING + 90 * MINUTE)) == "This webinar is over."


def test_where_no_link_was_ever_entered_it_is_over_at_its_end() -> None:
    with time_machine.travel(LONG_BEFORE, tick=False):
        registration = register(make_webinar(starts_at=BEGINNING))
    words = [word(page(registration, BEGINNING + it * MINUTE)) for it in (89, 90)]
    assert words == ["The link to the video call is not here yet.", "This webinar is over."]


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        (State.CANCELLED, "This webinar does not take place."),
        (State.DONE, "This webinar is over."),
    ],
)
def test_afterwards_it_says_where_everything_is(
    registration: Registration, state: State, expected: str
) -> None:
    Webinar.objects.update(state=state)
    response = page(registration, BEGINNING)
    assert word(response) == expected
    assert elements(response, "section", "audience") == []


def test_the_way_in_does_not_give_away_the_page_on_which_one_cancels(
    registration: Registration,
) -> None:
    for moment in (LONG_BEFORE, BEGINNING, BEGINNING + 120 * MINUTE):
        assert "/webinars/registration/" not in html_of(page(registration, moment))


def test_it_shows_the_programme(registration: Registration) -> None:
    webinar = registration.webinar
    speaker = webinar.speakers.create(
        family_name="田中", given_name="春香", organisation="Fukushima"
    )
    end = BEGINNING + 20 * MINUTE
    session = webinar.sessions.create(starts_at=BEGINNING, ends_at=end, title={"en": "Welcome"})
    session.speakers.add(speaker)
    response = page(registration, LONG_BEFORE)
    assert texts(response, "h3", "programme__title") == ["Welcome"]
    assert texts(response, "p", "programme__who") == ["春香 田中"]


@pytest.mark.parametrize("salt_of", [own_token, lambda _registration: "no-token-of-ours"])
def test_another_key_does_not_open_it(registration: Registration, salt_of: object) -> None:
    token = salt_of(registration)
    for name in ("join-webinar", "enter-webinar"):
        path = reverse(f"events:{name}", args=[token])
        method = Client().get if name == "join-webinar" else Client().post
        assert method(path).status_code == 404


def test_it_is_the_same_for_charlie_and_staff_who_got_the_link(
    registration: Registration,
) -> None:
    """The link is the key, whoever is signed in."""
    for user in (make_user("charlie@example.org"), make_staff()):
        client = Client()
        client.force_login(user)
        path = reverse("events:join-webinar", args=[join_token(registration)])
        assert client.get(path).status_code == 200


def test_nobody_indexes_or_keeps_it(registration: Registration) -> None:
    response = page(registration, BEGINNING)
    assert "no-store" in response["Cache-Control"]
    assert response["X-Robots-Tag"] == "noindex, nofollow"


def test_in_japanese_tokyo_comes_first(registration: Registration) -> None:
    Registration.objects.update(time_zone="Asia/Tokyo", language="ja")
    path = reverse("events:join-webinar", args=[join_token(registration)])
    with time_machine.travel(LONG_BEFORE, tick=False):
        response = Client().get(path.replace("/en/", "/ja/"))
    assert "2026年12月10日（木）18:00 JST / 10:00 CET" in html_of(response)


@pytest.mark.parametrize("count", [1, 3])
def test_it_costs_the_same_for_any_number_of_questions(
    registration: Registration, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    webinar = registration.webinar
    for number in range(count):
        question = webinar.audience_questions.create(text=f"Q{number}", language="en")
        question.move("shown", by=None, reason="Shown")
        end = BEGINNING + MINUTE * (number + 1)
        session = webinar.sessions.create(starts_at=BEGINNING, ends_at=end, title={"en": "P"})
        session.speakers.add(webinar.speakers.create(family_name=f"S{number}"))
    path = reverse("events:join-webinar", args=[join_token(registration)])
    with (
        time_machine.travel(LONG_BEFORE, tick=False),
        django_assert_num_queries(JOIN_QUERIES),
    ):
        assert Client().get(path).status_code == 200
