"""Where allauth asks us: what it says, where it leads, how it writes and what it keeps secret."""

from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest
from django.shortcuts import resolve_url
from django.urls import translate_url
from django.utils import translation
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from profiles.accounts.sealing import seal, unseal
from profiles.accounts.zones import default_zone
from profiles.letters import address_of
from profiles.mails import accounts as mails
from profiles.models import User

SAFE_METHODS = ("GET", "HEAD", "OPTIONS", "TRACE")
SIGNED_OUT = "account/messages/logged_out.txt"
LINKS = ("activate_url", "password_reset_url", "signup_url")


class AccountAdapter(DefaultAccountAdapter):
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": gettext_lazy("This account is closed."),
        "cannot_remove_primary_email": gettext_lazy("An account needs an e-mail address."),
        "duplicate_email": gettext_lazy("This is your e-mail address already."),
        "email_password_mismatch": gettext_lazy("The e-mail address or the password is wrong."),
        "email_taken": gettext_lazy("This e-mail address cannot be used."),
        "enter_current_password": gettext_lazy("This is not your present password."),
        "incorrect_code": gettext_lazy("This code is wrong, or has been used. Try again."),
        "incorrect_password": gettext_lazy("This password is wrong."),
        "invalid_login": gettext_lazy("Signing in with this is not possible."),
        "invalid_or_expired_key": gettext_lazy("This link does not work any more."),
        "invalid_password_reset": gettext_lazy("This link does not work any more."),
        "rate_limited": gettext_lazy("Too many attempts. Wait a few minutes, then try again."),
        "same_as_current": gettext_lazy("This is your e-mail address already."),
        "too_many_login_attempts": gettext_lazy(
            "Too many attempts. Wait a few minutes, then try again."
        ),
        "unverified_primary_email": gettext_lazy("Confirm your e-mail address first."),
    }

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """After signing in, pages are in the person's language."""
        with translation.override(request.user.language):
            return resolve_url(settings.LOGIN_REDIRECT_URL)

    def get_signup_redirect_url(self, request: HttpRequest) -> str:
        return self.get_login_redirect_url(request)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return resolve_url("profiles:show-account")

    def get_reauthentication_methods(self, user: User) -> list[dict[str, Any]]:
        names = {
            "reauthenticate": _("Use the password"),
            "mfa_reauthenticate": _("Use a code from the app"),
            "mfa_reauthenticate:webauthn": _("Use a passkey"),
        }
        methods = super().get_reauthentication_methods(user)
        return [method | {"description": names[method["id"]]} for method in methods]

    def logout(self, request: HttpRequest) -> None:
        """By a form only: opening the link of another account ends nobody's session."""
        if request.method not in SAFE_METHODS:
            super().logout(request)

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str = "",
        *args: Any,
        **kwargs: Any,
    ) -> None:
        if message_template == SIGNED_OUT and request.method in SAFE_METHODS:
            return
        super().add_message(request, level, message_template, *args, **kwargs)

    def send_notification_mail(
        self,
        template_prefix: str,
        user: User,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        known = {**(context or {}), "user": user}
        super().send_notification_mail(template_prefix, user, known, email)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Into the outbox, in the recipient's language, with links that lead to it as well."""
        to = recipient(email, context.get("user"))
        links = {name: _own_link(context[name], to) for name in LINKS if name in context}
        mails.MAILS[template_prefix](to, {**context, **links})


def recipient(email: str, user: User | None) -> mails.Recipient:
    """Whoever has confirmed the address is written to as that person; any other is an address.

    Somebody may give an address that is not theirs: then its owner is not greeted by a name that
    somebody else has made up.
    """
    user = user or User.objects.filter(email__iexact=email).first()
    if user is None:
        language = get_language() or settings.LANGUAGE_CODE
        return mails.Recipient(email, language, default_zone(language))
    confirmed = EmailAddress.objects.filter(user=user, email__iexact=email, verified=True)
    is_own = user.email.lower() == email.lower() and confirmed.exists()
    return mails.Recipient(user if is_own else email, user.language, user.time_zone)


def _own_link(url: str, to: mails.Recipient) -> str:
    """The same page at our public address, whatever host was asked, in the reader's language."""
    return address_of(translate_url(urlsplit(url).path, to.language))


class SecondFactorAdapter(DefaultMFAAdapter):
    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "cannot_delete_authenticator": gettext_lazy("This second factor cannot be removed."),
        "cannot_generate_recovery_codes": gettext_lazy(
            "Recovery codes come with a second factor: set up an app or a passkey first."
        ),
        "incorrect_code": AccountAdapter.error_messages["incorrect_code"],
        "unverified_email": gettext_lazy(
            "Confirm your e-mail address first: the link is in our mail."
        ),
    }

    def encrypt(self, text: str) -> str:
        return seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        return unseal(encrypted_text)

    def generate_authenticator_name(self, user: User, type: str) -> str:  # noqa: A002 - allauth's
        number = Authenticator.objects.filter(user=user, type=type).count() + 1
        # Translators: the name that is proposed for a passkey
        return _("Passkey %(number)d") % {"number": number}

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {**super().get_public_key_credential_rp_entity(), "name": settings.MFA_TOTP_ISSUER}
