"""Import and export of profiles, for staff."""

from collections.abc import Callable

from django.contrib import messages
from django.core.cache import cache
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from helpdesk.desk.exchange_forms import ExportForm, ImportForm, LinesForm, UploadForm
from helpdesk.desk.exchange_pages import COLUMNS, counts_of, fault_rows, line_rows
from matching.access import staff_required
from profiles.exchange import applying, checking
from profiles.exchange.downloads import download
from profiles.exchange.exporting import table_of, template
from profiles.filters import ProfileFilter
from profiles.models import ImportFile, ImportLine, Profile
from profiles.querysets import ProfileQuerySet

LATEST = 20
PAGE_SIZE = 50


@staff_required
def import_profiles(request: HttpRequest) -> HttpResponse:
    is_sent = request.method == "POST"
    form = UploadForm(request.POST, request.FILES) if is_sent else UploadForm()
    if is_sent and form.is_valid():
        name = form.cleaned_data["file"].name
        file = checking.upload(form.content, name=name, by=request.user)
        return redirect("desk:show-import", pk=file.pk)
    latest = ImportFile.objects.newest().select_related("uploaded_by")[:LATEST]
    context = {"form": form, "files": latest, "columns": COLUMNS}
    status = 422 if form.errors else 200
    return render(request, "helpdesk/import_profiles.html", context, status=status)


@staff_required
def show_import(request: HttpRequest, pk: int) -> HttpResponse:
    """What the check found, or how far the import is; the page asks again while it is busy."""
    file = get_object_or_404(ImportFile.objects.defer("content"), pk=pk)
    lines = LinesForm(request.GET)
    found = chosen_lines(file, lines.shown)
    counts = counts_of(file)
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "file": file,
        "progress": cache.get(checking.progress_key(pk)) if file.is_active else None,
        "counts": counts,
        "to_write": counts["new"] + counts["changed"],
        "faults": fault_rows(file),
        "page_obj": page,
        "rows": line_rows(page.object_list),
        "shown": lines.shown,
        "query": f"?show={lines.shown}&" if lines.shown else "?",
        "form": ImportForm(),
        "transitions": file.transitions.select_related("actor"),
    }
    part = "helpdesk/_import.html" if request.htmx else "helpdesk/show_import.html"
    return render(request, part, context)


def chosen_lines(file: ImportFile, shown: str) -> QuerySet[ImportLine]:
    lines = file.lines.select_related("profile").prefetch_related("profile__texts")
    narrowed: dict[str, Callable[[], QuerySet[ImportLine]]] = {
        "new": lines.new,
        "changed": lines.changed,
        "unchanged": lines.unchanged,
        "doubtful": lines.doubtful,
        "incomplete": lines.incomplete,
    }
    return narrowed.get(shown, lines.all)().defer("document")


@require_POST
@staff_required
def run_import(request: HttpRequest, pk: int) -> HttpResponse:
    file = get_object_or_404(ImportFile.objects.defer("content"), pk=pk)
    form = ImportForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Say whether the profiles shall be drafts or published."))
        return redirect("desk:show-import", pk=pk)
    try:
        begun = applying.start_import(file, mode=form.cleaned_data["mode"], by=request.user)
    except checking.ChangedSinceChecked as error:
        messages.error(request, str(error))
    else:
        if not begun:
            messages.info(request, _("This file cannot be imported any more: see its history."))
    return redirect("desk:show-import", pk=pk)


@staff_required
def download_template(request: HttpRequest) -> HttpResponseBase:
    _scope, chosen = ExportForm(request.GET).chosen
    return download(chosen or "xlsx", "template", *template())


@staff_required
def export_profiles(request: HttpRequest) -> HttpResponseBase:
    """The page with the filters; with a format in its address, the file itself."""
    form = ExportForm(request.GET or None)
    scope, chosen = form.chosen
    everybody = Profile.objects.all() if scope == "all" else Profile.objects.published()
    found = ProfileFilter(request.GET, everybody)
    profiles: ProfileQuerySet = found.qs
    if chosen:
        return download(chosen, "profiles", *table_of(profiles))
    context = {"form": form, "filter": found, "count": profiles.count()}
    return render(request, "helpdesk/export_profiles.html", context)
