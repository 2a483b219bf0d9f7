"""The controlled vocabulary. Names are translated into the interface's languages."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _


class Term(models.Model):
    """What every entry of the vocabulary has: a stable key, a translated name, an order."""

    slug = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=120)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        abstract = True
        ordering = ["position", "slug"]

    def __str__(self) -> str:
        return str(self.name)


class Sector(Term):
    """One of the seven fields of cooperation; `position` is its column in score arrays."""

    description = models.TextField()


class TopicGroup(Term):
    """The upper level of the topic taxonomy."""


class Topic(Term):
    """A specific term, such as hydrogen or hot springs."""

    group = models.ForeignKey(TopicGroup, on_delete=models.PROTECT, related_name="topics")
    sectors = models.ManyToManyField(Sector, through="TopicSector", related_name="topics")


class TopicSector(models.Model):
    """How much a topic belongs to a sector: weight 0 to 1."""

    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="sector_weights")
    sector = models.ForeignKey(Sector, on_delete=models.CASCADE, related_name="topic_weights")
    weight = models.FloatField(validators=[MinValueValidator(0), MaxValueValidator(1)])

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["topic", "sector"], name="topic_sector_once"),
            models.CheckConstraint(
                condition=models.Q(weight__gt=0, weight__lte=1), name="topic_sector_weight_0_to_1"
            ),
        ]


class TopicSynonym(models.Model):
    """Another word for a topic, or a narrower one, in one language."""

    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="synonyms")
    language = models.CharField(max_length=5, choices=settings.LANGUAGES)
    term = models.CharField(max_length=120)

    class Meta:
        ordering = ["topic", "language", "term"]
        constraints = [
            models.UniqueConstraint(
                fields=["topic", "language", "term"], name="topic_synonym_once"
            ),
        ]

    def __str__(self) -> str:
        return self.term


class CooperationType(Term):
    """A way of working together, such as joint R&D or a trade mission."""


class TargetArea(Term):
    """A third country or world region in which both sides want to act together."""

    class Kind(models.TextChoices):
        WORLD_REGION = "world_region", _("World region")
        COUNTRY = "country", _("Country")

    kind = models.CharField(max_length=12, choices=Kind.choices)
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="countries"
    )
