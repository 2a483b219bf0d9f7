from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_POST

from matching import actions, pages
from matching.access import staff_required
from matching.forms import SectorForm
from matching.models import Run
from matching.reasons import Explanation
from profiles.models import Profile, Sector

SHOWN = 20
RUNS_SHOWN = 50


@login_not_required
def list_suggestions(request: HttpRequest, pk: int) -> HttpResponse:
    profile = get_object_or_404(Profile.objects.published().for_cards(), pk=pk)
    form = SectorForm(request.GET)
    if not form.is_valid():
        raise Http404
    context = {
        "profile": profile,
        "sectors": Sector.objects.all(),
        "sector": form.cleaned_data["sector"],
        "suggestions": pages.suggestions(profile, form.cleaned_data["sector"], SHOWN),
    }
    return render(request, "matching/list_suggestions.html", context)


@login_not_required
def show_pair(request: HttpRequest, europe: int, japan: int) -> HttpResponse:
    """Two profiles side by side, and what makes their score."""
    sides = Profile.objects.published().for_page()
    left = get_object_or_404(sides.on_side("europe"), pk=europe)
    right = get_object_or_404(sides.on_side("japan"), pk=japan)
    match, weights = pages.match_between(left, right)
    form = SectorForm(request.GET)
    if not form.is_valid():
        raise Http404
    sectors = list(Sector.objects.all())
    explanation = Explanation(match, weights, form.cleaned_data["sector"]) if match else None
    context = {
        "europe": left,
        "japan": right,
        "match": match,
        "sector": form.cleaned_data["sector"],
        "explanation": explanation,
        "parts": pages.part_rows(explanation) if explanation else [],
        "total": 100 * explanation.score if explanation else None,
        "by_sector": pages.sector_rows(match, weights, sectors) if match else [],
    }
    return render(request, "matching/show_pair.html", context)


@staff_required
def list_runs(request: HttpRequest) -> HttpResponse:
    runs = Run.objects.newest().select_related("requested_by", "weights")
    shown = runs.prefetch_related("blocks")[:RUNS_SHOWN]
    return render(request, "matching/list_runs.html", {"runs": shown})


@staff_required
def show_run(request: HttpRequest, pk: int) -> HttpResponse:
    runs = Run.objects.select_related("requested_by", "weights")
    run = get_object_or_404(runs.prefetch_related("blocks", "transitions"), pk=pk)
    template = "matching/_run.html" if request.htmx else "matching/show_run.html"
    return render(request, template, {"run": run})


@require_POST
@staff_required
def start_run(request: HttpRequest) -> HttpResponse:
    run, is_new = actions.start_run(by=request.user, reason=gettext_noop("Started by staff"))
    if not is_new:
        messages.info(request, _("A run is under way already: here it is."))
    return redirect("matching:show-run", pk=run.pk)
