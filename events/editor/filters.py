"""What staff may filter the desk's list of webinars by."""

from typing import Any

import django_filters
from django import forms
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from events.editor.basics import series_choices
from events.models import Webinar, WebinarText
from events.states import State


class DeskFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(
        label=_("Search"),
        method="search",
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    state = django_filters.ChoiceFilter(
        label=_("State"), choices=State.choices, empty_label=_("All states")
    )
    series = django_filters.ChoiceFilter(label=_("Series"), empty_label=_("All series"))

    class Meta:
        model = Webinar
        fields = ["q", "state", "series"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.filters["series"].extra["choices"] = series_choices()

    def search(self, found: QuerySet[Webinar], name: str, value: str) -> QuerySet[Webinar]:
        """In the titles and summaries of all languages."""
        texts = WebinarText.objects.filter(webinar=OuterRef("pk"))
        words = texts.filter(title__icontains=value) | texts.filter(summary__icontains=value)
        return found.filter(Exists(words))
