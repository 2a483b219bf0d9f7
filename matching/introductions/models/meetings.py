import uuid
from datetime import datetime, timedelta
from typing import ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from matching.introductions import states
from matching.introductions.models.introductions import Introduction, Party
from matching.introductions.states import MeetingState
from profiles.moving import Moving, Transition


class Meeting(Moving):
    """A conversation by video: first times are collected, then one is agreed.

    uid, sequence  of the calendar entry: every change sends the same uid with a higher sequence
    """

    MOVES = states.MEETING_MOVES

    introduction = models.ForeignKey(
        Introduction, on_delete=models.CASCADE, related_name="meetings"
    )
    state = models.CharField(
        max_length=10,
        choices=MeetingState.choices,
        default=MeetingState.COLLECTING,
        editable=False,
    )
    minutes = models.PositiveSmallIntegerField(
        _("length in minutes"),
        default=60,
        validators=[MinValueValidator(15), MaxValueValidator(180)],
    )
    starts_at = models.DateTimeField(null=True, blank=True)
    video_url = models.URLField(_("link to the video call"), max_length=500, blank=True)
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    sequence = models.PositiveSmallIntegerField(default=0)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["introduction"],
                condition=Q(state__in=[MeetingState.COLLECTING, MeetingState.AGREED]),
                name="one_meeting_ahead",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[MeetingState.AGREED, MeetingState.HELD])
                | Q(starts_at__isnull=False),
                name="agreed_meeting_has_a_time",
            ),
        ]

    @property
    def ends_at(self) -> datetime | None:
        return self.starts_at + timedelta(minutes=self.minutes) if self.starts_at else None

    @property
    def version(self) -> str:
        """What a page has shown, so that nobody decides about something else."""
        return f"{self.state}-{self.sequence}"


class MeetingTransition(Transition):
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="transitions")


class Availability(models.Model):
    """A time at which a party could meet."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="availabilities")
    party = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="availabilities")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    class Meta:
        ordering = ["starts_at"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["meeting", "party", "starts_at"], name="availability_once"
            ),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="availability_has_a_length"
            ),
        ]
