"""Take-overs, and wishes to join where nobody is left to decide."""

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from profiles.actions import teams
from profiles.models import Mail, Membership, MembershipRequest, Profile, User
from profiles.states import RequestState
from tests.helpdesk.desk.desks import messages_of, rows
from tests.makers import make_profile, make_user
from tests.profiles.reading import elements, texts

pytestmark = pytest.mark.django_db

LIST = "/en/desk/requests/"
LIST_QUERIES = 5
JOIN, TAKE_OVER = MembershipRequest.Kind.JOIN, MembershipRequest.Kind.TAKE_OVER


def owned_by(owner: User | None, key: str = "de-nw") -> Profile:
    profile = make_profile(key, texts={"en": f"Region {key}"})
    if owner:
        Membership.objects.create(profile=profile, user=owner, role=Membership.Role.OWNER)
    return profile


def wish_of(name: str, profile: Profile, kind: str) -> MembershipRequest:
    person = make_user(f"{name}@example.org", password=None, given_name=name.capitalize())
    return teams.request_membership(profile, by=person, message="She has left.", kind=kind)


def page(wish: MembershipRequest) -> str:
    return f"{LIST}{wish.pk}/"


def test_a_stranger_sees_and_decides_nothing(charlie: Client, alice: User) -> None:
    wish = wish_of("haruka", owned_by(alice), TAKE_OVER)
    answers = [charlie.get(LIST), charlie.get(page(wish))]
    answers.append(charlie.post(page(wish), {"decision": "accept"}))
    assert [answer.status_code for answer in answers] == [403] * 3
    assert ["She has left" in answer.content.decode() for answer in answers] == [False] * 3
    wish.refresh_from_db()
    assert wish.state == RequestState.OPEN


def test_only_what_no_owner_can_decide_is_listed(desk: Client, alice: User) -> None:
    wish_of("a", owned_by(alice, "de-1"), JOIN)
    wish_of("b", owned_by(alice, "de-2"), TAKE_OVER)
    wish_of("c", owned_by(None, "de-3"), JOIN)
    assert rows(desk.get(LIST)) == ["Region de-2", "Region de-3"]


def test_without_requests_the_list_says_so(desk: Client) -> None:
    assert "Nobody waits for an answer" in desk.get(LIST).content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_takes_the_same_number_of_queries(
    desk: Client, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for n in range(count):
        wish_of(f"person{n}", owned_by(None, f"de-{n}"), JOIN)
    with django_assert_num_queries(LIST_QUERIES):
        response = desk.get(LIST)
    assert len(rows(response)) == count


@pytest.mark.parametrize(
    ("former", "left"),
    [("keep", ["owner", "owner"]), ("viewer", ["viewer", "owner"]), ("remove", ["owner"])],
)
def test_an_organisation_is_taken_over(
    desk: Client, alice: User, former: str, left: list[str]
) -> None:
    profile = owned_by(alice)
    wish = wish_of("haruka", profile, TAKE_OVER)
    answer = desk.post(page(wish), {"decision": "accept", "former": former}, follow=True)
    assert answer.redirect_chain == [(LIST, 302)]
    assert messages_of(answer) == ["Accepted: Haruka speaks for Region de-nw now."]
    roles = profile.memberships.order_by("pk").values_list("role", flat=True)
    assert list(roles) == left


def test_somebody_joins_where_nobody_is(desk: Client) -> None:
    profile = owned_by(None)
    wish = wish_of("haruka", profile, JOIN)
    desk.post(page(wish), {"decision": "accept", "role": "editor"})
    assert [m.role for m in profile.memberships.all()] == ["editor"]
    assert [mail.address for mail in Mail.objects.all()] == ["haruka@example.org"]


def test_a_request_is_declined_with_a_reason_only(desk: Client, alice: User) -> None:
    wish = wish_of("haruka", owned_by(alice), TAKE_OVER)
    without = desk.post(page(wish), {"decision": "decline", "former": "remove"})
    assert without.status_code == 422
    [faulty] = [it for it in elements(without, "textarea") if it["aria-invalid"] == "true"]
    assert faulty["name"] == "reason"
    [chosen] = [it for it in elements(without, "input") if "checked" in it.attributes]
    assert chosen["value"] == "remove"
    desk.post(page(wish), {"decision": "decline", "reason": "She has not left."})
    wish.refresh_from_db()
    assert wish.state == RequestState.DECLINED
    assert wish.transitions.last().reason == "She has not left."


def test_what_is_decided_is_not_decided_again(desk: Client, alice: User) -> None:
    wish = wish_of("haruka", owned_by(alice), TAKE_OVER)
    desk.post(page(wish), {"decision": "decline", "reason": "She has not left."})
    again = desk.post(page(wish), {"decision": "accept"})
    assert again.status_code == 409
    assert messages_of(again)[-1].startswith("Somebody else was faster")
    shown = texts(desk.get(page(wish)), "p")
    assert sum("She has not left." in it and it.startswith("Declined") for it in shown) == 1


def test_a_decision_that_does_not_exist_is_refused(desk: Client, alice: User) -> None:
    wish = wish_of("haruka", owned_by(alice), TAKE_OVER)
    assert desk.post(page(wish), {"decision": "postpone"}).status_code == 422
    assert desk.post(page(wish)).status_code == 422
    assert desk.get(f"{LIST}{2**40}/").status_code == 404
