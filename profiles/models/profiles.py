from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from profiles import states
from profiles.models.places import Place
from profiles.models.vocabulary import Sector, TargetArea, Topic
from profiles.moving import Moving, Transition
from profiles.querysets import ProfileQuerySet, freshness_limit

if TYPE_CHECKING:
    from profiles.models.contents import ProfileText, Statement


class Profile(Moving):
    """The public face of one organisation. Its content changes by approved revisions only."""

    MOVES = states.ALLOWED
    STATE = "status"

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

    class LegalStatus(models.TextChoices):
        PUBLIC_BODY = "public_body", _("Public body")
        LEGAL_ENTITY = "legal_entity", _("Legal entity of its own")
        HOSTED = "hosted", _("Project or network, hosted by another organisation")

    class IdentifierKind(models.TextChoices):
        CORPORATE_NUMBER = "corporate_number", _("Corporate number (Japan, 13 digits)")
        VAT = "vat", _("VAT number (EU)")
        REGISTRY = "registry", _("Number in a national register")

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
    legal_status = models.CharField(
        _("legal status"), max_length=12, choices=LegalStatus.choices, blank=True
    )
    host = models.CharField(_("hosted by"), max_length=200, blank=True)
    identifier_kind = models.CharField(
        _("kind of number"), max_length=20, choices=IdentifierKind.choices, blank=True
    )
    identifier = models.CharField(
        _("official number"), max_length=40, blank=True, help_text="as its register writes it"
    )
    member_count = models.PositiveIntegerField(
        _("members"), null=True, blank=True, help_text="organisations, not people"
    )
    is_emerging = models.BooleanField(
        _("emerging"), default=False, help_text="a European cluster below the usual criteria"
    )
    is_trusted = models.BooleanField(
        _("trusted"), default=False, help_text="small corrections pass without a review"
    )
    email = models.EmailField(_("general mailbox"), blank=True)
    phone = models.CharField(_("switchboard"), max_length=20, blank=True, help_text="E.164")
    address = models.TextField(_("address"), max_length=400, blank=True)
    logo = models.ForeignKey(
        "Logo", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    status = models.CharField(
        max_length=20, choices=states.Status.choices, default=states.Status.DRAFT, editable=False
    )
    created_at = models.DateTimeField(default=timezone.now)
    published_at = models.DateTimeField(null=True, blank=True)
    confirmed_at = models.DateTimeField(
        null=True, blank=True, help_text="when its people last said that it is right"
    )
    changed_at = models.DateTimeField(
        default=timezone.now, help_text="when what the score is made of last changed"
    )

    objects: ClassVar[ProfileQuerySet] = ProfileQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["id"]
        indexes = [
            models.Index(fields=["status", "kind"]),
            models.Index(fields=["-published_at"]),
            models.Index(fields=["identifier"]),
        ]

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
        return [s for s in self.statements.all() if s.direction == "offer"]

    @property
    def needs(self) -> "list[Statement]":
        return [s for s in self.statements.all() if s.direction == "need"]

    @property
    def is_matchable(self) -> bool:
        """Public, and confirmed within the last year."""
        return self.is_published and self.last_confirmed > freshness_limit()

    @property
    def last_confirmed(self) -> datetime:
        """The moment since which it ages: see `profiles.stages`."""
        return self.confirmed_at or self.created_at

    @property
    def is_unconfirmed(self) -> bool:
        """Whether readers are warned that nobody has confirmed it for long."""
        return self.status == states.Status.STALE

    def move(
        self, to: str, *, by: "settings.AUTH_USER_MODEL | None", reason: str, **changes: object
    ) -> "Transition":
        """Move to another state and log it; who publishes also confirms. Raises ForbiddenMove."""
        now = timezone.now()
        changes.setdefault("changed_at", now)
        if to == states.Status.PUBLISHED:
            changes |= {"published_at": self.published_at or now, "confirmed_at": now}
        return super().move(to, by=by, reason=reason, **changes)

    def publish(self, *, by: "settings.AUTH_USER_MODEL | None", reason: str) -> None:
        self.move(states.Status.PUBLISHED, by=by, reason=reason)


class ProfileTransition(Transition):
    profile = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="transitions")


class TrustChange(Transition):
    """The log of trust: `old` and `new` are "trusted" or empty; `actions.reviewing` writes it."""

    profile = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="trust_changes")
    new = models.CharField(max_length=20, blank=True)
