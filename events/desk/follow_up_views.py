"""The desk's follow-up list: who wants to meet whom, after all webinars."""

from collections.abc import Iterable, Iterator

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from events.desk import follow_ups
from events.desk.exporting import written
from events.desk.follow_up_forms import InterestFilter, MoveForm
from events.models import Interest
from events.sign_up.countries import country_name
from matching.access import staff_required
from profiles.answering import answered
from profiles.clock import BRUSSELS, TOKYO
from profiles.exchange.downloads import FormatForm, download
from profiles.exchange.writing import Cell
from profiles.moving import ForbiddenMove
from profiles.paging import paged, without_page

PAGE_SIZE = 30


@staff_required
def list_follow_ups(request: HttpRequest) -> HttpResponseBase:
    """As a page, or with a format in its address as a file; who took that is logged."""
    found = InterestFilter(request.GET, follow_ups.for_list())
    if "format" in request.GET:
        chosen = FormatForm(request.GET).chosen
        follow_ups.log_export(found.qs, by=request.user)
        return download(chosen, "follow-ups", follow_ups.COLUMNS, _rows(found.qs))
    pages = paged(found.qs, request.GET, PAGE_SIZE)
    page = pages["page_obj"]
    context = {
        "filter": found,
        **pages,
        "wishes": [(it, country_name(it.registration.country)) for it in page],
        "sectors": follow_ups.by_sector(),
        "filtered": without_page(request.GET).urlencode(),
    }
    return render(request, "events/list_follow_ups.html", context)


@require_POST
@staff_required
def move_interest(request: HttpRequest, pk: int) -> HttpResponse:
    """Done, dropped or taken up again, with a note; then back to the list as it was filtered."""
    interest = get_object_or_404(Interest, pk=pk)
    form = MoveForm(request.POST)
    if not form.is_valid():
        messages.error(request, " ".join(str(it[0]) for it in form.errors.values()))
        return _back(request, pk)
    with answered(request, _("Noted."), ForbiddenMove):
        interest.move(form.cleaned_data["to"], by=request.user, reason=form.reason)
    return _back(request, pk)


def _back(request: HttpRequest, pk: int) -> HttpResponse:
    query = request.GET.urlencode()
    return redirect(f"{reverse('events:list-follow-ups')}?{query}#wish-{pk}")


def _rows(found: Iterable[Interest]) -> Iterator[list[Cell]]:
    for it in found:
        person, moves = it.registration, it.transitions.all()
        names = ("family_name", "given_name", "reading", "email", "organisation", "country")
        yield [
            it.pk,
            *(written(it.at, zone) for zone in (BRUSSELS, TOKYO)),
            it.state,
            *(getattr(person, name) for name in names),
            person.language,
            it.profile.name,
            "; ".join(row.sector.name for row in it.profile.priorities.all()),
            it.text,
            person.webinar.title,
            moves[len(moves) - 1].reason if moves else "",
        ]
