"""Letters that let their readers join: sent, sent again, answered, expired."""

import hashlib
import re
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from profiles import tasks
from profiles.actions import teams
from profiles.models import Invitation, InvitationTransition, Mail, Profile, User
from profiles.moving import ForbiddenMove
from profiles.states import InvitationState
from tests.makers import make_profile, make_user
from tests.profiles.teams.people import join, letters, log_of, make_haruka, roles_in

LINK = re.compile(r"/(\w\w)/invitations/([\w-]+)/")


@pytest.fixture
def alice(vitagora: Profile) -> User:
    return User.objects.get(email="alice@cluster.example")


def invite(profile: Profile, email: str = "bob@cluster.example", **told: str) -> Invitation:
    owner = profile.memberships.get(role="owner").user
    fields = {"role": "editor", "language": "de"} | told
    return teams.invite(profile, email=email, by=owner, **fields)


def token_in(mail: Mail) -> str:
    return LINK.search(mail.text)[2]


def test_the_token_stands_in_the_letter_only(alice: User, vitagora: Profile) -> None:
    invitation = invite(vitagora)
    mail = Mail.objects.get()
    token = token_in(mail)
    assert invitation.digest == hashlib.sha256(token.encode()).hexdigest()
    assert list(Invitation.objects.with_token(token)) == [invitation]
    stored = str(list(Invitation.objects.values()) + list(InvitationTransition.objects.values()))
    assert token not in stored
    assert token in mail.html
    assert len(token) >= 43


def test_the_letter_says_who_what_and_until_when_in_the_chosen_language(
    alice: User, vitagora: Profile
) -> None:
    with time_machine.travel("2026-11-24T08:00Z", tick=False):
        invite(vitagora)
    mail = Mail.objects.get()
    assert letters() == [("invitation", "bob@cluster.example", "de")]
    assert LINK.search(mail.text)[1] == "de"
    assert "Vitagora" in mail.subject
    assert "Alice Martin" in mail.text
    assert "8. Dez 2026, 09:00 CET / 17:00 JST" in mail.text


def test_who_has_an_account_reads_it_in_their_own_language(alice: User, vitagora: Profile) -> None:
    haruka = make_haruka()
    invite(vitagora, haruka.email)
    assert letters() == [("invitation", haruka.email, "ja")]
    assert Mail.objects.get().user == haruka


def test_accepting_makes_a_member_once(alice: User, vitagora: Profile) -> None:
    invitation, haruka = invite(vitagora), make_haruka()
    membership = teams.accept_invitation(invitation, by=haruka)
    assert (membership.user, membership.role) == (haruka, "editor")
    assert log_of(vitagora) == [(haruka.email, "", "editor", haruka.email)]
    with pytest.raises(ForbiddenMove):
        teams.accept_invitation(invitation, by=make_user(password=None))
    assert len(roles_in(vitagora)) == 2
    moves = invitation.transitions.values_list("old", "new", "actor__email")
    assert list(moves) == [
        ("", "open", alice.email),
        ("open", "accepted", haruka.email),
    ]


def test_a_member_does_not_use_up_an_invitation(alice: User, vitagora: Profile) -> None:
    invitation = invite(vitagora)
    with pytest.raises(teams.AlreadyMember):
        teams.accept_invitation(invitation, by=alice)
    assert Invitation.objects.open().count() == 1
    assert roles_in(vitagora) == {alice.email: "owner"}


def test_an_expired_invitation_opens_nothing(alice: User, vitagora: Profile) -> None:
    with time_machine.travel("2026-11-24T08:00Z", tick=False) as clock:
        invitation = invite(vitagora)
        clock.shift(timedelta(days=14) - timedelta(seconds=1))
        assert (teams.expire_invitations(), invitation.is_valid) == (0, True)
        clock.shift(timedelta(seconds=1))
        assert invitation.is_valid is False
        with pytest.raises(teams.InvitationExpired):
            teams.accept_invitation(invitation, by=make_user(password=None))
    assert roles_in(vitagora) == {alice.email: "owner"}


def test_the_nightly_task_closes_what_is_late_and_may_run_twice(
    alice: User, vitagora: Profile
) -> None:
    with time_machine.travel("2026-11-24T08:00Z", tick=False) as clock:
        late = invite(vitagora)
        clock.shift(timedelta(days=7))
        invite(vitagora, "carol@cluster.example")
        clock.shift(timedelta(days=7))
        assert [tasks.expire_invitations() for _ in range(2)] == [1, 0]
    late.refresh_from_db()
    assert late.state == InvitationState.EXPIRED
    last = late.transitions.last()
    assert (last.actor, last.new) == (None, "expired")
    assert Invitation.objects.open().get().email == "carol@cluster.example"


def test_declining_with_and_without_an_account(alice: User, vitagora: Profile) -> None:
    bob = make_user("bob@cluster.example", None)
    first, second = invite(vitagora), invite(vitagora, "carol@cluster.example")
    teams.decline_invitation(first, by=bob)
    teams.decline_invitation(second, by=None)
    last = [it.transitions.last() for it in (first, second)]
    assert [(it.new, it.actor) for it in last] == [("declined", bob), ("declined", None)]
    with pytest.raises(ForbiddenMove):
        teams.accept_invitation(first, by=bob)
    assert roles_in(vitagora) == {alice.email: "owner"}


def test_withdrawing(alice: User, vitagora: Profile) -> None:
    invitation = invite(vitagora)
    with pytest.raises(teams.NotEntitled):
        teams.withdraw_invitation(invitation, by=make_user(password=None))
    teams.withdraw_invitation(invitation, by=alice)
    with pytest.raises(ForbiddenMove):
        teams.withdraw_invitation(invitation, by=alice)
    with pytest.raises(ForbiddenMove):
        teams.accept_invitation(invitation, by=make_user("b@cluster.example", None))


def test_sending_again_makes_a_new_token_and_ends_the_old_one(
    alice: User, vitagora: Profile
) -> None:
    with time_machine.travel("2026-11-24T08:00Z", tick=False) as clock:
        invitation = invite(vitagora)
        clock.shift(timedelta(days=10))
        teams.resend_invitation(invitation, by=alice)
        first, second = (token_in(mail) for mail in Mail.objects.order_by("pk"))
        assert list(Invitation.objects.with_token(first)) == []
        again = Invitation.objects.with_token(second).get()
        assert again.expires_at == timezone.now() + timedelta(days=14)
    assert again == invitation
    moves = list(invitation.transitions.values_list("old", "new"))
    assert moves == [("", "open"), ("open", "open")]


def test_sending_again_what_is_closed_is_refused(alice: User, vitagora: Profile) -> None:
    invitation = invite(vitagora)
    teams.withdraw_invitation(invitation, by=alice)
    with pytest.raises(ForbiddenMove):
        teams.resend_invitation(invitation, by=alice)
    assert len(letters()) == 1


def test_members_and_invited_people_are_not_invited(alice: User, vitagora: Profile) -> None:
    join(vitagora, make_haruka(), "viewer")
    invite(vitagora)
    for address in ("HARUKA@pref.example", alice.email):
        with pytest.raises(teams.AlreadyMember):
            invite(vitagora, address)
    with pytest.raises(teams.AlreadyInvited):
        invite(vitagora, "Bob@Cluster.example")
    assert len(letters()) == 1


def test_another_organisation_may_invite_the_same_person(alice: User, vitagora: Profile) -> None:
    other = make_profile("other")
    join(other, alice)
    invite(vitagora)
    invite(other)
    assert Invitation.objects.open().count() == 2


def test_after_expiry_the_same_person_is_invited_anew(alice: User, vitagora: Profile) -> None:
    with time_machine.travel("2026-11-24T08:00Z", tick=False) as clock:
        first = invite(vitagora)
        clock.shift(timedelta(days=15))
        second = invite(vitagora)
    first.refresh_from_db()
    assert (first.state, second.state) == (InvitationState.EXPIRED, InvitationState.OPEN)


def test_letters_are_counted_by_organisation_and_day(alice: User, vitagora: Profile) -> None:
    with time_machine.travel("2026-11-24T08:00Z", tick=False) as clock:
        invitation = invite(vitagora)
        for number in range(18):
            invite(vitagora, f"colleague-{number}@cluster.example")
        teams.resend_invitation(invitation, by=alice)
        with pytest.raises(teams.TooManyInvitations, match="20 invitations today"):
            invite(vitagora, "one-more@cluster.example")
        with pytest.raises(teams.TooManyInvitations):
            teams.resend_invitation(invitation, by=alice)
        clock.shift(timedelta(days=1))
        invite(vitagora, "one-more@cluster.example")
    assert len(letters()) == 21


@pytest.mark.parametrize("role", ["editor", "viewer"])
def test_only_owners_invite(alice: User, vitagora: Profile, role: str) -> None:
    invitation = invite(vitagora)
    other = join(vitagora, make_user(password=None), role)
    with pytest.raises(teams.NotEntitled):
        teams.invite(vitagora, email="x@y.example", role="viewer", language="en", by=other)
    with pytest.raises(teams.NotEntitled):
        teams.resend_invitation(invitation, by=other)
    with pytest.raises(teams.NotEntitled):
        teams.withdraw_invitation(invitation, by=other)


def test_joining_by_an_invitation_ends_ones_own_request(alice: User, vitagora: Profile) -> None:
    haruka, charlie = make_haruka(), make_user(password=None)
    asked = teams.request_membership(vitagora, by=haruka, message="I work here.")
    of_other = teams.request_membership(vitagora, by=charlie, message="Me too.")
    teams.accept_invitation(invite(vitagora), by=haruka)
    states = [type(it).objects.get(pk=it.pk).state for it in (asked, of_other)]
    assert states == ["withdrawn", "open"]
