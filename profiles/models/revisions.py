"""Proposed contents of a profile, and what moderators say of them."""

from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from profiles import states
from profiles.models.profiles import Profile
from profiles.moving import Moving, Transition
from profiles.states import RevisionState


class RevisionQuerySet(models.QuerySet["Revision"]):
    def open(self) -> Self:
        return self.filter(state__in=states.OPEN)

    def submitted(self) -> Self:
        return self.filter(state=RevisionState.SUBMITTED)


class Revision(Moving):
    """A whole content that a profile shall have; the profile keeps its own until it is approved.

    content   a document, see `profiles.documents`
    versions  by section, how often it was saved: who saves names the one that they had read
    claimed_by, claimed_at  the moderator who is reading it, see `actions.reviewing.CLAIM`
    """

    MOVES = states.REVISION_MOVES

    profile = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="revisions")
    state = models.CharField(
        max_length=20,
        choices=RevisionState.choices,
        default=RevisionState.DRAFT,
        editable=False,
    )
    content = models.JSONField()
    versions = models.JSONField(default=dict)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)
    submitted_at = models.DateTimeField(null=True, blank=True)
    claimed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    claimed_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[RevisionQuerySet] = RevisionQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["profile"], condition=Q(state__in=states.OPEN), name="one_open_revision"
            ),
        ]
        indexes = [models.Index(fields=["state", "submitted_at"])]

    def __str__(self) -> str:
        return f"{self.profile} #{self.pk}"

    @property
    def is_editable(self) -> bool:
        return self.state in states.EDITABLE

    @property
    def version(self) -> int:
        """Of the whole: grows with every save of any section."""
        return sum(self.versions.values())

    def version_of(self, section: str) -> int:
        return int(self.versions.get(section, 0))


class RevisionTransition(Transition):
    revision = models.ForeignKey(Revision, on_delete=models.CASCADE, related_name="transitions")


class Remark(models.Model):
    """What a moderator asks to be changed in one field; goes with a request for changes.

    `field` is a path into the document: `organisation.texts.ja.description`, `offers.0.texts.de`.
    """

    transition = models.ForeignKey(
        RevisionTransition, on_delete=models.CASCADE, related_name="remarks"
    )
    field = models.CharField(max_length=120)
    text = models.TextField(max_length=1000)

    class Meta:
        ordering = ["id"]
