"""Mails about signing up and in, and about every change to how somebody signs in.

Their kinds begin with `account_`: they hold codes and links, so the retention job does not keep
them for long.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from profiles import outbox
from profiles.clock import both_clocks
from profiles.letters import Letter, address_of
from profiles.models import Mail, User

CODE_MINUTES = 10
LINK_DAYS = 3


@dataclass(frozen=True)
class Recipient:
    """A person, or a bare address; and what is read there."""

    to: User | str
    language: str
    time_zone: str


Context = Mapping[str, Any]
"""What allauth knows: addresses of pages, a code, or when and from where."""


def _post(to: Recipient, kind: str, write: Callable[[], Letter]) -> Mail | None:
    """Each is asked for by somebody at that moment, so each has a key of its own."""
    return outbox.post(
        write,
        to=to.to,
        key=f"{kind}-{uuid4().hex}",
        kind=kind,
        language=to.language,
        time_zone=to.time_zone,
    )


def _unasked() -> str:
    return _("If you did not ask for this, you need not do anything.")


def confirm_address(to: Recipient, context: Context) -> Mail | None:
    def write() -> Letter:
        holds = ngettext(
            "The link works for %(days)d day.", "The link works for %(days)d days.", LINK_DAYS
        )
        return Letter(
            subject=_("Please confirm your e-mail address"),
            paragraphs=[
                _(
                    "Somebody has given this address for an account at the helpdesk. If it was"
                    " you, confirm that it is yours."
                )
            ],
            action=(_("Confirm the address"), context["activate_url"]),
            closing=[holds % {"days": LINK_DAYS}, _unasked()],
        )

    return _post(to, "account_confirm_address", write)


def account_exists(to: Recipient, context: Context) -> Mail | None:
    def write() -> Letter:
        return Letter(
            subject=_("You have an account already"),
            paragraphs=[
                _(
                    "Somebody has tried to register with this address. It has an account already,"
                    " so nothing was changed."
                ),
                _("If it was you, sign in, or set a new password if you do not know yours."),
            ],
            action=(_("Set a new password"), context["password_reset_url"]),
            closing=[_unasked()],
        )

    return _post(to, "account_exists", write)


def no_account(to: Recipient, context: Context) -> Mail | None:
    """To an address that has none: whoever asked learns it here, and nobody learns it elsewhere."""

    def write() -> Letter:
        return Letter(
            subject=_("There is no account with this address"),
            paragraphs=[
                _(
                    "Somebody has tried to sign in or to set a new password with this address. It"
                    " has no account. If it was you, you may have used another address."
                )
            ],
            action=(_("Register"), context["signup_url"]),
            closing=[_unasked()],
        )

    return _post(to, "account_unknown", write)


def reset_password(to: Recipient, context: Context) -> Mail | None:
    def write() -> Letter:
        holds = ngettext(
            "The link works once, for %(days)d day.",
            "The link works once, for %(days)d days.",
            LINK_DAYS,
        )
        return Letter(
            subject=_("Set a new password"),
            paragraphs=[_("Somebody has asked to set a new password for your account.")],
            action=(_("Set a new password"), context["password_reset_url"]),
            closing=[holds % {"days": LINK_DAYS}, _unasked()],
        )

    return _post(to, "account_reset_password", write)


def sign_in_code(to: Recipient, context: Context) -> Mail | None:
    def write() -> Letter:
        return Letter(
            subject=_("Your code to sign in"),
            paragraphs=[
                _("Type this code on the page where you asked for it:"),
                context["code"],
            ],
            closing=[
                _("It works once, for %(minutes)d minutes. Tell it to nobody, not even us.")
                % {"minutes": CODE_MINUTES},
                _unasked(),
            ],
        )

    return _post(to, "account_sign_in_code", write)


def address_changed(to: Recipient, context: Context) -> Mail | None:
    """To the former address, the last chance of its owner to hear of it."""

    def write() -> Letter:
        return Letter(
            subject=_("Your e-mail address was changed"),
            paragraphs=[
                _("From now on we write to %(address)s, and you sign in with it.")
                % {"address": context["to_email"]},
                _where(context),
            ],
            closing=[_("If it was not you, answer to the helpdesk at once.")],
        )

    return _post(to, "account_address_changed", write)


def _notice(kind: str, subject: Promise) -> Callable[[Recipient, Context], Mail | None]:
    """The writer of a notice of one change; its subject says all of it."""

    def send(to: Recipient, context: Context) -> Mail | None:
        def write() -> Letter:
            reset = address_of(reverse("account_reset_password"))
            return Letter(
                subject=str(subject),
                paragraphs=[f"{subject}.", _where(context)],
                action=(_("Set a new password"), reset),
                closing=[
                    _(
                        "If it was you, you need not do anything. If it was not you, set a new"
                        " password at once, look at your second factors, and answer to the"
                        " helpdesk."
                    )
                ],
            )

        return _post(to, kind, write)

    return send


def _where(context: Context) -> str:
    return _("When: %(time)s\nFrom the network address: %(address)s") % {
        "time": both_clocks(context["timestamp"]),
        "address": context["ip"],
    }


password_changed = _notice("account_password_changed", gettext_lazy("Your password was changed"))
app_added = _notice(
    "account_app_added", gettext_lazy("An authenticator app was added to your account")
)
app_removed = _notice(
    "account_app_removed", gettext_lazy("The authenticator app was removed from your account")
)
passkey_added = _notice(
    "account_passkey_added", gettext_lazy("A passkey was added to your account")
)
passkey_removed = _notice(
    "account_passkey_removed", gettext_lazy("A passkey was removed from your account")
)
codes_renewed = _notice(
    "account_codes_renewed", gettext_lazy("New recovery codes were made for your account")
)
new_address_dropped = _notice(
    "account_new_address_dropped", gettext_lazy("A change of your e-mail address was taken back")
)

MAILS: dict[str, Callable[[Recipient, Context], Mail | None]] = {
    "account/email/account_already_exists": account_exists,
    "account/email/email_changed": address_changed,
    "account/email/email_confirmation": confirm_address,
    "account/email/email_confirmation_signup": confirm_address,
    "account/email/email_deleted": new_address_dropped,
    "account/email/login_code": sign_in_code,
    "account/email/password_changed": password_changed,
    "account/email/password_reset": password_changed,
    "account/email/password_reset_key": reset_password,
    "account/email/password_set": password_changed,
    "account/email/unknown_account": no_account,
    "mfa/email/recovery_codes_generated": codes_renewed,
    "mfa/email/totp_activated": app_added,
    "mfa/email/totp_deactivated": app_removed,
    "mfa/email/webauthn_added": passkey_added,
    "mfa/email/webauthn_removed": passkey_removed,
}
"""By the names that allauth gives them."""
