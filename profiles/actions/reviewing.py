"""What moderators do with a submitted revision. Two of them never overwrite each other."""

from collections.abc import Mapping
from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from profiles.actions.editing import lock, make_live
from profiles.mails import reviews
from profiles.models import Profile, Remark, Revision, User
from profiles.moving import ForbiddenMove
from profiles.states import RevisionState, Status

CLAIM = timedelta(minutes=30)
"""So long a moderator has an item for themselves; every look at it begins anew."""


TRUSTED = "trusted"
"""As the log of trust says it."""


class ClaimedByOther(Exception):
    """Another moderator is reading it; `args[0]` is that person."""

    def __str__(self) -> str:
        return str(_("%(name)s is reviewing this at the moment.") % {"name": self.args[0]})


class ChangedSinceRead(Exception):
    """The organisation took it back and submitted another version meanwhile."""

    def __str__(self) -> str:
        return str(_("The organisation has submitted another version. Read that one first."))


def claim(revision: Revision, *, by: User) -> bool:
    """Take an item, or keep it; False if another moderator has it."""
    now = timezone.now()
    free = Q(claimed_by=None) | Q(claimed_by=by) | Q(claimed_at__lt=now - CLAIM)
    claimed = Revision.objects.submitted().filter(free, pk=revision.pk)
    if not claimed.update(claimed_by=by, claimed_at=now):
        return False
    revision.claimed_by, revision.claimed_at = by, now
    return True


def take_over(revision: Revision, *, holder: User, by: User) -> bool:
    """Take an item away from the moderator who has it; False if it is not theirs any more."""
    now = timezone.now()
    held = Revision.objects.submitted().filter(pk=revision.pk, claimed_by=holder)
    if not held.update(claimed_by=by, claimed_at=now):
        return False
    revision.claimed_by, revision.claimed_at = by, now
    return True


def release(revision: Revision, *, by: User) -> None:
    Revision.objects.filter(pk=revision.pk, claimed_by=by).update(claimed_by=None, claimed_at=None)


def approve(revision: Revision, *, version: int, by: User, reason: str = "") -> Profile:
    """Make it the live content and publish; `version` is the one that was read.

    Raises ClaimedByOther, ChangedSinceRead and ForbiddenMove; then nothing has changed.
    """
    with transaction.atomic():
        profile, row = _locked(revision, version, by)
        make_live(row, profile, by=by, reason=reason or reviews.APPROVED)
        _tell(row, reviews.approved)
    return profile


def request_changes(
    revision: Revision, *, version: int, by: User, remarks: Mapping[str, str], reason: str
) -> None:
    """Give it back with what shall be changed, by field. Raises as `approve` does."""
    with transaction.atomic():
        profile, row = _locked(revision, version, by)
        transition = row.move(
            RevisionState.CHANGES_REQUESTED,
            by=by,
            reason=reason,
            claimed_by=None,
            claimed_at=None,
        )
        Remark.objects.bulk_create(
            Remark(transition=transition, field=field, text=text) for field, text in remarks.items()
        )
        if profile.status == Status.SUBMITTED:
            profile.move(Status.CHANGES_REQUESTED, by=by, reason=reason)
        _tell(row, reviews.changes_requested)


def reject(revision: Revision, *, version: int, by: User, reason: str) -> None:
    """Say no, and why. What is public stays so; what never was goes to the archive."""
    with transaction.atomic():
        profile, row = _locked(revision, version, by)
        row.move(RevisionState.REJECTED, by=by, reason=reason)
        if profile.status == Status.SUBMITTED:
            profile.move(Status.ARCHIVED, by=by, reason=reason)
        _tell(row, reviews.rejected)


def set_trusted(profile: Profile, trusted: bool, *, by: User, reason: str) -> bool:
    """Let small corrections pass without a review, or no longer; False if it is so already."""
    old, new = ("", TRUSTED) if trusted else (TRUSTED, "")
    with transaction.atomic():
        standing = Profile.objects.filter(pk=profile.pk, is_trusted=not trusted)
        if not standing.update(is_trusted=trusted):
            return False
        profile.trust_changes.create(old=old, new=new, actor=by, reason=reason)
    profile.is_trusted = trusted
    return True


def _locked(revision: Revision, version: int, by: User) -> tuple[Profile, Revision]:
    """Profile and revision, locked, and still what was read."""
    profile, row = lock(revision)
    if row.state != RevisionState.SUBMITTED:
        raise ForbiddenMove(row.state, "")
    if row.version != version:
        raise ChangedSinceRead
    if row.claimed_by_id not in (None, by.pk) and row.claimed_at > timezone.now() - CLAIM:
        raise ClaimedByOther(row.claimed_by)
    return profile, row


def _tell(revision: Revision, letter: reviews.Post) -> None:
    """A mail to everybody who can change the profile."""
    for person in reviews.writers(revision.profile):
        letter(revision, to=person)
