"""Which partnerships: who may see them, what they are about, how they are."""

from datetime import date
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Exists, Max, Min, OuterRef, Prefetch, Q, Subquery

from matching.partnerships.health import CEREMONIES, IDLE, LIVELY, Health
from profiles.models import Profile

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from profiles.models import User

    Reader = User | AnonymousUser


class PartnershipQuerySet(models.QuerySet["partnerships.Partnership"]):  # type: ignore[name-defined]
    def public(self) -> Self:
        return self.filter(is_public=True)

    def of(self, profile: Profile) -> Self:
        return self.filter(parties__profile=profile)

    def of_member(self, user: "Reader") -> Self:
        """Those to which an organisation of this person is party."""
        return self._with_party(profile__in=Profile.objects.of_member(user).values("pk"))

    def spoken_for_by(self, user: "Reader") -> Self:
        """Those for which this person may act: owners and editors of a party."""
        return self._with_party(profile__in=Profile.objects.spoken_for_by(user).values("pk"))

    def visible_to(self, user: "Reader") -> Self:
        if user.is_authenticated and user.is_staff:
            return self
        own = self.of_member(user).values("pk")
        return self.filter(Q(is_public=True) | Q(pk__in=own))

    def own_or_staffs(self, user: "Reader") -> Self:
        """Those of one's own organisations; for the helpdesk, all."""
        return self if user.is_authenticated and user.is_staff else self.of_member(user)

    def within(self, code: str) -> Self:
        """With a registered party in the place with this code, or in any place inside it."""
        return self._with_party(profile__place__code__startswith=code)

    def _with_party(self, **lookup: object) -> Self:
        from matching.partnerships.models import Party

        return self.filter(Exists(Party.objects.filter(partnership=OuterRef("pk"), **lookup)))

    def in_sector(self, slug: str, day: date) -> Self:
        """About this sector, by what was in force on that day."""
        return self._with_scope(day, sectors__slug=slug)

    def towards(self, slug: str, day: date) -> Self:
        """About this third country or world region, by what was in force on that day."""
        return self._with_scope(day, areas__slug=slug)

    def _with_scope(self, day: date, **lookup: object) -> Self:
        from matching.partnerships.models import Amendment

        signed = Amendment.objects.filter(partnership=OuterRef("pk"), signed_on__lte=day)
        last = Subquery(signed.order_by("-signed_on", "-pk").values("pk")[:1])
        found = Amendment.objects.filter(pk=OuterRef("scope"), **lookup)
        return self.alias(scope=last).filter(Exists(found))

    def in_health(self, health: str, day: date) -> Self:
        """As `health.pulse` says of each; in one query."""
        from matching.partnerships.models import Activity

        done = Q(activities__on__lte=day) & ~Q(activities__kind__in=CEREMONIES)
        known = Activity.objects.filter(partnership=OuterRef("pk"), on__lte=day)
        found = self.alias(
            last=Max("activities__on", filter=done),
            began=Min("amendments__signed_on"),
            is_known=Exists(known),
        )
        is_lively = Q(last__gte=day - LIVELY)
        is_awake = Q(last__gte=day - IDLE) | Q(began__gte=day - IDLE)
        conditions = {
            Health.LIVELY: is_lively,
            Health.QUIET: is_awake & (Q(last=None) | Q(last__lt=day - LIVELY)),
            Health.CEREMONIAL: Q(is_known=True) & _idle(day),
            Health.UNKNOWN: Q(is_known=False) & _idle(day),
        }
        return found.filter(conditions[Health(health)])

    def for_list(self) -> Self:
        """With all that a list, map or timeline shows, in a fixed number of queries."""
        from matching.partnerships.models import Activity, Amendment, Party

        parties = Party.objects.select_related("area").prefetch_related(
            Prefetch("profile", Profile.objects.for_cards())
        )
        amendments = Amendment.objects.prefetch_related("sectors", "areas")
        done = Activity.objects.only("partnership", "kind", "on")
        return self.prefetch_related(
            "texts",
            Prefetch("parties", parties),
            Prefetch("amendments", amendments),
            Prefetch("activities", done),
        )

    def for_page(self) -> Self:
        """With all that a partnership's own page shows."""
        from matching.partnerships.models import Amendment, Goal, Party, Signatory

        parties = Party.objects.select_related("area").prefetch_related(
            Prefetch("profile", Profile.objects.for_cards())
        )
        amendments = Amendment.objects.prefetch_related(
            "sectors", "topics", "areas", Prefetch("signatories", Signatory.objects.with_party())
        )
        goals = Goal.objects.select_related("party__profile").prefetch_related(
            "party__profile__texts"
        )
        return self.select_related("owner").prefetch_related(
            "texts",
            "activities",
            Prefetch("goals", goals),
            "sources",
            Prefetch("parties", parties),
            Prefetch("amendments", amendments),
        )


def _idle(day: date) -> Q:
    return (Q(last=None) | Q(last__lt=day - IDLE)) & (Q(began=None) | Q(began__lt=day - IDLE))
