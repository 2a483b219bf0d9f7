"""Small corrections of trusted organisations pass at once, are logged, and nothing else does."""

from typing import Any

import pytest

from profiles.actions import editing, reviewing
from profiles.models import Mail, Profile, Revision, User
from profiles.moving import ForbiddenMove
from profiles.states import RevisionState, Status
from tests.makers import make_staff, make_user
from tests.profiles.documents import register
from tests.profiles.reviewing.invariants import check_profile

pytestmark = pytest.mark.django_db

SMALL: dict[str, Any] = {"address": "1 rue de la Gare"}


@pytest.fixture
def alice() -> User:
    return make_user("alice@example.org", password=None)


@pytest.fixture
def dana() -> User:
    return make_staff(password=None)


@pytest.fixture
def profile(alice: User, dana: User) -> Profile:
    """Public and trusted."""
    revision = register(alice).revisions.get()
    editing.submit(revision, by=alice)
    public = reviewing.approve(revision, version=revision.version, by=dana)
    reviewing.set_trusted(public, True, by=dana, reason="Careful")
    Mail.objects.all().delete()
    return public


def edited(profile: Profile, by: User, **contact: Any) -> Revision:
    revision = editing.open_revision(profile, by=by)
    content = revision.content["contact"] | contact
    version = revision.version_of("contact")
    editing.save_section(revision, "contact", content, version=version, by=by)
    return revision


def test_a_small_correction_is_public_at_once_and_logged(profile: Profile, alice: User) -> None:
    revision = edited(profile, alice, **SMALL)
    assert editing.submit(revision, by=alice) == RevisionState.APPROVED
    assert Profile.objects.get().address == "1 rue de la Gare"
    log = revision.transitions.values_list("old", "new", "actor", "reason")
    assert list(log) == [
        (RevisionState.DRAFT, RevisionState.APPROVED, alice.pk, "A small correction")
    ]
    assert Mail.objects.count() == 0
    check_profile(profile)


def test_another_change_waits_though_the_organisation_is_trusted(
    profile: Profile, alice: User
) -> None:
    revision = edited(profile, alice, email="other@cluster.example.org", **SMALL)
    assert editing.submit(revision, by=alice) == RevisionState.SUBMITTED
    assert Profile.objects.get().address == ""
    check_profile(profile)


def test_without_trust_a_small_correction_waits(profile: Profile, alice: User, dana: User) -> None:
    reviewing.set_trusted(profile, False, by=dana, reason="Careless")
    assert editing.submit(edited(profile, alice, **SMALL), by=alice) == RevisionState.SUBMITTED


def test_what_the_helpdesk_asked_for_is_looked_at_again(
    profile: Profile, alice: User, dana: User
) -> None:
    revision = edited(profile, alice, email="other@cluster.example.org")
    editing.submit(revision, by=alice)
    said: dict[str, Any] = {"remarks": {}, "reason": "Whose mailbox is it?"}
    reviewing.request_changes(revision, version=revision.version, by=dana, **said)
    small = edited(profile, alice, email="office@cluster.example.org", **SMALL)
    assert (small.pk, editing.submit(small, by=alice)) == (revision.pk, RevisionState.SUBMITTED)


def test_what_is_not_public_is_reviewed_whatever_it_is(
    profile: Profile, alice: User, dana: User
) -> None:
    profile.move(Status.ARCHIVED, by=dana, reason="Closed")
    assert editing.submit(edited(profile, alice, **SMALL), by=alice) == RevisionState.SUBMITTED
    assert Profile.objects.get().status == Status.SUBMITTED


def test_a_correction_of_an_unconfirmed_profile_confirms_it(profile: Profile, alice: User) -> None:
    profile.move(Status.STALE, by=None, reason="A year has passed")
    editing.submit(edited(profile, alice, **SMALL), by=alice)
    profile.refresh_from_db()
    assert (profile.status, profile.transitions.last().reason) == (
        Status.PUBLISHED,
        "A small correction",
    )
    check_profile(profile)


def test_nothing_changed_waits_for_somebody_to_say_so(profile: Profile, alice: User) -> None:
    revision = editing.open_revision(profile, by=alice)
    assert editing.submit(revision, by=alice) == RevisionState.SUBMITTED
    with pytest.raises(ForbiddenMove):
        editing.submit(revision, by=alice)
    editing.take_back(revision, by=alice)
    editing.discard(revision, by=alice)
    check_profile(profile)
