import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from matching.introductions.models.introductions import Introduction, Party


class MessageQuerySet(models.QuerySet["Message"]):
    def readable_by(self, party: Party | None) -> "MessageQuerySet":
        """What a party may read; the helpdesk (None) reads everything."""
        if party is None:
            return self
        return self.filter(models.Q(private_to=None) | models.Q(private_to=party))


class Message(models.Model):
    """Something written in an introduction, in its original language.

    party       who writes; None for the helpdesk
    private_to  between this party and the helpdesk only: questions before and after the consent
    """

    introduction = models.ForeignKey(
        Introduction, on_delete=models.CASCADE, related_name="messages"
    )
    party = models.ForeignKey(
        Party, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    private_to = models.ForeignKey(
        Party, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    language = models.CharField(_("language"), max_length=5)
    text = models.TextField(_("message"), max_length=5000)
    at = models.DateTimeField(default=timezone.now)

    objects = MessageQuerySet.as_manager()

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"#{self.pk}"


class MessageTranslation(models.Model):
    """A draft of a translation by the helpdesk; the original always stands beside it."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="translations")
    language = models.CharField(_("language"), max_length=5)
    text = models.TextField(_("translation"), max_length=8000)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["message", "language"], name="translation_once"),
        ]


class MessageFile(models.Model):
    """A file of a message; only who may read the message may fetch it."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="files")
    file = models.FileField(upload_to="introductions/")
    name = models.CharField(max_length=120, help_text="as it was called")
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField(help_text="bytes")
