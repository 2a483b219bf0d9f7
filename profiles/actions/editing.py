"""Propose a new content for a profile: open a revision, save sections, submit, take back.

Nobody's words are lost: a section is saved only over the version that the editor had read.
"""

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from profiles.checklists import is_emerging, unmet
from profiles.contents import write_documents
from profiles.corrections import is_small_correction
from profiles.documents import SECTIONS, Document, document_of, empty_document
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
    *,
    by: User,
    name: str,
    language: str,
    kind: str,
    place: Place,
    identifier_kind: str = "",
    identifier: str = "",
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
        number = {"identifier_kind": identifier_kind, "identifier": identifier}
        content["organisation"] |= number
        Revision.objects.create(profile=profile, content=content, author=by)
    return profile


def open_revision(profile: Profile, *, by: User) -> Revision:
    """The revision under way, or a new one that begins with what the profile says now."""
    current = profile.revisions.open().first()
    if current:
        return current
    with transaction.atomic():
        # Nobody publishes while the content is read, and nobody opens a second revision.
        row = Profile.objects.select_for_update().get(pk=profile.pk)
        current = profile.revisions.open().first()
        return current or Revision.objects.create(profile=row, content=_beginning(row), author=by)


def _beginning(profile: Profile) -> Document:
    """What it says now; of what was never public, what was proposed last."""
    last = profile.revisions.first()
    if last and profile.published_at is None:
        return last.content
    return document_of(Profile.objects.for_page().get(pk=profile.pk))


def lock(revision: Revision) -> tuple[Profile, Revision]:
    """Both rows as they stand now. Whoever needs both takes them in this order."""
    profile = Profile.objects.select_for_update().get(pk=revision.profile_id)
    return profile, Revision.objects.select_for_update().get(pk=revision.pk)


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
        profile, row = lock(revision)
        if not row.is_editable:
            raise ForbiddenMove(row.state, RevisionState.SUBMITTED)
        missing = unmet(row.content)
        if missing:
            raise NotComplete(missing)
        if _passes_at_once(profile, row):
            make_live(row, profile, by=by, reason=gettext_noop("A small correction"))
        else:
            _hand_over(row, profile, by=by, reason=gettext_noop("Submitted for review"))
    revision.refresh_from_db()
    return RevisionState(row.state)


def _passes_at_once(profile: Profile, revision: Revision) -> bool:
    if not (profile.is_trusted and profile.status in LISTED):
        return False
    if revision.state != RevisionState.DRAFT:
        return False
    before = document_of(Profile.objects.for_page().get(pk=profile.pk))
    return is_small_correction(before, revision.content)


def _hand_over(revision: Revision, profile: Profile, *, by: User, reason: str) -> None:
    revision.move(RevisionState.SUBMITTED, by=by, reason=reason, submitted_at=timezone.now())
    if profile.status in LISTED:
        return
    if profile.status == Status.ARCHIVED:
        profile.move(Status.DRAFT, by=by, reason=gettext_noop("To be published again"))
    profile.move(Status.SUBMITTED, by=by, reason=reason)


def take_back(
    revision: Revision, *, by: User, reason: str = gettext_noop("Taken back to change it")
) -> None:
    """Get a submitted revision back to change it. Raises ForbiddenMove when it is decided."""
    with transaction.atomic():
        profile, row = lock(revision)
        row.move(RevisionState.DRAFT, by=by, reason=reason, claimed_by=None, claimed_at=None)
        if profile.status == Status.SUBMITTED:
            profile.move(Status.DRAFT, by=by, reason=reason)
    revision.refresh_from_db()


def discard(revision: Revision, *, by: User) -> None:
    """Throw away a revision of a public profile, which stays as it is. Raises ForbiddenMove."""
    with transaction.atomic():
        profile, row = lock(revision)
        if profile.status not in LISTED:
            raise ForbiddenMove(row.state, RevisionState.WITHDRAWN)
        row.move(RevisionState.WITHDRAWN, by=by, reason=gettext_noop("Changes discarded"))
    revision.refresh_from_db()


def make_live(revision: Revision, profile: Profile, *, by: User | None, reason: str) -> None:
    """Write an approved content; both rows are locked by the caller. Raises ForbiddenMove."""
    make_all_live([(revision, profile)], by=by, reason=reason)


def make_all_live(
    approved: Sequence[tuple[Revision, Profile]],
    *,
    by: User | None,
    reason: str,
    is_part_of_many: bool = False,
) -> None:
    """The same for several; with `is_part_of_many` the caller sends `contents_imported`."""
    for revision, _profile in approved:
        revision.move(RevisionState.APPROVED, by=by, reason=reason)
    write_documents([(profile, revision.content) for revision, profile in approved])
    for revision, profile in approved:
        profile.is_emerging = is_emerging(revision.content)
        if profile.status == Status.PUBLISHED:
            profile.confirmed_at = timezone.now()
        else:
            profile.publish(by=by, reason=reason)
        profile.save(update_fields=["is_emerging", "confirmed_at"])
        content_changed.send(Profile, profile=profile, is_one_of_many=is_part_of_many)
