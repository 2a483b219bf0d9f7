"""Many at the same moment: one outcome, one mail of each kind to each person, no gap in the log."""

import itertools
from collections.abc import Callable
from functools import partial
from threading import Barrier, Thread

import pytest
from django.db import OperationalError, connections

from matching.introductions import actions, following
from matching.introductions.models import Introduction, Outcome, Party, Reminder
from matching.introductions.states import Answer, State
from matching.models import FactChange, PairFact
from profiles.models import Disclosure, Mail
from profiles.moving import ForbiddenMove
from tests.matching.introductions.people import World, make_world, party, propose

pytestmark = pytest.mark.django_db(transaction=True)

CROWD = 100
LONG_AGO = "2026-01-05"
"""A last day to answer that has passed."""


@pytest.fixture
def world(transactional_db: None) -> World:
    return make_world()


def at_once(*calls: Callable[[], object]) -> list[object]:
    """What each of them returned, or the error that it was told."""
    barrier, answers = Barrier(len(calls)), [None] * len(calls)

    def run(number: int, call: Callable[[], object]) -> None:
        try:
            connections["default"].ensure_connection()
            barrier.wait()
            answers[number] = call()
        except (ForbiddenMove, actions.PairRests, actions.NotPublic) as error:
            answers[number] = error
        except Exception as error:  # shown by the assertion
            answers[number] = error
            raise
        finally:
            connections.close_all()

    threads = [Thread(target=run, args=pair) for pair in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def answering(world: World, introduction: Introduction, how: str) -> Callable[[], object]:
    """As a request or the worker does it: with rows of its own."""

    def call() -> object:
        if how == "expire":
            return actions.expire(Introduction.objects.get(pk=introduction.pk))
        role, verb = how.split()
        row = Party.objects.get(introduction=introduction, role=role)
        person = world.alice if role == "europe" else world.haruka
        if verb == "accept":
            return actions.accept(row, by=person, contact=person)
        return actions.decline(row, by=person, reason="No")

    return call


def assert_unbroken(introduction: Introduction) -> None:
    """Every row of the logs begins where the one before ended, and the last is what stands."""
    rows = [introduction, *introduction.parties.all()]
    for row in rows:
        moves = list(row.transitions.order_by("pk").values_list("old", "new"))
        assert [old for old, _ in moves[1:]] == [new for _, new in moves[:-1]]
        if moves:
            assert moves[-1][1] == getattr(row, row.STATE)


def mails() -> list[tuple[str, str]]:
    found = Mail.objects.exclude(kind="introduction_ask").values_list("kind", "address")
    return sorted((kind.removeprefix("introduction_"), address) for kind, address in found)


BOTH = ("alice@example.org", "haruka@example.org")
ENDED = [("not_taken_up", address) for address in BOTH]
INTRODUCED = [("introduced", address) for address in BOTH]
EVERYTHING = ["europe accept", "japan accept", "europe decline", "japan decline", "expire"]
CROWDS = {
    "everything": (EVERYTHING, {State.ACCEPTED, State.DECLINED, State.EXPIRED}),
    "accepts": (["europe accept", "japan accept"], {State.ACCEPTED}),
    "declines": (["europe decline", "japan decline"], {State.DECLINED}),
    "expiries": (["expire"], {State.EXPIRED}),
    "accepts and expiries": (
        ["europe accept", "japan accept", "expire"],
        {State.ACCEPTED, State.EXPIRED},
    ),
}


@pytest.mark.parametrize("crowd", CROWDS)
def test_a_hundred_at_once_have_one_outcome(world: World, crowd: str) -> None:
    hows, possible = CROWDS[crowd]
    introduction = propose(world)
    Party.objects.update(due_on=LONG_AGO)
    calls = itertools.islice(itertools.cycle(hows), CROWD)
    answers = at_once(*(answering(world, introduction, how) for how in calls))
    broken = [it for it in answers if isinstance(it, Exception)]
    assert [it for it in broken if not isinstance(it, ForbiddenMove)] == []
    introduction.refresh_from_db()
    assert introduction.state in possible
    is_introduced = introduction.state == State.ACCEPTED
    assert mails() == (INTRODUCED if is_introduced else ENDED)
    assert Disclosure.objects.count() == (2 if is_introduced else 0)
    kinds = {State.ACCEPTED: ["introduced"], State.DECLINED: ["resting"], State.EXPIRED: []}
    expected = kinds[introduction.state]
    assert list(PairFact.objects.values_list("kind", flat=True)) == expected
    assert list(FactChange.objects.values_list("kind", flat=True)) == expected
    ends = introduction.transitions.exclude(new=State.ASKED)
    assert ends.count() == 1
    assert_unbroken(introduction)


def test_both_sides_ask_at_once_and_there_is_one_introduction(world: World) -> None:
    sides = {world.europe: world.alice, world.japan: world.haruka}
    calls = [
        partial(
            actions.request_introduction,
            world.europe,
            world.japan,
            for_=side,
            by=person,
            message=f"From {person.email}",
            language="en",
        )
        for side, person in list(sides.items()) * 8
    ]
    answers = at_once(*calls)
    introduction = Introduction.objects.get()
    assert answers == [introduction] * len(calls)
    assert introduction.state == State.REQUESTED
    assert set(introduction.parties.values_list("answer", flat=True)) == {Answer.ACCEPTED}
    assert mails() == [("requested", "dana@example.org")]
    assert introduction.messages.count() == 1
    assert_unbroken(introduction)


def test_a_request_and_proposals_at_once_make_one_introduction(world: World) -> None:
    ask = partial(
        actions.request_introduction,
        world.europe,
        world.japan,
        for_=world.europe,
        by=world.alice,
        message="Please",
        language="en",
    )
    answers = at_once(*[ask, partial(propose, world)] * 6)
    introduction = Introduction.objects.get()
    refused = [it for it in answers if it != introduction]
    assert [type(it) for it in refused] == [ForbiddenMove] * len(refused)
    assert introduction.state == State.ASKED
    asked = Mail.objects.filter(kind="introduction_ask").values_list("address", flat=True)
    assert len(set(asked)) == len(asked)
    assert_unbroken(introduction)


def test_the_helpdesk_asks_and_declines_a_request_at_once(world: World) -> None:
    introduction = actions.request_introduction(
        world.europe, world.japan, for_=world.europe, by=world.alice, message="x", language="en"
    )

    def fresh() -> Introduction:
        return Introduction.objects.get(pk=introduction.pk)

    calls = [
        lambda: actions.ask(fresh(), by=world.dana, note={"en": "Go"}),
        lambda: actions.decline_request(fresh(), by=world.dana, reason="No"),
        lambda: actions.withdraw(fresh(), by=world.alice, reason="Changed our mind"),
    ]
    answers = at_once(*calls * 8)
    assert {type(it) for it in answers} <= {type(None), ForbiddenMove}
    assert_unbroken(fresh())
    news = set(fresh().transitions.values_list("new", flat=True))
    assert news in ({"asked", "withdrawn"}, {"declined"}, {"withdrawn"}, {"asked"})


def test_the_job_runs_in_many_workers_at_once(world: World) -> None:
    introduction = propose(world)
    Introduction.objects.update(opened_at="2026-01-05T09:00Z")
    Party.objects.update(due_on="2099-01-05")
    from time_machine import travel

    with travel("2026-01-28 09:30Z", tick=False):
        answers = at_once(*[following.follow_all] * 12)
    assert sum(answer.get("reminded", 0) for answer in answers) == 1
    assert Reminder.objects.count() == 2
    assert mails() == [("reminder", address) for address in BOTH]
    assert introduction.pk


def test_the_question_for_the_outcome_is_asked_once(world: World) -> None:
    introduction = propose(world)
    for role, person in (("europe", world.alice), ("japan", world.haruka)):
        actions.accept(party(introduction, role), by=person, contact=person)
    Introduction.objects.update(decided_at="2026-01-05T09:00Z")
    answers = at_once(*[following.follow_all] * 12)
    assert sum(answer.get("asked", 0) for answer in answers) == 1
    assert Outcome.objects.count() == 2
    assert mails() == sorted([*INTRODUCED, *(("outcome", address) for address in BOTH)])


def test_many_questions_to_the_broker_are_all_kept(world: World) -> None:
    from matching.introductions import questions

    introduction = propose(world)
    japan = party(introduction, "japan")
    ask = partial(
        questions.ask_helpdesk, introduction, party=japan, by=world.haruka, text="?", language="ja"
    )
    answers = at_once(*[ask] * 8)
    assert [it for it in answers if isinstance(it, (Exception, OperationalError))] == []
    assert introduction.messages.count() == 8
    assert Mail.objects.filter(kind="introduction_question").count() == 8
