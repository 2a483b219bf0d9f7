"""From registration to publication and on: states, live content, mails and logs together."""

import pytest

from profiles.actions import editing, reviewing
from profiles.documents import document_of
from profiles.models import Mail, Profile
from profiles.moving import ForbiddenMove
from profiles.states import RevisionState, Status
from tests.makers import make_staff, make_user
from tests.profiles.documents import register, whole_document

pytestmark = pytest.mark.django_db


def test_a_profile_is_registered_corrected_and_published() -> None:
    alice, dana = make_user("alice@example.org"), make_staff()
    profile = register(alice)
    revision = profile.revisions.get()
    editing.submit(revision, by=alice)
    remarks = {"organisation.texts.en.description": "Say which food."}
    reviewing.request_changes(
        revision, version=revision.version, by=dana, remarks=remarks, reason="Almost there"
    )
    profile.refresh_from_db()
    assert (profile.status, Profile.objects.published().count()) == (Status.CHANGES_REQUESTED, 0)
    revision.refresh_from_db()
    editing.submit(revision, by=alice)
    reviewing.approve(revision, version=revision.version, by=dana)
    profile = Profile.objects.for_page().get()
    assert profile.status == Status.PUBLISHED
    assert document_of(profile) == whole_document()
    assert [(t.old, t.new, t.actor) for t in profile.transitions.all()] == [
        (Status.DRAFT, Status.SUBMITTED, alice),
        (Status.SUBMITTED, Status.CHANGES_REQUESTED, dana),
        (Status.CHANGES_REQUESTED, Status.SUBMITTED, alice),
        (Status.SUBMITTED, Status.PUBLISHED, dana),
    ]
    mails = Mail.objects.order_by("pk").values_list("kind", "address")
    assert list(mails) == [
        ("revision_changes_requested", alice.email),
        ("revision_approved", alice.email),
    ]


def test_an_edit_of_a_public_profile_waits_for_approval() -> None:
    alice, dana = make_user("alice@example.org"), make_staff()
    profile = register(alice)
    first = profile.revisions.get()
    editing.submit(first, by=alice)
    reviewing.approve(first, version=first.version, by=dana)
    second = editing.open_revision(Profile.objects.get(), by=alice)
    organisation = second.content["organisation"] | {"host": "City of Dijon"}
    editing.save_section(second, "organisation", organisation, version=0, by=alice)
    assert editing.submit(second, by=alice) == RevisionState.SUBMITTED
    profile = Profile.objects.get()
    assert (profile.status, profile.host) == (Status.PUBLISHED, "")
    reviewing.approve(second, version=1, by=dana)
    assert Profile.objects.get().host == "City of Dijon"
    with pytest.raises(ForbiddenMove):
        reviewing.reject(second, version=1, by=dana, reason="Too late")
