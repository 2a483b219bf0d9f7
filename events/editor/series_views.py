"""The desk's series: their list, their texts, and removing an empty one."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from events.editor import series as all_series
from events.editor.requests import language_asked, page_after, posted, status_of
from events.editor.series import HasWebinars
from events.editor.texts import SeriesTextsForm
from events.models import Series
from matching.access import staff_required


@staff_required
def list_series(request: HttpRequest) -> HttpResponse:
    return render(request, "events/list_series.html", {"every_series": all_series.listed()})


@staff_required
@transaction.atomic
def edit_series(request: HttpRequest, pk: int) -> HttpResponse:
    series = _opened(request, pk)
    form = SeriesTextsForm(posted(request), owner=series, added=language_asked(request))
    if form.is_valid() and not form.is_stale:
        all_series.save_series(series, form.texts, by=request.user)
        messages.success(request, _("Saved."))
        return redirect(page_after("events:edit-series", series.pk, form))
    context = {
        "series": series,
        "form": form,
        "webinars": series.webinars.prefetch_related("texts"),
    }
    return render(request, "events/edit_series.html", context, status=status_of(form))


@require_POST
@staff_required
@transaction.atomic
def remove_series(request: HttpRequest, pk: int) -> HttpResponse:
    try:
        all_series.remove_series(_opened(request, pk), by=request.user)
    except HasWebinars as refusal:
        messages.error(request, str(refusal))
        return redirect("events:edit-series", pk)
    messages.success(request, _("Removed."))
    return redirect("events:list-series")


def _opened(request: HttpRequest, pk: int) -> Series:
    """The row; to save, until the end of the transaction: nobody saves or adds to it meanwhile."""
    found = Series.objects.all()
    if request.method == "POST":
        found = found.select_for_update()
    return get_object_or_404(found, pk=pk)
