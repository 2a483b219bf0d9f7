from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from helpdesk.desk import records
from helpdesk.desk.filters import RecordFilter
from helpdesk.desk.forms import ReasonForm
from matching.access import staff_required
from profiles.actions import reviewing, standing
from profiles.models import Profile
from profiles.moving import ForbiddenMove
from profiles.paging import paged

PAGE_SIZE = 50


@staff_required
def list_profiles(request: HttpRequest) -> HttpResponse:
    """Everybody, drafts and archived ones included."""
    found = RecordFilter(request.GET, records.listed())
    context = {
        "filter": found,
        **paged(found.qs, request.GET, PAGE_SIZE),
    }
    return render(request, "helpdesk/list_profiles.html", context)


@staff_required
def show_profile_record(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, pk)


@require_POST
@staff_required
def archive_profile(request: HttpRequest, pk: int) -> HttpResponse:
    def archive(profile: Profile, reason: str) -> None:
        standing.archive(profile, by=request.user, reason=reason)

    return _with_reason(request, pk, "archive", archive, _("Archived."))


@require_POST
@staff_required
def bring_back_profile(request: HttpRequest, pk: int) -> HttpResponse:
    def bring_back(profile: Profile, reason: str) -> None:
        standing.bring_back(profile, by=request.user, reason=reason)

    return _with_reason(request, pk, "back", bring_back, _("Brought back."))


@require_POST
@staff_required
def trust_profile(request: HttpRequest, pk: int) -> HttpResponse:
    def trust(profile: Profile, reason: str) -> None:
        reviewing.set_trusted(profile, True, by=request.user, reason=reason)

    done = _("Small corrections pass without a review now.")
    return _with_reason(request, pk, "trust", trust, done)


@require_POST
@staff_required
def distrust_profile(request: HttpRequest, pk: int) -> HttpResponse:
    def distrust(profile: Profile, reason: str) -> None:
        reviewing.set_trusted(profile, False, by=request.user, reason=reason)

    return _with_reason(request, pk, "trust", distrust, _("Every change is reviewed now."))


Act = Callable[[Profile, str], None]


def _with_reason(request: HttpRequest, pk: int, prefix: str, act: Act, done: str) -> HttpResponse:
    """Do it for the reason given; without one, or if it cannot be done, the page again."""
    profile = get_object_or_404(Profile, pk=pk)
    form = ReasonForm(request.POST, prefix=prefix)
    if not form.is_valid():
        return _page(request, pk, {prefix: form}, status=422)
    try:
        act(profile, form.cleaned_data["reason"])
    except ForbiddenMove as error:
        messages.error(request, str(error))
        return _page(request, pk, {prefix: form}, status=409)
    messages.success(request, done)
    return redirect("desk:show-profile-record", pk=pk)


def _page(
    request: HttpRequest, pk: int, forms: dict[str, ReasonForm] | None = None, status: int = 200
) -> HttpResponse:
    profile = get_object_or_404(Profile.objects.for_cards(), pk=pk)
    request.shown_at = reverse("desk:show-profile-record", args=[pk])
    names = ("archive", "back", "trust")
    context = records.context_of(profile) | {
        "forms": {name: ReasonForm(prefix=name) for name in names} | (forms or {})
    }
    return render(request, "helpdesk/show_profile_record.html", context, status=status)
