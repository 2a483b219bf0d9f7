"""What has come of an introduction: one click from the mail, or on its page."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from matching.introductions.following import follow_all
from matching.introductions.links import outcome_token, read_outcome_token
from matching.introductions.models import Introduction, Outcome
from matching.introductions.outcomes import answer_outcome, differing_days
from profiles.models import Mail
from tests.makers import make_user
from tests.matching.introductions.people import World, introduce, join, propose

RESULTS = ["none", "talks", "letter", "memorandum", "project"]


@pytest.fixture
def introduction(world: World) -> Introduction:
    """Introduced 30 days ago, and asked about."""
    introduction = introduce(world)
    past = introduction.decided_at - timedelta(days=30)
    Introduction.objects.update(decided_at=past)
    follow_all()
    introduction.refresh_from_db()
    return introduction


def outcome_of(introduction: Introduction, role: str, days: int = 30) -> Outcome:
    return Outcome.objects.get(party__introduction=introduction, party__role=role, days=days)


def links(address: str) -> list[str]:
    mail = Mail.objects.get(address=address, kind="introduction_outcome")
    return re.findall(r"/[a-z]{2}/introductions/outcome/[^\s]+/", mail.text)


def test_the_mail_has_every_answer_as_a_link_of_ones_own(
    world: World, introduction: Introduction
) -> None:
    mail = Mail.objects.get(address="alice@example.org", kind="introduction_outcome")
    assert mail.subject == "What has come of the introduction to Aoba?"
    for label in ("Nothing yet", "Talks", "Letter of intent", "Memorandum", "Joint project"):
        assert label in mail.text
        assert label in mail.html
    tokens = [link.rstrip("/").rpartition("/")[2] for link in links("alice@example.org")]
    asked = [read_outcome_token(token) for token in tokens]
    assert [(it.person, it.result) for it in asked] == [(world.alice, it) for it in RESULTS]
    assert set(links("alice@example.org")) & set(links("haruka@example.org")) == set()


def test_the_link_shows_the_answer_chosen_and_stores_nothing(introduction: Introduction) -> None:
    page = Client().get(links("alice@example.org")[3])
    html = page.content.decode()
    assert re.findall(r'value="(\w+)"[^>]* checked', html) == ["memorandum"]
    assert "30 days after your introduction to Aoba." in html
    assert outcome_of(introduction, "europe").result == ""


def test_its_one_button_stores_the_answer(world: World, introduction: Introduction) -> None:
    link = links("alice@example.org")[3]
    assert Client().post(link, {"result": "memorandum"}).url == link
    outcome = outcome_of(introduction, "europe")
    assert (outcome.result, outcome.answered_by) == ("memorandum", world.alice)
    assert outcome.answered_at >= outcome.asked_at
    assert "Your organisation has answered: Memorandum." in Client().get(link).content.decode()


def test_another_answer_can_be_given_later(introduction: Introduction) -> None:
    first, *_others, last = links("alice@example.org")
    Client().post(first, {"result": "none"})
    Client().post(last, {"result": "project"})
    assert outcome_of(introduction, "europe").result == "project"


@pytest.mark.parametrize("result", ["", "marriage"])
def test_a_faulty_answer_is_told_so(introduction: Introduction, result: str) -> None:
    answer = Client().post(links("alice@example.org")[0], {"result": result})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["result"])
    assert outcome_of(introduction, "europe").answered_at is None


def test_a_link_that_is_not_ours_opens_nothing(introduction: Introduction) -> None:
    path = reverse("introductions:answer-outcome-by-link", args=["forged"])
    answer = Client().get(path)
    assert (answer.status_code, "not valid" in answer.content.decode()) == (404, True)


def test_who_has_left_cannot_answer_any_more(world: World, introduction: Introduction) -> None:
    link = links("alice@example.org")[0]
    world.alice.memberships.all().delete()
    assert Client().post(link, {"result": "none"}).status_code == 404
    assert outcome_of(introduction, "europe").result == ""


def test_a_key_for_somebody_elses_answer_opens_nothing(
    world: World, introduction: Introduction
) -> None:
    outcome = outcome_of(introduction, "europe")
    for person in (world.haruka, world.charlie):
        assert read_outcome_token(outcome_token(outcome, person, "none")) is None
    world.alice.is_active = False
    world.alice.save()
    assert read_outcome_token(outcome_token(outcome, world.alice, "none")) is None


def test_a_question_that_is_gone_opens_nothing(world: World, introduction: Introduction) -> None:
    token = outcome_token(outcome_of(introduction, "europe"), world.alice, "none")
    Outcome.objects.all().delete()
    assert read_outcome_token(token) is None


def test_on_the_page_it_is_asked_too(world: World, introduction: Introduction) -> None:
    html = world.page("haruka", "show-introduction", introduction.pk).content.decode()
    assert "What has come of it" in html
    answer = world.send("haruka", "answer-outcome", introduction.pk, days=30, result="talks")
    assert answer.status_code == 302
    outcome = outcome_of(introduction, "japan")
    assert (outcome.result, outcome.answered_by) == ("talks", world.haruka)
    assert outcome_of(introduction, "europe").result == ""


@pytest.mark.parametrize(
    ("data", "field"),
    [({"days": 90, "result": "talks"}, "days"), ({"days": 30, "result": "all"}, "result")],
)
def test_only_what_was_asked_is_answered(
    world: World, introduction: Introduction, data: dict[str, object], field: str
) -> None:
    answer = world.send("haruka", "answer-outcome", introduction.pk, **data)
    assert (answer.status_code, list(answer.context["outcome_form"].errors)) == (422, [field])
    assert Outcome.objects.exclude(result="").count() == 0


def test_nobody_is_asked_before_the_time(world: World) -> None:
    introduction = introduce(world)
    html = world.page("alice", "show-introduction", introduction.pk).content.decode()
    assert "What has come of it" not in html


def test_the_page_asks_about_the_last_time(world: World, introduction: Introduction) -> None:
    answer_outcome(outcome_of(introduction, "europe"), "talks", by=world.alice)
    with time_machine.travel(introduction.decided_at + timedelta(days=90), tick=False):
        follow_all()
        html = world.page("alice", "show-introduction", introduction.pk).content.decode()
    assert re.findall(r'name="days" value="(\d+)"', html) == ["90"]


def test_differences_are_shown_to_the_helpdesk_only(
    world: World, introduction: Introduction
) -> None:
    answer_outcome(outcome_of(introduction, "europe"), "memorandum", by=world.alice)
    answer_outcome(outcome_of(introduction, "japan"), "none", by=world.haruka)
    words = "The sides say different things"
    pages = {
        who: world.page(who, "show-introduction", introduction.pk).content.decode()
        for who in ("alice", "haruka", "dana")
    }
    assert {who: words in html for who, html in pages.items()} == {
        "alice": False,
        "haruka": False,
        "dana": True,
    }
    assert ["Memorandum" in html and "30 days:" in html for html in pages.values()] == [
        False,
        False,
        True,
    ]


def test_who_has_not_answered_does_not_differ(world: World, introduction: Introduction) -> None:
    answer_outcome(outcome_of(introduction, "europe"), "talks", by=world.alice)
    assert differing_days(Outcome.objects.all()) == []
    answer_outcome(outcome_of(introduction, "japan"), "talks", by=world.haruka)
    assert differing_days(Outcome.objects.all()) == []
    answer_outcome(outcome_of(introduction, "japan"), "project", by=world.haruka)
    assert differing_days(Outcome.objects.all()) == [30]


def test_everybody_who_speaks_is_asked(world: World) -> None:
    join(world.europe, make_user("bob@example.org", None), "editor")
    introduction = propose(world)
    Introduction.objects.update(state="accepted", decided_at="2026-01-05T09:00Z")
    follow_all()
    asked = Mail.objects.filter(kind="introduction_outcome").values_list("address", flat=True)
    assert sorted(asked) == ["alice@example.org", "bob@example.org", "haruka@example.org"]
    assert introduction.pk
