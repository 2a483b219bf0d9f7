"""The life of a profile: which moves are allowed. Nothing else may write `Profile.status`."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Status(models.TextChoices):
    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Submitted")
    CHANGES_REQUESTED = "changes_requested", _("Changes requested")
    PUBLISHED = "published", _("Published")
    STALE = "stale", _("Unconfirmed")
    ARCHIVED = "archived", _("Archived")


LISTED = (Status.PUBLISHED, Status.STALE)
"""In the directory: confirmed, or waiting for its yearly confirmation."""
ALLOWED: dict[Status, frozenset[Status]] = {
    Status.DRAFT: frozenset({Status.SUBMITTED, Status.PUBLISHED, Status.ARCHIVED}),
    Status.SUBMITTED: frozenset({Status.CHANGES_REQUESTED, Status.PUBLISHED, Status.ARCHIVED}),
    Status.CHANGES_REQUESTED: frozenset({Status.SUBMITTED, Status.ARCHIVED}),
    Status.PUBLISHED: frozenset({Status.STALE, Status.ARCHIVED}),
    Status.STALE: frozenset({Status.PUBLISHED, Status.ARCHIVED}),
    Status.ARCHIVED: frozenset({Status.DRAFT}),
}
"""A draft may be published at once: that is how staff load profiles they answer for."""
