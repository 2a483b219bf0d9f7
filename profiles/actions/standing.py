"""Whether a profile stands in the directory: archive it, bring it back."""

from django.db import transaction
from django.utils.translation import gettext_noop

from profiles.actions import editing
from profiles.mails import reviews
from profiles.models import Profile, User
from profiles.moving import ForbiddenMove
from profiles.signals import content_changed
from profiles.states import Status

WITH_THE_PROFILE = gettext_noop("The profile has been archived")


def archive(profile: Profile, *, by: User, reason: str) -> Profile:
    """Take it out of the directory; a version under review goes back to its people as a draft.

    Raises ForbiddenMove.
    """
    with transaction.atomic():
        row = Profile.objects.select_for_update().get(pk=profile.pk)
        submitted = row.revisions.submitted().first()
        if submitted:
            editing.take_back(submitted, by=by, reason=WITH_THE_PROFILE)
            row.refresh_from_db(fields=["status"])
        row.move(Status.ARCHIVED, by=by, reason=reason)
        content_changed.send(Profile, profile=row)
        for person in reviews.writers(row):
            reviews.archived(row, to=person)
    return row


def bring_back(profile: Profile, *, by: User, reason: str) -> Profile:
    """Out of the archive: public again if it ever was, else a draft. Raises ForbiddenMove."""
    with transaction.atomic():
        row = Profile.objects.select_for_update().get(pk=profile.pk)
        if row.status != Status.ARCHIVED:
            raise ForbiddenMove(row.status, Status.DRAFT)
        row.move(Status.PUBLISHED if row.published_at else Status.DRAFT, by=by, reason=reason)
        content_changed.send(Profile, profile=row)
    return row
