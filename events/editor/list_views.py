"""The helpdesk's list of webinars, and making a new one."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from events.editor import editing
from events.editor import lists as desk_list
from events.editor.basics import CreateForm
from events.editor.filters import DeskFilter
from events.editor.requests import UNPROCESSABLE, posted, times_typed
from events.hours import on_readers_clock
from events.models import Webinar
from events.public import pages
from matching.access import staff_required
from profiles.paging import paged

PAGE_SIZE = 20


@staff_required
def list_desk_webinars(request: HttpRequest) -> HttpResponse:
    found = DeskFilter(request.GET, desk_list.listed())
    pages = paged(found.qs, request.GET, PAGE_SIZE)
    page = pages["page_obj"]
    context = {
        "filter": found,
        **pages,
        "lines": desk_list.lines(page),
    }
    return render(request, "events/list_desk_webinars.html", context)


@staff_required
def create_webinar(request: HttpRequest) -> HttpResponse:
    form = CreateForm(posted(request))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        webinar = editing.create_webinar(
            form.values,
            title=data["title"],
            summary=data["summary"],
            new_series=data["new_series"],
            by=request.user,
        )
        messages.success(request, _("The draft is made. Go on with its texts and speakers."))
        return redirect("events:edit-webinar", pk=webinar.pk)
    context = {"form": form, "readings": times_typed(request) or form.readings}
    status = UNPROCESSABLE if request.method == "POST" else 200
    return render(request, "events/create_webinar.html", context, status=status)


@staff_required
@on_readers_clock
def preview_webinar(request: HttpRequest, pk: int) -> HttpResponse:
    """The public page of a draft, as it would be."""
    webinar = get_object_or_404(pages.for_page(Webinar.objects.all()), pk=pk)
    sheet = pages.sheet(webinar, request.user)
    return render(request, "events/preview_webinar.html", {"webinar": webinar, "sheet": sheet})
