"""What the list and the calendar of webinars may be filtered by. Every choice makes a link."""

from typing import Any
from urllib.parse import urlencode

import django_filters
from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from events.models import Series, Webinar
from events.querysets import WebinarQuerySet
from profiles.languages import language_name
from profiles.models import Sector

UPCOMING, PAST = "upcoming", "past"
USUAL_LIMIT, HIGHEST_LIMIT = 10, 20
"""Webinars in a list in a frame."""
SHARED = ("sector", "language", "series")
WHEN = [(UPCOMING, _("Still to come")), (PAST, _("Past webinars"))]


class LimitForm(forms.Form):
    limit = forms.IntegerField(required=False, min_value=1, max_value=HIGHEST_LIMIT)


class WebinarFilter(django_filters.FilterSet):
    """Give it `Webinar.objects.public()`; for the calendar, the feeds and the embedded list."""

    sector = django_filters.ChoiceFilter(
        label=_("Sector"), method="in_sector", empty_label=_("All sectors")
    )
    language = django_filters.ChoiceFilter(
        label=_("Spoken or interpreted"), method="in_language", empty_label=_("All languages")
    )
    series = django_filters.ChoiceFilter(
        label=_("Series"), method="in_series", empty_label=_("All series")
    )

    class Meta:
        model = Webinar
        fields = SHARED

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = {
            "sector": [(it.slug, it.name) for it in Sector.objects.all()],
            "language": language_choices(),
            "series": series_choices(),
        }
        for name, values in choices.items():
            self.filters[name].extra["choices"] = values

    def in_sector(self, found: WebinarQuerySet, name: str, value: str) -> WebinarQuerySet:
        return found.in_sector(value)

    def in_language(self, found: WebinarQuerySet, name: str, value: str) -> WebinarQuerySet:
        return found.in_language(value)

    def in_series(self, found: WebinarQuerySet, name: str, value: str) -> WebinarQuerySet:
        return found.in_series(value)

    @property
    def chosen(self) -> dict[str, str]:
        """What was chosen that there is to choose."""
        self.form.is_valid()
        return {name: value for name, value in self.form.cleaned_data.items() if value}

    @property
    def is_narrowed(self) -> bool:
        return bool(self.chosen)

    @property
    def query(self) -> str:
        """`?sector=energy`, for links to the same choice in another shape; or nothing."""
        chosen = {name: value for name, value in self.chosen.items() if name in SHARED}
        return f"?{urlencode(chosen)}" if chosen else ""


class ListFilter(WebinarFilter):
    """The same for the list, which may show one half of time alone."""

    when = django_filters.ChoiceFilter(
        label=_("When"), choices=WHEN, method="at_any_time", empty_label=_("At any time")
    )

    class Meta(WebinarFilter.Meta):
        fields = (*SHARED, "when")

    def at_any_time(self, found: WebinarQuerySet, name: str, value: str) -> WebinarQuerySet:
        """The page shows one part of two; `shows` says which."""
        return found

    def shows(self, part: str) -> bool:
        return self.chosen.get("when", part) == part


def language_choices() -> list[tuple[str, str]]:
    """Languages in which some webinar can be followed, by their names for the reader."""
    rows = Webinar.objects.public().order_by().values_list("spoken", "interpreted").distinct()
    codes = {code for row in rows for codes in row for code in codes}
    reader = get_language() or "en"
    return sorted(((it, language_name(it, reader)) for it in codes), key=lambda it: it[1])


def series_choices() -> list[tuple[str, str]]:
    """Series with something public in them."""
    return [(it.slug, it.title) for it in Series.objects.public().prefetch_related("texts")]


class EmbedFilter(WebinarFilter):
    """The same for a list in a frame, which may be short."""

    @property
    def limit(self) -> int:
        """How many to show."""
        form = LimitForm(self.data)
        return (form.cleaned_data["limit"] or USUAL_LIMIT) if form.is_valid() else USUAL_LIMIT
