"""What people decided about a pair: partners, rests, blocks, and the verdicts behind them."""

from datetime import UTC, date, datetime
from typing import ClassVar, Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from profiles.models import Profile


def today() -> date:
    """By UTC: facts begin and end for both sides at the same moment."""
    return datetime.now(UTC).date()


class PairFactQuerySet(models.QuerySet["PairFact"]):
    def in_force(self, on: date | None = None) -> Self:
        day = on or today()
        return self.filter(since__lte=day).exclude(until__lt=day)

    def of(self, profile: Profile) -> Self:
        return self.filter(Q(europe=profile) | Q(japan=profile))

    def between(self, europe: Profile, japan: Profile) -> Self:
        return self.filter(europe=europe, japan=japan)

    def hiding(self) -> Self:
        """Those that keep a pair out of every list."""
        return self.filter(kind__in=[PairFact.Kind.RESTING, PairFact.Kind.BLOCKED])

    def partners(self) -> Self:
        return self.filter(kind=PairFact.Kind.PARTNERS)


class PairFact(models.Model):
    """Something that is so between a European and a Japanese profile, for a time.

    `key` names who says it (a verdict's voice, a partnership…), so that it can be said again, or
    taken back, without touching what others say. `until` is the last day in force.
    """

    class Kind(models.TextChoices):
        PARTNERS = "partners", _("Partners")
        INTRODUCED = "introduced", _("Introduced")
        RESTING = "resting", _("Resting")
        BLOCKED = "blocked", _("Blocked")

    europe = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="+")
    japan = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    key = models.CharField(max_length=60)
    since = models.DateField(default=timezone.localdate)
    until = models.DateField(null=True, blank=True)
    sectors = ArrayField(
        models.CharField(max_length=40), default=list, help_text="slugs: what partners cooperate in"
    )
    is_thematic = models.BooleanField(
        default=False, help_text="about subjects, not only friendship: evidence for learning"
    )
    source = models.URLField(max_length=500, blank=True)

    objects: ClassVar[PairFactQuerySet] = PairFactQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["europe", "japan", "kind", "key"], name="fact_once"),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=models.F("since")),
                name="fact_ends_after_it_begins",
            ),
        ]
        indexes = [models.Index(fields=["japan", "kind"])]

    def __str__(self) -> str:
        return f"{self.europe_id} × {self.japan_id}: {self.get_kind_display()}"

    def partner_of(self, profile: Profile) -> Profile:
        return self.japan if profile.pk == self.europe_id else self.europe


class FactChange(models.Model):
    """The log of facts: who stated or withdrew which, when and why."""

    europe = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="+")
    japan = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10, choices=PairFact.Kind.choices)
    key = models.CharField(max_length=60)
    is_stated = models.BooleanField(help_text="stated, not withdrawn")
    until = models.DateField(null=True, blank=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    reason = models.TextField()
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-at", "-id"]


class VerdictQuerySet(models.QuerySet["Verdict"]):
    def newest(self) -> Self:
        return self.order_by("-at", "-pk")

    def standing(self) -> Self:
        """The last one of each voice on each pair."""
        return self.order_by("europe_id", "japan_id", "voice", "-at", "-pk").distinct(
            "europe_id", "japan_id", "voice"
        )


class Verdict(models.Model):
    """What one side, or the helpdesk, says of a pair. The last word of each voice stands."""

    class Voice(models.TextChoices):
        EUROPE = "europe", _("Europe")
        JAPAN = "japan", _("Japan")
        STAFF = "staff", _("Helpdesk")

    class Opinion(models.TextChoices):
        INTERESTED = "interested", _("Interested")
        NOT_NOW = "not_now", _("Not now")
        NOT_SUITABLE = "not_suitable", _("Not suitable")

    europe = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="+")
    japan = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="+")
    voice = models.CharField(max_length=6, choices=Voice.choices)
    opinion = models.CharField(max_length=12, choices=Opinion.choices)
    until = models.DateField(null=True, blank=True)
    reason = models.TextField(blank=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now)

    objects: ClassVar[VerdictQuerySet] = VerdictQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(opinion="not_now") | Q(until__isnull=False),
                name="not_now_says_until_when",
            ),
            models.CheckConstraint(
                condition=~Q(opinion="not_suitable") | ~Q(reason=""),
                name="not_suitable_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.europe_id} × {self.japan_id}: {self.get_opinion_display()}"
