"""Who reaches what: members their own, the helpdesk all, charlie nothing anywhere."""

import pytest
from django.test import Client
from django.urls import reverse

from matching.introductions.models import Introduction
from matching.introductions.states import State
from tests.matching.introductions.people import World, introduce, join, propose, request

MEMBERS = [
    "accept-introduction",
    "decline-introduction",
    "withdraw-introduction",
    "change-contact",
    "ask-broker",
    "answer-outcome",
]
HELPDESK = [
    "ask-introduction",
    "decline-request",
    "close-introduction",
    "end-rest",
    "assign-broker",
]
STATES = ["requested", *[state for state in State.values if state != "requested"]]


def statuses(world: World, who: str, introduction: Introduction) -> dict[str, int]:
    """Of the page, and of every button on it."""
    found = {"page": world.page(who, "show-introduction", introduction.pk).status_code}
    for name in (*MEMBERS, *HELPDESK):
        found[name] = world.send(who, name, introduction.pk).status_code
    return found


@pytest.mark.parametrize("state", STATES)
def test_charlie_finds_nothing(world: World, state: str) -> None:
    introduction = introduce(world)
    Introduction.objects.update(state=state)
    found = statuses(world, "charlie", introduction)
    # The helpdesk's own addresses are closed to members before anything is looked up.
    expected = dict.fromkeys(["page", *MEMBERS], 404) | dict.fromkeys(HELPDESK, 403)
    assert found == expected
    assert Introduction.objects.get().state == state


def test_charlie_cannot_tell_what_is_there_from_what_is_not(world: World) -> None:
    introduction = introduce(world)
    for pk in (introduction.pk, introduction.pk + 1000):
        assert world.page("charlie", "show-introduction", pk).status_code == 404


def test_who_only_looks_on_sees_and_does_nothing(world: World) -> None:
    introduction = propose(world)
    join(world.japan, world.charlie, "viewer")
    found = statuses(world, "charlie", introduction)
    expected = {"page": 200} | dict.fromkeys([*MEMBERS, *HELPDESK], 403)
    assert found == expected
    html = world.page("charlie", "show-introduction", introduction.pk).content.decode()
    assert '<form method="post" action="/en/introductions' not in html
    assert Introduction.objects.get().state == State.ASKED


def test_the_helpdesk_does_not_answer_for_a_party(world: World) -> None:
    introduction = propose(world)
    found = statuses(world, "dana", introduction)
    assert {name: found[name] for name in MEMBERS} == dict.fromkeys(MEMBERS, 403)
    assert Introduction.objects.get().state == State.ASKED


def test_the_anonymous_sign_in(world: World) -> None:
    introduction = propose(world)
    path = reverse("introductions:show-introduction", args=[introduction.pk])
    assert Client().get(path).url == f"{reverse('account_login')}?next={path}"
    for name in (*MEMBERS, *HELPDESK):
        path = reverse(f"introductions:{name}", args=[introduction.pk])
        assert Client().post(path).url == f"{reverse('account_login')}?next={path}"


@pytest.mark.parametrize("name", [*MEMBERS, *HELPDESK])
def test_a_link_does_nothing(world: World, name: str) -> None:
    introduction = propose(world)
    who = "dana" if name in HELPDESK else "alice"
    assert world.page(who, name, introduction.pk).status_code == 405


@pytest.mark.parametrize("name", [*MEMBERS, *HELPDESK])
def test_another_site_does_nothing(world: World, name: str) -> None:
    introduction = propose(world)
    client = Client(enforce_csrf_checks=True)
    client.force_login(world.dana if name in HELPDESK else world.alice)
    path = reverse(f"introductions:{name}", args=[introduction.pk])
    assert client.post(path).status_code == 403


def test_a_request_is_seen_by_those_who_asked_and_the_helpdesk(world: World) -> None:
    introduction = request(world)
    pages = {
        who: world.page(who, "show-introduction", introduction.pk).status_code
        for who in ("alice", "haruka", "charlie", "dana")
    }
    assert pages == {"alice": 200, "haruka": 404, "charlie": 404, "dana": 200}


@pytest.mark.parametrize("view", ["", "?view=table"])
def test_the_board_is_the_helpdesks(world: World, view: str) -> None:
    path = reverse("introductions:show-board") + view
    found = {
        who: world.client(who).get(path).status_code for who in ("alice", "charlie", "dana", "")
    }
    assert found == {"alice": 403, "charlie": 403, "dana": 200, "": 302}


def test_who_speaks_for_a_party_is_not_its_broker(world: World) -> None:
    """Even at the helpdesk: the page is the party's, without the others' reasons and the forms."""
    join(world.europe, world.dana)
    introduction = propose(world)
    html = world.page("dana", "show-introduction", introduction.pk).content.decode()
    assert "Yes, introduce us" in html
    assert "Take the proposal back" not in html


def test_who_speaks_for_both_answers_for_the_one_that_waits(world: World) -> None:
    join(world.japan, world.alice)
    introduction = propose(world)
    for _side in ("europe", "japan"):
        world.send("alice", "accept-introduction", introduction.pk, contact=world.alice.pk)
    answers = introduction.parties.values_list("role", "answer")
    assert list(answers) == [("europe", "accepted"), ("japan", "accepted")]


@pytest.mark.parametrize("name", ["show-introduction", "list-introductions"])
def test_nothing_is_kept_in_caches(world: World, name: str) -> None:
    introduction = propose(world)
    args = [introduction.pk] if name == "show-introduction" else []
    assert "no-store" in world.page("alice", name, *args)["Cache-Control"]


def test_members_find_theirs_in_the_menu(world: World) -> None:
    link = f'href="{reverse("introductions:list-introductions")}"'
    board = f'href="{reverse("introductions:show-board")}"'
    home, desk = reverse("helpdesk:show-home"), reverse("desk:show-desk")
    assert link in world.client("alice").get(home).content.decode()
    assert link not in Client().get(home).content.decode()
    assert board in world.client("dana").get(desk).content.decode()
