"""What a profile says: texts, sectors, topics, offers and needs, links, a logo."""

import uuid

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from profiles.models.profiles import Profile
from profiles.models.vocabulary import CooperationType, Sector, Topic


class ProfileText(models.Model):
    """Name and description in one language; `Profile.language` says which is the original."""

    profile = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="texts")
    language = models.CharField(max_length=5)
    name = models.CharField(_("name"), max_length=200)
    description = models.TextField(_("description"), blank=True)

    class Meta:
        ordering = ["profile", "language"]
        constraints = [
            models.UniqueConstraint(fields=["profile", "language"], name="profile_text_once"),
        ]

    def __str__(self) -> str:
        return self.name


class ProfileSector(models.Model):
    """The priority a profile gives to a sector. No row means none."""

    class Priority(models.IntegerChoices):
        SECONDARY = 1, _("secondary")
        MAIN = 2, _("main")

    profile = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="priorities")
    sector = models.ForeignKey(Sector, on_delete=models.PROTECT, related_name="+")
    priority = models.PositiveSmallIntegerField(choices=Priority.choices)

    class Meta:
        ordering = ["-priority", "sector__position"]
        constraints = [
            models.UniqueConstraint(fields=["profile", "sector"], name="profile_sector_once"),
        ]


class ProfileTopic(models.Model):
    """A topic of a profile; position 0 is the most characteristic."""

    profile = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="topic_rows")
    topic = models.ForeignKey(Topic, on_delete=models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["profile", "topic"], name="profile_topic_once"),
        ]


class Statement(models.Model):
    """An offer or a need: one sentence, with the topics and kinds of cooperation it is about."""

    class Direction(models.TextChoices):
        OFFER = "offer", _("Offer")
        NEED = "need", _("Need")

    profile = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="statements")
    direction = models.CharField(max_length=5, choices=Direction.choices)
    position = models.PositiveSmallIntegerField()
    language = models.CharField(max_length=5)
    topics = models.ManyToManyField(Topic, blank=True, related_name="statements")
    cooperation = models.ManyToManyField(CooperationType, blank=True, related_name="statements")
    is_demonstration = models.BooleanField(default=False)

    class Meta:
        ordering = ["direction", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["profile", "direction", "position"], name="statement_position_once"
            ),
        ]

    def __str__(self) -> str:
        return self.shown.text

    @property
    def shown(self) -> "StatementText":
        """In the reader's language, else the original; uses prefetched texts."""
        by_language = {text.language: text for text in self.texts.all()}
        return by_language.get(get_language() or "en") or by_language[self.language]


class StatementText(models.Model):
    statement = models.ForeignKey(Statement, on_delete=models.CASCADE, related_name="texts")
    language = models.CharField(max_length=5)
    text = models.CharField(max_length=400)

    class Meta:
        ordering = ["statement", "language"]
        constraints = [
            models.UniqueConstraint(fields=["statement", "language"], name="statement_text_once"),
        ]

    def __str__(self) -> str:
        return self.text


class ProfileLink(models.Model):
    """A public address of the organisation elsewhere. Nobody ever fetches it for us."""

    class Kind(models.TextChoices):
        WEBSITE = "website", _("Website")
        LINKEDIN = "linkedin", "LinkedIn"
        XING = "xing", "XING"
        X = "x", "X"
        FACEBOOK = "facebook", "Facebook"
        YOUTUBE = "youtube", "YouTube"
        OTHER = "other", _("Other")

    profile = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="links")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    url = models.URLField(max_length=300)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["profile", "url"], name="profile_link_once"),
        ]

    def __str__(self) -> str:
        return self.url


class Logo(models.Model):
    """An uploaded picture, re-encoded by us: its name tells nothing, its bytes are ours.

    A revision names it before the profile does, so it belongs to the profile from the upload on.
    """

    name = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    profile = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="logos")
    file = models.FileField(upload_to="logos/")
    width = models.PositiveSmallIntegerField(help_text="pixels")
    height = models.PositiveSmallIntegerField(help_text="pixels")
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return str(self.name)

    def get_absolute_url(self) -> str:
        return reverse("show-logo", args=[self.name])
