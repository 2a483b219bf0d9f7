"""What owners do to members, and members to themselves."""

from django.db import transaction
from django.utils.translation import gettext_noop

from profiles.actions.teams.rules import (
    OWNER,
    NotAMember,
    keep_an_owner,
    lock_team,
    require_owner,
    set_role,
    take_out,
)
from profiles.mails import teams as mails
from profiles.models import Membership, MembershipChange, Profile, User

EDITOR = Membership.Role.EDITOR


def change_role(membership: Membership, role: str, *, by: User) -> MembershipChange | None:
    """Give a member another role; None if it is theirs already. Raises LastOwner and others."""
    with transaction.atomic():
        row = _locked(membership, by=by)
        if row.role == role:
            return None
        keep_an_owner(row)
        change = set_role(row, role, by=by, reason=gettext_noop("Changed the role"))
        if role == OWNER and row.user != by:
            mails.made_owner(change)
    return change


def remove_member(membership: Membership, *, by: User, reason: str = "") -> MembershipChange:
    """Take somebody out of the team, who is told. Raises LastOwner and others."""
    with transaction.atomic():
        row = _locked(membership, by=by)
        keep_an_owner(row)
        change = take_out(row, by=by, reason=reason or gettext_noop("Removed from the team"))
        if row.user != by:
            mails.removed(change, reason=reason)
    return change


def leave(profile: Profile, *, by: User) -> MembershipChange:
    """Go. Raises LastOwner if the organisation would have none then, and NotAMember."""
    with transaction.atomic():
        team = lock_team(profile.pk)
        row = team.memberships.select_related("user", "profile").filter(user=by).first()
        if row is None:
            raise NotAMember
        keep_an_owner(row)
        return take_out(row, by=by, reason=gettext_noop("Left the team"))


def hand_over(membership: Membership, *, by: User) -> list[MembershipChange]:
    """Make a member owner instead of oneself, who stays as editor. Raises NotAMember."""
    reason = gettext_noop("Handed the organisation over")
    with transaction.atomic():
        successor = _locked(membership, by=by)
        former = successor.profile.memberships.select_related("user", "profile").get(user=by)
        if former == successor:
            return []
        change = set_role(successor, OWNER, by=by, reason=reason)
        mails.made_owner(change)
        return [change, set_role(former, EDITOR, by=by, reason=reason)]


def _locked(membership: Membership, *, by: User) -> Membership:
    """The member as they stand now, for an owner. Raises NotEntitled and NotAMember."""
    require_owner(lock_team(membership.profile_id), by)
    row = Membership.objects.select_related("user", "profile").filter(pk=membership.pk).first()
    if row is None:
        raise NotAMember
    return row
