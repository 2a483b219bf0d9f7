import unicodedata
from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Prefetch, Q
from django.db.models.functions import Coalesce
from django.utils import timezone

from profiles import states
from profiles.stages import UNMATCHED_AFTER

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from profiles.models import User


def freshness_limit() -> datetime:
    """Who was confirmed before this moment is not matched any more."""
    return timezone.now() - UNMATCHED_AFTER


def _approved(*columns: str) -> models.QuerySet:  # type: ignore[type-arg]
    from profiles.models import Revision

    return Revision.objects.filter(state=states.RevisionState.APPROVED).order_by().values(*columns)


class ProfileQuerySet(models.QuerySet["profiles.Profile"]):  # type: ignore[name-defined]
    def published(self) -> Self:
        """In the directory: confirmed, or waiting for its yearly confirmation."""
        return self.filter(status__in=states.LISTED)

    def matchable(self) -> Self:
        """Public, and confirmed within the last year."""
        return self.published().with_age().filter(last__gt=freshness_limit())

    def with_age(self) -> Self:
        """With `last`, the moment since which a profile ages."""
        return self.alias(last=Coalesce("confirmed_at", "created_at"))

    def unconfirmed_since(self, moment: datetime) -> Self:
        """Public, and not confirmed after this moment; the longest unconfirmed first."""
        return self.published().with_age().filter(last__lte=moment).order_by("last", "pk")

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

    def mentioning(self, words: str) -> Self:
        """With these words, in any order, in a name, description or topic of any language.

        Accents and case do not matter; Japanese is found in the middle of a word.
        """
        from profiles.models import ProfileText, ProfileTopic

        found = self
        for word in unicodedata.normalize("NFKC", words).split():
            texts = ProfileText.objects.filter(
                Q(name__unaccent__icontains=word) | Q(description__unaccent__icontains=word)
            )
            names = Q()
            for language in settings.MODELTRANSLATION_LANGUAGES:
                names |= Q(**{f"topic__name_{language}__unaccent__icontains": word})
            topics = ProfileTopic.objects.filter(names)
            found = found.filter(
                Q(pk__in=texts.values("profile")) | Q(pk__in=topics.values("profile"))
            )
        return found

    def edited(self) -> Self:
        """Whose content people have written: it does not come from data files any more."""
        return self.filter(pk__in=_approved("profile"))

    def without_people(self) -> Self:
        """For whom nobody speaks."""
        return self.filter(memberships=None)

    def spoken_for_by(self, user: "User | AnonymousUser") -> Self:
        """Those for which this person may act: owners and editors, not viewers."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(memberships__user=user, memberships__role__in=["owner", "editor"])

    def of_member(self, user: "User | AnonymousUser") -> Self:
        """Those whose team this person belongs to, in any role."""
        return self.filter(memberships__user=user) if user.is_authenticated else self.none()

    def owned_by(self, user: "User | AnonymousUser") -> Self:
        if not user.is_authenticated:
            return self.none()
        return self.filter(memberships__user=user, memberships__role="owner")

    def visible_to(self, user: "User | AnonymousUser") -> Self:
        """Whose private pages (drafts, team) this person may see: the team, and the helpdesk."""
        if user.is_authenticated and user.is_staff:
            return self
        return self.of_member(user)

    def newest(self) -> Self:
        return self.order_by("-published_at", "-id")

    def for_cards(self) -> Self:
        """With all that a card shows, in a fixed number of queries."""
        return self.select_related("place", "place__country", "logo").prefetch_related(
            "texts", "priorities__sector"
        )

    def for_comparison(self) -> Self:
        """With what the reasons of a match are drawn from as well."""
        return self.for_cards().prefetch_related("topic_rows__topic", "target_areas")

    def for_page(self) -> Self:
        """With all that the profile's own page shows."""
        from profiles.models import Statement

        statements = Statement.objects.prefetch_related("texts", "topics", "cooperation")
        return self.for_comparison().prefetch_related(Prefetch("statements", statements), "links")
