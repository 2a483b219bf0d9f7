"""Erase an account."""

from django.db import transaction
from django.utils.translation import gettext_noop, ngettext

from profiles import erasing
from profiles.mails import privacy as mails
from profiles.models import (
    Erasure,
    Invitation,
    Membership,
    MembershipChange,
    Profile,
    Revision,
    User,
)
from profiles.purging import purging
from profiles.signals import content_changed
from profiles.states import LISTED, InvitationState, RevisionState, Status


class HandOverFirst(Exception):
    """Others would be left without an owner; `args[0]` are the organisations."""

    def __str__(self) -> str:
        return ngettext(
            "You are the only owner of an organisation with other members. Make one of them an"
            " owner first; then you can erase your account.",
            "You are the only owner of %(count)s organisations with other members. Make one of"
            " them an owner first; then you can erase your account.",
            len(self.args[0]),
        ) % {"count": len(self.args[0])}


def erase_user(user: User, *, requested_by_person: bool = True) -> Erasure:
    """Delete a person, and take their name out of what the law makes us keep.

    A person who asked for it themselves gets a last mail. Raises HandOverFirst, and then nothing
    has changed.
    """
    with transaction.atomic():
        locked = _locked(user)
        plan = erasing.plan_for(locked)
        if plan.hand_over:
            raise HandOverFirst(plan.hand_over)
        erasure = _noted(locked, plan, requested_by_person=requested_by_person)
        erasing.empty_mails_of(locked)
        if requested_by_person:
            mails.erased(locked, erasure)
        _leave_organisations(locked, plan)
        _withdraw_invitations(locked)
        erasing.end_sessions(locked)
        with purging():
            locked.delete()
    return erasure


def _locked(user: User) -> User:
    """The organisations first, as everywhere, in order; then the person."""
    own = Membership.objects.filter(user=user).values("profile")
    list(Profile.objects.filter(pk__in=own).order_by("pk").select_for_update(of=("self",)))
    return User.objects.select_for_update().get(pk=user.pk)


def _noted(user: User, plan: erasing.Plan, *, requested_by_person: bool) -> Erasure:
    deleted, kept = erasing.count_deleted(user), erasing.count_kept(user)
    deleted["organisations"] = len(plan.drafts)
    for name, (_label, erase) in erasing.ERASERS.items():
        deleted[name] = erase(user)
    return Erasure.objects.create(
        deleted=deleted,
        kept=kept,
        proofs=erasing.proofs_of(user),
        requested_by_person=requested_by_person,
    )


def _leave_organisations(user: User, plan: erasing.Plan) -> None:
    for profile in plan.drafts:
        erasing.delete_profile(profile)
    for membership in user.memberships.order_by("profile_id"):
        MembershipChange.objects.create(
            profile_id=membership.profile_id,
            old=membership.role,
            reason=gettext_noop("Erased their account"),
        )
    user.memberships.all().delete()
    for profile in plan.archive:
        _archive(profile)


def _archive(profile: Profile) -> None:
    """Nobody speaks for it any more: it leaves the directory, and what was proposed is dropped."""
    reason = gettext_noop("The only member erased their account")
    for revision in profile.revisions.open():
        _drop(revision, reason)
    if profile.status == Status.ARCHIVED:
        return
    was_listed = profile.status in LISTED
    profile.move(Status.ARCHIVED, by=None, reason=reason)
    if was_listed:
        content_changed.send(Profile, profile=profile)


def _drop(revision: Revision, reason: str) -> None:
    if revision.state == RevisionState.SUBMITTED:
        revision.move(RevisionState.DRAFT, by=None, reason=reason)
    revision.move(RevisionState.WITHDRAWN, by=None, reason=reason)


def _withdraw_invitations(user: User) -> None:
    """Those that the person sent, and those sent to them, of which the address goes."""
    reason = gettext_noop("One of both has erased their account")
    received = erasing.invitations_to(user)
    for invitation in Invitation.objects.open().filter(invited_by=user) | received.filter(
        state=InvitationState.OPEN
    ):
        invitation.move(InvitationState.WITHDRAWN, by=None, reason=reason)
    received.update(email="")


def renew_mails(user: User, kind: str) -> bool:
    """Mails of this kind again; False if they had not been ended."""
    deleted, _by_model = user.mail_refusals.filter(kind=kind).delete()
    return bool(deleted)
