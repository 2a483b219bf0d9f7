"""The log of what was asked and said about whether a profile is still right."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from profiles.models.profiles import Profile
from profiles.stages import Stage


class FreshnessStep(models.Model):
    """A profile reached a stage, once in every round from one confirmation to the next.

    round   when the profile had last been confirmed
    actor   who confirmed; None when the clock did it
    """

    profile = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="freshness_steps")
    stage = models.CharField(max_length=12, choices=Stage.choices)
    round = models.DateTimeField()
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    reason = models.TextField(blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["profile", "round", "stage"], name="freshness_step_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.profile_id}: {self.get_stage_display()}"
