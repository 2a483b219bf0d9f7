"""The desk's page about one participant: what is shown, and what can be done in each state."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation
from pytest_django import DjangoAssertNumQueries

from events import actions
from events.models import AudienceQuestion, Feedback, Interest, Registration, Webinar
from events.states import Booking, State
from profiles.models import Mail
from tests.events.attendees import TANAKA, consent
from tests.events.making import make_webinar, register
from tests.makers import make_profile
from tests.profiles.reading import elements, html_of, languages_of, texts

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore:No directory at:UserWarning"),
]

PAGE_QUERIES = 12
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


def show(desk: Client, registration: Registration, language: str = "en") -> Any:
    with translation.override(language):
        return desk.get(reverse("events:show-attendee", args=[registration.pk]))


def decide(desk: Client, registration: Registration, **data: str) -> Any:
    return desk.post(reverse("events:change-attendee", args=[registration.pk]), data)


def offered(page: Any) -> list[str]:
    """What the buttons of the form do."""
    return [it["value"] for it in elements(page, "button") if it["name"] == "do"]


@pytest.fixture
def webinar() -> Webinar:
    return make_webinar(capacity=1)


@pytest.fixture
def erika(webinar: Webinar) -> Registration:
    return register(webinar)


@pytest.fixture
def waiting(webinar: Webinar, erika: Registration) -> Registration:
    return register(webinar, "w@example.org", **TANAKA)


def test_nobody_there_is_not_found(desk: Client) -> None:
    assert desk.get(reverse("events:show-attendee", args=[2**40])).status_code == 404
    assert desk.post(reverse("events:change-attendee", args=[2**40])).status_code == 404


@pytest.mark.parametrize(
    ("language", "title"), [("en", "春香 田中"), ("de", "春香 田中"), ("ja", "田中 春香")]
)
def test_the_name_stands_in_the_reader_s_order(
    desk: Client, waiting: Registration, language: str, title: str
) -> None:
    assert texts(show(desk, waiting, language), "h1") == [title]


def test_what_somebody_wrote_is_marked_as_their_language(
    desk: Client, waiting: Registration
) -> None:
    Registration.objects.filter(pk=waiting.pk).update(question="貯蔵はどうしますか。")
    page = show(desk, waiting)
    assert languages_of(page, "貯蔵はどうしますか。") == ["ja"]
    assert languages_of(page, "たなか はるか") == ["ja"]


def test_what_somebody_wrote_runs_nothing(desk: Client, erika: Registration) -> None:
    script = "<script>alert(1)</script>"
    Registration.objects.filter(pk=erika.pk).update(
        question=script, accessibility=script, organisation=script, family_name=script
    )
    for page in (show(desk, erika), desk.get(reverse("events:check-in", args=[erika.webinar_id]))):
        assert "alert(1)" in html_of(page)
        assert script not in html_of(page)


def test_a_confirmed_one_can_be_checked_in_and_back(desk: Client, erika: Registration) -> None:
    assert offered(show(desk, erika)) == ["check_in", "cancel"]
    decide(desk, erika, do="check_in")
    assert offered(show(desk, erika)) == ["undo_check_in", "cancel"]
    decide(desk, erika, do="undo_check_in")
    assert offered(show(desk, erika)) == ["check_in", "cancel"]


def test_one_who_waits_sees_the_place_and_can_be_given_a_seat(
    desk: Client, waiting: Registration
) -> None:
    page = show(desk, waiting)
    assert (page.context["place"], offered(page)) == (1, ["promote", "cancel"])
    decide(desk, waiting, do="promote", reason="Speaks")
    waiting.refresh_from_db()
    assert waiting.state == Booking.WAITING
    decide(desk, waiting, do="promote", reason="Speaks", adds_seats="on")
    waiting.refresh_from_db()
    assert waiting.state == Booking.CONFIRMED


def test_an_offered_seat_can_be_given(
    desk: Client, erika: Registration, waiting: Registration
) -> None:
    actions.cancel(erika, by=None, reason="Ill")
    assert offered(show(desk, waiting)) == ["promote", "cancel"]
    assert offered(show(desk, erika)) == []


def test_no_seat_is_given_and_none_taken_without_a_reason(
    desk: Client, waiting: Registration
) -> None:
    answers = [decide(desk, waiting, do=it) for it in ("promote", "cancel", "", "erase")]
    assert [it.status_code for it in answers] == [422] * 4
    assert "Say why: it is kept in the log." in html_of(answers[0])


def test_why_it_was_not_possible_is_said(desk: Client, waiting: Registration) -> None:
    decide(desk, waiting, do="promote", reason="Speaks")
    told = [str(it) for it in show(desk, waiting).context["messages"]]
    assert told == ["There are not enough free seats. Choose fewer people, or add seats for them."]


def test_the_history_says_who_did_what_and_why(desk: Client, erika: Registration) -> None:
    decide(desk, erika, do="cancel", reason="Asked by phone")
    moves = show(desk, erika).context["transitions"]
    assert [(said, str(it.actor) if it.actor else "") for it, said in moves] == [
        ("Address confirmed", ""),
        ("Asked by phone", "Dana Novák"),
    ]


def test_what_they_asked_wished_and_thought_is_shown(desk: Client, erika: Registration) -> None:
    profile = make_profile("jp-07", texts={"en": "Fukushima"})
    Interest.objects.create(registration=erika, profile=profile, text="A pilot")
    AudienceQuestion.objects.create(
        webinar=erika.webinar, registration=erika, language="en", text="Who pays?"
    )
    Feedback.objects.create(registration=erika, rating=4, text="Clear")
    html = html_of(show(desk, erika))
    assert [it in html for it in ("A pilot", "Fukushima", "Who pays?", "4 of 5", "Clear")] == [
        True
    ] * 5


def test_mails_lead_to_the_outbox(desk: Client, erika: Registration) -> None:
    links = [it["href"] for it in elements(show(desk, erika), "a") if "/desk/mail/" in it["href"]]
    mails = Mail.objects.filter(key__startswith="webinar_").order_by("pk")
    expected = [reverse("desk:show-mail", args=[it.pk]) for it in mails]
    assert links[-len(expected) :] == expected


def test_one_who_was_erased_has_nothing_left_to_show(desk: Client, erika: Registration) -> None:
    actions.erase(erika)
    page = show(desk, erika)
    assert page.status_code == 200
    assert "What is left only counts in the statistics." in html_of(page)
    assert "erika@example.org" not in html_of(page)


def test_somebody_of_a_draft_is_shown_without_a_public_link(desk: Client) -> None:
    webinar = make_webinar(state=State.DRAFT)
    row = Registration.objects.create(webinar=webinar, email="e@example.org")
    links = [it["href"] for it in elements(show(desk, row), "a")]
    assert webinar.get_absolute_url() not in links


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same_however_much_there_is(
    desk: Client,
    django_assert_num_queries: DjangoAssertNumQueries,
    erika: Registration,
    count: int,
) -> None:
    for number in range(count):
        profile = make_profile(f"jp-0{number + 1}")
        Interest.objects.create(registration=erika, profile=profile)
        consent(erika, "news", True)
        AudienceQuestion.objects.create(
            webinar=erika.webinar, registration=erika, language="en", text="Who pays?"
        )
    show(desk, erika)
    with django_assert_num_queries(PAGE_QUERIES):
        show(desk, erika)
