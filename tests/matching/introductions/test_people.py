"""What introductions know of a person: in that person's export, and gone with their account."""

import json

import pytest
from django.core.serializers.json import DjangoJSONEncoder
from django.db import IntegrityError, transaction
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from matching.introductions import actions, people, questions
from matching.introductions.models import Introduction, Meeting, MessageTranslation, Outcome
from matching.introductions.outcomes import answer_outcome
from profiles.actions.privacy import erase_user
from profiles.models import Erasure, User
from profiles.privacy import exporting
from tests.makers import REASON, make_user
from tests.matching.introductions.people import (
    MESSAGE,
    World,
    accept,
    consent,
    introduce,
    join,
    party,
    propose,
    request,
)

SECTIONS = (
    "introductions",
    "introduction_contacts",
    "introduction_messages",
    "introduction_outcomes",
)
EXPORT_QUERIES = 15


def exported(user: User) -> dict[str, list[dict[str, object]]]:
    document = json.loads(json.dumps(exporting.export(user), cls=DjangoJSONEncoder))
    return {name: document["sections"][name] for name in SECTIONS}


@pytest.fixture
def introduction(world: World) -> Introduction:
    """Requested by alice, accepted, talked about; dana has translated a word."""
    introduction = request(world)
    actions.ask(introduction, by=world.dana, note={"en": "Go"})
    accept(introduction, world, "haruka")
    europe = party(introduction, "europe")
    message = questions.ask_helpdesk(
        introduction, party=europe, by=world.alice, text="When?", language="en"
    )
    MessageTranslation.objects.create(
        message=message, language="ja", text="いつ？", author=world.dana
    )
    outcome = Outcome.objects.create(party=europe, days=30)
    answer_outcome(outcome, "talks", by=world.alice)
    return introduction


def without_moments(rows: list[dict[str, object]]) -> list[dict[str, object]]:
    return [{key: it for key, it in row.items() if key not in ("at", "created_at")} for row in rows]


def test_everything_is_in_ones_export(world: World, introduction: Introduction) -> None:
    found = {name: without_moments(rows) for name, rows in exported(world.alice).items()}
    about = "Rhine Valley × Aoba"
    assert found == {
        "introductions": [
            {"about": about, "message": MESSAGE, "language": "en", "state": "accepted"}
        ],
        "introduction_contacts": [{"about": about, "state": "accepted", "answer": "accepted"}],
        "introduction_messages": [{"about": about, "body": "When?", "language": "en"}],
        "introduction_outcomes": [{"about": about, "days": 30, "result": "talks"}],
    }


def test_nothing_of_others_is(world: World, introduction: Introduction) -> None:
    text = json.dumps(exporting.export(world.haruka), cls=DjangoJSONEncoder, ensure_ascii=False)
    for words in ("alice@example.org", "Martin", MESSAGE, "When?"):
        assert words not in text
    assert exported(world.charlie) == {name: [] for name in SECTIONS}


def test_a_translator_gets_their_drafts(world: World, introduction: Introduction) -> None:
    (row,) = exported(world.dana)["introduction_messages"]
    assert (row["body"], row["language"]) == ("いつ？", "ja")


def test_it_reads_well(world: World, introduction: Introduction) -> None:
    sections = {str(it.label): it.rows for it in exporting.readable(world.alice)}
    labels = {str(label) for label, _value in sections["Introductions that you asked for"][0]}
    assert labels == {"About", "Message", "Language", "State", "Created"}


@pytest.mark.parametrize("count", [1, 3])
def test_as_many_queries_for_three_as_for_one(
    world: World, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    for _number in range(count):
        introduction = introduce(world)
        europe = party(introduction, "europe")
        Introduction.objects.filter(pk=introduction.pk).update(
            state="closed", requested_by=world.alice
        )
        message = introduction.messages.create(author=world.alice, language="en", text="?")
        message.translations.create(author=world.alice, language="de", text="?")
        answer_outcome(Outcome.objects.create(party=europe, days=30), "none", by=world.alice)
    with django_assert_num_queries(EXPORT_QUERIES):
        rows = [
            rows(world.alice)
            for rows in (people.requests, people.contacts, people.messages, people.outcomes)
        ]
    assert [len(it) for it in rows] == [count, count, 2 * count, count]


def test_an_erased_person_is_nobodys_contact(world: World, introduction: Introduction) -> None:
    join(world.europe, make_user("bob@example.org", None))
    assert "alice@example.org" in shown(world, introduction)
    erase_user(world.alice)
    html = shown(world, introduction)
    assert "alice@example.org" not in html
    assert "Ask the helpdesk for somebody else." in html
    assert Erasure.objects.get().deleted["introduction_contacts"] == 1
    assert list(introduction.transitions.values_list("new", "actor__email")) == [
        ("asked", "dana@example.org"),
        ("accepted", "haruka@example.org"),
    ]


def shown(world: World, introduction: Introduction) -> str:
    return world.page("haruka", "show-introduction", introduction.pk).content.decode()


def test_before_everybody_agreed_the_team_names_somebody_else(world: World) -> None:
    bob = join(world.europe, make_user("bob@example.org", None))
    consent(bob)
    introduction = propose(world)
    accept(introduction, world, "alice")
    erase_user(world.alice)
    accept(introduction, world, "haruka")
    introduction.refresh_from_db()
    assert introduction.state == "asked"
    actions.change_contact(party(introduction, "europe"), by=bob, contact=bob)
    introduction.refresh_from_db()
    assert introduction.state == "accepted"


LOGS = ["introductiontransition", "partytransition", "meetingtransition"]


@pytest.mark.parametrize("log", LOGS)
def test_logs_stay_as_they_were_written(world: World, introduction: Introduction, log: str) -> None:
    meeting = Meeting.objects.create(introduction=introduction)
    meeting.move("cancelled", by=world.dana, reason=REASON)
    rows = {
        "introductiontransition": introduction.transitions,
        "partytransition": party(introduction, "europe").transitions,
        "meetingtransition": meeting.transitions,
    }[log]
    before = list(rows.values())
    with pytest.raises(IntegrityError, match=f"introductions_{log}"), transaction.atomic():
        rows.update(reason="Rewritten")
    with pytest.raises(IntegrityError, match=f"introductions_{log}"), transaction.atomic():
        rows.all().delete()
    assert list(rows.values()) == before
    rows.update(actor=None)
    assert set(rows.values_list("actor", flat=True)) == {None}
    assert timezone.now() >= before[0]["at"]
