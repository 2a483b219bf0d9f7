"""Profiles that nobody has confirmed for long: staff remind their people, or confirm for them."""

from django.contrib import messages
from django.db.models import Count, F, Max, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from helpdesk.desk.unconfirmed_forms import ConfirmForm, UnconfirmedFilter
from matching.access import staff_required
from profiles.actions import freshness
from profiles.models import Profile
from profiles.paging import paged
from profiles.querysets import ProfileQuerySet
from profiles.stages import ASKED_AFTER

PAGE_SIZE = 50


def aged_profiles() -> ProfileQuerySet:
    """The longest unconfirmed first, with what their rows show."""
    step = "freshness_steps"
    this_round = Q(**{f"{step}__round": F("confirmed_at")})
    return (
        Profile.objects.unconfirmed_since(timezone.now() - ASKED_AFTER)
        .select_related("place", "place__country")
        .prefetch_related("texts")
        .annotate(
            people=Count("memberships", distinct=True),
            asked_at=Max(f"{step}__at", filter=this_round),
        )
    )


@staff_required
def list_unconfirmed(request: HttpRequest) -> HttpResponse:
    found = UnconfirmedFilter(request.GET, aged_profiles())
    pages = paged(found.qs, request.GET, PAGE_SIZE)
    page = pages["page_obj"]
    now = timezone.now()
    context = {
        "filter": found,
        **pages,
        "rows": [(profile, (now - profile.last_confirmed).days) for profile in page],
    }
    return render(request, "helpdesk/list_unconfirmed.html", context)


@staff_required
def confirm_on_behalf(request: HttpRequest, pk: int) -> HttpResponse:
    profile = get_object_or_404(Profile.objects.published().for_page(), pk=pk)
    form = ConfirmForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        freshness.confirm(profile, by=request.user, reason=form.cleaned_data["note"])
        messages.success(
            request, _("%(organisation)s is confirmed.") % {"organisation": profile.name}
        )
        return redirect("desk:list-unconfirmed")
    context = {"profile": profile, "form": form}
    status = 422 if form.errors else 200
    return render(request, "helpdesk/confirm_on_behalf.html", context, status=status)


@require_POST
@staff_required
def remind_again(request: HttpRequest, pk: int) -> HttpResponse:
    profile = get_object_or_404(Profile.objects.published().for_page(), pk=pk)
    try:
        people = freshness.remind(profile)
    except freshness.NobodyToAsk as error:
        messages.error(request, str(error))
    else:
        done = ngettext(
            "A reminder goes to %(count)d person.",
            "A reminder goes to %(count)d people.",
            len(people),
        )
        messages.success(request, done % {"count": len(people)})
    return redirect("desk:list-unconfirmed")
