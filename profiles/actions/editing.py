"""Propose a new content for a profile: open a revision, save sections, submit, take back.

Nobody's words are lost: a section is saved only over the version that the editor had read.
"""

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from profiles.checklists import is_emerging, unmet
from profiles.corrections import is_small_correction
from profiles.documents import SECTIONS, document_of, empty_document, write_document
from profiles.models import Membership, MembershipChange, Place, Profile, Revision, User
from profiles.moving import ForbiddenMove
from profiles.signals import content_changed
from profiles.states import LISTED, RevisionState, Status


class SomebodyElseSaved(Exception):
    """A colleague saved the same section meanwhile; `args[0]` is what it says now."""

    def __str__(self) -> str:
        return str(
            _(
                "A colleague has changed this section since you opened it. Compare both versions"
                " below and save again."
            )
        )


class NotEditable(Exception):
    """The revision lies with the helpdesk, or has been decided."""

    def __str__(self) -> str:
        return str(_("This version lies with the helpdesk. Take it back if you want to change it."))


class NotComplete(Exception):
    """Something that must be said is missing; `args[0]` are the unmet points of the checklist."""

    def __str__(self) -> str:
        return str(_("Some things are still missing. They are listed below."))


def register_organisation(
    *, by: User, name: str, language: str, kind: str, place: Place
) -> Profile:
    """A new profile, still a draft, with its first revision; whoever registers it owns it."""
    with transaction.atomic():
        profile = Profile.objects.create(
            kind=kind,
            place=place,
            latitude=place.latitude,
            longitude=place.longitude,
            language=language,
            languages=[language],
        )
        profile.texts.create(language=language, name=name)
        owner = Membership.Role.OWNER
        profile.memberships.create(user=by, role=owner)
        MembershipChange.objects.create(
            profile=profile,
            person=by,
            actor=by,
            new=owner,
            reason=gettext_noop("Registered the organisation"),
        )
        content = empty_document(language=language, kind=kind, place=place.code, name=name)
        Revision.objects.create(profile=profile, content=content, author=by)
    return profile


def open_revision(profile: Profile, *, by: User) -> Revision:
    """The revision under way, or a new one that begins with what the profile says now."""
    current = profile.revisions.open().first()
    if current:
        return current
    try:
        with transaction.atomic():
            whole = Profile.objects.for_page().get(pk=profile.pk)
            return Revision.objects.create(profile=profile, content=document_of(whole), author=by)
    except IntegrityError:  # one_open_revision: a colleague was faster
        return profile.revisions.open().get()


def save_section(
    revision: Revision, section: str, content: object, *, version: int, by: User
) -> int:
    """Save one section over the version that was read; returns the new version.

    Raises SomebodyElseSaved and NotEditable, and then nothing has changed.
    """
    assert section in SECTIONS  # noqa: S101 - a name from our own URLs
    with transaction.atomic():
        row = Revision.objects.select_for_update().get(pk=revision.pk)
        if not row.is_editable:
            raise NotEditable
        if row.content[section] == content:
            return row.version_of(section)
        if row.version_of(section) != version:
            raise SomebodyElseSaved(row.content[section])
        row.content[section] = content
        row.versions[section] = version + 1
        row.author, row.changed_at = by, timezone.now()
        row.save(update_fields=["content", "versions", "author", "changed_at"])
    revision.refresh_from_db()
    return version + 1


def submit(revision: Revision, *, by: User) -> RevisionState:
    """Hand the revision to the helpdesk; small corrections of trusted organisations pass at once.

    Returns the state it has then. Raises NotComplete and ForbiddenMove.
    """
    with transaction.atomic():
        profile = Profile.objects.select_for_update().get(pk=revision.profile_id)
        row = Revision.objects.select_for_update().get(pk=revision.pk)
        missing = unmet(row.content)
        if missing:
            raise NotComplete(missing)
        if profile.is_trusted and profile.status in LISTED and row.state == RevisionState.DRAFT:
            before = document_of(Profile.objects.for_page().get(pk=profile.pk))
            if is_small_correction(before, row.content):
                make_live(row, profile, by=by, reason=gettext_noop("A small correction"))
                return RevisionState.APPROVED
        now = timezone.now()
        reason = gettext_noop("Submitted for review")
        row.move(RevisionState.SUBMITTED, by=by, reason=reason, submitted_at=now)
        if profile.status not in LISTED:
            if profile.status == Status.ARCHIVED:
                profile.move(Status.DRAFT, by=by, reason=gettext_noop("To be published again"))
            profile.move(Status.SUBMITTED, by=by, reason=reason)
    revision.refresh_from_db()
    return RevisionState.SUBMITTED


def take_back(revision: Revision, *, by: User) -> None:
    """Get a submitted revision back to change it. Raises ForbiddenMove when it is decided."""
    reason = gettext_noop("Taken back to change it")
    with transaction.atomic():
        profile = Profile.objects.select_for_update().get(pk=revision.profile_id)
        if revision.state != RevisionState.SUBMITTED:
            raise ForbiddenMove(revision.state, RevisionState.DRAFT)
        revision.move(RevisionState.DRAFT, by=by, reason=reason, claimed_by=None, claimed_at=None)
        if profile.status == Status.SUBMITTED:
            profile.move(Status.DRAFT, by=by, reason=reason)


def discard(revision: Revision, *, by: User) -> None:
    """Throw away a revision of a public profile, which stays as it is. Raises ForbiddenMove."""
    if revision.profile.status not in LISTED:
        raise ForbiddenMove(revision.state, RevisionState.WITHDRAWN)
    revision.move(RevisionState.WITHDRAWN, by=by, reason=gettext_noop("Changes discarded"))


def make_live(revision: Revision, profile: Profile, *, by: User | None, reason: str) -> None:
    """Write an approved content; both rows are locked by the caller. Raises ForbiddenMove."""
    revision.move(RevisionState.APPROVED, by=by, reason=reason)
    write_document(profile, revision.content)
    emerging = is_emerging(revision.content)
    Profile.objects.filter(pk=profile.pk).update(is_emerging=emerging)
    if profile.status == Status.PUBLISHED:
        Profile.objects.filter(pk=profile.pk).update(confirmed_at=timezone.now())
    else:
        profile.publish(by=by, reason=reason)
    content_changed.send(Profile, profile=profile)
