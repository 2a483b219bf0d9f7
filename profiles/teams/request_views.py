"""Asking to join an organisation or to take it over, and deciding on it."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from profiles.actions import teams
from profiles.answering import answered
from profiles.limits import limited, too_many
from profiles.models import Membership, MembershipRequest, Profile
from profiles.moving import ForbiddenMove
from profiles.teams.access import decided_team, joinable, owns
from profiles.teams.forms import AcceptForm, ReasonForm, RequestForm, TakeOverForm
from profiles.teams.team_views import render_team

Kind = MembershipRequest.Kind
REFUSALS = (teams.NotEntitled, ForbiddenMove)
CANNOT_ASK = (teams.AlreadyMember, teams.AlreadyRequested, teams.TooManyRequests)


def request_membership(request: HttpRequest, pk: int) -> HttpResponse:
    profile = joinable(request, pk)
    if profile.memberships.filter(user=request.user).exists():
        messages.info(request, _("You belong to this team already."))
        return redirect("profiles:show-team", pk=pk)
    return _ask(request, profile, Kind.JOIN, RequestForm)


def request_take_over(request: HttpRequest, pk: int) -> HttpResponse:
    """For when the owners are gone; the helpdesk decides."""
    profile = joinable(request, pk)
    if owns(request.user, profile):
        messages.info(request, _("You own this organisation already."))
        return redirect("profiles:show-team", pk=pk)
    return _ask(request, profile, Kind.TAKE_OVER, TakeOverForm)


def _ask(
    request: HttpRequest, profile: Profile, kind: str, form_class: type[forms.Form]
) -> HttpResponse:
    form = form_class(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        if limited(request, "join"):
            return too_many(request, "join")
        try:
            teams.request_membership(
                profile, by=request.user, kind=kind, message=form.cleaned_data["message"]
            )
        except CANNOT_ASK as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("You have asked. You will get a mail when it is decided."))
            return redirect("profiles:list-organisations")
    context = {
        "profile": profile,
        "form": form,
        "is_take_over": kind == Kind.TAKE_OVER,
        "has_owner": profile.memberships.filter(role=Membership.Role.OWNER).exists(),
        "standing": profile.requests.open().filter(user=request.user).first(),
    }
    status = 422 if form.errors else 200
    return render(request, "profiles/request_membership.html", context, status=status)


@require_POST
def withdraw_request(request: HttpRequest, pk: int) -> HttpResponse:
    """One's own."""
    asked = get_object_or_404(MembershipRequest, pk=pk, user=request.user)
    with answered(request, _("You have withdrawn your request."), REFUSALS):
        teams.withdraw_request(asked, by=request.user)
    return redirect("profiles:list-organisations")


@require_POST
def accept_request(request: HttpRequest, pk: int, asked: int) -> HttpResponse:
    profile = decided_team(request, pk)
    row = get_object_or_404(profile.requests, pk=asked)
    form = AcceptForm(request.POST, take_over=row.kind == Kind.TAKE_OVER)
    if not form.is_valid():
        return render_team(request, profile, status=422)
    with answered(request, _("Accepted. The person gets a mail."), REFUSALS):
        teams.accept_request(row, by=request.user, **form.cleaned_data)
    return redirect("profiles:show-team", pk=pk)


@require_POST
def decline_request(request: HttpRequest, pk: int, asked: int) -> HttpResponse:
    profile = decided_team(request, pk)
    row = get_object_or_404(profile.requests, pk=asked)
    form = ReasonForm(request.POST, auto_id=f"decline-{asked}-%s")
    if not form.is_valid():
        return render_team(request, profile, declining={asked: form}, status=422)
    with answered(request, _("Declined. The person gets a mail with your reason."), REFUSALS):
        teams.decline_request(row, by=request.user, **form.cleaned_data)
    return redirect("profiles:show-team", pk=pk)
