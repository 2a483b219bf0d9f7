"""The public register of partnerships."""

from django.contrib.auth.decorators import login_not_required
from django.db.models import Min
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.text import slugify

from matching.models.facts import today
from matching.partnerships import pages, timeline
from matching.partnerships.filters import PartnershipFilter
from matching.partnerships.forms import AsOfForm
from matching.partnerships.models import Document, Partnership, Signatory
from profiles.paging import paged
from profiles.parts import parts_of
from profiles.uploads import SUFFIXES

PAGE_SIZE = 12
"""Cards; the map and the timeline above them show all that fit the filters."""


@login_not_required
def list_partnerships(request: HttpRequest) -> HttpResponse:
    found = PartnershipFilter(request.GET, Partnership.objects.public().for_list())
    newest = found.qs.annotate(first=Min("amendments__signed_on")).order_by("-first", "pk")
    partnerships = list(newest)
    paged_cards = paged(partnerships, request.GET, PAGE_SIZE)
    context = {
        "filter": found,
        **paged_cards,
        "entries": pages.entries(paged_cards["page_obj"]),
        "panels": pages.draw_map(partnerships),
        "timeline": timeline.draw(partnerships, today()),
    }
    return render(request, "partnerships/list_partnerships.html", context)


@login_not_required
def show_partnership(request: HttpRequest, pk: int) -> HttpResponse:
    found = Partnership.objects.visible_to(request.user).for_page()
    partnership = get_object_or_404(found, pk=pk)
    form = AsOfForm(request.GET if "on" in request.GET else None, initial={"on": today()})
    day = form.cleaned_data["on"] if form.is_valid() else today()
    documents = Document.objects.visible_to(request.user).filter(partnership=partnership)
    sheet = pages.sheet(partnership, documents, day)
    own = Partnership.objects.filter(pk=pk).spoken_for_by(request.user)
    context = {
        "partnership": partnership,
        "sheet": sheet,
        "form": form,
        "documents": documents,
        "people": Signatory.objects.of(partnership).in_office().with_party(),
        "openings": pages.openings(partnership) if sheet.is_idle else [],
        "can_report": request.user.is_staff or own.exists(),
        "parts": parts_of(partnership, request),
    }
    status = 422 if form.errors else 200
    return render(request, "partnerships/show_partnership.html", context, status=status)


@login_not_required
def download_document(request: HttpRequest, key: str) -> HttpResponse:
    """As an attachment, under its title: what people upload is never shown by our own pages."""
    document = get_object_or_404(Document.objects.visible_to(request.user), key=key)
    name = slugify(document.title, allow_unicode=True) or "document"
    answer = FileResponse(
        document.file.open("rb"),
        as_attachment=True,
        filename=f"{name}{SUFFIXES.get(document.content_type, '')}",
        content_type=document.content_type,
    )
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    return answer
