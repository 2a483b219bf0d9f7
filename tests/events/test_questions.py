"""Questions from the audience: asked, read by a moderator, shown without a name, voted for."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from events import actions, questions
from events.links import join_token
from events.live.forms import QUESTION_LENGTH
from events.live.joining import OVERRUN
from events.models import AudienceQuestion, Registration, Vote, Webinar
from events.states import Asked
from profiles.moving import ForbiddenMove
from tests.events.making import make_webinar, register
from tests.makers import make_staff, make_user
from tests.profiles.reading import elements, html_of, texts

pytestmark = pytest.mark.django_db

MODERATION_QUERIES = 6


@pytest.fixture
def webinar() -> Webinar:
    return make_webinar()


@pytest.fixture
def erika(webinar: Webinar) -> Registration:
    return register(webinar, organisation="EnergieAgentur.NRW")


@pytest.fixture
def haruka(webinar: Webinar) -> Registration:
    return register(webinar, "haruka@example.org", family_name="田中", given_name="春香")


def page(registration: Registration, **query: str) -> HttpResponse:
    return Client().get(reverse("events:join-webinar", args=[join_token(registration)]), query)


def ask(registration: Registration, text: str = "How much does it cost?", **fields: str) -> object:
    path = reverse("events:ask-question", args=[join_token(registration)])
    return Client().post(path, {"text": text, "language": "en", **fields})


def vote(registration: Registration, question: AudienceQuestion, is_for: bool = True) -> object:
    path = reverse("events:vote-question", args=[join_token(registration), question.pk])
    return Client().post(path, {"is_for": "on"} if is_for else {})


def shown(webinar: Webinar, text: str = "How?", state: Asked = Asked.SHOWN) -> AudienceQuestion:
    question = AudienceQuestion.objects.create(webinar=webinar, text=text, language="en")
    if state != Asked.NEW:
        question.move(state, by=None, reason="Moderated")
    return question


def on_page(response: HttpResponse) -> list[str]:
    return texts(response, "p", "asked__text")


def test_a_question_waits_for_the_moderator_seen_by_its_author_only(
    erika: Registration, haruka: Registration
) -> None:
    response = ask(erika, "Was kostet das?", language="de")
    assert (response.status_code, response["Location"][-9:]) == (302, "#audience")
    question = AudienceQuestion.objects.get()
    assert (question.state, question.language) == (Asked.NEW, "de")
    assert on_page(page(erika)) == ["Was kostet das?"]
    assert texts(page(erika), "h3") == ["Yours, waiting for the moderator"]
    assert on_page(page(haruka)) == []


def test_what_is_shown_is_shown_to_all_without_a_name(
    erika: Registration, haruka: Registration
) -> None:
    ask(erika, "Was kostet das?", language="de")
    questions.moderate(AudienceQuestion.objects.get(), Asked.SHOWN, by=make_staff())
    response = page(haruka)
    assert on_page(response) == ["Was kostet das?"]
    assert [it["lang"] for it in elements(response, "p", "asked__text")] == ["de"]
    shown_to_haruka = html_of(response)
    assert [word for word in ("Erika", "Muster", "EnergieAgentur") if word in shown_to_haruka] == []


@pytest.mark.parametrize("state", [Asked.NEW, Asked.HIDDEN])
def test_what_is_not_shown_is_seen_by_nobody_else(
    webinar: Webinar, erika: Registration, state: Asked
) -> None:
    shown(webinar, "Rude words", state)
    assert on_page(page(erika)) == []


def test_most_votes_first_and_what_is_answered_last(
    webinar: Webinar, erika: Registration, haruka: Registration
) -> None:
    first, second = shown(webinar, "First"), shown(webinar, "Second")
    answered = shown(webinar, "Answered", Asked.ANSWERED)
    for registration in (erika, haruka):
        Vote.objects.create(question=answered, registration=registration)
    vote(haruka, second)
    response = page(erika)
    assert on_page(response) == ["Second", "First", "Answered"]
    assert texts(response, "span", "asked__count") == ["1 vote", "0 votes", "2 votes"]
    assert first.votes.count() == 0


def test_a_vote_counts_once_and_can_be_taken_back(webinar: Webinar, erika: Registration) -> None:
    question = shown(webinar)
    for is_for, expected in ((True, 1), (True, 1), (False, 0), (False, 0)):
        vote(erika, question, is_for)
        assert question.votes.count() == expected
    vote(erika, question)
    pressed = [it["aria-pressed"] for it in elements(page(erika), "button", "button--small")]
    assert pressed[-1] == "true"


def test_the_database_counts_a_vote_once(webinar: Webinar, erika: Registration) -> None:
    question = shown(webinar)
    Vote.objects.create(question=question, registration=erika)
    with pytest.raises(IntegrityError), transaction.atomic():
        Vote.objects.create(question=question, registration=erika)


def test_what_is_answered_takes_no_votes(webinar: Webinar, erika: Registration) -> None:
    question = shown(webinar, state=Asked.ANSWERED)
    assert vote(erika, question).status_code == 302
    assert question.votes.count() == 0
    with pytest.raises(questions.NotShown):
        questions.vote(erika, question, is_for=True)


@pytest.mark.parametrize("state", [Asked.NEW, Asked.HIDDEN])
def test_nobody_votes_for_what_is_not_shown(
    webinar: Webinar, erika: Registration, state: Asked
) -> None:
    assert vote(erika, shown(webinar, state=state)).status_code == 404


def test_questions_of_another_webinar_are_out_of_reach(erika: Registration) -> None:
    other = shown(make_webinar("Another"), "Elsewhere")
    assert on_page(page(erika)) == []
    assert vote(erika, other).status_code == 404


@pytest.mark.parametrize("text", ["", "   ", "x" * (QUESTION_LENGTH + 1)])
def test_a_faulty_question_is_shown_again(erika: Registration, text: str) -> None:
    response = ask(erika, text)
    assert response.status_code == 422
    assert len(elements(response, "ul", "errorlist")) == 1
    assert AudienceQuestion.objects.count() == 0
    if text.strip():
        assert text in html_of(response)


def test_an_unknown_language_is_refused(erika: Registration) -> None:
    assert ask(erika, language="xx").status_code == 422


def test_languages_that_are_spoken_can_be_chosen() -> None:
    registration = register(make_webinar(spoken=["pl", "en"]))
    assert ask(registration, "Ile to kosztuje?", language="pl").status_code == 302


def test_who_asks_too_much_has_to_wait(erika: Registration) -> None:
    for number in range(questions.MOST):
        assert ask(erika, f"Question {number}").status_code == 302
    response = ask(erika, "One more")
    assert response.status_code == 422
    assert "Please wait a little." in html_of(response)
    assert "One more" in html_of(response)
    later = datetime.now(UTC) + questions.WITHIN + timedelta(minutes=1)
    with time_machine.travel(later, tick=False):
        assert ask(erika, "One more").status_code == 302


def test_markup_stays_text(webinar: Webinar, erika: Registration) -> None:
    shown(webinar, "<script>alert(1)</script>")
    found = html_of(page(erika))
    assert ("&lt;script&gt;alert(1)&lt;/script&gt;" in found, "<script>alert" in found) == (
        True,
        False,
    )


def test_once_the_way_in_is_shut_nobody_asks_or_votes(
    webinar: Webinar, erika: Registration
) -> None:
    question = shown(webinar)
    with time_machine.travel(webinar.ends_at + OVERRUN, tick=False):
        ask(erika)
        vote(erika, question)
    assert (AudienceQuestion.objects.count(), Vote.objects.count()) == (1, 0)


def test_who_has_no_seat_does_not_ask(webinar: Webinar) -> None:
    full = make_webinar(capacity=1)
    register(full, "first@example.org")
    waiting = register(full, "waiting@example.org")
    assert ask(waiting).status_code == 302
    assert AudienceQuestion.objects.count() == 0


def test_nothing_new_is_answered_by_204(webinar: Webinar, erika: Registration) -> None:
    question = shown(webinar)
    poll = elements(page(erika), "div")
    address = next(it["hx-get"] for it in poll if it["id"] == "questions")
    assert Client().get(address).status_code == 204
    vote(erika, question)
    response = Client().get(address)
    assert response.status_code == 200
    assert texts(response, "span", "asked__count") == ["1 vote"]


def test_what_was_asked_at_sign_up_becomes_a_question_with_the_seat() -> None:
    webinar = make_webinar(capacity=1)
    first = register(webinar, confirmed=False, question="Who pays?", language="de")
    assert AudienceQuestion.objects.count() == 0
    actions.confirm(first)
    actions.confirm(first)
    waiting = register(webinar, "waiting@example.org", question="And the grid?")
    asked = AudienceQuestion.objects.values_list("text", "language", "state", "registration")
    assert list(asked) == [("Who pays?", "de", "new", first.pk)]
    actions.cancel(first, by=None, reason="Ill")
    waiting.refresh_from_db()
    actions.accept_seat(waiting)
    assert list(AudienceQuestion.objects.values_list("text", flat=True)) == [
        "Who pays?",
        "And the grid?",
    ]


def desk(webinar: Webinar, **query: str) -> tuple[Client, HttpResponse]:
    client = Client()
    client.force_login(make_staff())
    return client, client.get(reverse("events:moderate-questions", args=[webinar.pk]), query)


def test_a_moderator_sees_who_asks_and_moves_it(webinar: Webinar, erika: Registration) -> None:
    ask(erika)
    client, response = desk(webinar)
    assert on_page(response) == ["How much does it cost?"]
    assert "Erika Muster, EnergieAgentur.NRW" in texts(response, "p", "asked__note")[0]
    tabs = ["New (1)", "Shown (0)", "Answered (0)", "Hidden (0)"]
    assert [it for it in texts(response, "a") if it.endswith(")")] == tabs
    question = AudienceQuestion.objects.get()
    path = reverse("events:move-question", args=[question.pk])
    for to, comes_from in (("shown", "new"), ("answered", "shown"), ("shown", "answered")):
        response = client.post(path, {"to": to})
        question.refresh_from_db()
        assert question.state == to
        assert response["Location"].endswith(f"?state={comes_from}#questions")
    moves = question.transitions.values_list("new", "actor__email")
    assert list(moves) == [(to, "dana@example.org") for to in ("shown", "answered", "shown")]


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        ("new", ["Show", "Mark as answered", "Hide"]),
        ("shown", ["Mark as answered", "Hide"]),
        ("answered", ["Show"]),
        ("hidden", ["Show"]),
        ("nonsense", []),
    ],
)
def test_only_what_is_allowed_has_a_button(
    webinar: Webinar, state: str, expected: list[str]
) -> None:
    if state in Asked.values:
        shown(webinar, "How?", Asked(state))
    _client, response = desk(webinar, state=state)
    buttons = [it.partition(":")[0] for it in texts(response, "button", "button--small")]
    assert [it for it in buttons if it != "Sign out"] == expected


def test_a_move_that_is_not_possible_is_explained(webinar: Webinar) -> None:
    question = shown(webinar)
    client, _response = desk(webinar)
    path = reverse("events:move-question", args=[question.pk])
    response = client.post(path, {"to": "new"}, follow=True)
    assert str(ForbiddenMove()) in html_of(response)
    assert client.post(path, {"to": "nonsense"}).status_code == 302
    question.refresh_from_db()
    assert question.state == Asked.SHOWN


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}])
def test_whoever_was_slower_reads_why_in_what_is_swapped(
    webinar: Webinar, headers: dict[str, str]
) -> None:
    question = shown(webinar)
    client, _response = desk(webinar)
    path = reverse("events:move-question", args=[question.pk])
    response = client.post(path, {"to": "shown"}, headers=headers, follow=True)
    start, _div, swapped = html_of(response).partition('<div id="moderation">')
    counts = [part.count(str(ForbiddenMove())) for part in (start, swapped)]
    assert counts == ([1, 1] if headers else [1, 0])
    alerts = [it for it in elements(response, "div", "notice--error") if it["role"] == "alert"]
    assert len(alerts) == counts[1]
    (form, *_others) = [it for it in elements(response, "form") if it["hx-post"] == path]
    assert (form["hx-target"], form["hx-select"]) == ("#moderation", "#moderation")


def test_only_the_desk_moderates(webinar: Webinar) -> None:
    question = shown(webinar)
    client = Client()
    paths = [reverse("events:moderate-questions", args=[webinar.pk])]
    paths.append(reverse("events:move-question", args=[question.pk]))
    assert [client.get(paths[0]).status_code, client.post(paths[1]).status_code] == [302, 302]
    client.force_login(make_user("charlie@example.org"))
    assert [client.get(paths[0]).status_code, client.post(paths[1]).status_code] == [403, 403]


@pytest.mark.parametrize("count", [1, 3])
def test_moderation_costs_the_same_for_any_number(
    webinar: Webinar, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(count):
        registration = register(webinar, f"p{number}@example.org")
        questions.ask(registration, text=f"Q{number}", language="en")
    client, _response = desk(webinar)
    path = reverse("events:moderate-questions", args=[webinar.pk])
    with django_assert_num_queries(MODERATION_QUERIES):
        client.get(path)
