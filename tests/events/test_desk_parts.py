"""Programme, questions to participants and chapters of a webinar."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from events.models import CustomQuestion, Webinar
from events.states import State
from tests.events.desk import change, desk, reasons, typed, untouched, url, winter_webinar
from tests.events.making import register
from tests.profiles.reading import texts

pytestmark = pytest.mark.django_db
DANA = "dana@example.org"
LIST_QUERIES = 11
TALK = {"starts_at": "2027-01-14T10:10", "ends_at": "2027-01-14T10:40", "title_en": "Trains"}
CHOICE = {
    "kind": "choice",
    "text_en": "What for?",
    "text_ja": "目的は？",
    "choices_en": "Research\nTrade",
    "choices_ja": "研究\n貿易",
}


@pytest.fixture
def client() -> Client:
    return desk()


@pytest.fixture
def webinar() -> Webinar:
    return winter_webinar(state=State.DRAFT)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def add(client: Client, webinar: Webinar, part: str, /, **sent: Any) -> Any:
    return client.post(url("add-item", webinar.pk, part), sent)


def edit(client: Client, webinar: Webinar, part: str, item: Any, /, **changes: Any) -> Any:
    return change(client, url("edit-item", webinar.pk, part, item.pk), **changes)


def lines(client: Client, webinar: Webinar, kind: str) -> list[str]:
    return texts(client.get(url("list-items", webinar.pk, kind)), "a", "webinar-item__title")


# Programme


def test_a_session_on_the_organisers_clock(client: Client, webinar: Webinar) -> None:
    speaker = webinar.speakers.create(organisation="H2 Cluster")
    webinar.speakers.create(organisation="Others")
    add(client, webinar, "sessions", **TALK, title_ja="鉄道", speakers=[str(speaker.pk)])
    session = webinar.sessions.get()
    assert (session.starts_at, session.ends_at, session.title, list(session.speakers.all())) == (
        utc("2027-01-14T09:10"),
        utc("2027-01-14T09:40"),
        {"en": "Trains", "ja": "鉄道"},
        [speaker],
    )
    assert reasons(webinar) == [(DANA, "New: point of the programme")]
    page = client.get(url("list-items", webinar.pk, "sessions"))
    assert texts(page, "p", "webinar-item__remark") == [
        "Thu 14 Jan 2027, 10:10 CET / 18:10 JST – 10:40 CET / 18:40 JST · H2 Cluster"
    ]


@pytest.mark.parametrize(
    ("changes", "errors"),
    [
        (
            {"starts_at": "2027-01-14T09:59"},
            {"starts_at": ["It must lie inside the webinar’s time."]},
        ),
        (
            {"ends_at": "2027-01-14T11:31"},
            {"starts_at": ["It must lie inside the webinar’s time."]},
        ),
        (
            {"ends_at": "2027-01-14T10:10"},
            {"ends_at": ["The end must come after the beginning."]},
        ),
        ({"title_en": ""}, {"title_en": ["Give it a title in one language."]}),
        ({"ends_at": ""}, {"ends_at": ["This field is required."]}),
    ],
)
def test_a_session_must_lie_inside(
    client: Client, webinar: Webinar, changes: dict[str, str], errors: dict[str, list[str]]
) -> None:
    sent = TALK | changes
    response = add(client, webinar, "sessions", **sent)
    assert (response.status_code, response.context["form"].errors) == (422, errors)
    assert {name: typed(response)[name] for name in sent} == sent
    assert webinar.sessions.count() == 0


def test_the_whole_webinar_may_be_one_session(client: Client, webinar: Webinar) -> None:
    sent = TALK | {"starts_at": "2027-01-14T10:00", "ends_at": "2027-01-14T11:30"}
    assert add(client, webinar, "sessions", **sent).status_code == 302


def test_the_next_session_begins_where_the_last_ends(client: Client, webinar: Webinar) -> None:
    add(client, webinar, "sessions", **TALK)
    proposed = untouched(client, url("add-item", webinar.pk, "sessions"))
    assert (proposed["starts_at"], proposed["ends_at"]) == ("2027-01-14T10:40", "2027-01-14T11:30")


def test_where_no_time_is_left_none_is_proposed(client: Client, webinar: Webinar) -> None:
    add(client, webinar, "sessions", **TALK | {"ends_at": "2027-01-14T11:30"})
    assert "starts_at" not in untouched(client, url("add-item", webinar.pk, "sessions"))


def test_a_session_in_the_hour_that_comes_twice(client: Client) -> None:
    webinar = winter_webinar(starts_at=utc("2027-10-31T00:00"), minutes=180)
    sent = TALK | {"starts_at": "2027-10-31T02:30", "ends_at": "2027-10-31T03:30"}
    assert add(client, webinar, "sessions", **sent).status_code == 422
    add(client, webinar, "sessions", **sent, starts_at_which="0")
    assert webinar.sessions.get().starts_at == utc("2027-10-31T00:30")


def test_a_speaker_of_another_webinar_cannot_speak(client: Client, webinar: Webinar) -> None:
    other = winter_webinar().speakers.create(organisation="H2")
    response = add(client, webinar, "sessions", **TALK, speakers=[str(other.pk)])
    assert (response.status_code, webinar.sessions.count()) == (422, 0)


@pytest.mark.parametrize("count", [1, 3])
def test_more_sessions_take_no_more_queries(
    client: Client,
    webinar: Webinar,
    count: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for n in range(count):
        session = webinar.sessions.create(
            starts_at=webinar.starts_at, ends_at=webinar.ends_at, title={"en": f"No. {n}"}
        )
        session.speakers.add(webinar.speakers.create(organisation=f"No. {n}"))
    with django_assert_num_queries(LIST_QUERIES):
        client.get(url("list-items", webinar.pk, "sessions"))


# Questions to participants


def test_a_question_with_choices(client: Client, webinar: Webinar) -> None:
    add(client, webinar, "questions", **CHOICE, is_required="on")
    question = webinar.questions.get()
    assert (question.kind, question.is_required, question.text, question.choices) == (
        "choice",
        True,
        {"en": "What for?", "ja": "目的は？"},
        [{"en": "Research", "ja": "研究"}, {"en": "Trade", "ja": "貿易"}],
    )
    assert reasons(webinar) == [(DANA, "New: question")]


def test_a_plain_question_keeps_no_choices(client: Client, webinar: Webinar) -> None:
    add(client, webinar, "questions", **CHOICE | {"kind": "text"})
    assert webinar.questions.get().choices == []


@pytest.mark.parametrize(
    ("changes", "field", "message"),
    [
        ({"text_en": "", "text_ja": ""}, "text_en", "Write the question in one language."),
        (
            {"choices_en": "", "choices_ja": ""},
            "choices_en",
            "Give two to twenty choices, one on each line.",
        ),
        (
            {"choices_en": "One", "choices_ja": "一"},
            "choices_en",
            "Give two to twenty choices, one on each line.",
        ),
        (
            {"choices_ja": "研究"},
            "choices_en",
            "Give as many choices in every language in which there are some.",
        ),
    ],
)
def test_faulty_questions(
    client: Client, webinar: Webinar, changes: dict[str, str], field: str, message: str
) -> None:
    sent = CHOICE | changes
    response = add(client, webinar, "questions", **sent)
    assert (response.status_code, response.context["form"].errors) == (422, {field: [message]})
    shown = typed(response) | typed(response, "textarea")
    assert shown["text_ja"] == sent["text_ja"]
    assert shown["choices_ja"] == sent["choices_ja"]


@pytest.fixture
def answered(client: Client) -> CustomQuestion:
    webinar = winter_webinar()
    add(client, webinar, "questions", **CHOICE)
    question = webinar.questions.get()
    registration = register(webinar)
    registration.answers = {str(question.pk): 1}
    registration.save()
    return question


def test_an_answered_question_keeps_kind_and_number(
    client: Client, answered: CustomQuestion
) -> None:
    webinar = answered.webinar
    edit(client, webinar, "questions", answered, kind="text", text_en="Why?")
    now = webinar.questions.get()
    assert (now.kind, now.text["en"]) == ("choice", "Why?")
    response = edit(
        client, webinar, "questions", answered, choices_en="A\nB\nC", choices_ja="あ\nい\nう"
    )
    assert response.context["form"].errors == {
        "choices_en": ["Somebody has answered already: the number of choices stays."]
    }


def test_an_answered_question_is_not_removed(client: Client, answered: CustomQuestion) -> None:
    page = url("remove-item", answered.webinar_id, "questions", answered.pk)
    response = client.post(page, follow=True)
    assert answered.webinar.questions.count() == 1
    assert texts(response, "div", "notice--error") == [
        "Error: Participants have answered this question already: it cannot be removed any more."
    ]


def test_a_question_that_nobody_answered_is_removed(client: Client, webinar: Webinar) -> None:
    add(client, webinar, "questions", **CHOICE)
    client.post(url("remove-item", webinar.pk, "questions", webinar.questions.get().pk))
    assert webinar.questions.count() == 0


# Chapters


def test_a_chapter(client: Client, webinar: Webinar) -> None:
    add(client, webinar, "chapters", second="1:04:30", title_en="Questions")
    add(client, webinar, "chapters", second="04:05", title_en="Welcome", title_ja="開会")
    assert lines(client, webinar, "chapters") == ["04:05 Welcome", "1:04:30 Questions"]
    assert [it.second for it in webinar.chapters.all()] == [245, 3870]


@pytest.mark.parametrize("time", ["soon", "4:5", "4:60", "1:60:00", "-1:00", "12"])
def test_a_time_that_is_none(client: Client, webinar: Webinar, time: str) -> None:
    response = add(client, webinar, "chapters", second=time, title_en="Welcome")
    assert response.context["form"].errors == {
        "second": ["Write minutes and seconds, as 04:30, or 1:04:30."]
    }
    assert (response.status_code, typed(response)["second"]) == (422, time)


def test_two_chapters_cannot_begin_at_once(client: Client, webinar: Webinar) -> None:
    add(client, webinar, "chapters", second="04:05", title_en="Welcome")
    response = add(client, webinar, "chapters", second="4:05", title_en="Again")
    assert response.context["form"].errors == {
        "second": ["There is a chapter at this place already."]
    }
    chapter = webinar.chapters.get()
    assert edit(client, webinar, "chapters", chapter, title_en="Hello").status_code == 302
    assert webinar.chapters.get().title == {"en": "Hello"}


def paste(client: Client, webinar: Webinar, text: str, language: str = "en") -> Any:
    return client.post(
        url("paste-chapters", webinar.pk), {"language": language, "lines": text}, follow=True
    )


def test_a_list_is_pasted_in_two_languages(client: Client, webinar: Webinar) -> None:
    paste(client, webinar, "00:00 Welcome\n\n[04:05] – Trains\n1:04:30: Questions 1:1")
    response = paste(client, webinar, "00:00 開会\n4:05 鉄道", "ja")
    assert [(it.second, it.title) for it in webinar.chapters.all()] == [
        (0, {"en": "Welcome", "ja": "開会"}),
        (245, {"en": "Trains", "ja": "鉄道"}),
        (3870, {"en": "Questions 1:1"}),
    ]
    assert texts(response, "div", "notice--success") == ["Done: Saved: 0 new chapters."]
    assert reasons(webinar) == [(DANA, "Changed: chapter")] * 2


def test_a_faulty_list_stays_as_it_was_typed(client: Client, webinar: Webinar) -> None:
    text = "00:00 Welcome\nTrains"
    response = paste(client, webinar, text)
    assert (response.status_code, response.context["paste"].errors) == (
        422,
        {"lines": ["Line 2 has no time and title: Trains"]},
    )
    assert (typed(response, "textarea")["lines"], webinar.chapters.count()) == (text, 0)
