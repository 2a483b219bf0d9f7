"""The sections of the export that are about accounts, teams, consents, mails and revisions."""

from functools import cache, partial
from typing import Any

from django.apps import apps
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from profiles.disclosing import ContactField
from profiles.erasing import KEY_KINDS, invitations_to, log_fields, mails_of, rows_of, union
from profiles.models import (
    Consent,
    Disclosure,
    Invitation,
    Membership,
    MembershipChange,
    MembershipRequest,
    Revision,
    TrustChange,
    User,
)
from profiles.moving import Moving, Transition
from profiles.privacy.exporting import EXEMPT, LOGS, Row, covered, name_logs, register
from profiles.states import InvitationState, MailState, RequestState, RevisionState

OWN_LOGS = {
    "profiles.ProfileTransition": _("Profile"),
    "profiles.TrustChange": _("Profile"),
    "profiles.ImportTransition": _("Import"),
    "profiles.RevisionTransition": _("Review of a profile"),
    "profiles.RequestTransition": _("Request to join"),
    "profiles.InvitationTransition": _("Invitation"),
    "profiles.MailTransition": _("Mail"),
    "profiles.MembershipChange": _("Role in an organisation"),
}


class Trust(models.TextChoices):
    TRUSTED = "trusted", pgettext_lazy("said of an organisation", "Trusted")


CODES: dict[type[Transition], type[models.TextChoices]] = {
    MembershipChange: Membership.Role,
    TrustChange: Trust,
}
"""What a log writes down where it is not the state of a row."""


def account(user: User) -> list[Row]:
    names = ["email", "family_name", "given_name", "reading", "job_title", "phone"]
    names += ["language", "time_zone", "is_staff", "date_joined", "last_login"]
    return [{name: getattr(user, name) for name in names}]


def email_addresses(user: User) -> list[Row]:
    return [
        {"address": row.email, "is_verified": row.verified, "is_primary": row.primary}
        for row in rows_of("account.EmailAddress")(user).order_by("pk")
    ]


def second_factors(user: User) -> list[Row]:
    """Never the secrets."""
    return [
        {
            "kind": type(row).Type(row.type),
            "created_at": row.created_at,
            "last_used_at": row.last_used_at,
        }
        for row in rows_of("mfa.Authenticator")(user).order_by("pk")
    ]


def sessions(user: User) -> list[Row]:
    return [
        {
            "created_at": row.created_at,
            "last_seen_at": row.last_seen_at,
            "ip": row.ip,
            "device": row.user_agent,
        }
        for row in rows_of("usersessions.UserSession")(user).order_by("pk")
    ]


def _with_organisation(rows: models.QuerySet[Any]) -> models.QuerySet[Any]:
    return rows.select_related("profile").prefetch_related("profile__texts")


def memberships(user: User) -> list[Row]:
    return [
        {
            "organisation": row.profile.name,
            "role": Membership.Role(row.role),
            "joined_at": row.joined_at,
        }
        for row in _with_organisation(user.memberships.all())
    ]


def requests(user: User) -> list[Row]:
    return [
        {
            "organisation": row.profile.name,
            "kind": MembershipRequest.Kind(row.kind),
            "message": row.message,
            "state": RequestState(row.state),
            "created_at": row.created_at,
        }
        for row in _with_organisation(user.membership_requests.all())
    ]


def invitations_received(user: User) -> list[Row]:
    return [_invitation(row) for row in _with_organisation(invitations_to(user))]


def invitations_sent(user: User) -> list[Row]:
    """Without the other person's address, which is theirs."""
    sent = _with_organisation(Invitation.objects.filter(invited_by=user))
    return [_invitation(row) | {"address": ""} for row in sent]


def _invitation(row: Invitation) -> Row:
    return {
        "organisation": row.profile.name,
        "address": row.email,
        "role": Membership.Role(row.role),
        "state": InvitationState(row.state),
        "language": row.language,
        "created_at": row.created_at,
        "expires_at": row.expires_at,
    }


def consents(user: User) -> list[Row]:
    return [
        {
            "purpose": Consent.Purpose(row.purpose),
            "is_given": row.is_given,
            "version": row.version,
            "digest": row.digest,
            "language": row.language,
            "source": row.source,
            "at": row.at,
        }
        for row in user.consents.all()
    ]


def disclosures(user: User) -> list[Row]:
    rows = user.disclosures.select_related("recipient").prefetch_related("recipient__texts")
    return [
        {
            "recipient": row.recipient.name if row.recipient else "",
            "basis": Disclosure.Basis(row.basis),
            "fields": [ContactField(name) for name in row.fields],
            "cause": row.cause,
            "at": row.at,
        }
        for row in rows
    ]


def mails(user: User) -> list[Row]:
    return [
        {
            "subject": row.subject,
            "kind": row.kind,
            "address": row.address,
            "language": row.language,
            "state": MailState(row.state),
            "created_at": row.created_at,
            "sent_at": row.sent_at,
            "body": "" if row.kind.startswith(KEY_KINDS) else row.text,
        }
        for row in mails_of(user).order_by("pk")
    ]


def mail_refusals(user: User) -> list[Row]:
    return [{"kind": row.kind, "at": row.at} for row in user.mail_refusals.order_by("pk")]


def revisions(user: User) -> list[Row]:
    return [
        {
            "organisation": row.profile.name,
            "state": RevisionState(row.state),
            "created_at": row.created_at,
            "changed_at": row.changed_at,
            "content": row.content,
        }
        for row in _with_organisation(Revision.objects.filter(author=user))
    ]


def log_entries(user: User) -> list[Row]:
    """What the person decided, and what was decided about their membership."""
    naming: dict[type[models.Model], models.Q] = {}
    for model, name in log_fields():
        naming[model] = naming.get(model, models.Q()) | models.Q(**{name: user})
    found = union(
        model._default_manager.filter(condition)
        .annotate(model=models.Value(model._meta.label))
        .values_list("at", "model", "old", "new", "reason")
        for model, condition in naming.items()
    )
    return [
        {
            "about": _log_name(label),
            "old": _state(label, old),
            "new": _state(label, new),
            "reason": reason,
            "at": at,
        }
        for at, label, old, new, reason in sorted(found)
    ]


def _log_name(label: str) -> object:
    return LOGS.get(label) or apps.get_model(label)._meta.verbose_name


def _state(label: str, code: str) -> str:
    """A choice, which has a name for people; a state that there is no more stays as it is."""
    states = states_in(apps.get_model(label))
    return states(code) if code in states.values else code


@cache
def states_in(log: type[Transition]) -> type[models.TextChoices]:
    """Of what its `old` and `new` are codes."""
    if log in CODES:
        return CODES[log]
    fields = [it for it in log._meta.get_fields() if isinstance(it, models.ForeignKey)]
    moving = next(it.related_model for it in fields if issubclass(it.related_model, Moving))
    return type(next(iter(moving.MOVES)))


def traces(user: User) -> list[Row]:
    """Whatever else bears the person's name: what they made, uploaded or took up."""
    found = union(
        model._default_manager.filter(**{name: user})
        .annotate(
            model=models.Value(model._meta.label), field=models.Value(name), made=_moment(model)
        )
        .values_list("model", "field", "made")
        for model, name in trace_fields()
    )
    return [
        {"about": apps.get_model(label)._meta.verbose_name, "action": name, "at": at}
        for label, name, at in found
    ]


def trace_fields() -> list[tuple[type[models.Model], str]]:
    """Columns that merely point to a person and that no section explains; never whole rows of
    theirs, which go with them (CASCADE) and need a section."""
    explained = covered() | EXEMPT.keys()
    return [
        (model, it.name)
        for model, it in fields_to_people()
        if it.remote_field.on_delete is models.SET_NULL and column(model, it.name) not in explained
    ]


def fields_to_people() -> list[tuple[type[models.Model], models.ForeignKey]]:
    return [
        (model, it)
        for model in apps.get_models()
        for it in model._meta.get_fields()
        if isinstance(it, models.ForeignKey) and it.related_model is User
    ]


def _moment(model: type[models.Model]) -> models.Expression:
    """The first date in its rows: when they were made."""
    dates = [it.name for it in model._meta.fields if isinstance(it, models.DateTimeField)]
    return models.F(dates[0]) if dates else models.Value(None, output_field=models.DateTimeField())


def column(model: type[models.Model], name: str) -> str:
    """As `covers` names it: `profiles.Membership.user`."""
    return f"{model._meta.label}.{name}"


_own = partial(register, rank=0)


def register_sections() -> None:
    """In the order in which they are read."""
    _own("account", _("Account"), account)
    _register_sign_in()
    _register_teams()
    _register_logs()
    _own("traces", _("Where else your name stands"), traces)


def _register_sign_in() -> None:
    _own(
        "email_addresses",
        _("E-mail addresses"),
        email_addresses,
        covers=["account.EmailAddress.user"],
    )
    _own("second_factors", _("Second factors"), second_factors, covers=["mfa.Authenticator.user"])
    _own("sessions", _("Sessions"), sessions, covers=["usersessions.UserSession.user"])


def _register_teams() -> None:
    _own(
        "memberships",
        _("Membership of organisations"),
        memberships,
        covers=["profiles.Membership.user"],
    )
    _own(
        "requests",
        _("Requests to join"),
        requests,
        covers=["profiles.MembershipRequest.user"],
    )
    _own("invitations_received", _("Invitations received"), invitations_received)
    _own(
        "invitations_sent",
        _("Invitations sent"),
        invitations_sent,
        covers=["profiles.Invitation.invited_by"],
    )
    _own(
        "revisions",
        _("Descriptions of organisations that you wrote"),
        revisions,
        covers=["profiles.Revision.author"],
    )


def _register_logs() -> None:
    name_logs(OWN_LOGS)
    _own("consents", _("Log of consents"), consents, covers=["profiles.Consent.user"])
    _own(
        "disclosures",
        _("Disclosures to other organisations"),
        disclosures,
        covers=["profiles.Disclosure.person"],
    )
    _own("mails", _("Mails to you"), mails, covers=["profiles.Mail.user"])
    _own("mail_refusals", _("Mails ended"), mail_refusals, covers=["profiles.MailRefusal.user"])
    covers = [column(model, name) for model, name in log_fields()]
    _own("log_entries", _("What you did, and what was done for you"), log_entries, covers=covers)
