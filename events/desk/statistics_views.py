"""What became of a webinar, and of all, in numbers."""

from collections.abc import Iterable, Iterator
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _

from events.desk import charts, statistics
from events.desk.attendee_pages import webinars
from events.desk.exporting import written
from events.desk.statistics import Summary
from events.models import Series
from matching.access import staff_required
from profiles.clock import BRUSSELS, TOKYO
from profiles.exchange.downloads import FormatForm, download
from profiles.exchange.writing import Cell

COLUMNS = [
    "id",
    "title",
    "series",
    "state",
    "starts_at_brussels",
    "starts_at_tokyo",
    "signed_up",
    "confirmed",
    "attended",
    "show_up_percent",
    "from_europe",
    "from_japan",
    "from_elsewhere",
    "rating",
]


class SeriesForm(forms.Form):
    series = forms.ChoiceField(label=_("Series"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = Series.objects.prefetch_related("texts")
        choices = [("", _("All series")), *((it.slug, it.title) for it in known)]
        self.fields["series"].choices = choices  # type: ignore[attr-defined]

    @property
    def chosen(self) -> str:
        return self.cleaned_data["series"] if self.is_valid() else ""


@staff_required
def show_statistics(request: HttpRequest, pk: int) -> HttpResponse:
    webinar = get_object_or_404(webinars().prefetch_related("sectors"), pk=pk)
    found = statistics.of_webinar(webinar)
    context = {"webinar": webinar, "found": found, "growth": charts.growth(found.days)}
    return render(request, "events/show_statistics.html", context)


@staff_required
def show_all_statistics(request: HttpRequest) -> HttpResponseBase:
    """As a page, or with a format in its address as a file."""
    form = SeriesForm(request.GET)
    found = statistics.of_all(form.chosen)
    if "format" in request.GET:
        return download(FormatForm(request.GET).chosen, "webinars", COLUMNS, _rows(found))
    context = {"form": form, "found": found, "total": statistics.total_of(found)}
    context["chosen"] = form.chosen
    return render(request, "events/show_all_statistics.html", context)


def _rows(found: Iterable[Summary]) -> Iterator[list[Cell]]:
    for it in found:
        webinar = it.webinar
        rating = "" if it.rating is None else f"{it.rating:.2f}"
        yield [
            *(webinar.pk, webinar.title, webinar.series.title if webinar.series else ""),
            webinar.state,
            *(written(webinar.starts_at, zone) for zone in (BRUSSELS, TOKYO)),
            *(it.signed_up, it.confirmed, it.attended, it.rate),
            *(it.europe, it.japan, it.elsewhere, rating),
        ]
