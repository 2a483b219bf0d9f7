"""The page that a letter leads to: with and without an account, good, used and broken tokens."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.http import HttpResponse

from profiles.actions import teams
from profiles.models import Invitation, Mail, Profile, User
from tests.makers import PASSWORD, make_user
from tests.profiles.reading import elements, html_of, texts
from tests.profiles.teams.people import join, make_haruka, roles_in
from tests.profiles.teams.visiting import QUIET_STATIC, visit

pytestmark = [pytest.mark.django_db, QUIET_STATIC]

LINK = re.compile(r"http://[^/]+(/\w\w/invitations/[\w-]+/)")
INVITED = "bob@x.example"


@pytest.fixture
def alice(vitagora: Profile) -> User:
    return User.objects.get(email="alice@cluster.example")


@pytest.fixture
def path(alice: User, vitagora: Profile) -> str:
    """The link in a German letter to bob."""
    teams.invite(vitagora, email=INVITED, role="editor", language="de", by=alice)
    return LINK.search(Mail.objects.get().text)[1]


def title(response: HttpResponse) -> str:
    return texts(response, "h1")[0]


def in_english(path: str) -> str:
    return path.replace("/de/", "/en/")


def test_the_link_alone_changes_nothing(path: str, vitagora: Profile) -> None:
    bob = make_user(INVITED, None)
    for client in (visit(None), visit(bob)):
        for _ in range(2):
            assert client.get(path).status_code == 200
        assert client.head(path).status_code == 200
    assert len(roles_in(vitagora)) == 1
    assert Invitation.objects.get().state == "open"


def test_the_page_says_who_invites_to_what(path: str) -> None:
    response = visit(None).get(in_english(path))
    assert title(response) == "You are invited"
    shown = html_of(response)
    for words in ("Vitagora", "Alice Martin invites you", "As editor you edit the profile."):
        assert words in shown
    assert "alice@cluster.example" not in shown
    assert response["Cache-Control"].startswith("max-age=0, no-cache, no-store")


def test_who_has_no_account_comes_back_after_signing_in(path: str, vitagora: Profile) -> None:
    client = visit(None)
    ways = {it["href"] for it in elements(client.get(path), "a", "button")}
    assert {f"/de/account/signup/?next={path}", f"/de/account/login/?next={path}"} <= ways
    bob = make_user(INVITED, PASSWORD)
    told = {"login": bob.email, "password": PASSWORD, "next": path}
    assert client.post("/de/account/login/", told)["Location"] == path
    client.post(path, {"answer": "accept"})
    assert roles_in(vitagora)[INVITED] == "editor"


def test_accepting_without_an_account_leads_to_signing_in(path: str) -> None:
    answer = visit(None).post(path, {"answer": "accept"})
    assert answer["Location"] == f"/de/account/login/?next={path}"
    assert Invitation.objects.get().state == "open"


def test_declining_needs_no_account(path: str) -> None:
    answer = visit(None).post(in_english(path), {"answer": "decline"}, follow=True)
    assert "You have declined the invitation." in html_of(answer)
    assert Invitation.objects.get().state == "declined"


def test_the_invited_address_accepts_in_one_step(path: str, vitagora: Profile) -> None:
    bob = visit(make_user("BOB@x.example", None))
    assert "confirmed" not in {it["name"] for it in elements(bob.get(path), "input")}
    answer = bob.post(path, {"answer": "accept"})
    assert answer["Location"] == f"/de/organisations/{vitagora.pk}/team/"
    assert len(roles_in(vitagora)) == 2


def test_another_address_says_that_it_is_the_person_meant(path: str, vitagora: Profile) -> None:
    client, path = visit(make_haruka()), in_english(path)
    page = client.get(path)
    assert f"The letter went to {INVITED}, and you have signed in as haruka@pref.example" in (
        " ".join(html_of(page).split())
    )
    refused = client.post(path, {"answer": "accept"})
    assert refused.status_code == 422
    assert "Confirm this, or sign in with the other address." in html_of(refused)
    assert len(roles_in(vitagora)) == 1
    assert client.post(path, {"answer": "accept", "confirmed": "on"}).status_code == 302
    assert roles_in(vitagora)["haruka@pref.example"] == "editor"


def test_an_unproven_address_is_another_address(path: str, vitagora: Profile) -> None:
    bob = make_user(INVITED, None)
    bob.emailaddress_set.update(verified=False)
    assert visit(bob).post(path, {"answer": "accept"}).status_code == 422
    assert len(roles_in(vitagora)) == 1


def test_who_is_meant_by_somebody_else_may_decline_without_confirming(path: str) -> None:
    assert visit(make_haruka()).post(path, {"answer": "decline"}).status_code == 302
    assert Invitation.objects.get().state == "declined"


def test_an_answer_that_is_none_changes_nothing(path: str) -> None:
    bob = visit(make_user(INVITED, None))
    for sent in ({}, {"answer": "perhaps"}):
        assert bob.post(path, sent).status_code == 422
    assert Invitation.objects.get().state == "open"


def test_a_used_link_leads_its_user_to_the_team_and_nobody_else(
    path: str, vitagora: Profile
) -> None:
    bob, path = visit(make_user(INVITED, None)), in_english(path)
    bob.post(path, {"answer": "accept"})
    for answer in (bob.get(path), bob.post(path, {"answer": "accept"})):
        assert answer["Location"] == f"/en/organisations/{vitagora.pk}/team/"
    for other in (visit(None), visit(make_haruka())):
        for answer in (other.get(path), other.post(path, {"answer": "accept", "confirmed": "on"})):
            assert (answer.status_code, title(answer)) == (410, "This invitation has been used")
    assert len(roles_in(vitagora)) == 2


@pytest.mark.parametrize(
    ("act", "words"),
    [
        (teams.withdraw_invitation, "This invitation was withdrawn"),
        (teams.decline_invitation, "This invitation was declined"),
    ],
)
def test_a_closed_link_says_why(path: str, alice: User, act: object, words: str) -> None:
    act(Invitation.objects.get(), by=alice)
    answer = visit(None).get(in_english(path))
    assert (answer.status_code, title(answer)) == (410, words)
    assert "Vitagora" not in html_of(answer)


@pytest.mark.parametrize("is_swept", [True, False])
def test_an_expired_link_says_what_to_do(alice: User, vitagora: Profile, *, is_swept: bool) -> None:
    with time_machine.travel("2026-11-24T08:00Z", tick=False) as clock:
        teams.invite(vitagora, email=INVITED, role="editor", language="en", by=alice)
        path = LINK.search(Mail.objects.get().text)[1]
        clock.shift(timedelta(days=14))
        if is_swept:
            teams.expire_invitations()
        bob = visit(make_user(INVITED, None))
        for answer in (bob.get(path), bob.post(path, {"answer": "accept"})):
            assert (answer.status_code, title(answer)) == (410, "This invitation has expired")
            assert "Ask your colleague to send it again." in html_of(answer)
    assert len(roles_in(vitagora)) == 1


def test_the_link_of_the_first_letter_ends_with_the_second(path: str, alice: User) -> None:
    teams.resend_invitation(Invitation.objects.get(), by=alice)
    first, second = (LINK.search(it.text)[1] for it in Mail.objects.order_by("pk"))
    statuses = [visit(None).get(link).status_code for link in (first, second)]
    assert (first, statuses) == (path, [404, 200])


@pytest.mark.parametrize(
    "token", ["x", "x" * 500, "%00", "<script>alert(1)<script>", "トークン", "' OR 1=1 --"]
)
def test_a_broken_link_says_what_to_do(path: str, token: str) -> None:
    answer = visit(None).get(f"/en/invitations/{token}/")
    assert answer.status_code == 404
    assert "<script>alert" not in html_of(answer)
    assert title(answer) == "This link is not complete"


@pytest.mark.parametrize("language", ["en", "de", "fr", "ja"])
def test_pages_are_in_the_language_of_the_letter(
    alice: User, vitagora: Profile, language: str
) -> None:
    teams.invite(vitagora, email=INVITED, role="editor", language=language, by=alice)
    path = LINK.search(Mail.objects.get().text)[1]
    shown = visit(None).get(path)
    assert path.startswith(f"/{language}/")
    assert elements(shown, "html")[0]["lang"] == language


def test_a_member_is_told_instead_of_joining_twice(path: str, vitagora: Profile) -> None:
    bob = join(vitagora, make_user(INVITED, None), "viewer")
    answer = visit(bob).post(in_english(path), {"answer": "accept"}, follow=True)
    assert "This person belongs to the team already." in html_of(answer)
    assert roles_in(vitagora)[INVITED] == "viewer"
