"""No personal datum anywhere before everybody has agreed; afterwards only on the other's page."""

import pytest
from django.urls import reverse

from matching.introductions.models import Introduction, Party
from matching.introductions.states import State
from profiles.consents import withdraw_consent
from profiles.models import Disclosure, Mail
from tests.matching.introductions.leaking import (
    ALICE,
    BOB,
    HARUKA,
    SHOWN,
    Sweep,
    linked,
    logged,
    plant,
    sweep,
)
from tests.matching.introductions.people import (
    DISCLOSURE,
    MESSAGE,
    World,
    make_area,
    party,
)

pytestmark = pytest.mark.filterwarnings("ignore:No directory at:UserWarning")

CARDS = {("haruka", "alice", name) for name in SHOWN} | {
    ("alice", "haruka", name) for name in SHOWN
}
"""What the two sides read of each other afterwards."""
BROKERS = {("dana", person, name) for person in ("alice", "haruka") for name in SHOWN}
LEAST_PLACES = 200
"""Looked into; a sweep that sees little proves little."""


@pytest.fixture
def world(db: None) -> World:
    return plant()


@pytest.fixture(autouse=True)
def everything_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO")  # as in production


def assert_nothing(done: Sweep) -> None:
    assert done.foreign() == set(), "\n".join(done.places)
    assert done.seen > LEAST_PLACES


def asked(world: World) -> Introduction:
    data = {"note_en": "Both make hydrogen.", "third-language": "en"}
    world.send("dana", "propose-introduction", *world.pair, **data)
    return Introduction.objects.get()


def say_yes(world: World, introduction: Introduction, who: str) -> None:
    contact = world.person(who).pk
    answer = world.send(who, "accept-introduction", introduction.pk, contact=contact)
    assert answer.status_code == 302


def test_the_sweep_sees_what_there_is(world: World) -> None:
    """Everybody reads of their own side; so it looks where such things stand."""
    done = sweep(world, asked(world))
    own = {name for reader, person, name in done.found if reader == person == "alice"}
    assert own == set(ALICE)
    assert ("alice", "bob", "family_name") in done.found


def test_a_request_names_nobody(world: World, caplog: pytest.LogCaptureFixture) -> None:
    data = {"message": MESSAGE, "language": "en"}
    world.send("alice", "request-introduction", *world.pair, **data)
    introduction = Introduction.objects.get()
    assert_nothing(sweep(world, introduction))
    world.send("dana", "ask-introduction", introduction.pk, note_en="Both make hydrogen.")
    assert_nothing(sweep(world, introduction))
    assert logged(caplog) == []


def test_one_yes_names_nobody(world: World, caplog: pytest.LogCaptureFixture) -> None:
    introduction = asked(world)
    say_yes(world, introduction, "alice")
    data = {"question-text": "Who are they?"}
    world.send("haruka", "ask-broker", introduction.pk, **data)
    japan = party(introduction, "japan")
    data = {f"reply-{japan.pk}-text": "You will see."}
    assert world.send("dana", "answer-question", introduction.pk, japan.pk, **data).url
    assert_nothing(sweep(world, introduction))
    assert logged(caplog) == []


def test_after_both_have_agreed_each_reads_the_other_only(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    introduction = asked(world)
    say_yes(world, introduction, "alice")
    say_yes(world, introduction, "haruka")
    done = sweep(world, introduction)
    assert done.foreign() == CARDS | BROKERS, "\n".join(done.places)
    pages = {place.split()[1].rstrip(":") for place in done.places if place.startswith("dana /")}
    assert pages == {f"/{language}/introductions/{introduction.pk}/" for language in ("en", "ja")}
    assert Disclosure.objects.count() == 2
    assert logged(caplog) == []


def test_no_mail_names_anybody_but_its_reader(world: World) -> None:
    introduction = asked(world)
    say_yes(world, introduction, "alice")
    say_yes(world, introduction, "haruka")
    markers = {"alice": ALICE, "haruka": HARUKA, "bob": BOB}
    for mail in Mail.objects.all():
        text = f"{mail.subject}\n{mail.text}\n{mail.html}".lower()
        named = {who for who, data in markers.items() for it in data.values() if it.lower() in text}
        reader = {who for who, data in markers.items() if data["email"] == mail.address}
        assert named == reader
    assert Mail.objects.filter(kind="introduction_introduced").count() == 3


@pytest.mark.parametrize("how", ["decline", "expire", "withdraw"])
def test_what_does_not_come_about_names_nobody(
    world: World, caplog: pytest.LogCaptureFixture, how: str
) -> None:
    introduction = asked(world)
    say_yes(world, introduction, "alice")
    if how == "decline":
        world.send("haruka", "decline-introduction", introduction.pk)
    elif how == "withdraw":
        data = {"end-reason": "A mistake"}
        world.send("dana", "close-introduction", introduction.pk, **data)
    else:
        from matching.introductions.actions import expire

        Party.objects.update(due_on="2026-01-05")
        assert expire(introduction) is True
    introduction.refresh_from_db()
    assert introduction.state in (State.DECLINED, State.EXPIRED, State.WITHDRAWN)
    assert_nothing(sweep(world, introduction))
    assert logged(caplog) == []


def test_without_a_basis_everybodys_yes_shows_nobody(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    introduction = asked(world)
    say_yes(world, introduction, "alice")
    withdraw_consent(world.alice, DISCLOSURE, source="my-data")
    say_yes(world, introduction, "haruka")
    introduction.refresh_from_db()
    assert (introduction.state, Disclosure.objects.count()) == (State.ASKED, 0)
    assert_nothing(sweep(world, introduction))
    assert logged(caplog) == []


def test_a_third_party_is_shown_nobody_before_it_agrees_and_nobody_sees_it(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    data = {
        "note_en": "Both make hydrogen.",
        "third-name": "Nairobi Energy",
        "third-email": "zqpapa@example.org",
        "third-language": "en",
        "third-area": make_area().pk,
        "third-may_be_asked": "on",
    }
    world.send("dana", "propose-introduction", *world.pair, **data)
    introduction = Introduction.objects.get()
    say_yes(world, introduction, "alice")
    say_yes(world, introduction, "haruka")
    assert_nothing(sweep(world, introduction))
    third = party(introduction, "third")
    path = Mail.objects.get(address="zqpapa@example.org").text.partition("/en/intro")[2].split()[0]
    answer = world.client().post(f"/en/intro{path}", {"answer": "accept", "consent": "on"})
    assert answer.status_code == 302
    done = sweep(world, introduction)
    to_third = {("third", person, name) for person in ("alice", "haruka") for name in SHOWN}
    assert done.foreign() == CARDS | BROKERS | to_third
    assert len(list(linked(third))) == 6
    assert logged(caplog) == []


def test_a_page_that_breaks_says_nothing(world: World, caplog: pytest.LogCaptureFixture) -> None:
    introduction = asked(world)
    Party.objects.update(due_on=None)  # a row that no action writes
    for who in ("alice", "haruka"):
        client = world.client(who)
        client.raise_request_exception = False
        page = client.get(reverse("introductions:show-introduction", args=[introduction.pk]))
        assert page.status_code == 500
        text = page.content.decode().lower()
        assert [it for it in (*ALICE.values(), *HARUKA.values()) if it.lower() in text] == []
    assert "Traceback" in caplog.text
    assert logged(caplog) == []
