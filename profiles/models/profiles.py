from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from profiles import states
from profiles.models.places import Place
from profiles.models.vocabulary import CooperationType, Sector, TargetArea, Topic
from profiles.querysets import ProfileQuerySet


class ForbiddenMove(Exception):
    """The state table has no such move, or somebody else moved the profile first."""


class Profile(models.Model):
    """The public face of one organisation."""

    class Kind(models.TextChoices):
        REGION = "region", _("Region")
        PREFECTURE = "prefecture", _("Prefecture")
        MUNICIPALITY = "municipality", _("Municipality")
        CLUSTER = "cluster", _("Cluster")
        AGENCY = "agency", _("Agency")

    class Size(models.IntegerChoices):
        VERY_SMALL = 0, pgettext_lazy("size of an organisation", "very small")
        SMALL = 1, pgettext_lazy("size of an organisation", "small")
        MEDIUM = 2, pgettext_lazy("size of an organisation", "medium")
        LARGE = 3, pgettext_lazy("size of an organisation", "large")
        VERY_LARGE = 4, pgettext_lazy("size of an organisation", "very large")

    key = models.CharField(
        max_length=40, unique=True, null=True, blank=True, help_text="its id in `data/actors.csv`"
    )
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    size = models.PositiveSmallIntegerField(
        _("size"),
        choices=Size.choices,
        null=True,
        blank=True,
        help_text="beside others of its kind: inhabitants of a region, members of a cluster",
    )
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="profiles")
    latitude = models.FloatField(help_text="degrees north")
    longitude = models.FloatField(help_text="degrees east")
    language = models.CharField(_("language it is written in"), max_length=5)
    languages = ArrayField(
        models.CharField(max_length=5), default=list, verbose_name=_("languages spoken")
    )
    sectors = models.ManyToManyField(Sector, through="ProfileSector", related_name="profiles")
    topics = models.ManyToManyField(Topic, through="ProfileTopic", related_name="profiles")
    target_areas = models.ManyToManyField(TargetArea, blank=True, related_name="profiles")
    status = models.CharField(
        max_length=20, choices=states.Status.choices, default=states.Status.DRAFT
    )
    created_at = models.DateTimeField(default=timezone.now)
    published_at = models.DateTimeField(null=True, blank=True)
    changed_at = models.DateTimeField(
        default=timezone.now, help_text="when what the score is made of last changed"
    )

    objects: ClassVar[ProfileQuerySet] = ProfileQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["status", "kind"]), models.Index(fields=["-published_at"])]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("profiles:show-profile", args=[self.pk, slugify(self.latin_name) or "-"])

    def text_in(self, language: str) -> "ProfileText | None":
        """The text in this very language, if it is written; uses prefetched texts."""
        return next((text for text in self.texts.all() if text.language == language), None)

    def first_text(self, *languages: str, field: str) -> "ProfileText | None":
        """The first of these languages in which the field is written."""
        texts = (self.text_in(language) for language in languages)
        return next((text for text in texts if text and getattr(text, field)), None)

    @property
    def name(self) -> str:
        """In the reader's language, else as the organisation writes it itself."""
        text = self.first_text(get_language() or "en", self.language, field="name")
        return text.name if text else f"#{self.pk}"

    @property
    def name_language(self) -> str:
        """The language that `name` is in."""
        text = self.first_text(get_language() or "en", self.language, field="name")
        return text.language if text else ""

    @property
    def native_name(self) -> str:
        text = self.first_text(self.language, "en", field="name")
        return text.name if text else ""

    @property
    def latin_name(self) -> str:
        text = self.first_text("en", self.language, field="name")
        return text.name if text else ""

    @property
    def description(self) -> "ProfileText | None":
        """The text to show: the reader's language, else the original."""
        return self.first_text(get_language() or "en", self.language, field="description")

    @property
    def english_description(self) -> "ProfileText | None":
        """Offered beside an original that the reader may not understand."""
        shown = self.description
        if shown is None or shown.language == get_language():
            return None
        english = self.first_text("en", field="description")
        return english if english != shown else None

    @property
    def is_published(self) -> bool:
        return self.status in states.LISTED

    @property
    def side(self) -> str:
        return self.place.side

    @property
    def offers(self) -> "list[Statement]":
        return [s for s in self.statements.all() if s.direction == Statement.Direction.OFFER]

    @property
    def needs(self) -> "list[Statement]":
        return [s for s in self.statements.all() if s.direction == Statement.Direction.NEED]

    def move(self, to: states.Status, *, by: "settings.AUTH_USER_MODEL", reason: str) -> None:
        """Move to another state and log it; the only writer of `status`.

        `by` is None when the system itself acts. Raises ForbiddenMove.
        """
        old = states.Status(self.status)
        if to not in states.ALLOWED[old]:
            raise ForbiddenMove(f"{old} → {to}")
        changes = {"status": to, "changed_at": timezone.now()}
        if to == states.Status.PUBLISHED and self.published_at is None:
            changes["published_at"] = timezone.now()
        with transaction.atomic():
            if not Profile.objects.filter(pk=self.pk, status=old).update(**changes):
                raise ForbiddenMove(f"{old} → {to}")
            self.transitions.create(actor=by, old=old, new=to, reason=reason)
        for name, value in changes.items():
            setattr(self, name, value)

    def publish(self, *, by: "settings.AUTH_USER_MODEL", reason: str) -> None:
        self.move(states.Status.PUBLISHED, by=by, reason=reason)


class Membership(models.Model):
    """A person who speaks for a profile's organisation."""

    class Role(models.TextChoices):
        OWNER = "owner", _("Owner")
        EDITOR = "editor", _("Editor")
        VIEWER = "viewer", _("Viewer")

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships"
    )
    profile = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=6, choices=Role.choices, default=Role.EDITOR)
    joined_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "profile"], name="membership_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user} @ {self.profile}"


class ProfileTransition(models.Model):
    profile = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="transitions")
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    old = models.CharField(max_length=20, choices=states.Status.choices)
    new = models.CharField(max_length=20, choices=states.Status.choices)
    reason = models.TextField()
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["at", "id"]


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
