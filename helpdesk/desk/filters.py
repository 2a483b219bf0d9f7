"""What staff may filter the desk's lists by."""

from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from profiles.models import Profile, Revision, Side
from profiles.querysets import ProfileQuerySet
from profiles.states import Status

NEW, CHANGED = "new", "changed"


class ReviewFilter(django_filters.FilterSet):
    side = django_filters.ChoiceFilter(
        label=_("Side"),
        choices=Side.choices,
        field_name="profile__place__side",
        empty_label=_("Both sides"),
    )
    kind = django_filters.ChoiceFilter(
        label=_("Kind"),
        choices=Profile.Kind.choices,
        field_name="profile__kind",
        empty_label=_("All kinds"),
    )
    what = django_filters.ChoiceFilter(
        label=_("New or changed"),
        choices=[(NEW, _("New profiles")), (CHANGED, _("Changes"))],
        method="by_novelty",
        empty_label=_("Both"),
    )
    mine = django_filters.BooleanFilter(
        label=_("Only what I am reviewing"), method="of_mine", widget=forms.CheckboxInput
    )

    class Meta:
        model = Revision
        fields = ["side", "kind", "what", "mine"]

    def by_novelty(self, found: QuerySet[Revision], name: str, value: str) -> QuerySet[Revision]:
        return found.filter(profile__published_at__isnull=value == NEW)

    def of_mine(self, found: QuerySet[Revision], name: str, value: bool) -> QuerySet[Revision]:
        return found.filter(claimed_by=self.request.user) if value else found


class RecordFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(
        label=_("Search"),
        method="search",
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    status = django_filters.ChoiceFilter(
        label=_("State"), choices=Status.choices, empty_label=_("All states")
    )
    side = django_filters.ChoiceFilter(
        label=_("Side"),
        choices=Side.choices,
        field_name="place__side",
        empty_label=_("Both sides"),
    )
    kind = django_filters.ChoiceFilter(
        label=_("Kind"), choices=Profile.Kind.choices, empty_label=_("All kinds")
    )

    class Meta:
        model = Profile
        fields = ["q", "status", "side", "kind"]

    def search(self, profiles: ProfileQuerySet, name: str, value: str) -> Any:
        return profiles.mentioning(value)
