"""Mails about the review of a profile."""

from collections.abc import Callable

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from profiles import outbox
from profiles.fields import field_name
from profiles.letters import Letter, address_of
from profiles.models import Mail, Membership, Profile, Revision, User

Post = Callable[..., Mail | None]

APPROVED = gettext_noop("Approved")
"""The reason of an approval without words."""


def writers(profile: Profile) -> QuerySet[User]:
    """Everybody who can change the profile: they learn of every decision."""
    return User.objects.filter(
        memberships__profile=profile,
        memberships__role__in=[Membership.Role.OWNER, Membership.Role.EDITOR],
        is_active=True,
    ).order_by("pk")


def _key(kind: str, revision: Revision, to: User) -> str:
    return f"{kind}-{revision.pk}-{revision.transitions.count()}-{to.pk}"


def approved(revision: Revision, *, to: User) -> Mail | None:
    profile = revision.profile
    reason = revision.transitions.last().reason

    def write() -> Letter:
        name = {"organisation": profile.name}
        return Letter(
            subject=_("Published: %(organisation)s") % name,
            quote="" if reason == APPROVED else reason,
            paragraphs=[
                _("The helpdesk has approved the profile of %(organisation)s. It is public now.")
                % name,
                _("Partner suggestions are being worked out; they will be there in some minutes."),
            ],
            action=(_("Look at the profile"), address_of(profile.get_absolute_url())),
        )

    return outbox.post(write, to=to, key=_key("approved", revision, to), kind="revision_approved")


def changes_requested(revision: Revision, *, to: User) -> Mail | None:
    profile = revision.profile
    last = revision.transitions.last()

    def write() -> Letter:
        remarks = [f"{field_name(remark.field)}: {remark.text}" for remark in last.remarks.all()]
        edit = reverse("profiles:edit-profile", args=[profile.pk])
        return Letter(
            subject=_("Please change something: %(organisation)s") % {"organisation": profile.name},
            paragraphs=[
                _(
                    "The helpdesk has read your profile and asks for some changes before it can"
                    " be published. Nothing that you wrote is lost."
                ),
            ],
            quote="\n".join([last.reason, *remarks]),
            action=(_("Change the profile"), address_of(edit)),
        )

    key = _key("changes", revision, to)
    return outbox.post(write, to=to, key=key, kind="revision_changes_requested")


def rejected(revision: Revision, *, to: User) -> Mail | None:
    profile = revision.profile
    reason = revision.transitions.last().reason

    def write() -> Letter:
        return Letter(
            subject=_("Not published: %(organisation)s") % {"organisation": profile.name},
            paragraphs=[
                _(
                    "The helpdesk cannot publish what you submitted for %(organisation)s. This is"
                    " why:"
                )
                % {"organisation": profile.name},
            ],
            quote=reason,
            closing=[_("If you think that this is a mistake, answer to the helpdesk.")],
        )

    return outbox.post(write, to=to, key=_key("rejected", revision, to), kind="revision_rejected")


def archived(profile: Profile, *, to: User) -> Mail | None:
    last = profile.transitions.last()

    def write() -> Letter:
        name = {"organisation": profile.name}
        return Letter(
            subject=_("Not in the directory any more: %(organisation)s") % name,
            paragraphs=[
                _(
                    "The helpdesk has taken the profile of %(organisation)s out of the directory."
                    " Nothing that you wrote is lost. This is why:"
                )
                % name,
            ],
            quote=last.reason,
            closing=[_("If you think that this is a mistake, answer to the helpdesk.")],
        )

    key = f"archived-{profile.pk}-{last.pk}-{to.pk}"
    return outbox.post(write, to=to, key=key, kind="profile_archived")
