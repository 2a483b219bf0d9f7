"""The helpdesk's board: age, next action, owner, and what stands still."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from matching.introductions import actions, following, questions
from matching.introductions.board import Case, cases
from matching.introductions.models import Introduction, Outcome, Party
from tests.makers import make_profile, make_staff
from tests.matching.introductions.people import (
    NOTE,
    World,
    accept,
    introduce,
    join,
    party,
    propose,
    request,
)

BOARD_QUERIES = 12
TABLE_QUERIES = 14
OPENED = "2026-11-02 09:00Z"


def case_at(moment: str) -> tuple[int, str, bool]:
    """The only case there is: its days, what to do next, and whether it stands still."""
    with time_machine.travel(moment, tick=False):
        (case,) = cases(Introduction.objects.all())
        return case.days, case.next_action, case.is_stalled


@pytest.fixture
def opened(world: World) -> Introduction:
    with time_machine.travel(OPENED, tick=False):
        return propose(world)


def test_a_request_waits_for_the_helpdesk(world: World) -> None:
    with time_machine.travel(OPENED, tick=False):
        request(world)
    words = "Read the request, then ask or decline"
    assert case_at("2026-11-04 09:00Z") == (2, words, False)
    assert case_at("2026-11-07 09:00Z") == (5, words, False)
    assert case_at("2026-11-07 09:01Z") == (5, words, True)


def test_who_is_asked_is_waited_for_until_their_day(opened: Introduction) -> None:
    assert case_at("2026-11-04 09:00Z") == (2, "Wait for Rhine Valley until 11/23/2026", False)


def test_after_two_reminders_somebody_calls(world: World, opened: Introduction) -> None:
    with time_machine.travel("2026-11-05 09:00Z", tick=False):
        accept(opened, world, "alice")
    with time_machine.travel("2026-11-17 09:00Z", tick=False):
        following.follow_all()
    words = "Call Aoba: two reminders, time until 11/25/2026"
    assert case_at("2026-11-18 09:00Z") == (16, words, True)


def test_where_nobody_can_answer_somebody_is_found(world: World, opened: Introduction) -> None:
    world.haruka.memberships.all().delete()
    join(world.japan, world.charlie, "viewer")
    assert case_at("2026-11-03 09:00Z") == (1, "Find somebody who speaks for Aoba", True)


def test_what_the_law_holds_up_stands_still(world: World, opened: Introduction) -> None:
    with time_machine.travel("2026-11-03 09:00Z", tick=False):
        accept(opened, world, "alice")
        world.alice.memberships.all().delete()
        accept(opened, world, "haruka")
    words = "Help with the contact person’s consent"
    assert case_at("2026-11-03 10:00Z") == (1, words, True)


def test_a_question_comes_first(world: World, opened: Introduction) -> None:
    with time_machine.travel("2026-11-03 09:00Z", tick=False):
        asking = party(opened, "japan")
        questions.ask_helpdesk(opened, party=asking, by=world.haruka, text="?", language="ja")
    words = "Answer the question of Aoba"
    assert case_at("2026-11-04 09:00Z") == (2, words, False)
    assert case_at("2026-11-05 09:01Z") == (3, words, True)
    with time_machine.travel("2026-11-05 10:00Z", tick=False):
        questions.reply(opened, to=asking, by=world.dana, text="!", language="ja")
    assert case_at("2026-11-05 11:00Z")[1] == "Wait for Rhine Valley until 11/23/2026"


def introduced(world: World) -> Introduction:
    with time_machine.travel(OPENED, tick=False):
        return introduce(world)


def test_an_introduction_is_accompanied_until_it_falls_silent(world: World) -> None:
    introduced(world)
    assert case_at("2026-11-12 09:00Z") == (10, "Accompany the conversation", False)
    assert case_at("2026-12-02 09:01Z") == (30, "Ask both how it goes", True)


@pytest.mark.parametrize("what", ["message", "meeting"])
def test_a_message_or_a_meeting_breaks_the_silence(world: World, what: str) -> None:
    introduction = introduced(world)
    with time_machine.travel("2026-11-20 09:00Z", tick=False):
        if what == "message":
            introduction.messages.create(language="en", text="Hello")
        else:
            introduction.meetings.create()
    assert case_at("2026-12-02 09:01Z") == (30, "Accompany the conversation", False)


def say(introduction: Introduction, **results: str) -> None:
    for role, result in results.items():
        side = party(introduction, role)
        Outcome.objects.create(party=side, days=30, result=result, asked_at=timezone.now())


def test_an_agreement_is_to_be_registered(world: World) -> None:
    say(introduced(world), europe="memorandum", japan="memorandum")
    assert case_at("2026-11-12 09:00Z") == (10, "Register the partnership", False)


def test_different_words_are_cleared_up(world: World) -> None:
    say(introduced(world), europe="memorandum", japan="none")
    words = "Ask both: they say different things of the outcome"
    assert case_at("2026-11-12 09:00Z") == (10, words, True)


@pytest.mark.parametrize("state", ["declined", "expired", "withdrawn", "closed"])
def test_what_is_over_is_nobodys_work(world: World, opened: Introduction, state: str) -> None:
    Introduction.objects.update(state=state, decided_at="2026-11-03T09:00Z")
    assert case_at("2027-11-03 09:00Z") == (365, "", False)


def board(world: World, query: str = "") -> str:
    return world.client("dana").get(reverse("introductions:show-board") + query).content.decode()


def columns(html: str) -> dict[str, list[str]]:
    found = {}
    for part in html.split('class="board__title"')[1:]:
        title = re.sub(r"<[^>]+>", "", part.partition("</h2>")[0].partition(">")[2])
        found[title] = re.findall(r'case__title"><a [^>]*>([^<]+)</a>', part)
    return found


def more(world: World, key: str, days: int = 0, **fields: object) -> Introduction:
    """One more proposal, asked so many days ago."""
    japan = make_profile(key, texts={"en": f"Town {key}"})
    introduction = actions.propose(world.europe, japan, by=world.dana, note=NOTE)
    opened_at = timezone.now() - timedelta(days=days)
    Introduction.objects.filter(pk=introduction.pk).update(**({"opened_at": opened_at} | fields))
    return introduction


def test_the_board_has_a_column_for_every_open_state(world: World) -> None:
    request(world)
    more(world, "jp-2", days=1)
    more(world, "jp-3", days=9)
    more(world, "jp-4", state="accepted")
    more(world, "jp-5", state="declined")
    assert columns(board(world)) == {
        "Requested 1": ["Rhine Valley × Aoba"],
        "Waiting for consent 2": ["Rhine Valley × Town jp-3", "Rhine Valley × Town jp-2"],
        "Introduced 1": ["Rhine Valley × Town jp-4"],
    }


def rows(html: str) -> list[str]:
    return re.findall(r'scope="row"><a [^>]*>Rhine Valley × ([^<]+)</a>', html)


def test_the_table_has_the_past_too(world: World) -> None:
    request(world)
    more(world, "jp-5", state="declined", decided_at=timezone.now())
    html = board(world, "?view=table")
    assert sorted(rows(html)) == ["Aoba", "Town jp-5"]
    assert rows(board(world, "?view=table&state=declined")) == ["Town jp-5"]


def test_owners_see_theirs(world: World) -> None:
    eve = make_staff("eve@example.org", password=None, family_name="Eve")
    request(world)
    more(world, "jp-2")
    more(world, "jp-3", broker=eve)
    found = {
        owner: sorted(rows(board(world, f"?view=table&owner={owner}")))
        for owner in ("me", "nobody", str(eve.pk), "")
    }
    assert found == {
        "me": ["Town jp-2"],
        "nobody": ["Aoba"],
        str(eve.pk): ["Town jp-3"],
        "": ["Aoba", "Town jp-2", "Town jp-3"],
    }


@pytest.mark.parametrize("query", ["?owner=999", "?owner=x", "?view=table&state=lost"])
def test_a_filter_that_is_none_is_told_so(world: World, query: str) -> None:
    request(world)
    answer = world.client("dana").get(reverse("introductions:show-board") + query)
    assert (answer.status_code, "Select a valid choice" in answer.content.decode()) == (422, True)


@pytest.mark.parametrize("view", ["", "&view=table"])
def test_only_what_stands_still(world: World, view: str) -> None:
    more(world, "jp-2", state="accepted", decided_at=timezone.now() - timedelta(days=40))
    more(world, "jp-3", state="accepted", decided_at=timezone.now())
    html = board(world, f"?stalled=on{view}")
    assert "Town jp-2" in html
    assert "Town jp-3" not in html
    assert "Stands still" in html


def test_taking_over_is_one_click(world: World) -> None:
    introduction = request(world)
    html = board(world)
    path = reverse("introductions:assign-broker", args=[introduction.pk])
    assert f'action="{path}"' in html
    assert "Nobody’s yet" in html
    world.send("dana", "assign-broker", introduction.pk, broker=world.dana.pk, next="board")
    html = board(world)
    assert "Owner: Dana Novak" in html
    assert f'action="{path}"' not in html


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(
    ("query", "queries"), [("", BOARD_QUERIES), ("?view=table", TABLE_QUERIES)]
)
def test_as_many_queries_for_three_as_for_one(
    world: World,
    django_assert_num_queries: DjangoAssertNumQueries,
    count: int,
    query: str,
    queries: int,
) -> None:
    for number in range(count):
        introduction = more(world, f"jp-{number + 2}")
        asking = party(introduction, "japan")
        asking.reminders.create(after=10)
        asking.outcomes.create(days=30)
        introduction.messages.create(party=asking, private_to=asking, language="en", text="?")
    client, path = world.client("dana"), reverse("introductions:show-board") + query
    client.get(path)
    with django_assert_num_queries(queries):
        html = client.get(path).content.decode()
    assert html.count("Answer the question of Town") == count


def test_the_empty_board_says_so(world: World) -> None:
    assert columns(board(world)) == {
        "Requested 0": [],
        "Waiting for consent 0": [],
        "Introduced 0": [],
    }
    assert board(world).count("Nothing here.") == 3
    assert "No introduction fits" in board(world, "?view=table")


def test_a_case_needs_nothing_more_than_its_row(world: World) -> None:
    propose(world)
    (case,) = cases(Introduction.objects.all())
    assert isinstance(case, Case)
    assert [it.role for it in case.waiting] == ["europe", "japan"]
    assert Party.objects.count() == 2
