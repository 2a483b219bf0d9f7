"""Asking to join and to take over: who decides, what is logged, who gets which mail."""

from datetime import timedelta

import pytest
import time_machine

from profiles.actions import teams
from profiles.models import Mail, MembershipRequest, Profile, User
from profiles.moving import ForbiddenMove
from tests.makers import make_profile, make_staff, make_user
from tests.profiles.teams.people import join, letters, log_of, make_haruka, roles_in

TAKE_OVER = MembershipRequest.Kind.TAKE_OVER


@pytest.fixture
def alice(vitagora: Profile) -> User:
    return User.objects.get(email="alice@cluster.example")


def ask(profile: Profile, user: User, **told: str) -> MembershipRequest:
    fields = {"message": "Ich leite dort das Büro."} | told
    return teams.request_membership(profile, by=user, **fields)


def test_owners_are_told_who_asks_in_their_own_languages(alice: User, vitagora: Profile) -> None:
    join(vitagora, make_haruka())
    join(vitagora, make_user("editor@cluster.example", None), "editor")
    join(vitagora, make_user("gone@cluster.example", None, is_active=False))
    charlie = make_user(
        password=None, family_name="Weber", given_name="Karl", job_title="Büroleiter"
    )
    ask(vitagora, charlie)
    assert letters() == [
        ("membership_requested", alice.email, "en"),
        ("membership_requested", "haruka@pref.example", "ja"),
    ]
    english, japanese = Mail.objects.order_by("pk")
    assert "Karl Weber, Büroleiter (charlie@example.org)" in english.text
    assert "Weber Karl, Büroleiter (charlie@example.org)" in japanese.text
    for mail in (english, japanese):
        assert "Ich leite dort das Büro." in mail.text
    assert f"/en/organisations/{vitagora.pk}/team/" in english.text


def test_one_open_request_of_a_person_for_an_organisation(alice: User, vitagora: Profile) -> None:
    charlie, other = make_user(password=None), make_profile("other")
    asked = ask(vitagora, charlie)
    with pytest.raises(teams.AlreadyRequested):
        ask(vitagora, charlie)
    with pytest.raises(teams.AlreadyRequested):
        ask(vitagora, charlie, kind=TAKE_OVER)
    ask(other, charlie)
    teams.withdraw_request(asked, by=charlie)
    ask(vitagora, charlie)
    assert MembershipRequest.objects.open().count() == 2


def test_members_do_not_ask_to_join_but_may_ask_to_take_over(
    alice: User, vitagora: Profile
) -> None:
    haruka = join(vitagora, make_haruka(), "editor")
    with pytest.raises(teams.AlreadyMember):
        ask(vitagora, haruka)
    with pytest.raises(teams.AlreadyMember):
        ask(vitagora, alice, kind=TAKE_OVER)
    assert ask(vitagora, haruka, kind=TAKE_OVER).kind == TAKE_OVER


def test_requests_are_counted_by_person_and_day(db: None) -> None:
    charlie = make_user(password=None)
    profiles = [make_profile(f"de-{number}") for number in range(11)]
    with time_machine.travel("2026-11-24T08:00Z", tick=False) as clock:
        for profile in profiles[:10]:
            ask(profile, charlie)
        with pytest.raises(teams.TooManyRequests, match="10 times today"):
            ask(profiles[10], charlie)
        clock.shift(timedelta(days=1))
        ask(profiles[10], charlie)


def test_an_owner_accepts_with_a_role(alice: User, vitagora: Profile) -> None:
    haruka = make_haruka()
    asked = ask(vitagora, haruka)
    membership = teams.accept_request(asked, role="viewer", by=alice)
    assert (membership.user, membership.role) == (haruka, "viewer")
    assert log_of(vitagora) == [(haruka.email, "", "viewer", alice.email)]
    assert letters()[1:] == [("membership_accepted", haruka.email, "ja")]
    with pytest.raises(ForbiddenMove):
        teams.accept_request(asked, role="owner", by=alice)
    with pytest.raises(ForbiddenMove):
        teams.decline_request(asked, by=alice, reason="Too late")
    assert roles_in(vitagora)[haruka.email] == "viewer"
    moves = asked.transitions.values_list("old", "new", "actor__email")
    assert list(moves) == [("", "open", haruka.email), ("open", "accepted", alice.email)]


def test_an_owner_declines_with_a_reason(alice: User, vitagora: Profile) -> None:
    charlie = make_user(password=None, language="de")
    teams.decline_request(ask(vitagora, charlie), by=alice, reason="We do not know you")
    assert roles_in(vitagora) == {alice.email: "owner"}
    assert letters()[1:] == [("membership_declined", charlie.email, "de")]
    assert "We do not know you" in Mail.objects.last().text
    assert ask(vitagora, charlie).state == "open"


def test_only_the_asker_and_staff_withdraw(alice: User, vitagora: Profile) -> None:
    charlie, haruka = make_user(password=None), make_haruka()
    first, second = ask(vitagora, charlie), ask(vitagora, haruka)
    for other in (alice, haruka):
        with pytest.raises(teams.NotEntitled):
            teams.withdraw_request(first, by=other)
    teams.withdraw_request(first, by=charlie)
    teams.withdraw_request(second, by=make_staff(password=None))
    with pytest.raises(ForbiddenMove):
        teams.withdraw_request(first, by=charlie)


@pytest.mark.parametrize("role", ["editor", "viewer", "stranger"])
def test_only_owners_and_staff_decide(alice: User, vitagora: Profile, role: str) -> None:
    other = make_user("other@cluster.example", None)
    if role != "stranger":
        join(vitagora, other, role)
    asked = ask(vitagora, make_user(password=None))
    with pytest.raises(teams.NotEntitled):
        teams.accept_request(asked, role="viewer", by=other)
    with pytest.raises(teams.NotEntitled):
        teams.decline_request(asked, by=other, reason="No")
    assert teams.accept_request(asked, role="viewer", by=make_staff(password=None)).role == "viewer"


def test_where_there_is_no_owner_the_helpdesk_decides(db: None) -> None:
    fukushima, haruka, dana = make_profile("jp-07"), make_haruka(), make_staff(password=None)
    join(fukushima, make_user("viewer@pref.example", None), "viewer")
    asked = ask(fukushima, haruka)
    assert letters() == []
    assert list(MembershipRequest.objects.open().for_staff()) == [asked]
    teams.accept_request(asked, role="owner", by=dana)
    assert roles_in(fukushima)[haruka.email] == "owner"
    assert letters() == [("membership_accepted", haruka.email, "ja")]


def test_owners_are_told_of_a_take_over_but_do_not_decide(alice: User, vitagora: Profile) -> None:
    asked = ask(vitagora, make_haruka(), kind=TAKE_OVER, message="She has retired.")
    assert letters() == [("take_over_requested", alice.email, "en")]
    assert "She has retired." in Mail.objects.get().text
    for act in (
        lambda: teams.accept_request(asked, role="owner", by=alice),
        lambda: teams.decline_request(asked, by=alice, reason="I am here"),
    ):
        with pytest.raises(teams.NotEntitled):
            act()
    assert list(MembershipRequest.objects.open().for_staff()) == [asked]


@pytest.mark.parametrize(
    ("former", "left"),
    [
        ("keep", {"alice@cluster.example": "owner"}),
        ("viewer", {"alice@cluster.example": "viewer"}),
        ("remove", {}),
    ],
)
def test_taking_over(alice: User, vitagora: Profile, former: str, left: dict[str, str]) -> None:
    haruka, dana = make_haruka(), make_staff(password=None)
    join(vitagora, make_user("editor@cluster.example", None), "editor")
    asked = ask(vitagora, haruka, kind=TAKE_OVER)
    Mail.objects.all().delete()
    membership = teams.accept_request(asked, role="viewer", by=dana, former=former)
    assert membership.role == "owner"
    others = {haruka.email: "owner", "editor@cluster.example": "editor"}
    assert roles_in(vitagora) == left | others
    assert sorted(letters()) == [
        ("membership_accepted", haruka.email, "ja"),
        ("taken_over", alice.email, "en"),
    ]
    becomes = {"viewer": "viewer", "remove": ""}
    demotion = [(alice.email, "owner", becomes[former], dana.email)] if former in becomes else []
    assert log_of(vitagora) == [(haruka.email, "", "owner", dana.email), *demotion]


def test_an_editor_who_takes_over_becomes_owner(alice: User, vitagora: Profile) -> None:
    haruka, dana = join(vitagora, make_haruka(), "editor"), make_staff(password=None)
    asked = ask(vitagora, haruka, kind=TAKE_OVER)
    teams.accept_request(asked, role="", by=dana, former="remove")
    assert roles_in(vitagora) == {haruka.email: "owner"}
    assert log_of(vitagora) == [
        (haruka.email, "editor", "owner", dana.email),
        (alice.email, "owner", "", dana.email),
    ]


def test_who_joined_meanwhile_keeps_the_role(alice: User, vitagora: Profile) -> None:
    haruka = make_haruka()
    asked = ask(vitagora, haruka)
    join(vitagora, haruka, "owner")
    assert teams.accept_request(asked, role="viewer", by=alice).role == "owner"
    assert log_of(vitagora) == []


def test_joining_by_a_request_ends_open_invitations(alice: User, vitagora: Profile) -> None:
    haruka = make_haruka()
    letter = teams.invite(
        vitagora, email="HARUKA@pref.example", role="viewer", language="ja", by=alice
    )
    other = teams.invite(vitagora, email="x@pref.example", role="viewer", language="ja", by=alice)
    teams.accept_request(ask(vitagora, haruka), role="editor", by=alice)
    states = [type(it).objects.get(pk=it.pk).state for it in (letter, other)]
    assert states == ["withdrawn", "open"]


@pytest.mark.parametrize(
    ("kind", "words"), [("join", "to join Vitagora"), ("take_over", "to take over Vitagora")]
)
def test_a_refusal_says_what_was_asked(
    alice: User, vitagora: Profile, kind: str, words: str
) -> None:
    asked = ask(vitagora, make_user(password=None), kind=kind)
    teams.decline_request(asked, by=make_staff(password=None), reason="The owner has answered")
    text = Mail.objects.last().text
    assert f"Your request {words} was not accepted." in " ".join(text.split())
