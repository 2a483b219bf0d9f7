"""What the register of partnerships may be filtered by. Every choice is a link to share."""

from typing import Any

import django_filters
from django.utils.translation import gettext_lazy as _

from matching.models.facts import today
from matching.partnerships.health import Health
from matching.partnerships.models import Amendment, Partnership, Party
from matching.partnerships.querysets import PartnershipQuerySet
from matching.partnerships.states import State
from profiles.models import Place, Sector, TargetArea


class PartnershipFilter(django_filters.FilterSet):
    """Give it `Partnership.objects.public()`."""

    kind = django_filters.ChoiceFilter(
        label=_("Kind"), choices=Partnership.Kind.choices, empty_label=_("All kinds")
    )
    sector = django_filters.ChoiceFilter(
        label=_("Sector"), method="in_sector", empty_label=_("All sectors")
    )
    place = django_filters.ChoiceFilter(
        label=_("Country or prefecture"), method="within", empty_label=_("Everywhere")
    )
    state = django_filters.ChoiceFilter(
        label=_("State"), choices=State.choices, empty_label=_("All states")
    )
    health = django_filters.ChoiceFilter(
        label=_("Health"),
        choices=Health.choices,
        method="in_health",
        empty_label=_("In any health"),
    )
    area = django_filters.ChoiceFilter(
        label=_("Together in a third country"), method="towards", empty_label=_("Anywhere")
    )

    class Meta:
        model = Partnership
        fields = ["kind", "sector", "place", "state", "health", "area"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = {
            "sector": [(it.slug, it.name) for it in Sector.objects.only("slug", "name")],
            "place": place_choices(),
            "area": area_choices(),
        }
        for name, values in choices.items():
            self.filters[name].extra["choices"] = values

    def in_sector(self, found: PartnershipQuerySet, name: str, value: str) -> PartnershipQuerySet:
        return found.in_sector(value, today())

    def within(self, found: PartnershipQuerySet, name: str, value: str) -> PartnershipQuerySet:
        return found.within(value)

    def in_health(self, found: PartnershipQuerySet, name: str, value: str) -> PartnershipQuerySet:
        return found.in_health(value, today())

    def towards(self, found: PartnershipQuerySet, name: str, value: str) -> PartnershipQuerySet:
        return found.towards(value, today())


def place_choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """Countries, then prefectures, in which a party is."""
    parties = Party.objects.filter(partnership__is_public=True).exclude(profile=None)
    codes = set(parties.order_by().values_list("profile__place__code", flat=True).distinct())
    places = list(Place.objects.filter(code__in=codes | {code[:2] for code in codes}))
    countries = [it for it in places if it.kind == Place.Kind.COUNTRY]
    prefectures = [it for it in places if it.kind == Place.Kind.PREFECTURE]
    by_name = sorted(countries, key=lambda place: str(place.name))
    return [
        (str(_("Countries")), [(it.code, str(it.name)) for it in by_name]),
        (str(_("Prefectures")), [(it.code, str(it.name)) for it in prefectures]),
    ]


def area_choices() -> list[tuple[str, str]]:
    """Third countries and world regions that some partnership names."""
    named = Amendment.areas.through.objects.filter(amendment__partnership__is_public=True)
    areas = TargetArea.objects.filter(pk__in=named.values("targetarea"))
    return [(it.slug, str(it.name)) for it in areas]
