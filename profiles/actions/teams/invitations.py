"""Letters that let their readers join. Only the letter knows the token."""

import secrets
from datetime import timedelta
from typing import Final

from allauth.account.models import EmailAddress
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from profiles.actions.teams.rules import AlreadyMember, add_member, lock_team, require_owner
from profiles.mails import teams as mails
from profiles.models import Invitation, InvitationTransition, Membership, Profile, User
from profiles.moving import ForbiddenMove
from profiles.states import InvitationState, RequestState

VALID_FOR: Final = timedelta(days=14)
TOKEN_BYTES: Final = 32
MOST_A_DAY: Final = 20
"""Letters of one organisation in 24 hours: an office, not a mailing."""


class AlreadyInvited(Exception):
    """There is an open invitation to the address."""

    def __str__(self) -> str:
        return _("This address has been invited already. You can send that invitation again below.")


class TooManyInvitations(Exception):
    """The organisation has sent as many letters as a day allows."""

    def __str__(self) -> str:
        return _("You have sent %(number)d invitations today. Please go on tomorrow.") % {
            "number": MOST_A_DAY
        }


class InvitationExpired(Exception):
    """The letter has lain too long."""

    def __str__(self) -> str:
        return _("This invitation has expired. Ask your colleague to send it again.")


def invite(profile: Profile, *, email: str, role: str, language: str, by: User) -> Invitation:
    """Send somebody a letter. Raises AlreadyMember, AlreadyInvited and TooManyInvitations."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    with transaction.atomic():
        team = lock_team(profile.pk)
        require_owner(team, by)
        _check_free(team, email)
        _check_pace(team)
        invitation = team.invitations.create(
            email=email,
            role=role,
            language=language,
            invited_by=by,
            digest=Invitation.digest_of(token),
            expires_at=timezone.now() + VALID_FOR,
        )
        _log_letter(invitation, old="", by=by, reason=gettext_noop("Invited"))
        mails.invitation(invitation, token=token)
    return invitation


def resend_invitation(invitation: Invitation, *, by: User) -> Invitation:
    """Send the letter again, with a token of its own: the one before opens nothing any more."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    with transaction.atomic():
        team = lock_team(invitation.profile_id)
        require_owner(team, by)
        row = _standing(invitation)
        _check_pace(team)
        row.digest, row.expires_at = Invitation.digest_of(token), timezone.now() + VALID_FOR
        row.save(update_fields=["digest", "expires_at"])
        _log_letter(row, old=InvitationState.OPEN, by=by, reason=gettext_noop("Sent again"))
        mails.invitation(row, token=token)
    return row


def accept_invitation(invitation: Invitation, *, by: User) -> Membership:
    """Join. Raises ForbiddenMove when it was used or withdrawn, InvitationExpired, AlreadyMember.

    Who has the letter may join: whether the account may use it is asked by the page.
    """
    reason = gettext_noop("Accepted an invitation")
    with transaction.atomic():
        team = lock_team(invitation.profile_id)
        row = _standing(invitation)
        if row.expires_at <= timezone.now():
            raise InvitationExpired
        if team.memberships.filter(user=by).exists():
            raise AlreadyMember
        row.move(InvitationState.ACCEPTED, by=by, reason=reason)
        membership = add_member(team, by, row.role, by=by, reason=reason)
        for request in team.requests.open().filter(user=by):
            why = gettext_noop("Joined by an invitation")
            request.move(RequestState.WITHDRAWN, by=by, reason=why)
    return membership


def decline_invitation(invitation: Invitation, *, by: User | None) -> None:
    """Say no; `by` is None when the reader of the letter has no account. Raises ForbiddenMove."""
    invitation.move(InvitationState.DECLINED, by=by, reason=gettext_noop("Declined the invitation"))


def withdraw_invitation(invitation: Invitation, *, by: User) -> None:
    """Take the letter back. Raises ForbiddenMove when it was answered meanwhile."""
    with transaction.atomic():
        require_owner(lock_team(invitation.profile_id), by)
        reason = gettext_noop("Withdrew the invitation")
        invitation.move(InvitationState.WITHDRAWN, by=by, reason=reason)


def expire_invitations() -> int:
    """Close what nobody answered in time; how many those are."""
    late = Invitation.objects.open().filter(expires_at__lte=timezone.now())
    return sum(_expire(invitation) for invitation in late)


def _expire(invitation: Invitation) -> bool:
    reason = gettext_noop("Not answered in time")
    try:
        invitation.move(InvitationState.EXPIRED, by=None, reason=reason)
    except ForbiddenMove:  # answered, or sent again, this very moment
        return False
    return True


def withdraw_invitations_to(team: Profile, person: User, *, by: User) -> None:
    """Somebody has joined by another way; their letters open nothing any more."""
    for invitation in team.invitations.open().filter(_addressed_to(person)):
        reason = gettext_noop("Joined by a request")
        invitation.move(InvitationState.WITHDRAWN, by=by, reason=reason)


def _addressed_to(person: User) -> Q:
    asked = Q(email__iexact=person.email)
    for address in EmailAddress.objects.filter(user=person, verified=True):
        asked |= Q(email__iexact=address.email)
    return asked


def _standing(invitation: Invitation) -> Invitation:
    """As it stands now, its team locked. Raises ForbiddenMove if it is not open any more."""
    row = Invitation.objects.select_related("profile", "invited_by").get(pk=invitation.pk)
    if row.state != InvitationState.OPEN:
        raise ForbiddenMove(row.state, "")
    return row


def _check_free(team: Profile, email: str) -> None:
    own = Q(user__email__iexact=email)
    verified = EmailAddress.objects.filter(email__iexact=email, verified=True)
    if team.memberships.filter(own | Q(user__in=verified.values("user"))).exists():
        raise AlreadyMember
    for invitation in team.invitations.open().filter(email__iexact=email):
        if invitation.expires_at > timezone.now():
            raise AlreadyInvited
        _expire(invitation)


def _check_pace(team: Profile) -> None:
    since = timezone.now() - timedelta(days=1)
    letters = InvitationTransition.objects.filter(invitation__profile=team, at__gt=since)
    if letters.filter(new=InvitationState.OPEN).count() >= MOST_A_DAY:
        raise TooManyInvitations


def _log_letter(invitation: Invitation, *, old: str, by: User, reason: str) -> None:
    invitation.transitions.create(actor=by, old=old, new=InvitationState.OPEN, reason=reason)
