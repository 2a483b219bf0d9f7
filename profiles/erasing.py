"""What goes when somebody erases their account, what stays and why, and how rows are emptied.

Upper apps say with `register_eraser` what of a person is theirs to delete.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import partial
from importlib import import_module

from django.apps import apps
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import models, transaction
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from profiles.models import (
    Consent,
    Disclosure,
    Invitation,
    Mail,
    MailAttachment,
    Membership,
    Profile,
    Revision,
    User,
)
from profiles.moving import ForbiddenMove, Transition
from profiles.names import personal_name
from profiles.purging import purging
from profiles.states import MailState

NOTHING = "–"
"""Stands where a subject was: lists of mails keep something to click on."""
ERASED_MAIL = "account_erased"
"""The kind of mails whose row is emptied as soon as they are out."""

KEY_KINDS = "account_"
"""Mails whose kind begins so hold codes and links that sign somebody in."""
FINAL = (MailState.SENT, MailState.CANCELLED)
"""Nobody will send these any more."""

Label = str | Promise
Rows = Callable[[User], models.QuerySet]


@dataclass(frozen=True)
class Item:
    """A kind of rows about a person. `reason` says why they are kept; deleted ones need none."""

    key: str
    label: Label
    rows: Rows
    reason: Label = ""


@dataclass(frozen=True)
class Plan:
    """What an erasure would do now.

    hand_over  organisations that would be left with members but without an owner
    archive    organisations without another member, public once
    drafts     organisations without another member that never were public
    """

    hand_over: list[Profile] = field(default_factory=list)
    archive: list[Profile] = field(default_factory=list)
    drafts: list[Profile] = field(default_factory=list)


def rows_of(model: str, **lookup: str) -> Rows:
    """The rows of a model, named `app.Model`, that belong to a person; none if it is not here."""

    def rows(user: User) -> models.QuerySet:
        if not apps.is_installed(INSTALLED_AS.get(model, "profiles")):
            return User.objects.none()
        named = {name: getattr(user, value) for name, value in (lookup or {"user": "pk"}).items()}
        return apps.get_model(model)._default_manager.filter(**named)

    return rows


INSTALLED_AS = {
    "account.EmailAddress": "allauth.account",
    "mfa.Authenticator": "allauth.mfa",
    "usersessions.UserSession": "allauth.usersessions",
}


def addresses_of(user: User) -> frozenset[str]:
    """The e-mail addresses that are known to be a person's, in lower case.

    Anybody may type in somebody else's address: what is not verified does not count.
    """
    rows = rows_of("account.EmailAddress")(user)
    own = {row.email.lower(): row.verified for row in rows}
    own.setdefault(user.email.lower(), True)  # staff made the account
    return frozenset(address for address, is_verified in own.items() if is_verified)


def mails_of(user: User) -> models.QuerySet[Mail]:
    """Written to the person, or to an address of theirs before they had an account."""
    to_them = Q(user=user)
    for address in addresses_of(user):
        to_them |= Q(address__iexact=address)
    return Mail.objects.filter(to_them)


def _mails_naming(user: User) -> models.QuerySet[Mail]:
    """Letters to others that are out and say who this is; two letters of a name are no name."""
    names = {
        personal_name(user.family_name, user.given_name, language=language)
        for language in ("en", "ja")
    }
    naming = Q(pk=None)
    for words in [*addresses_of(user), *(name for name in names if " " in name)]:
        naming |= Q(subject__icontains=words) | Q(text__icontains=words)
    return Mail.objects.filter(naming, state__in=FINAL).exclude(pk__in=mails_of(user).values("pk"))


def invitations_to(user: User) -> models.QuerySet[Invitation]:
    to_them = Q(pk=None)
    for address in addresses_of(user):
        to_them |= Q(email__iexact=address)
    return Invitation.objects.filter(to_them)


def _revisions_of(user: User) -> models.QuerySet[Revision]:
    return Revision.objects.filter(Q(author=user) | Q(claimed_by=user))


DELETED = [
    Item(
        "account",
        _("Your account with your name, function, phone number and password"),
        lambda user: User.objects.filter(pk=user.pk),
    ),
    Item("email_addresses", _("Your e-mail addresses"), rows_of("account.EmailAddress")),
    Item("second_factors", _("Your second factors"), rows_of("mfa.Authenticator")),
    Item("sessions", _("Your sessions, on every device"), rows_of("usersessions.UserSession")),
    Item("memberships", _("Your membership of organisations"), rows_of("profiles.Membership")),
    Item(
        "requests",
        _("Your requests to join an organisation"),
        rows_of("profiles.MembershipRequest"),
    ),
    Item("invitations_received", _("Your address in invitations to you"), invitations_to),
    Item(
        "invitations_sent",
        _("Invitations that you sent and that are still open: they are withdrawn"),
        lambda user: Invitation.objects.open().filter(invited_by=user),
    ),
    Item("mails", _("Your address in the mails that we sent you, and their text"), mails_of),
    Item("mails_to_others", _("The text of mails to others that name you"), _mails_naming),
    Item("mail_refusals", _("Your choice of mails"), rows_of("profiles.MailRefusal")),
]

KEPT = [
    Item(
        "consents",
        _("Entries in the log of consents, without your name"),
        rows_of("profiles.Consent"),
        _(
            "We must be able to show that what was done was allowed: GDPR Art. 5(2), 7(1) and"
            " 17(3)(b) and (e). Deleted after three years."
        ),
    ),
    Item(
        "disclosures",
        _("Entries in the log of disclosures, without your name"),
        rows_of("profiles.Disclosure", person="pk"),
        _(
            "Records of what was disclosed abroad are required: GDPR Art. 5(2), in Japan APPI"
            " Art. 29 and 30. Deleted after three years."
        ),
    ),
    Item(
        "revisions",
        _("What you wrote about an organisation, without your name"),
        _revisions_of,
        _("It describes the organisation and belongs to it."),
    ),
    Item(
        "log_entries",
        _("Entries in logs of who decided what and when, without your name"),
        lambda user: Membership.objects.none(),
        _("The organisation and the helpdesk must be able to account for it: GDPR Art. 5(2)."),
    ),
]

ERASERS: dict[str, tuple[Label, Callable[[User], int]]] = {}


def register_eraser(name: str, label: Label, erase: Callable[[User], int]) -> None:
    """Let `erase(user)` delete what an upper app knows of a person; it returns how many rows.

    It runs inside the erasure's transaction, before the account goes.
    """
    ERASERS[name] = (label, erase)


def count_deleted(user: User) -> dict[str, int]:
    return {item.key: item.rows(user).count() for item in DELETED}


def count_kept(user: User) -> dict[str, int]:
    counts = {item.key: item.rows(user).count() for item in KEPT}
    return counts | {"log_entries": count_log_entries(user)}


def log_fields() -> list[tuple[type[models.Model], str]]:
    """Every column of a log that names a person."""
    logs = [model for model in apps.get_models() if issubclass(model, Transition)]
    return [
        (model, it.name)
        for model in logs
        for it in model._meta.get_fields()
        if isinstance(it, models.ForeignKey) and it.related_model is User
    ]


def count_log_entries(user: User) -> int:
    return len(
        union(
            model._default_manager.filter(**{name: user}).values_list("pk")
            for model, name in log_fields()
        )
    )


def union(rows: Iterable[models.QuerySet]) -> models.QuerySet:
    """All rows in one query, in no order; the same columns in each."""
    first, *more = (it.order_by() for it in rows)
    return first.union(*more, all=True)


def plan_for(user: User) -> Plan:
    """What would become of the organisations to which a person belongs."""
    plan = Plan()
    role = Membership.Role.OWNER
    mine = Profile.objects.of_member(user).order_by("pk").prefetch_related("texts", "memberships")
    for profile in mine:
        others = [it for it in profile.memberships.all() if it.user_id != user.pk]
        owned_by_other = any(it.role == role for it in others)
        if not others:
            (plan.archive if profile.published_at else plan.drafts).append(profile)
        elif not owned_by_other and _is_owner(profile, user):
            plan.hand_over.append(profile)
    return plan


def _is_owner(profile: Profile, user: User) -> bool:
    owner = Membership.Role.OWNER
    return any(it.user_id == user.pk and it.role == owner for it in profile.memberships.all())


def proofs_of(user: User) -> dict[str, list[int]]:
    """The ids of what is kept as proof, so that it can be deleted together later."""
    return {
        "consents": list(Consent.objects.filter(user=user).values_list("pk", flat=True)),
        "disclosures": list(Disclosure.objects.filter(person=user).values_list("pk", flat=True)),
    }


def empty_mails(mails: models.QuerySet[Mail], *, subject: str | None = None) -> int:
    """Delete the address and the contents of mails; the rows say that there was one, and when."""
    MailAttachment.objects.filter(mail__in=mails).delete()
    nothing = {"address": "", "text": "", "html": "", "headers": {}}
    return mails.update(**nothing, **({} if subject is None else {"subject": subject}))


def cancel_mails(mails: Iterable[Mail], reason: str) -> None:
    """Give up mails that will not be sent any more."""
    for mail in mails:
        try:
            mail.move(MailState.CANCELLED, by=None, reason=reason)
        except ForbiddenMove:  # a worker took it up meanwhile
            continue


def empty_mails_of(user: User) -> None:
    """Take a person out of the outbox: what waits is cancelled, what is out is emptied.

    What a worker is sending at this very moment is emptied by the retention job.
    """
    mine = list(mails_of(user).values_list("pk", flat=True))
    waiting = [MailState.WAITING, MailState.FAILED, MailState.DOUBTFUL]
    cancel_mails(
        Mail.objects.filter(pk__in=mine, state__in=waiting),
        gettext_noop("The person erased their account"),
    )
    Mail.objects.filter(pk__in=mine, state=MailState.SENDING).update(kind=ERASED_MAIL)
    empty_mails(_mails_naming(user), subject=NOTHING)
    empty_mails(Mail.objects.filter(pk__in=mine, state__in=FINAL), subject=NOTHING)


def end_sessions(user: User) -> int:
    """Sign a person out everywhere, at once; somebody who never signed in costs nothing."""
    if user.last_login is None:
        return 0
    store = import_module(settings.SESSION_ENGINE).SessionStore
    keys = [
        row.session_key
        for row in Session.objects.iterator()
        if row.get_decoded().get("_auth_user_id") == str(user.pk)
    ]
    for key in keys:
        store(key).delete()
    return len(keys)


def delete_profile(profile: Profile) -> None:
    """Delete an organisation that never was public, with its logs and its pictures."""
    with purging():
        for logo in profile.logos.all():
            delete_file = partial(logo.file.delete, save=False)
            transaction.on_commit(delete_file, robust=True)
        profile.delete()
