from typing import Self

from django.db import models
from django.db.models import Prefetch

from profiles import states


class ProfileQuerySet(models.QuerySet["profiles.Profile"]):  # type: ignore[name-defined]
    def published(self) -> Self:
        """In the directory: confirmed, or waiting for its yearly confirmation."""
        return self.filter(status__in=[states.Status.PUBLISHED, states.Status.STALE])

    def on_side(self, side: str) -> Self:
        return self.filter(place__side=side)

    def within(self, code: str) -> Self:
        """In the place with this code or any place inside it."""
        return self.filter(place__code__startswith=code)

    def in_sector(self, slug: str) -> Self:
        return self.filter(priorities__sector__slug=slug)

    def on_topic(self, slug: str) -> Self:
        return self.filter(topic_rows__topic__slug=slug)

    def speaking(self, language: str) -> Self:
        return self.filter(languages__contains=[language])

    def newest(self) -> Self:
        return self.order_by("-published_at", "-id")

    def for_cards(self) -> Self:
        """With all that a card shows, in a fixed number of queries."""
        from profiles.models import ProfileSector, ProfileTopic

        return self.select_related("place", "place__country").prefetch_related(
            "texts",
            Prefetch("priorities", ProfileSector.objects.select_related("sector")),
            Prefetch("topic_rows", ProfileTopic.objects.select_related("topic")),
        )

    def for_page(self) -> Self:
        """With all that the profile's own page shows."""
        from profiles.models import Statement

        statements = Statement.objects.prefetch_related("texts", "topics", "cooperation")
        return self.for_cards().prefetch_related(
            Prefetch("statements", statements), "target_areas"
        )
