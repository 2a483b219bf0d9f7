"""Which webinars and series: whom they are shown to, when they are, what they are about."""

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Case, Exists, OuterRef, Q, When
from django.utils import timezone

from events.states import PUBLIC, State
from profiles.models import Profile


class SeriesQuerySet(models.QuerySet["events.Series"]):  # type: ignore[name-defined]
    def public(self) -> Self:
        """With at least one public webinar."""
        return self.filter(webinars__state__in=PUBLIC).distinct()


class WebinarQuerySet(models.QuerySet["events.Webinar"]):  # type: ignore[name-defined]
    def public(self) -> Self:
        return self.filter(state__in=PUBLIC)

    def upcoming(self, now: datetime | None = None) -> Self:
        """Public and not over, the next first."""
        return self.announced(now).exclude(state=State.CANCELLED)

    def announced(self, now: datetime | None = None) -> Self:
        """With those that were cancelled: who knew of them finds them, until they would be over."""
        return self.public().exclude(_is_over(now)).order_by("starts_at")

    def past(self, now: datetime | None = None) -> Self:
        """Public, took place and is over; the latest first."""
        took_place = self.public().exclude(state=State.CANCELLED)
        return took_place.filter(_is_over(now)).order_by("-starts_at")

    def coming_first(self, now: datetime | None = None) -> Self:
        """Public and not cancelled: the next first, then the past, the latest first."""
        kept = self.public().exclude(state=State.CANCELLED).annotate(is_over=_is_over(now))
        return kept.order_by("is_over", Case(When(is_over=False, then="starts_at")), "-starts_at")

    def presenting(self, profile: Profile) -> Self:
        """Linked to it or to one of the speakers, as `presenting.presented` has it."""
        from events.models import Speaker

        speaking = Speaker.objects.filter(profile=profile).values("webinar")
        return self.filter(Q(pk__in=profile.webinars.values("pk")) | Q(pk__in=speaking))

    def in_sector(self, slug: str) -> Self:
        return self.filter(sectors__slug=slug)

    def in_language(self, code: str) -> Self:
        """Spoken, or interpreted into."""
        return self.filter(Q(spoken__contains=[code]) | Q(interpreted__contains=[code]))

    def in_series(self, slug: str) -> Self:
        return self.filter(series__slug=slug)

    def for_cards(self) -> Self:
        """With all that a list shows, in a fixed number of queries."""
        from events.models import Material

        kinds = Material.objects.filter(webinar=OuterRef("pk"))
        return (
            self.select_related("series")
            .prefetch_related("texts", "series__texts", "sectors")
            .annotate(
                has_recording=Q(Exists(kinds.filter(kind=Material.Kind.RECORDING)))
                | ~Q(recording_url=""),
                has_slides=Exists(kinds.filter(kind=Material.Kind.SLIDES)),
            )
        )


def _is_over(now: datetime | None) -> Q:
    """By the clock or because somebody ended it."""
    return Q(ends_at__lte=now or timezone.now()) | Q(state=State.DONE)
