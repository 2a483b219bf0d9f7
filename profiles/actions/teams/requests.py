"""Wishes to join an organisation, or to take it over because its owner is gone."""

from datetime import timedelta
from typing import Final

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from profiles.actions.teams.invitations import withdraw_invitations_to
from profiles.actions.teams.rules import (
    OWNER,
    AlreadyMember,
    NotEntitled,
    add_member,
    lock_team,
    require_owner,
    set_role,
    take_out,
)
from profiles.mails import teams as mails
from profiles.models import Membership, MembershipRequest, Profile, User
from profiles.moving import ForbiddenMove
from profiles.states import RequestState

MOST_A_DAY: Final = 10
"""Requests of one person in 24 hours; each writes to all owners of an organisation."""
Kind = MembershipRequest.Kind


class Former(models.TextChoices):
    """What becomes of the former owners when an organisation is taken over."""

    KEEP = "keep", gettext_lazy("They stay owners")
    VIEWER = "viewer", gettext_lazy("They become viewers")
    REMOVE = "remove", gettext_lazy("They leave the team")


class AlreadyRequested(Exception):
    """The person has an open request for this organisation."""

    def __str__(self) -> str:
        return _("You have asked already. You will get a mail when it is decided.")


class TooManyRequests(Exception):
    """The person has asked as often as a day allows."""

    def __str__(self) -> str:
        return _("You have asked %(number)d times today. Please go on tomorrow.") % {
            "number": MOST_A_DAY
        }


def request_membership(
    profile: Profile, *, by: User, message: str, kind: str = Kind.JOIN
) -> MembershipRequest:
    """Ask; the owners are told who asks. Raises AlreadyMember, AlreadyRequested, TooManyRequests.

    Where there is no owner, and for every take-over, the helpdesk decides.
    """
    with transaction.atomic():
        team = lock_team(profile.pk)
        _check_reason_to_ask(team, by, kind)
        request = team.requests.create(user=by, kind=kind, message=message)
        reason = gettext_noop("Asked")
        request.transitions.create(actor=by, new=RequestState.OPEN, reason=reason)
        for owner in _owners(team):
            mails.request_made(request, to=owner)
    return request


def _check_reason_to_ask(team: Profile, by: User, kind: str) -> None:
    own = team.memberships.filter(user=by)
    if own.filter(role=OWNER).exists() if kind == Kind.TAKE_OVER else own.exists():
        raise AlreadyMember
    if team.requests.open().filter(user=by).exists():
        raise AlreadyRequested
    since = timezone.now() - timedelta(days=1)
    if by.membership_requests.filter(created_at__gt=since).count() >= MOST_A_DAY:
        raise TooManyRequests


def accept_request(
    request: MembershipRequest, *, role: str, by: User, former: str = Former.KEEP
) -> Membership:
    """Let somebody join in a role; who takes over becomes owner, whatever role is given.

    Owners decide who joins, staff all requests. `former` says what becomes of the owners before a
    take-over; everybody concerned is told. Raises ForbiddenMove and NotEntitled.
    """
    with transaction.atomic():
        row = _standing(request, by=by)
        if row.kind == Kind.TAKE_OVER:
            membership = _take_over(row, by=by, former=former)
        else:
            reason = gettext_noop("Accepted a request")
            row.move(RequestState.ACCEPTED, by=by, reason=reason)
            membership = _admit(row, role, by=by, reason=reason)
        mails.request_accepted(row, role=membership.role)
        withdraw_invitations_to(row.profile, row.user, by=by)
    return membership


def decline_request(request: MembershipRequest, *, by: User, reason: str) -> None:
    """Say no, and why: the asker is told both. Raises ForbiddenMove and NotEntitled."""
    with transaction.atomic():
        row = _standing(request, by=by)
        row.move(RequestState.DECLINED, by=by, reason=reason)
        mails.request_declined(row, reason=reason)


def withdraw_request(request: MembershipRequest, *, by: User) -> None:
    """Take one's own request back; staff can, too. Raises ForbiddenMove and NotEntitled."""
    if by != request.user and not by.is_staff:
        raise NotEntitled
    request.move(RequestState.WITHDRAWN, by=by, reason=gettext_noop("Withdrew the request"))


def _standing(request: MembershipRequest, *, by: User) -> MembershipRequest:
    """As it stands now, its team locked, for somebody who may decide it."""
    team = lock_team(request.profile_id)
    if request.kind == Kind.TAKE_OVER and not by.is_staff:
        raise NotEntitled
    require_owner(team, by, or_staff=True)
    row = MembershipRequest.objects.select_related("profile", "user").get(pk=request.pk)
    if row.state != RequestState.OPEN:
        raise ForbiddenMove(row.state, "")
    return row


def _admit(request: MembershipRequest, role: str, *, by: User, reason: str) -> Membership:
    """Into the team; whoever takes over may belong to it already, and gets the role."""
    own = request.profile.memberships.select_related("profile", "user")
    membership = own.filter(user=request.user).first()
    if membership is None:
        return add_member(request.profile, request.user, role, by=by, reason=reason)
    if request.kind == Kind.TAKE_OVER and membership.role != role:
        set_role(membership, role, by=by, reason=reason)
    return membership


def _take_over(request: MembershipRequest, *, by: User, former: str) -> Membership:
    reason = gettext_noop("Took the organisation over")
    others = request.profile.memberships.filter(role=OWNER).exclude(user=request.user)
    owners = list(others.select_related("user", "profile").order_by("pk"))
    request.move(RequestState.ACCEPTED, by=by, reason=reason)
    membership = _admit(request, OWNER, by=by, reason=reason)
    for owner in owners:
        if former == Former.VIEWER:
            set_role(owner, Membership.Role.VIEWER, by=by, reason=reason)
        elif former == Former.REMOVE:
            take_out(owner, by=by, reason=reason)
        mails.taken_over(request, to=owner.user, former=former)
    return membership


def _owners(team: Profile) -> "models.QuerySet[User]":
    return User.objects.filter(
        is_active=True, memberships__profile=team, memberships__role=OWNER
    ).order_by("pk")
