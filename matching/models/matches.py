"""What a run found: pairs with their scores and what makes them."""

from collections.abc import Sequence
from typing import Any, ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from matching.engine.parts import NOBODY
from matching.engine.weights import Part
from matching.models.runs import Run, Standing
from profiles.models import Profile, Statement

QUOTES = ("europe_need", "japan_offer", "japan_need", "europe_offer")
"""Whose statement stands at each place of `Match.quotes`."""


class RealField(models.FloatField):
    """Single precision: half the room, and seven digits are enough for a share of a score."""

    def db_type(self, connection: Any) -> str:
        return "real"


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

    def fairest_first(self, partner: str) -> Self:
        """By overall score less the partner's price; `partner` is "europe" or "japan"."""
        standing = Standing.objects.filter(run=models.OuterRef("run"))
        price = standing.filter(profile=models.OuterRef(partner)).values("price")
        priced = self.annotate(price=Coalesce(Subquery(price), 0.0))
        return priced.order_by(F("price") - F("score"), "pk")


class Match(models.Model):
    """One European and one Japanese profile, and what makes them fit.

    `points` holds what each part adds (see `engine.weights.Part`): the parts of the overall
    score first, then those of each sector; every score is the sum of its points. `quotes` are the
    best-fitting statements, which `load_quotes` puts in place as `europe_need` and so on.
    """

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="matches")
    europe = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="+")
    japan = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="+")
    score = models.FloatField()
    sector_scores = ArrayField(models.FloatField())
    points = ArrayField(RealField())
    quotes = ArrayField(models.BigIntegerField(), help_text="see QUOTES; −1 where there is none")

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

    europe_need: Statement | None
    japan_offer: Statement | None
    japan_need: Statement | None
    europe_offer: Statement | None

    def points_in(self, sector: int | None) -> Sequence[float]:
        """The parts of the overall score, or of the sector in this position."""
        first = 0 if sector is None else (1 + sector) * len(Part)
        return self.points[first : first + len(Part)]

    def score_in(self, sector: int | None) -> float:
        return self.score if sector is None else self.sector_scores[sector]

    def partner_of(self, profile: Profile) -> Profile:
        return self.japan if profile.pk == self.europe_id else self.europe

    @staticmethod
    def load_quotes(matches: Sequence["Match"]) -> None:
        """Put the statements that matches quote in their places, in two queries for all."""
        ids = {pk for match in matches for pk in match.quotes if pk != NOBODY}
        found = Statement.objects.prefetch_related("texts").in_bulk(ids)
        for match in matches:
            for name, pk in zip(QUOTES, match.quotes, strict=True):
                setattr(match, name, found.get(pk))
