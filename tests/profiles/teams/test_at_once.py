"""Several people change one team at the same moment."""

from functools import partial

import pytest

from profiles.actions import teams
from profiles.models import Mail, Membership, MembershipChange, MembershipRequest, Profile
from profiles.moving import ForbiddenMove
from tests.makers import make_profile, make_staff, make_user
from tests.matching.test_crowd import at_once
from tests.profiles.teams.people import join, make_alice, make_haruka, roles_in

pytestmark = pytest.mark.django_db(transaction=True)

THREADS = 8


@pytest.fixture
def profile() -> Profile:
    return make_profile("c-vit", texts={"en": "Vitagora"})


def results(answers: list[object]) -> list[str]:
    return sorted(type(answer).__name__ for answer in answers)


def test_one_person_accepts_an_invitation_eight_times(profile: Profile) -> None:
    alice, haruka = join(profile, make_alice()), make_haruka()
    letter = teams.invite(profile, email=haruka.email, role="editor", language="ja", by=alice)
    answers = at_once(*[partial(teams.accept_invitation, letter, by=haruka)] * THREADS)
    assert results(answers) == ["ForbiddenMove"] * 7 + ["Membership"]
    assert roles_in(profile) == {alice.email: "owner", haruka.email: "editor"}
    assert MembershipChange.objects.filter(person=haruka).count() == 1
    assert letter.transitions.filter(new="accepted").count() == 1


def test_eight_people_accept_one_invitation(profile: Profile) -> None:
    alice = join(profile, make_alice())
    people = [make_user(f"person-{number}@cluster.example", None) for number in range(THREADS)]
    letter = teams.invite(
        profile, email="office@cluster.example", role="viewer", language="en", by=alice
    )
    answers = at_once(*(partial(teams.accept_invitation, letter, by=it) for it in people))
    assert results(answers) == ["ForbiddenMove"] * 7 + ["Membership"]
    assert Membership.objects.filter(role="viewer").count() == 1
    assert MembershipChange.objects.count() == 1


def test_two_owners_leave_and_one_stays(profile: Profile) -> None:
    owners = [join(profile, make_alice()), join(profile, make_haruka())]
    answers = at_once(*(partial(teams.leave, profile, by=owner) for owner in owners))
    assert results(answers) == ["LastOwner", "MembershipChange"]
    assert list(roles_in(profile).values()) == ["owner"]
    assert MembershipChange.objects.count() == 1


def test_owners_who_demote_each_other_leave_one(profile: Profile) -> None:
    owners = [join(profile, make_user(f"owner-{it}@cluster.example", None)) for it in range(4)]
    rows = {it.user_id: it for it in Membership.objects.all()}
    pairs = zip(owners, owners[1:] + owners[:1], strict=True)
    calls = [partial(teams.change_role, rows[other.pk], "viewer", by=by) for by, other in pairs]
    answers = at_once(*calls)
    assert set(results(answers)) <= {"MembershipChange", "NotEntitled", "LastOwner"}
    left = list(roles_in(profile).values())
    assert left.count("owner") >= 1
    assert MembershipChange.objects.count() == left.count("viewer")


def test_a_request_is_decided_once(profile: Profile) -> None:
    alice, dana = join(profile, make_alice()), make_staff(password=None)
    asked = teams.request_membership(profile, by=make_haruka(), message="I work here.")
    accept = partial(teams.accept_request, asked, role="editor", by=alice)
    decline = partial(teams.decline_request, asked, by=dana, reason="No")
    answers = at_once(*[accept, decline] * 4)
    assert sum(isinstance(answer, ForbiddenMove) for answer in answers) == 7
    decided = asked.transitions.exclude(new="open").count()
    told = Mail.objects.exclude(kind="membership_requested").count()
    assert (decided, told) == (1, 1)


def test_a_person_asks_eight_times_at_once(profile: Profile) -> None:
    haruka = make_haruka()
    ask = partial(teams.request_membership, profile, by=haruka, message="I work here.")
    answers = at_once(*[ask] * THREADS)
    assert results(answers) == ["AlreadyRequested"] * 7 + ["MembershipRequest"]
    assert MembershipRequest.objects.count() == 1


def test_two_owners_invite_the_same_person(profile: Profile) -> None:
    owners = [join(profile, make_alice()), join(profile, make_haruka())]
    told = {"email": "bob@cluster.example", "role": "viewer", "language": "en"}
    answers = at_once(*(partial(teams.invite, profile, by=by, **told) for by in owners))
    assert results(answers) == ["AlreadyInvited", "Invitation"]
    assert Mail.objects.filter(kind="invitation").count() == 1
