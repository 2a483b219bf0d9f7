"""What a signed-in person finds on their own page: organisations, and what to do next for each."""

from dataclasses import dataclass
from typing import Final

from django.db.models import Count, Prefetch, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from profiles.clock import both_clocks
from profiles.models import (
    Invitation,
    Membership,
    MembershipRequest,
    Profile,
    ProfileText,
    Revision,
    User,
)
from profiles.stages import Stage, stage_at
from profiles.states import LISTED, RequestState, RevisionState, Status

WRITERS: Final = (Membership.Role.OWNER, Membership.Role.EDITOR)


@dataclass(frozen=True)
class Step:
    """What to do next: words, and the page or button that does it (`edit`, `confirm` or none)."""

    text: str
    action: str = ""


@dataclass(frozen=True)
class Workspace:
    """One organisation of the person's."""

    profile: Profile
    membership: Membership
    revision: Revision | None
    step: Step

    @property
    def may_write(self) -> bool:
        return self.membership.role in WRITERS


def workspaces(user: User) -> list[Workspace]:
    asking = Q(
        profile__requests__state=RequestState.OPEN,
        profile__requests__kind=MembershipRequest.Kind.JOIN,
    )
    rows = (
        Membership.objects.filter(user=user)
        .select_related("profile__place__country")
        .prefetch_related("profile__texts", _open_revisions())
        .annotate(asking=Count("profile__requests", filter=asking))
    )
    return [_workspace(row) for row in rows]


def _open_revisions() -> Prefetch:
    return Prefetch("profile__revisions", Revision.objects.open(), to_attr="open_revisions")


def _workspace(row: Membership) -> Workspace:
    revision = next(iter(row.profile.open_revisions), None)
    step = next_step(row.profile, revision)
    return Workspace(row.profile, row, revision, step)


def next_step(profile: Profile, revision: Revision | None) -> Step:
    """Whatever keeps it from the public or out of date comes first."""
    if revision and revision.state == RevisionState.CHANGES_REQUESTED:
        return Step(_("The helpdesk asks for changes. Make them and submit again."), "edit")
    if profile.status not in LISTED and (not revision or revision.is_editable):
        return _unpublished(profile)
    if revision and revision.state == RevisionState.SUBMITTED:
        moment = both_clocks(revision.submitted_at or revision.changed_at)
        return Step(_("With the helpdesk since %(moment)s.") % {"moment": moment})
    return _published(profile, has_changes=revision is not None)


def _published(profile: Profile, *, has_changes: bool) -> Step:
    stage = stage_at(timezone.now() - profile.last_confirmed)
    if stage == Stage.UNMATCHED:
        return Step(
            _("Not suggested to anybody, because nobody has confirmed it for a year."), "confirm"
        )
    if stage:
        return Step(_("Confirm that the profile is still right."), "confirm")
    if has_changes:
        return Step(_("There are changes that have not been submitted yet."), "edit")
    return Step(_("Everything is in order."))


def _unpublished(profile: Profile) -> Step:
    if profile.status == Status.ARCHIVED:
        return Step(_("Archived. Edit and submit it to publish it again."), "edit")
    return Step(_("Complete the profile and submit it."), "edit")


def open_invitations(user: User) -> list[Invitation]:
    rows = Invitation.objects.valid().addressed_to(user)
    return list(rows.select_related("profile", "invited_by").prefetch_related(_texts()))


def open_requests(user: User) -> list[MembershipRequest]:
    rows = MembershipRequest.objects.open().filter(user=user)
    return list(rows.select_related("profile").prefetch_related(_texts()))


def _texts() -> Prefetch:
    return Prefetch("profile__texts", ProfileText.objects.all())
