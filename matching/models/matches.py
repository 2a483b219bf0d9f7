"""Who fits whom: weights, runs and the matches they found."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import timedelta
from typing import ClassVar, Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from matching import states
from matching.engine.weights import Part, Weights
from matching.states import ACTIVE, RunState
from profiles.models import Profile, Statement

KEEP = 20
"""Partners kept for each profile, overall and in each sector."""


class WeightSetQuerySet(models.QuerySet["WeightSet"]):
    def current(self) -> "WeightSet":
        """The weights in force; on a new site, the engine's own defaults."""
        found = self.filter(is_current=True).first()
        return found or self.create(values=asdict(Weights()), note="Defaults", is_current=True)


class WeightSet(models.Model):
    """One version of the weights, never changed once it is there; its number is its version."""

    values = models.JSONField()
    note = models.CharField(max_length=200)
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


class RunQuerySet(models.QuerySet["Run"]):
    def active(self) -> Self:
        return self.filter(state__in=ACTIVE)

    def live(self) -> Self:
        return self.filter(is_live=True)

    def newest(self) -> Self:
        return self.order_by("-created_at", "-pk")


class ForbiddenMove(Exception):
    """The state table has no such move, or another worker moved the run first."""


class Run(models.Model):
    """One scoring of everybody. Readers see the matches of the live run only."""

    state = models.CharField(
        max_length=10, choices=RunState.choices, default=RunState.QUEUED, editable=False
    )
    is_live = models.BooleanField(default=False, editable=False)
    weights = models.ForeignKey(WeightSet, on_delete=models.PROTECT, related_name="runs")
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    reason = models.CharField(max_length=200)
    europeans = ArrayField(models.BigIntegerField(), default=list)
    japanese = ArrayField(models.BigIntegerField(), default=list)
    matches_kept = models.PositiveIntegerField(default=0)
    error = models.TextField(blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[RunQuerySet] = RunQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["is_live"], condition=Q(is_live=True), name="one_live_run"
            ),
            # A constant as expression: whatever their state, two active runs collide.
            models.UniqueConstraint(
                models.Value(1), condition=Q(state__in=ACTIVE), name="one_active_run"
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"

    def move(self, to: RunState, *, reason: str, **changes: object) -> None:
        """Move to another state and log it. Raises ForbiddenMove; only one caller wins."""
        old = RunState(self.state)
        if to not in states.ALLOWED[old]:
            raise ForbiddenMove(f"{old} → {to}")
        with transaction.atomic():
            if not Run.objects.filter(pk=self.pk, state=old).update(state=to, **changes):
                raise ForbiddenMove(f"{old} → {to}")
            self.transitions.create(old=old, new=to, reason=reason)
        self.refresh_from_db()

    @property
    def is_active(self) -> bool:
        return self.state in ACTIVE

    @property
    def blocks_done(self) -> int:
        return sum(block.done_at is not None for block in self.blocks.all())

    @property
    def blocks_total(self) -> int:
        return len(self.blocks.all())

    @property
    def duration(self) -> timedelta | None:
        if self.started_at is None:
            return None
        return (self.finished_at or timezone.now()) - self.started_at


class RunTransition(models.Model):
    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="transitions")
    old = models.CharField(max_length=10, choices=RunState.choices)
    new = models.CharField(max_length=10, choices=RunState.choices)
    reason = models.CharField(max_length=200)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["at", "id"]


class RunBlock(models.Model):
    """Some profiles of one side, rows `start` to `stop`, to be scored against the other side."""

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="blocks")
    side = models.CharField(max_length=6)
    start = models.PositiveIntegerField()
    stop = models.PositiveIntegerField()
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["side", "start"]
        constraints = [
            models.UniqueConstraint(fields=["run", "side", "start"], name="run_block_once"),
        ]


class Cutoff(models.Model):
    """The lowest scores still among a profile's best in a run, overall and by sector.

    A changed profile that scores higher than this has entered the other one's list.
    """

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="cutoffs")
    profile = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="+")
    scores = ArrayField(models.FloatField())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["run", "profile"], name="cutoff_once"),
        ]


class MatchQuerySet(models.QuerySet["Match"]):
    def live(self) -> Self:
        return self.filter(run__is_live=True)

    def of(self, profile: Profile) -> Self:
        return self.filter(Q(europe=profile) | Q(japan=profile))

    def between(self, one: Profile, other: Profile) -> Self:
        return self.of(one).of(other)

    def best_first(self, sector: int | None = None) -> Self:
        """By overall score, or by that of the sector in this position."""
        if sector is None:
            return self.order_by("-score", "pk")
        return self.order_by(F(f"sector_scores__{sector}").desc(), "pk")

    def with_quotes(self) -> Self:
        quotes = ("europe_need", "japan_offer", "japan_need", "europe_offer")
        return self.prefetch_related(*(f"{quote}__texts" for quote in quotes))


class Match(models.Model):
    """One European and one Japanese profile, and what makes them fit.

    `points` holds what each part adds (see `engine.weights.Part`): the parts of the overall
    score first, then those of each sector; every score is the sum of its points.
    """

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="matches")
    europe = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="+")
    japan = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="+")
    score = models.FloatField()
    sector_scores = ArrayField(models.FloatField())
    points = ArrayField(models.FloatField())
    europe_need = models.ForeignKey(
        Statement, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    japan_offer = models.ForeignKey(
        Statement, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    japan_need = models.ForeignKey(
        Statement, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    europe_offer = models.ForeignKey(
        Statement, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )

    objects: ClassVar[MatchQuerySet] = MatchQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("match")
        verbose_name_plural = _("matches")
        constraints = [
            models.UniqueConstraint(fields=["run", "europe", "japan"], name="match_once"),
            models.CheckConstraint(condition=Q(score__gte=0, score__lte=1), name="score_0_to_1"),
        ]
        indexes = [models.Index(fields=["run", "japan"])]

    def __str__(self) -> str:
        return f"{self.europe_id} × {self.japan_id}"

    def points_in(self, sector: int | None) -> Sequence[float]:
        """The parts of the overall score, or of the sector in this position."""
        first = 0 if sector is None else (1 + sector) * len(Part)
        return self.points[first : first + len(Part)]

    def score_in(self, sector: int | None) -> float:
        return self.score if sector is None else self.sector_scores[sector]

    def partner_of(self, profile: Profile) -> Profile:
        return self.japan if profile.pk == self.europe_id else self.europe
