"""What holds in every team: one lock, at least one owner, a row in the log for every change."""

from django.utils.translation import gettext as _

from profiles.models import Membership, MembershipChange, Profile, User

OWNER = Membership.Role.OWNER


class NotEntitled(Exception):
    """The person is not an owner, or not any more."""

    def __str__(self) -> str:
        return _("Only an owner of the organisation can do this.")


class NotAMember(Exception):
    """The person has left the team, or never belonged to it."""

    def __str__(self) -> str:
        return _("This person does not belong to the team any more.")


class AlreadyMember(Exception):
    """Whoever is invited, or asks, is in the team already."""

    def __str__(self) -> str:
        return _("This person belongs to the team already.")


class LastOwner(Exception):
    """The organisation would be left without an owner."""

    def __str__(self) -> str:
        return _(
            "An organisation needs an owner. Make a colleague owner first; if there is none,"
            " ask the helpdesk."
        )


def lock_team(profile_id: int) -> Profile:
    """The organisation, locked: its team changes by one action at a time."""
    return Profile.objects.select_for_update().get(pk=profile_id)


def require_owner(team: Profile, by: User, *, or_staff: bool = False) -> None:
    """Ask again under the lock: whoever opened the page may have lost the role meanwhile."""
    if or_staff and by.is_staff:
        return
    if not team.memberships.filter(user=by, role=OWNER).exists():
        raise NotEntitled


def keep_an_owner(membership: Membership) -> None:
    """Raise LastOwner if nobody else owns the organisation; its team is locked."""
    others = Membership.objects.filter(profile=membership.profile_id, role=OWNER)
    if membership.role == OWNER and not others.exclude(pk=membership.pk).exists():
        raise LastOwner


def add_member(team: Profile, person: User, role: str, *, by: User, reason: str) -> Membership:
    membership = team.memberships.create(user=person, role=role)
    log(team, person, new=role, by=by, reason=reason)
    return membership


def set_role(membership: Membership, role: str, *, by: User, reason: str) -> MembershipChange:
    old, membership.role = membership.role, role
    membership.save(update_fields=["role"])
    return log(membership.profile, membership.user, old=old, new=role, by=by, reason=reason)


def take_out(membership: Membership, *, by: User, reason: str) -> MembershipChange:
    membership.delete()
    person, old = membership.user, membership.role
    return log(membership.profile, person, old=old, by=by, reason=reason)


def log(
    team: Profile, person: User, *, old: str = "", new: str = "", by: User, reason: str
) -> MembershipChange:
    return MembershipChange.objects.create(
        profile=team, person=person, actor=by, old=old, new=new, reason=reason
    )
