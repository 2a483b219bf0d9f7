"""Mails about who speaks for an organisation."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from profiles import outbox
from profiles.clock import both_clocks
from profiles.letters import Letter, address_of
from profiles.models import Invitation, Mail, Membership, MembershipChange, MembershipRequest, User

ROLES = {
    Membership.Role.OWNER: gettext_lazy("As owner you edit the profile and decide on the team."),
    Membership.Role.EDITOR: gettext_lazy("As editor you edit the profile."),
    Membership.Role.VIEWER: gettext_lazy("As viewer you see drafts and the team."),
}
BECAME = {
    "keep": gettext_lazy("You stay owner beside this person."),
    "viewer": gettext_lazy("You are a viewer now: you see drafts and the team."),
    "remove": gettext_lazy("You do not belong to the team any more."),
}


def invitation(row: Invitation, *, token: str) -> Mail | None:
    """The only place where the token stands; a letter that is sent again has another one."""
    reader = User.objects.filter(email__iexact=row.email, is_active=True).first()

    def write() -> Letter:
        names = {"organisation": row.profile.name, "name": row.invited_by or _("A colleague")}
        return Letter(
            subject=_("Invitation: speak for %(organisation)s") % names,
            paragraphs=[
                _(
                    "%(name)s invites you to the team of %(organisation)s at the EU–Japan Regional"
                    " Cooperation Helpdesk, which finds partners between Europe and Japan."
                )
                % names,
                str(ROLES[Membership.Role(row.role)]),
            ],
            action=(
                _("Answer the invitation"),
                address_of(reverse("profiles:accept-invitation", args=[token])),
            ),
            closing=[
                _("The invitation is valid until %(moment)s.")
                % {"moment": both_clocks(row.expires_at)},
                _("If you do not know the organisation, decline or do nothing."),
            ],
        )

    key = f"invitation-{row.pk}-{row.digest[:16]}"
    return outbox.post(
        write, to=reader or row.email, key=key, kind="invitation", language=_language(reader, row)
    )


def _language(reader: User | None, row: Invitation) -> str:
    """Whoever has an account has chosen; for others the colleague has."""
    return reader.language if reader else row.language


def request_made(row: MembershipRequest, *, to: User) -> Mail | None:
    is_join = row.kind == MembershipRequest.Kind.JOIN
    key = f"request-{row.pk}-{to.pk}"
    kind = "membership_requested" if is_join else "take_over_requested"
    return outbox.post(
        lambda: _join_letter(row) if is_join else _take_over_letter(row), to=to, key=key, kind=kind
    )


def _asker(row: MembershipRequest) -> dict[str, str]:
    """Who asks, as the request page has told them that it would."""
    person = ", ".join(part for part in (str(row.user), row.user.job_title) if part)
    return {"organisation": row.profile.name, "person": f"{person} ({row.user.email})"}


def _join_letter(row: MembershipRequest) -> Letter:
    names = _asker(row)
    return Letter(
        subject=_("Somebody asks to join %(organisation)s") % names,
        paragraphs=[_("%(person)s asks to join the team of %(organisation)s, and writes:") % names],
        quote=row.message,
        action=(_("Accept or decline"), _team(row.profile_id)),
        closing=[_("Accept only people whom you know to work for the organisation.")],
    )


def _take_over_letter(row: MembershipRequest) -> Letter:
    names = _asker(row)
    return Letter(
        subject=_("Somebody asks to take over %(organisation)s") % names,
        paragraphs=[
            _(
                "%(person)s asks the helpdesk to become owner of %(organisation)s, because its"
                " owners cannot be reached, and writes:"
            )
            % names
        ],
        quote=row.message,
        action=(_("Look at the team"), _team(row.profile_id)),
        closing=[_("If you are still there, answer to this mail: the helpdesk decides.")],
    )


def request_accepted(row: MembershipRequest, *, role: str) -> Mail | None:
    def write() -> Letter:
        name = {"organisation": row.profile.name}
        return Letter(
            subject=_("Accepted: you speak for %(organisation)s") % name,
            paragraphs=[
                _("You belong to the team of %(organisation)s now.") % name,
                str(ROLES[Membership.Role(role)]),
            ],
            action=(_("Look at the team"), _team(row.profile_id)),
        )

    return outbox.post(
        write, to=row.user, key=f"request-accepted-{row.pk}", kind="membership_accepted"
    )


def request_declined(row: MembershipRequest, *, reason: str) -> Mail | None:
    def write() -> Letter:
        name = {"organisation": row.profile.name}
        return Letter(
            subject=_("Not accepted: %(organisation)s") % name,
            paragraphs=[
                _("Your request to join %(organisation)s was not accepted. This is why:") % name
                if row.kind == MembershipRequest.Kind.JOIN
                else _("Your request to take over %(organisation)s was not accepted. This is why:")
                % name
            ],
            quote=reason,
            closing=[_("If you think that this is a mistake, answer to the helpdesk.")],
        )

    return outbox.post(
        write, to=row.user, key=f"request-declined-{row.pk}", kind="membership_declined"
    )


def made_owner(change: MembershipChange) -> Mail | None:
    """By a colleague, who may have handed the organisation over."""

    def write() -> Letter:
        names = {"organisation": change.profile.name, "name": change.actor or _("A colleague")}
        return Letter(
            subject=_("You own the profile of %(organisation)s now") % names,
            paragraphs=[
                _("%(name)s has made you owner of %(organisation)s.") % names,
                str(ROLES[Membership.Role.OWNER]),
            ],
            action=(_("Look at the team"), _team(change.profile_id)),
        )

    return outbox.post(write, to=change.person, key=f"made-owner-{change.pk}", kind="made_owner")


def removed(change: MembershipChange, *, reason: str) -> Mail | None:
    def write() -> Letter:
        names = {"organisation": change.profile.name, "name": change.actor or _("A colleague")}
        return Letter(
            subject=_("You have left the team of %(organisation)s") % names,
            paragraphs=[
                _("%(name)s has taken you out of the team of %(organisation)s.") % names,
                _("You cannot edit its profile any more. Your account stays."),
            ],
            quote=reason,
        )

    return outbox.post(write, to=change.person, key=f"removed-{change.pk}", kind="removed")


def taken_over(row: MembershipRequest, *, to: User, former: str) -> Mail | None:
    """To an owner from before."""

    def write() -> Letter:
        names = {"organisation": row.profile.name, "person": str(row.user)}
        return Letter(
            subject=_("%(organisation)s has a new owner") % names,
            paragraphs=[
                _("The helpdesk has made %(person)s owner of %(organisation)s.") % names,
                str(BECAME[former]),
            ],
            closing=[_("If you think that this is a mistake, answer to the helpdesk.")],
        )

    return outbox.post(write, to=to, key=f"taken-over-{row.pk}-{to.pk}", kind="taken_over")


def _team(profile_id: int) -> str:
    return address_of(reverse("profiles:show-team", args=[profile_id]))
