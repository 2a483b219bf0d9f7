"""The helpdesk's own pages: scoring runs and weights."""

from dataclasses import asdict

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_POST

from matching import actions, tasks, what_if
from matching.access import staff_required
from matching.engine.exposure import MOST_GINI, MOST_LOSS
from matching.forms import WEIGHT_LABELS, SaveWeightsForm, WeightsForm
from matching.models import Run, WeightSet
from matching.pages import Live
from profiles.models import Profile, User
from profiles.moving import ForbiddenMove

RUNS_SHOWN = 50
VERSIONS_SHOWN = 50


@staff_required
def list_runs(request: HttpRequest) -> HttpResponse:
    runs = Run.objects.newest().select_related("requested_by", "weights")
    shown = runs.prefetch_related("blocks")[:RUNS_SHOWN]
    return render(request, "matching/list_runs.html", {"runs": shown})


@staff_required
def show_run(request: HttpRequest, pk: int) -> HttpResponse:
    runs = Run.objects.select_related("requested_by", "weights")
    run = get_object_or_404(runs.prefetch_related("blocks", "transitions__actor"), pk=pk)
    template = "matching/_run.html" if request.htmx else "matching/show_run.html"
    context = {"run": run, "most_gini": MOST_GINI, "most_loss": MOST_LOSS}
    return render(request, template, context)


@require_POST
@staff_required
def start_run(request: HttpRequest) -> HttpResponse:
    return _started(request, gettext_noop("Started by staff"))


def _started(request: HttpRequest, reason: str) -> HttpResponse:
    run, is_new = actions.start_run(by=request.user, reason=reason)
    if not is_new:
        messages.info(request, _("A run is under way already: here it is."))
    return redirect("matching:show-run", pk=run.pk)


@require_POST
@staff_required
def cancel_run(request: HttpRequest, pk: int) -> HttpResponse:
    run = get_object_or_404(Run, pk=pk)
    try:
        actions.cancel_run(run, by=request.user, reason=gettext_noop("Cancelled by staff"))
    except ForbiddenMove:
        messages.info(request, _("The run had ended already."))
    return redirect("matching:show-run", pk=run.pk)


@staff_required
def list_weights(request: HttpRequest) -> HttpResponse:
    WeightSet.objects.current()  # on a new site, the defaults become the first version
    versions = WeightSet.objects.newest().select_related("created_by")
    shown = versions.prefetch_related("adoptions__actor")[:VERSIONS_SHOWN]
    newest = shown[0].pk if shown else 0
    # Set while the worker learns: the page asks again until there is a newer version
    after = request.GET.get("after", "")
    context = {"versions": shown, "is_learning": after.isdecimal() and newest <= int(after)}
    return render(request, "matching/list_weights.html", context)


@require_POST
@staff_required
def learn_weights(request: HttpRequest) -> HttpResponse:
    if Live.get() is None:
        messages.error(request, _("There is nothing to learn from before the first run."))
        return redirect("matching:list-weights")
    newest = WeightSet.objects.newest().first()
    tasks.learn_weights.delay_on_commit(request.user.pk)
    answer = redirect("matching:list-weights")
    answer["Location"] += f"?after={newest.pk if newest else 0}"
    return answer


@staff_required
def show_weights(request: HttpRequest, pk: int) -> HttpResponse:
    """One version beside the one in force."""
    version = get_object_or_404(WeightSet.objects.select_related("created_by"), pk=pk)
    current, live = WeightSet.objects.current(), Live.get()
    movers = what_if.movers(live.run, version.weights()) if live else []
    profiles = what_if.profiles_of(movers)
    context = {
        "version": version,
        "current": current,
        "rows": comparison(current, version),
        "movers": [(m, profiles[m.europe], profiles[m.japan]) for m in movers],
    }
    return render(request, "matching/show_weights.html", context)


def comparison(current: WeightSet, version: WeightSet) -> list[tuple[str, float, float]]:
    """Each weight's name, and its percent now and then."""
    now, then = asdict(current.weights()), asdict(version.weights())
    return [(str(WEIGHT_LABELS[name]), 100 * now[name], 100 * then[name]) for name in WEIGHT_LABELS]


@require_POST
@staff_required
def adopt_weights(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a version in force, newer or older, and score everybody with it."""
    version = get_object_or_404(WeightSet, pk=pk)
    if not version.adopt(by=request.user, reason=gettext_noop("Adopted by staff")):
        messages.info(request, _("These weights are in force already."))
        return redirect("matching:show-weights", pk=pk)
    return _started(request, gettext_noop("New weights"))


@staff_required
def try_weights(request: HttpRequest) -> HttpResponse:
    """What other weights would do to one profile's suggestions; stores nothing."""
    live = Live.get()
    weights = WeightSet.objects.current().weights()
    asked = any(name in request.GET for name in WEIGHT_LABELS)
    form = WeightsForm(request.GET if asked else None, weights=weights)
    profile = _tried_profile(request)
    places = []
    if live and profile and form.is_valid():
        places = what_if.with_weights(live.run, profile, form.weights())
    partners = what_if.profiles_of(places)
    context = {
        "form": form,
        "save_form": SaveWeightsForm(),
        "profile": profile,
        "rows": [(p, partners[p.partner]) for p in places if p.partner in partners],
    }
    return render(request, "matching/try_weights.html", context)


def _tried_profile(request: HttpRequest) -> Profile | None:
    """The one that is asked for; without any, the first."""
    published = Profile.objects.published().for_cards()
    asked = request.GET.get("profile", "")
    if not asked:
        return published.first()
    if not asked.isdecimal():
        raise Http404
    return get_object_or_404(published, pk=asked)


@require_POST
@staff_required
def save_weights(request: HttpRequest) -> HttpResponse:
    """Keep the tried weights as a new version, not in force yet."""
    form = WeightsForm(request.POST, weights=WeightSet.objects.current().weights())
    note = SaveWeightsForm(request.POST)
    if not (form.is_valid() and note.is_valid()):
        context = {"form": form, "save_form": note, "profile": None, "rows": []}
        return render(request, "matching/try_weights.html", context, status=422)
    version = save_version(form, note.cleaned_data["note"], request.user)
    messages.success(request, _("Saved. They count as soon as they are adopted."))
    return redirect("matching:show-weights", pk=version.pk)


def save_version(form: WeightsForm, note: str, by: User) -> WeightSet:
    return WeightSet.objects.create(
        source=WeightSet.Source.STAFF, values=asdict(form.weights()), note=note, created_by=by
    )
