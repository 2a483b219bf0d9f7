"""The desk's first page: what waits, and the ways there."""

import re

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from profiles.actions import editing
from profiles.models import Mail, Membership, MembershipRequest, Profile, User
from profiles.states import MailState, Status
from tests.helpdesk.desk.desks import counts
from tests.makers import make_profile, make_user
from tests.profiles.documents import register

HOME = "/en/desk/"
HOME_QUERIES = 11


def test_strangers_are_asked_to_sign_in_and_others_refused(client: Client, charlie: Client) -> None:
    assert client.get(HOME).url == f"{reverse('account_login')}?next={HOME}"
    assert charlie.get(HOME).status_code == 403


def test_an_idle_desk_says_so(desk: Client) -> None:
    response = desk.get(HOME)
    assert counts(response) == [0, 0, 0, 0, 0]
    html = response.content.decode()
    assert html.count("Nothing waits.") == 1
    assert html.count("Nobody asks to join or take over an organisation.") == 1


def test_the_desk_counts_what_waits(desk: Client, alice: User) -> None:
    profile = register(alice)
    editing.submit(profile.revisions.get(), by=alice)
    make_profile("de-by", published=False, status=Status.STALE)
    make_profile("jp-07", published=False, status=Status.STALE)
    request = {"profile": profile, "message": "She has left.", "user": make_user("b@example.org")}
    MembershipRequest.objects.create(kind=MembershipRequest.Kind.TAKE_OVER, **request)
    for n, state in enumerate([MailState.DOUBTFUL, MailState.FAILED, MailState.SENT, "waiting"]):
        Mail.objects.create(key=f"test-{n}", message_id=f"<{n}@example.org>", state=state)
    assert counts(desk.get(HOME)) == [1, 1, 2, 2, 0]


def test_a_request_that_an_owner_can_decide_is_not_the_desks(desk: Client, alice: User) -> None:
    profile = register(alice)
    request = {"profile": profile, "message": "I work there.", "user": make_user("b@example.org")}
    MembershipRequest.objects.create(**request)
    assert counts(desk.get(HOME)) == [0, 0, 0, 0, 0]
    Membership.objects.filter(profile=profile).update(role=Membership.Role.EDITOR)
    assert counts(desk.get(HOME)) == [0, 1, 0, 0, 0]


def test_the_menu_has_one_item_for_the_desk(desk: Client, charlie: Client) -> None:
    listed = re.findall(r'site-nav__link" href="([^"]+)"', desk.get("/en/about/").content.decode())
    assert listed.count(HOME) == 1
    assert HOME not in charlie.get("/en/about/").content.decode()


@pytest.mark.parametrize("address", [HOME, "/en/desk/runs/", "/en/desk/weights/"])
def test_every_page_of_the_desk_leads_to_the_others(desk: Client, address: str) -> None:
    html = desk.get(address).content.decode()
    [nav] = re.findall(r'<nav class="desk-nav".*?</nav>', html, re.DOTALL)
    links = re.findall(r'href="([^"]+)"', nav)
    assert {HOME, "/en/desk/runs/", "/en/desk/weights/"} <= set(links)
    assert re.findall(r'href="([^"]+)" aria-current="page"', nav) == [address]


@pytest.mark.parametrize("count", [1, 3])
def test_the_desk_takes_the_same_number_of_queries(
    desk: Client, alice: User, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(count):
        editing.submit(register(alice).revisions.get(), by=alice)
    assert Profile.objects.count() == count
    desk.get(HOME)  # on a new site, the first look makes the first version of the weights
    with django_assert_num_queries(HOME_QUERIES):
        desk.get(HOME)
