"""The conversation of those who are introduced: who reads, who writes, who is told."""

from typing import Any

import pytest

from matching.introductions import conversing
from matching.introductions.conversing import NotIntroduced
from matching.introductions.models import Introduction, Message
from profiles.models import Mail
from tests.matching.introductions.people import (
    World,
    accept,
    consent,
    introduce,
    make_third,
    party,
    propose,
)

TEXT = "We could meet in Osaka."


@pytest.fixture
def introduction(world: World) -> Introduction:
    return introduce(world)


@pytest.fixture
def with_third(world: World) -> Introduction:
    """Everybody has agreed, the third party too."""
    from matching.introductions import actions

    consent(world.haruka)
    made = propose(world, third=make_third())
    accept(made, world, "alice")
    accept(made, world, "haruka")
    actions.accept(party(made, "third"), by=None, contact=None)
    made.refresh_from_db()
    return made


def say(introduction: Introduction, world: World, who: str = "alice", **fields: Any) -> Message:
    role = {"alice": "europe", "haruka": "japan"}.get(who)
    own = party(introduction, role) if role else None
    values = {"party": own, "author": world.person(who), "language": "en", "text": TEXT} | fields
    return conversing.write(introduction, **values)


def lines(response: Any) -> list[tuple[str, str]]:
    shown = response.context["conversation"].lines
    return [(line.author, line.message.text) for line in shown]


def told(kind: str = "introduction_message") -> list[tuple[str, str]]:
    """To whom, and in which language."""
    return sorted(Mail.objects.filter(kind=kind).values_list("address", "language"))


@pytest.mark.parametrize("who", ["alice", "haruka", "dana"])
def test_parties_and_the_helpdesk_read_the_conversation(
    world: World, introduction: Introduction, who: str
) -> None:
    say(introduction, world)
    response = world.page(who, "show-conversation", introduction.pk)
    assert response.status_code == 200
    assert lines(response) == [("Alice Martin, Rhine Valley", TEXT)]


@pytest.mark.parametrize("name", ["show-conversation"])
def test_strangers_find_nothing(world: World, introduction: Introduction, name: str) -> None:
    assert world.page("charlie", name, introduction.pk).status_code == 404
    signed_out = world.page("", name, introduction.pk)
    assert (signed_out.status_code, "login" in signed_out["Location"]) == (302, True)


@pytest.mark.parametrize("name", ["write-message", "write-privately"])
def test_strangers_write_nothing(world: World, introduction: Introduction, name: str) -> None:
    answer = world.send("charlie", name, introduction.pk, text=TEXT, language="en")
    assert (answer.status_code, Message.objects.count()) == (404, 0)


@pytest.mark.parametrize("who", ["alice", "haruka", "dana"])
def test_there_is_no_conversation_before_the_consent(world: World, who: str) -> None:
    made = propose(world)
    assert world.page(who, "show-conversation", made.pk).status_code == 404
    with pytest.raises(NotIntroduced):
        say(made, world)
    assert Message.objects.count() == 0
