"""What visitors may filter the directory by. Every choice is a link that can be shared."""

from typing import Any

import django_filters
from django import forms
from django.db.models import Count, QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from profiles.languages import language_name
from profiles.models import Place, Profile, Sector, Side, Topic
from profiles.querysets import ProfileQuerySet


class ProfileFilter(django_filters.FilterSet):
    """The directory's filters; give it `Profile.objects.published()`."""

    q = django_filters.CharFilter(
        label=_("Search"),
        method="search",
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    side = django_filters.ChoiceFilter(
        label=_("Side"), choices=Side.choices, method="on_side", empty_label=_("Both sides")
    )
    kind = django_filters.ChoiceFilter(
        label=_("Kind"), choices=Profile.Kind.choices, empty_label=_("All kinds")
    )
    place = django_filters.ChoiceFilter(
        label=_("Country or prefecture"), method="within", empty_label=_("Everywhere")
    )
    sector = django_filters.ChoiceFilter(
        label=_("Sector"), method="in_sector", empty_label=_("All sectors")
    )
    topic = django_filters.ChoiceFilter(
        label=_("Topic"), method="on_topic", empty_label=_("All topics")
    )
    language = django_filters.ChoiceFilter(
        label=_("Language spoken"), method="speaking", empty_label=_("All languages")
    )

    class Meta:
        model = Profile
        fields = ["q", "side", "kind", "place", "sector", "topic", "language"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = {
            "place": place_choices(),
            "sector": [(s.slug, s.name) for s in Sector.objects.only("slug", "name")],
            "topic": topic_choices(),
            "language": language_choices(),
        }
        for name, values in choices.items():
            self.filters[name].extra["choices"] = values

    def search(self, profiles: ProfileQuerySet, name: str, value: str) -> ProfileQuerySet:
        return profiles.mentioning(value)

    def on_side(self, profiles: ProfileQuerySet, name: str, value: str) -> ProfileQuerySet:
        return profiles.on_side(value)

    def within(self, profiles: ProfileQuerySet, name: str, value: str) -> ProfileQuerySet:
        return profiles.within(value)

    def in_sector(self, profiles: ProfileQuerySet, name: str, value: str) -> ProfileQuerySet:
        return profiles.in_sector(value)

    def on_topic(self, profiles: ProfileQuerySet, name: str, value: str) -> ProfileQuerySet:
        return profiles.on_topic(value)

    def speaking(self, profiles: ProfileQuerySet, name: str, value: str) -> ProfileQuerySet:
        return profiles.speaking(value)


def place_choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """Countries, then prefectures, that have somebody in the directory."""
    here = Profile.objects.published().order_by().values("place__code").annotate(Count("pk"))
    codes = {row["place__code"] for row in here}
    inhabited = codes | {code[:2] for code in codes}
    places: QuerySet[Place] = Place.objects.filter(code__in=inhabited)
    countries = [p for p in places if p.kind == Place.Kind.COUNTRY]
    prefectures = [p for p in places if p.kind == Place.Kind.PREFECTURE]
    by_name = sorted(countries, key=lambda place: str(place.name))
    return [
        (str(_("Countries")), [(place.code, str(place.name)) for place in by_name]),
        (str(_("Prefectures")), [(place.code, str(place.name)) for place in prefectures]),
    ]


def topic_choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """Topics under their groups."""
    found: dict[str, list[tuple[str, str]]] = {}
    for topic in Topic.objects.select_related("group").order_by("group__position", "position"):
        found.setdefault(str(topic.group), []).append((topic.slug, str(topic.name)))
    return list(found.items())


def language_choices() -> list[tuple[str, str]]:
    rows = Profile.objects.published().order_by().values_list("languages", flat=True).distinct()
    codes = {code for languages in rows for code in languages}
    reader = get_language() or "en"
    return sorted(((code, language_name(code, reader)) for code in codes), key=lambda c: c[1])
