"""What is done together, where it can be checked, and which alerts were posted."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from matching.partnerships.dates import PartialDate, Precision
from matching.partnerships.models.partnerships import Partnership


class Activity(models.Model):
    """Something done together; a partnership without any for two years is ceremonial only."""

    class Kind(models.TextChoices):
        DELEGATION = "delegation", _("Delegation")
        WEBINAR = "webinar", _("Webinar")
        EXCHANGE = "exchange", _("Exchange of people")
        PROJECT = "project", _("Joint project")
        FAIR = "fair", _("Fair or event")
        SIGNING = "signing", _("Signing or meeting of leaders")
        OTHER = "other", _("Other")

    partnership = models.ForeignKey(
        Partnership, on_delete=models.CASCADE, related_name="activities"
    )
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    on = models.DateField(_("date"))
    precision = models.CharField(max_length=5, choices=Precision.choices, default=Precision.DAY)
    text = models.JSONField(help_text="by language")
    source = models.URLField(_("source"), max_length=500, blank=True)
    reported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-on", "-pk"]

    @property
    def dated(self) -> PartialDate:
        return PartialDate(self.on, Precision(self.precision))


class Source(models.Model):
    """Where what is said of a partnership can be checked."""

    partnership = models.ForeignKey(Partnership, on_delete=models.CASCADE, related_name="sources")
    url = models.URLField(max_length=500)
    title = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["partnership", "url"], name="source_once"),
        ]


class RenewalAlert(models.Model):
    """An alert that was posted: so many months before which date."""

    partnership = models.ForeignKey(Partnership, on_delete=models.CASCADE, related_name="alerts")
    due_on = models.DateField()
    months = models.PositiveSmallIntegerField(help_text="12, 6, 3; 0 when the date is missed")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["partnership", "due_on", "months"], name="renewal_alert_once"
            ),
        ]
