from dataclasses import asdict
from typing import ClassVar

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from matching.engine.weights import Weights


class WeightSetQuerySet(models.QuerySet["WeightSet"]):
    def current(self) -> "WeightSet":
        """The weights in force; on a new site, the engine's own defaults."""
        found = self.filter(is_current=True).first()
        return found or self.create(values=asdict(Weights()), is_current=True)

    def newest(self) -> "WeightSetQuerySet":
        return self.order_by("-created_at", "-pk")


class WeightSet(models.Model):
    """One version of the weights; its values never change once it is there.

    `quality` holds what was measured when the set was learned: see `matching.learning`.
    """

    class Source(models.TextChoices):
        DEFAULTS = "defaults", _("Defaults")
        STAFF = "staff", _("Set by hand")
        LEARNED = "learned", _("Learned")

    source = models.CharField(max_length=8, choices=Source.choices, default=Source.DEFAULTS)
    values = models.JSONField()
    quality = models.JSONField(default=dict)
    note = models.CharField(max_length=200, blank=True)
    is_current = models.BooleanField(default=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[WeightSetQuerySet] = WeightSetQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["is_current"], condition=Q(is_current=True), name="one_current_weight_set"
            ),
        ]

    def __str__(self) -> str:
        return f"v{self.pk}"

    def weights(self) -> Weights:
        return Weights(**self.values)

    def adopt(self, *, by: "settings.AUTH_USER_MODEL", reason: str) -> bool:
        """Put these weights in force, and log it; rolling back is adopting an older set.

        False if they are in force already. The next run uses them.
        """
        with transaction.atomic():
            # Locked in order of age, so that two people who adopt at once do so in turn
            everyone = {row.pk: row for row in WeightSet.objects.select_for_update().order_by("pk")}
            if everyone[self.pk].is_current:
                return False
            WeightSet.objects.filter(is_current=True).update(is_current=False)
            WeightSet.objects.filter(pk=self.pk).update(is_current=True)
            WeightAdoption.objects.create(weights=self, actor=by, reason=reason)
        self.is_current = True
        return True


class WeightAdoption(models.Model):
    """Who put which weights in force, when and why."""

    weights = models.ForeignKey(WeightSet, on_delete=models.CASCADE, related_name="adoptions")
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    reason = models.CharField(max_length=200)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-at", "-id"]
