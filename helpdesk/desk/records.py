"""What the desk knows of a profile."""

from typing import Any

from django.db.models import Count

from helpdesk.desk.history import history
from profiles.models import Profile
from profiles.querysets import ProfileQuerySet
from profiles.states import LISTED, Status


def listed() -> ProfileQuerySet:
    """Everybody, what changed last first, with what a line shows."""
    profiles = Profile.objects.select_related("place__country").prefetch_related("texts")
    members = Count("memberships", distinct=True)
    return profiles.annotate(members=members).order_by("-changed_at", "-pk")


def context_of(profile: Profile) -> dict[str, Any]:
    return {
        "profile": profile,
        "revision": profile.revisions.open().select_related("claimed_by").first(),
        "members": profile.memberships.select_related("user").order_by("role", "joined_at"),
        "events": history(profile),
        "is_listed": profile.status in LISTED,
        "is_archived": profile.status == Status.ARCHIVED,
        "was_public": profile.published_at is not None,
    }
