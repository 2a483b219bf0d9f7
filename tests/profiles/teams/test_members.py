"""Roles, leaving and handing over: what changes, what is logged, who gets a mail."""

import pytest

from profiles.actions import teams
from profiles.models import Mail, Membership, MembershipChange, Profile, User
from tests.makers import make_profile, make_staff, make_user
from tests.profiles.teams.people import join, letters, log_of, make_haruka, roles_in


@pytest.fixture
def alice(vitagora: Profile) -> User:
    return User.objects.get(email="alice@cluster.example")


@pytest.fixture
def haruka(vitagora: Profile) -> User:
    return join(vitagora, make_haruka(), "viewer")


def membership(user: User) -> Membership:
    return Membership.objects.get(user=user)


def test_a_role_is_changed_and_logged(alice: User, haruka: User, vitagora: Profile) -> None:
    change = teams.change_role(membership(haruka), "editor", by=alice)
    assert isinstance(change, MembershipChange)
    assert roles_in(vitagora) == {alice.email: "owner", haruka.email: "editor"}
    assert log_of(vitagora) == [(haruka.email, "viewer", "editor", alice.email)]
    assert letters() == []


def test_the_same_role_changes_nothing(alice: User, haruka: User, vitagora: Profile) -> None:
    assert teams.change_role(membership(haruka), "viewer", by=alice) is None
    assert log_of(vitagora) == []


def test_a_new_owner_gets_a_mail_in_her_language(alice: User, haruka: User) -> None:
    teams.change_role(membership(haruka), "owner", by=alice)
    assert letters() == [("made_owner", haruka.email, "ja")]
    mail = Mail.objects.get()
    assert "ヴィタゴラ" in mail.subject
    assert "Martin Alice" in mail.text
    assert "/ja/organisations/" in mail.text


@pytest.mark.parametrize("role", ["editor", "viewer"])
def test_the_last_owner_keeps_the_role(alice: User, haruka: User, role: str) -> None:
    with pytest.raises(teams.LastOwner):
        teams.change_role(membership(alice), role, by=alice)
    teams.change_role(membership(haruka), "owner", by=alice)
    assert teams.change_role(membership(alice), role, by=alice) is not None
    with pytest.raises(teams.LastOwner, match="Make a colleague owner first"):
        teams.change_role(membership(haruka), role, by=haruka)


def test_a_member_is_removed_and_told_why(alice: User, haruka: User, vitagora: Profile) -> None:
    teams.remove_member(membership(haruka), by=alice, reason="Works elsewhere now")
    assert roles_in(vitagora) == {alice.email: "owner"}
    assert log_of(vitagora) == [(haruka.email, "viewer", "", alice.email)]
    assert MembershipChange.objects.get().reason == "Works elsewhere now"
    assert letters() == [("removed", haruka.email, "ja")]
    assert "Works elsewhere now" in Mail.objects.get().text


def test_the_last_owner_neither_leaves_nor_is_removed(alice: User, vitagora: Profile) -> None:
    with pytest.raises(teams.LastOwner):
        teams.leave(vitagora, by=alice)
    with pytest.raises(teams.LastOwner):
        teams.remove_member(membership(alice), by=alice)
    assert roles_in(vitagora) == {alice.email: "owner"}
    assert (log_of(vitagora), letters()) == ([], [])


def test_members_leave(alice: User, haruka: User, vitagora: Profile) -> None:
    teams.leave(vitagora, by=haruka)
    assert roles_in(vitagora) == {alice.email: "owner"}
    assert log_of(vitagora) == [(haruka.email, "viewer", "", haruka.email)]
    assert letters() == []
    with pytest.raises(teams.NotAMember):
        teams.leave(vitagora, by=haruka)


def test_handing_over_makes_an_owner_and_an_editor(
    alice: User, haruka: User, vitagora: Profile
) -> None:
    teams.hand_over(membership(haruka), by=alice)
    assert roles_in(vitagora) == {alice.email: "editor", haruka.email: "owner"}
    assert log_of(vitagora) == [
        (haruka.email, "viewer", "owner", alice.email),
        (alice.email, "owner", "editor", alice.email),
    ]
    assert letters() == [("made_owner", haruka.email, "ja")]


def test_handing_over_to_oneself_changes_nothing(alice: User, vitagora: Profile) -> None:
    assert teams.hand_over(membership(alice), by=alice) == []
    assert roles_in(vitagora) == {alice.email: "owner"}


@pytest.mark.parametrize("role", ["editor", "viewer", "stranger", "staff"])
def test_only_owners_decide_on_members(
    alice: User, haruka: User, vitagora: Profile, role: str
) -> None:
    other = make_staff(password=None) if role == "staff" else make_user(password=None)
    if role in ("editor", "viewer"):
        join(vitagora, other, role)
    row = membership(haruka)
    with pytest.raises(teams.NotEntitled):
        teams.change_role(row, "owner", by=other)
    with pytest.raises(teams.NotEntitled):
        teams.remove_member(row, by=other)
    with pytest.raises(teams.NotEntitled):
        teams.hand_over(row, by=other)
    assert roles_in(vitagora)[haruka.email] == "viewer"
    assert (log_of(vitagora), letters()) == ([], [])


def test_who_has_left_meanwhile_is_not_changed(
    alice: User, haruka: User, vitagora: Profile
) -> None:
    row = membership(haruka)
    teams.leave(vitagora, by=haruka)
    for act in (teams.remove_member, teams.hand_over):
        with pytest.raises(teams.NotAMember):
            act(row, by=alice)
    with pytest.raises(teams.NotAMember, match="not belong to the team any more"):
        teams.change_role(row, "owner", by=alice)


def test_an_owner_of_another_organisation_is_a_stranger_here(
    alice: User, haruka: User, vitagora: Profile
) -> None:

    charlie = join(make_profile("other"), make_user(password=None))
    with pytest.raises(teams.NotEntitled):
        teams.remove_member(membership(haruka), by=charlie)
