"""Letters to colleagues: sent by owners, answered by whoever reads them."""

from typing import Final

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from profiles.actions import teams
from profiles.answering import answered
from profiles.limits import limited, too_many
from profiles.mails.teams import ROLES
from profiles.models import Invitation, Membership, User
from profiles.moving import ForbiddenMove
from profiles.states import InvitationState
from profiles.teams.access import owned_team, verified_addresses
from profiles.teams.forms import AnswerForm, InvitationForm
from profiles.teams.team_views import render_team

NOT_FOUND: Final = 404
GONE: Final = 410
CANNOT_INVITE = (teams.AlreadyMember, teams.AlreadyInvited)
REFUSALS = (ForbiddenMove, teams.NotEntitled, teams.TooManyInvitations)
NOT_ANSWERED = (ForbiddenMove, teams.InvitationExpired, teams.AlreadyMember)


@require_POST
def invite_person(request: HttpRequest, pk: int) -> HttpResponse:
    profile = owned_team(request, pk)
    if limited(request, "invite"):
        return too_many(request, "invite")
    form = InvitationForm(request.POST)
    if form.is_valid():
        try:
            teams.invite(profile, by=request.user, **form.cleaned_data)
        except CANNOT_INVITE as error:
            form.add_error("email", str(error))
        except (teams.TooManyInvitations, teams.NotEntitled) as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The invitation is on its way."))
            return redirect("profiles:show-team", pk=pk)
    return render_team(request, profile, inviting=form, status=422)


@require_POST
def resend_invitation(request: HttpRequest, pk: int, letter: int) -> HttpResponse:
    row = get_object_or_404(owned_team(request, pk).invitations, pk=letter)
    with answered(request, _("Sent again. The link in the earlier letter ends here."), REFUSALS):
        teams.resend_invitation(row, by=request.user)
    return redirect("profiles:show-team", pk=pk)


@require_POST
def withdraw_invitation(request: HttpRequest, pk: int, letter: int) -> HttpResponse:
    row = get_object_or_404(owned_team(request, pk).invitations, pk=letter)
    with answered(request, _("The invitation is withdrawn."), REFUSALS):
        teams.withdraw_invitation(row, by=request.user)
    return redirect("profiles:show-team", pk=pk)


@login_not_required
@never_cache
def accept_invitation(request: HttpRequest, token: str) -> HttpResponse:
    """The page that the letter leads to; following the link alone changes nothing.

    The invited address need not be the account's. People have several, letters are passed on
    within an office, and whoever has the letter has what the owner sent. But a letter must not
    fall to whoever happens to be signed in: with another address one says in so many words that
    one is the person who was meant.
    """
    found = Invitation.objects.with_token(token).select_related("profile__place", "invited_by")
    invitation = found.first()
    if invitation is None:
        return render(request, "profiles/accept_invitation.html", status=NOT_FOUND)
    if not invitation.is_valid:
        return _show_closed(request, invitation)
    is_other = request.user.is_authenticated and not _is_addressed_to(request.user, invitation)
    form = AnswerForm(request.POST if request.method == "POST" else None, is_other_address=is_other)
    if request.method == "POST" and form.is_valid():
        return _answer(request, invitation, form.cleaned_data["answer"])
    context = {
        "invitation": invitation,
        "profile": invitation.profile,
        "form": form,
        "is_other_address": is_other,
        "role": ROLES[Membership.Role(invitation.role)],
    }
    status = 422 if form.errors else 200
    return render(request, "profiles/accept_invitation.html", context, status=status)


def _show_closed(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    """Answered, withdrawn or too old; whoever joined by it goes on to the team."""
    profile = invitation.profile
    own = request.user.is_authenticated and profile.memberships.filter(user=request.user).exists()
    if own and invitation.state == InvitationState.ACCEPTED:
        return redirect("profiles:show-team", pk=profile.pk)
    is_late = invitation.state == InvitationState.OPEN
    state = InvitationState.EXPIRED if is_late else invitation.state
    context = {"invitation": invitation, "closed": state}
    return render(request, "profiles/accept_invitation.html", context, status=GONE)


def _is_addressed_to(user: User, invitation: Invitation) -> bool:
    return invitation.email.lower() in verified_addresses(user)


@require_POST
def answer_invitation(request: HttpRequest, pk: int) -> HttpResponse:
    """From one's own list, without the letter: it is addressed to a proven address of one's own."""
    own = Invitation.objects.addressed_to(request.user).select_related("profile")
    invitation = get_object_or_404(own, pk=pk)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return redirect("profiles:list-organisations")
    return _answer(request, invitation, form.cleaned_data["answer"])


def _answer(request: HttpRequest, invitation: Invitation, answer: str) -> HttpResponse:
    user = request.user if request.user.is_authenticated else None
    if answer == "accept" and user is None:
        return redirect_to_login(request.get_full_path())
    try:
        if answer == "accept":
            teams.accept_invitation(invitation, by=user)
            messages.success(request, _("You belong to the team now."))
            return redirect("profiles:show-team", pk=invitation.profile_id)
        teams.decline_invitation(invitation, by=user)
    except NOT_ANSWERED as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("You have declined the invitation."))
    return redirect("profiles:list-organisations" if user else "helpdesk:show-home")
