"""What the desk asks who registers for a webinar."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from events.models.webinars import Webinar


class CustomQuestion(models.Model):
    """What a webinar asks its participants besides; text and choices by language."""

    class Kind(models.TextChoices):
        TEXT = "text", _("Text")
        CHOICE = "choice", _("One of several")
        TICK = "tick", _("Yes or no")

    webinar = models.ForeignKey(Webinar, on_delete=models.CASCADE, related_name="questions")
    position = models.PositiveSmallIntegerField(default=0)
    kind = models.CharField(_("kind"), max_length=6, choices=Kind.choices)
    text = models.JSONField(help_text="by language")
    choices = models.JSONField(default=list, blank=True, help_text="a text by language each")
    is_required = models.BooleanField(_("required"), default=False)

    class Meta:
        ordering = ["position", "pk"]
