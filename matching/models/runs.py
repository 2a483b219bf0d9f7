from datetime import timedelta
from typing import ClassVar, Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone

from matching import states
from matching.models.weights import WeightSet
from matching.states import ACTIVE, RunState
from profiles.models import Profile
from profiles.moving import Moving, Transition


class RunQuerySet(models.QuerySet["Run"]):
    def active(self) -> Self:
        return self.filter(state__in=ACTIVE)

    def live(self) -> Self:
        return self.filter(is_live=True)

    def newest(self) -> Self:
        return self.order_by("-created_at", "-pk")


class Run(Moving):
    """One scoring of everybody. Readers see the matches of the live run only."""

    MOVES = states.MOVES

    state = models.CharField(
        max_length=10, choices=RunState.choices, default=RunState.QUEUED, editable=False
    )
    is_live = models.BooleanField(default=False, editable=False)
    weights = models.ForeignKey(WeightSet, on_delete=models.PROTECT, related_name="runs")
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    reason = models.CharField(max_length=200)
    europeans = models.PositiveIntegerField(default=0)
    japanese = models.PositiveIntegerField(default=0)
    matches_kept = models.PositiveIntegerField(default=0)
    fairness = models.JSONField(
        default=dict, help_text="by side, how its profiles are shown: `engine.exposure.Fairness`"
    )
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


class RunTransition(Transition):
    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="transitions")

    @property
    def state(self) -> RunState:
        return RunState(self.new)


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


class Snapshot(models.Model):
    """What a run scores, fixed when it begins: see `matching.snapshots`.

    `frame` is small and enough to score any two profiles; `sides` holds everybody.
    """

    run = models.OneToOneField(Run, on_delete=models.CASCADE, related_name="snapshot")
    frame = models.BinaryField()
    sides = models.BinaryField()


class Standing(models.Model):
    """Where a profile stands in a run.

    cutoffs  the lowest scores still among its best, overall and by sector: a changed profile that
             scores higher has entered its list
    price    what its score is lowered by in the order of others' lists (see `engine.exposure`)
    """

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="standings")
    profile = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="+")
    cutoffs = ArrayField(models.FloatField())
    price = models.FloatField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["run", "profile"], name="standing_once"),
        ]
