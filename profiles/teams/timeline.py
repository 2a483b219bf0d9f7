"""The log of a team as people read it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.utils.translation import gettext as _

from profiles.models import (
    InvitationTransition,
    Membership,
    MembershipChange,
    Profile,
    RequestTransition,
    User,
)
from profiles.moving import Transition
from profiles.states import InvitationState, RequestState

SHOWN: Final = 50


@dataclass(frozen=True)
class Event:
    at: datetime
    text: str
    actor: str
    reason: str


def timeline(profile: Profile, *, with_outsiders: bool) -> list[Event]:
    """What happened in the team, the newest first.

    Invitations and requests name people from outside: `with_outsiders` is for owners and staff.
    """
    events = list(_changes(profile))
    if with_outsiders:
        events += [*_invitations(profile), *_requests(profile)]
    return sorted(events, key=lambda event: event.at, reverse=True)[:SHOWN]


def _changes(profile: Profile) -> Iterator[Event]:
    rows = MembershipChange.objects.filter(profile=profile).select_related("actor", "person")
    for row in rows.order_by("-at", "-pk")[:SHOWN]:
        yield _event(row, _change_text(row))


def _change_text(row: MembershipChange) -> str:
    words = {"person": _name(row.person), "old": _role(row.old), "new": _role(row.new)}
    if not row.old:
        return _("%(person)s joined the team: %(new)s") % words
    if row.new:
        return _("%(person)s: %(new)s, no longer %(old)s") % words
    if row.person == row.actor:
        return _("%(person)s left the team") % words
    return _("%(person)s was taken out of the team") % words


def _invitations(profile: Profile) -> Iterator[Event]:
    rows = InvitationTransition.objects.filter(invitation__profile=profile)
    for row in rows.select_related("actor", "invitation").order_by("-at", "-pk")[:SHOWN]:
        words = {"email": row.invitation.email, "state": InvitationState(row.new).label}
        yield _event(row, _("Invitation to %(email)s: %(state)s") % words)


def _requests(profile: Profile) -> Iterator[Event]:
    rows = RequestTransition.objects.filter(request__profile=profile)
    for row in rows.select_related("actor", "request__user").order_by("-at", "-pk")[:SHOWN]:
        words = {
            "kind": row.request.get_kind_display(),
            "person": _name(row.request.user),
            "state": RequestState(row.new).label,
        }
        yield _event(row, _("Request of %(person)s (%(kind)s): %(state)s") % words)


def _event(row: Transition, text: str) -> Event:
    reason = _(row.reason) if row.reason else ""
    return Event(row.at, text, str(row.actor) if row.actor else "", reason)


def _name(person: User | None) -> str:
    return str(person) if person else _("A former member")


def _role(role: str) -> str:
    return str(Membership.Role(role).label) if role else ""
