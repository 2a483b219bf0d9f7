"""The page of an introduction: what each reader finds on it, in their own language."""

import re

import pytest
import time_machine
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from matching.introductions import actions
from matching.introductions.models import Introduction, Message
from profiles.models import Mail
from tests.makers import make_staff
from tests.matching.introductions.people import (
    MESSAGE,
    World,
    accept,
    introduce,
    party,
    propose,
    request,
)

PAGE_QUERIES = 60


def shown(world: World, who: str, introduction: Introduction, language: str = "en") -> str:
    path = f"/{language}/introductions/{introduction.pk}/"
    return world.client(who).get(path).content.decode()


def test_a_party_sees_who_why_and_until_when(world: World) -> None:
    with time_machine.travel("2026-11-25 10:00Z", tick=False):
        introduction = propose(world)
        html = shown(world, "alice", introduction)
    for words in (
        "Rhine Valley",
        "Aoba",
        "Both work on Hydrogen.",
        "A note on hydrogen.",
        "Waiting for consent",
        "Please answer by Dec. 16, 2026.",
        "15 working days left in your own calendar.",
        "Wed 25 Nov 2026, 11:00 CET / 19:00 JST",
    ):
        assert words in html


def test_the_note_is_in_the_readers_language_or_marked(world: World) -> None:
    introduction = propose(world)
    japanese = shown(world, "haruka", introduction, "ja")
    assert '<blockquote class="introduction-words" lang="ja">' in japanese
    assert "水素についての覚書" in japanese
    german = shown(world, "alice", introduction, "de")
    assert '<blockquote class="introduction-words" lang="en">' in german
    assert 'aria-hidden="true">en</span>' in german


def test_a_message_is_in_its_own_language_with_its_label(world: World) -> None:
    introduction = request(world, "haruka", message="水素を学びたい。", language="ja")
    actions.ask(introduction, by=world.dana, note={"en": "Go"})
    html = shown(world, "alice", introduction)
    assert "Aoba writes" in html
    assert '<blockquote class="introduction-words" lang="ja"><p>水素を学びたい。</p>' in html
    assert "Original in Japanese" in html


def test_what_was_written_is_escaped(world: World) -> None:
    introduction = request(world, message="<script>alert(1)</script>")
    html = shown(world, "dana", introduction)
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
    assert "<script>alert" not in html


def forms(html: str) -> list[str]:
    """The buttons on the page, by the last part of their address."""
    found = re.findall(r'<form[^>]* action="/en/introductions/\d+/([a-z-]+)/', html)
    return sorted(set(found))


def test_each_finds_the_buttons_that_are_theirs(world: World) -> None:
    introduction = request(world)
    assert forms(shown(world, "alice", introduction)) == ["question", "withdraw"]
    assert forms(shown(world, "dana", introduction)) == [
        "answer",
        "ask",
        "assign",
        "decline-request",
    ]
    actions.ask(introduction, by=world.dana, note={"en": "Go"})
    assert forms(shown(world, "alice", introduction)) == ["contact", "question", "withdraw"]
    assert forms(shown(world, "haruka", introduction)) == ["accept", "decline", "question"]
    assert forms(shown(world, "dana", introduction)) == ["answer", "assign", "close"]
    accept(introduction, world, "haruka")
    for who in ("alice", "haruka"):
        assert forms(shown(world, who, introduction)) == ["question"]
    assert forms(shown(world, "dana", introduction)) == ["answer", "assign", "close"]


def test_who_declined_can_be_given_another_chance_by_the_helpdesk(world: World) -> None:
    introduction = propose(world)
    actions.decline(party(introduction, "japan"), by=world.haruka, reason="")
    assert forms(shown(world, "dana", introduction)) == ["answer", "assign", "end-rest"]


def test_the_helpdesk_sees_every_answer(world: World) -> None:
    introduction = propose(world)
    accept(introduction, world, "alice")
    html = shown(world, "dana", introduction)
    cells = re.findall(r'data-label="Answer">([^<]+)</td>', html)
    assert cells == ["Accepted", "No answer yet"]


def what_happened(html: str) -> list[str]:
    found = re.findall(r'timeline__what">(.*?)</span>(?:<br>([^<]*))?', html)
    return [f"{what} – {why}" if why else what for what, why in found]


def test_the_timeline_of_a_party_names_nobody_and_no_answer_but_its_own(world: World) -> None:
    introduction = request(world)
    actions.ask(introduction, by=world.dana, note={"en": "Go"})
    accept(introduction, world, "haruka")
    assert what_happened(shown(world, "haruka", introduction)) == [
        "Rhine Valley asked to be introduced",
        "The helpdesk asked everybody",
        "Your organisation said yes",
        "Everybody had agreed: contact persons were shown",
    ]


def test_the_last_day_is_a_step_ahead(world: World) -> None:
    introduction = propose(world)
    assert what_happened(shown(world, "alice", introduction)) == [
        "The helpdesk had the idea",
        "The helpdesk asked everybody",
        "Last day to answer",
    ]


def test_the_helpdesk_reads_the_whole_log(world: World) -> None:
    introduction = propose(world)
    actions.assign(introduction, broker=world.dana, by=world.dana)
    actions.decline(party(introduction, "japan"), by=world.haruka, reason="")
    assert what_happened(shown(world, "dana", introduction)) == [
        "The helpdesk had the idea",
        "Waiting for consent (Dana Novak) – The parties are asked",
        "Waiting for consent (Dana Novak) – Given to a broker",
        "Aoba: Declined – Declined",
        "Not taken up – A party declined",
    ]


def test_what_ends_by_itself_says_so_to_the_helpdesk(world: World) -> None:
    introduction = propose(world)
    introduction.parties.update(due_on="2026-01-05")
    actions.expire(introduction)
    told = what_happened(shown(world, "dana", introduction))
    assert told[-1] == "No answer in time (by itself) – No answer in time"


def test_the_contacts_stand_on_the_page(world: World) -> None:
    type(world.haruka).objects.filter(pk=world.haruka.pk).update(
        job_title="Director", phone="+81245211111"
    )
    introduction = introduce(world)
    html = shown(world, "alice", introduction)
    for words in ("遥 佐藤", "Director", "mailto:haruka@example.org", "+81 24-521-1111"):
        assert words in html


def test_a_question_goes_to_the_broker(world: World) -> None:
    make_staff("eve@example.org", password=None)
    introduction = propose(world)
    answer = world.send("haruka", "ask-broker", introduction.pk, **{"question-text": "Why us?"})
    assert answer.status_code == 302
    message = Message.objects.get()
    asking = party(introduction, "japan")
    found = (message.party, message.private_to, message.author, message.text)
    assert found == (asking, asking, world.haruka, "Why us?")
    mail = Mail.objects.get(kind="introduction_question")
    assert mail.address == "dana@example.org"
    assert "Why us?" not in mail.text


def test_without_a_broker_it_goes_to_everybody_at_the_helpdesk(world: World) -> None:
    make_staff("eve@example.org", password=None)
    introduction = request(world)
    world.send("alice", "ask-broker", introduction.pk, **{"question-text": "When?"})
    found = Mail.objects.filter(kind="introduction_question").values_list("address", flat=True)
    assert sorted(found) == ["dana@example.org", "eve@example.org"]


def test_the_answer_goes_to_those_who_asked(world: World) -> None:
    introduction = propose(world)
    japan = party(introduction, "japan")
    world.send("haruka", "ask-broker", introduction.pk, **{"question-text": "Why us?"})
    assert "waits for an answer" in shown(world, "dana", introduction)
    data = {f"reply-{japan.pk}-text": "You make hydrogen."}
    assert world.send("dana", "answer-question", introduction.pk, japan.pk, **data).url
    assert "waits for an answer" not in shown(world, "dana", introduction)
    html = shown(world, "haruka", introduction)
    assert "Why us?" in html
    assert "You make hydrogen." in html
    mail = Mail.objects.get(kind="introduction_reply")
    assert (mail.address, "You make hydrogen." in mail.text) == ("haruka@example.org", False)


def test_the_other_side_reads_no_questions(world: World) -> None:
    introduction = propose(world)
    world.send("haruka", "ask-broker", introduction.pk, **{"question-text": "planted-4711"})
    assert "planted-4711" not in shown(world, "alice", introduction)


@pytest.mark.parametrize("text", ["", " ", "a" * 5001])
def test_a_faulty_question_is_told_so(world: World, text: str) -> None:
    introduction = propose(world)
    answer = world.send("haruka", "ask-broker", introduction.pk, **{"question-text": text})
    assert (answer.status_code, list(answer.context["question_form"].errors)) == (422, ["text"])
    japan = party(introduction, "japan")
    data = {f"reply-{japan.pk}-text": text}
    answer = world.send("dana", "answer-question", introduction.pk, japan.pk, **data)
    assert answer.status_code == 422
    assert Message.objects.count() == 0


def test_an_answer_to_a_party_of_another_introduction_is_none(world: World) -> None:
    introduction = propose(world)
    answer = world.send("dana", "answer-question", introduction.pk, 0, **{"reply-0-text": "Hm"})
    assert answer.status_code == 404


def test_a_message_to_the_other_side_is_shown_to_it(world: World) -> None:
    introduction = request(world)
    request(world, "haruka", message="We too.", language="en")
    html = shown(world, "alice", introduction)
    assert MESSAGE in html
    assert "We too." in html


def test_before_the_first_run_it_does_without_reasons(world: World) -> None:
    from matching.models import Run

    introduction = propose(world)
    Run.objects.all().delete()
    html = shown(world, "alice", introduction)
    assert "Why the two fit" not in html
    assert "A note on hydrogen." in html


@pytest.mark.parametrize("who", ["alice", "dana"])
def test_messages_cost_no_queries(
    world: World, django_assert_max_num_queries: DjangoAssertNumQueries, who: str
) -> None:
    introduction = propose(world)
    asking = party(introduction, "europe")
    path = reverse("introductions:show-introduction", args=[introduction.pk])
    client = world.client(who)
    client.get(path)
    for _number in range(20):
        introduction.messages.create(party=asking, private_to=asking, language="en", text="?")
    with django_assert_max_num_queries(PAGE_QUERIES):
        client.get(path)
