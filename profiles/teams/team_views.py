"""A team: its members, who is invited, who asks, what happened."""

from collections.abc import Callable, Mapping

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from profiles.actions import teams
from profiles.models import Membership, MembershipRequest, Profile
from profiles.teams.access import owned_team, owns, seen_team
from profiles.teams.forms import AcceptForm, InvitationForm, ReasonForm, RemovalForm, RoleForm
from profiles.teams.timeline import timeline

REFUSALS = (teams.LastOwner, teams.NotAMember, teams.NotEntitled)


def show_team(request: HttpRequest, pk: int) -> HttpResponse:
    return render_team(request, seen_team(request, pk))


def render_team(
    request: HttpRequest,
    profile: Profile,
    *,
    inviting: InvitationForm | None = None,
    declining: Mapping[int, ReasonForm] | None = None,
    status: int = 200,
) -> HttpResponse:
    """Members see each other; who is invited or asks is for owners and the helpdesk."""
    is_owner = owns(request.user, profile)
    decides = is_owner or request.user.is_staff
    members = profile.memberships.select_related("user")
    context = {
        "profile": profile,
        "members": [(row, _role_form(row)) for row in members],
        "is_owner": is_owner,
        "decides": decides,
        "is_member": any(row.user_id == request.user.pk for row in members),
        "timeline": timeline(profile, with_outsiders=decides),
    }
    if decides:
        context |= {
            "invitations": profile.invitations.open().select_related("invited_by"),
            "requests": _requests(profile, declining or {}),
            "invitation_form": inviting or InvitationForm(),
        }
    return render(request, "profiles/show_team.html", context, status=status)


def _role_form(row: Membership) -> RoleForm:
    return RoleForm(initial={"role": row.role}, auto_id=f"role-{row.pk}-%s")


def _requests(
    profile: Profile, declining: Mapping[int, ReasonForm]
) -> list[tuple[MembershipRequest, AcceptForm, ReasonForm]]:
    rows = profile.requests.open().select_related("user")
    return [
        (
            row,
            AcceptForm(
                take_over=row.kind == MembershipRequest.Kind.TAKE_OVER,
                auto_id=f"accept-{row.pk}-%s",
            ),
            declining.get(row.pk) or ReasonForm(auto_id=f"decline-{row.pk}-%s"),
        )
        for row in rows
    ]


@require_POST
def change_role(request: HttpRequest, pk: int, member: int) -> HttpResponse:
    row = get_object_or_404(owned_team(request, pk).memberships, pk=member)
    form = RoleForm(request.POST)
    if form.is_valid():
        role = form.cleaned_data["role"]
        _try(request, lambda: teams.change_role(row, role, by=request.user), _("Role changed."))
    return redirect("profiles:show-team", pk=pk)


def remove_member(request: HttpRequest, pk: int, member: int) -> HttpResponse:
    profile = owned_team(request, pk)
    row = get_object_or_404(profile.memberships.exclude(user=request.user), pk=member)
    form = RemovalForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        done = _("The person has left the team and gets a mail.")
        _try(request, lambda: teams.remove_member(row, by=request.user, reason=reason), done)
        return redirect("profiles:show-team", pk=pk)
    return _confirm(request, "profiles/remove_member.html", profile, member=row, form=form)


def hand_over_team(request: HttpRequest, pk: int, member: int) -> HttpResponse:
    profile = owned_team(request, pk)
    row = get_object_or_404(profile.memberships.exclude(user=request.user), pk=member)
    if request.method == "POST":
        done = _("You have handed the organisation over. You are an editor now.")
        _try(request, lambda: teams.hand_over(row, by=request.user), done)
        return redirect("profiles:show-team", pk=pk)
    return _confirm(request, "profiles/hand_over_team.html", profile, member=row)


def leave_team(request: HttpRequest, pk: int) -> HttpResponse:
    profile = get_object_or_404(Profile.objects.of_member(request.user).for_cards(), pk=pk)
    if request.method == "POST":
        if _try(request, lambda: teams.leave(profile, by=request.user), _("You have left.")):
            return redirect("profiles:list-organisations")
        return redirect("profiles:show-team", pk=pk)
    return _confirm(request, "profiles/leave_team.html", profile)


def _try(request: HttpRequest, act: Callable[[], object], done: str) -> bool:
    try:
        act()
    except REFUSALS as error:
        messages.error(request, str(error))
        return False
    messages.success(request, done)
    return True


def _confirm(
    request: HttpRequest,
    template: str,
    profile: Profile,
    *,
    member: Membership | None = None,
    form: forms.Form | None = None,
) -> HttpResponse:
    context = {"profile": profile, "member": member, "form": form}
    return render(request, template, context, status=422 if form and form.errors else 200)
