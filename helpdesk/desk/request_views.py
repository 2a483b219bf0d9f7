from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from helpdesk.desk.forms import ACCEPT, RequestForm
from matching.access import staff_required
from profiles.actions import teams
from profiles.models import MembershipRequest
from profiles.moving import ForbiddenMove

PAGE_SIZE = 25


def waiting() -> QuerySet[MembershipRequest]:
    """What only the helpdesk can decide, the oldest first, with what a line shows."""
    related = ("user", "profile__place__country")
    found = MembershipRequest.objects.open().for_staff().select_related(*related)
    return found.prefetch_related("profile__texts").order_by("created_at", "pk")


@staff_required
def list_requests(request: HttpRequest) -> HttpResponse:
    page = Paginator(waiting(), PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "helpdesk/list_requests.html", {"page_obj": page})


@staff_required
def decide_request(request: HttpRequest, pk: int) -> HttpResponse:
    """What somebody asks for, and the answer."""
    wish = get_object_or_404(MembershipRequest.objects.select_related("user", "profile"), pk=pk)
    form = RequestForm(request.POST or None, kind=wish.kind)
    if request.method != "POST":
        return _page(request, wish, form)
    if not form.is_valid():
        return _page(request, wish, form, status=422)
    try:
        done = _decide(request, wish, form)
    except (ForbiddenMove, teams.AlreadyMember, teams.NotEntitled) as error:
        messages.error(request, str(error))
        return _page(request, wish, form, status=409)
    messages.success(request, done)
    return redirect("desk:list-requests")


def _decide(request: HttpRequest, wish: MembershipRequest, form: RequestForm) -> str:
    names = {"person": wish.user, "organisation": wish.profile}
    if form.cleaned_data["decision"] == ACCEPT:
        given = {"role": form.cleaned_data["role"], "former": form.cleaned_data["former"]}
        teams.accept_request(wish, by=request.user, **given)
        return _("Accepted: %(person)s speaks for %(organisation)s now.") % names
    teams.decline_request(wish, by=request.user, reason=form.cleaned_data["reason"])
    return _("Declined: %(person)s, %(organisation)s.") % names


def _page(
    request: HttpRequest, wish: MembershipRequest, form: RequestForm, status: int = 200
) -> HttpResponse:
    wish.refresh_from_db(fields=["state"])
    context = {
        "wish": wish,
        "profile": wish.profile,
        "members": wish.profile.memberships.select_related("user").order_by("role", "joined_at"),
        "last": wish.transitions.select_related("actor").last(),
        "form": form,
    }
    return render(request, "helpdesk/decide_request.html", context, status=status)
