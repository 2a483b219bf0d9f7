"""Archive, bring back, trust: what staff do to a profile as a whole."""

import pytest
from django.db import IntegrityError, transaction

from profiles.actions import editing, reviewing, standing
from profiles.models import Mail, Membership, Profile, TrustChange, User
from profiles.moving import ForbiddenMove
from profiles.states import RevisionState, Status
from tests.makers import make_profile, make_staff, make_user
from tests.profiles.documents import register, whole_document

pytestmark = pytest.mark.django_db


@pytest.fixture
def dana() -> User:
    return make_staff(password=None)


def published(by: User, dana: User) -> Profile:
    profile = register(by)
    revision = profile.revisions.get()
    editing.submit(revision, by=by)
    return reviewing.approve(revision, version=revision.version, by=dana)


def test_an_archived_profile_returns_to_where_it_was(dana: User) -> None:
    public, draft = make_profile("de-nw"), make_profile("de-by", published=False)
    for profile in (public, draft):
        standing.archive(profile, by=dana, reason="It was closed")
        standing.bring_back(profile, by=dana, reason="It was not")
    states = Profile.objects.order_by("pk").values_list("status", flat=True)
    assert list(states) == [Status.PUBLISHED, Status.DRAFT]
    log = public.transitions.values_list("old", "new", "reason", "actor")
    assert list(log)[1:] == [
        (Status.PUBLISHED, Status.ARCHIVED, "It was closed", dana.pk),
        (Status.ARCHIVED, Status.PUBLISHED, "It was not", dana.pk),
    ]


def test_a_version_under_review_goes_back_to_its_people(dana: User) -> None:
    alice = make_user("alice@example.org", password=None)
    profile = register(alice)
    revision = profile.revisions.get()
    editing.submit(revision, by=alice)
    reviewing.claim(revision, by=dana)
    standing.archive(profile, by=dana, reason="There is another one")
    revision.refresh_from_db()
    assert (revision.state, revision.claimed_by) == (RevisionState.DRAFT, None)
    assert revision.content == whole_document()
    assert [t.new for t in profile.transitions.all()] == ["submitted", "draft", "archived"]
    editing.submit(revision, by=alice)
    assert Profile.objects.get().status == Status.SUBMITTED


def test_a_public_profile_is_archived_with_its_open_version(dana: User) -> None:
    alice = make_user("alice@example.org", password=None)
    profile = published(alice, dana)
    second = editing.open_revision(profile, by=alice)
    editing.submit(second, by=alice)
    standing.archive(profile, by=dana, reason="Asked for it")
    second.refresh_from_db()
    assert second.state == RevisionState.DRAFT
    with pytest.raises(ForbiddenMove):
        reviewing.approve(second, version=0, by=dana)
    standing.bring_back(profile, by=dana, reason="Asked for it again")
    assert Profile.objects.get().status == Status.PUBLISHED


def test_those_who_can_change_it_learn_why_it_was_archived(dana: User) -> None:
    haruka = make_user("haruka@example.org", password=None, language="ja")
    profile = register(haruka)
    for name, role in (("e", "editor"), ("v", "viewer")):
        person = make_user(f"{name}@example.org", password=None)
        Membership.objects.create(user=person, profile=profile, role=role)
    standing.archive(profile, by=dana, reason="重複しています")
    mails = Mail.objects.order_by("address").values_list("kind", "address", "language")
    assert list(mails) == [
        ("profile_archived", "e@example.org", "en"),
        ("profile_archived", "haruka@example.org", "ja"),
    ]
    assert ["重複しています" in mail.text for mail in Mail.objects.all()] == [True, True]


@pytest.mark.parametrize("status", sorted(set(Status) - {Status.ARCHIVED}))
def test_only_what_is_archived_is_brought_back(dana: User, status: Status) -> None:
    profile = make_profile(published=False, status=status)
    with pytest.raises(ForbiddenMove):
        standing.bring_back(profile, by=dana, reason="Why not")
    assert (Profile.objects.get().status, profile.transitions.count()) == (status, 0)


def test_nothing_is_archived_twice(dana: User) -> None:
    profile = make_profile()
    standing.archive(profile, by=dana, reason="Closed")
    with pytest.raises(ForbiddenMove):
        standing.archive(profile, by=dana, reason="Closed")
    assert [t.new for t in profile.transitions.all()] == ["published", "archived"]


def test_trust_is_given_and_taken_once_and_logged(dana: User) -> None:
    profile = make_profile()
    given = [reviewing.set_trusted(profile, True, by=dana, reason="Never wrong") for _ in "ab"]
    taken = [reviewing.set_trusted(profile, False, by=dana, reason="Wrong once") for _ in "ab"]
    assert (given, taken) == ([True, False], [True, False])
    assert Profile.objects.get().is_trusted is False
    log = profile.trust_changes.values_list("old", "new", "actor", "reason")
    assert list(log) == [
        ("", "trusted", dana.pk, "Never wrong"),
        ("trusted", "", dana.pk, "Wrong once"),
    ]


def test_the_log_of_trust_stays_as_written(dana: User) -> None:
    reviewing.set_trusted(make_profile(), True, by=dana, reason="Never wrong")
    row = TrustChange.objects.get()
    for change in (lambda: TrustChange.objects.update(reason="Other"), row.delete):
        with pytest.raises(IntegrityError, match="stay as they were written"), transaction.atomic():
            change()
    assert TrustChange.objects.get().reason == "Never wrong"


def test_a_rejected_proposal_is_where_the_next_one_begins(dana: User) -> None:
    alice = make_user("alice@example.org", password=None)
    profile = register(alice)
    first = profile.revisions.get()
    editing.submit(first, by=alice)
    reviewing.reject(first, version=first.version, by=dana, reason="Not a cluster")
    second = editing.open_revision(profile, by=alice)
    assert (second.pk == first.pk, second.content) == (False, whole_document())
