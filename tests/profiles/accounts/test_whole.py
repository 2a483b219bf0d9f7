"""Every page and message of allauth's that can be reached is ours, in four languages."""

import os
import subprocess
import sys
from pathlib import Path

import allauth
import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.template.loader import get_template
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from profiles.accounts.devices import device
from tests.makers import make_codes, make_staff, make_user
from tests.profiles.accounts.walking import (
    CODE,
    FACTOR,
    MARKS,
    TYPE_CODE,
    anybody,
    fill,
    show_again,
    sign_in,
    visitor,
)
from tests.profiles.reading import elements

pytestmark = MARKS

LANGUAGES = ("de", "en", "fr", "ja")
OURS = str(settings.BASE_DIR / "templates")
THEIRS = Path(allauth.__file__).parent / "templates"
OFF = {
    "confirm_email_verification_code.html",
    "confirm_password_reset_code.html",
    "confirm_phone_verification_code.html",
    "phone_change.html",
    "signup_by_passkey.html",
    "signup_form.html",
    "trust.html",
    "email.html",
    "phone_verification_sent.txt",
    "phone_verified.txt",
}
"""What our settings switch off: other codes, phones, several addresses, trusted browsers."""
FRAMES = ("base_", "base.", "snippets/", "email/")


def replaceable() -> list[str]:
    """Its pages and messages, without the frames that only they use."""
    found = []
    for app in ("account", "mfa", "usersessions"):
        for file in sorted((THEIRS / app).rglob("*.*")):
            inside = str(file.relative_to(THEIRS / app))
            if file.name not in OFF and not any(mark in inside for mark in FRAMES):
                found.append(f"{app}/{inside}")
    return found


@pytest.mark.parametrize("template", replaceable())
def test_the_template_is_ours(template: str) -> None:
    assert get_template(template).origin.name.startswith(OURS)


def names(patterns: list[URLPattern | URLResolver]) -> set[str]:
    found = set()
    for it in patterns:
        found |= names(it.url_patterns) if isinstance(it, URLResolver) else {it.name}
    return found


def test_every_address_of_allauths_is_looked_at_here() -> None:
    known = {name for name in names(get_resolver().url_patterns) if name}
    theirs = {it for it in known if it.startswith(("account_", "mfa_", "usersessions_"))}
    assert theirs == set(VISITOR) | set(OWN) | set(ON_THE_WAY)


VISITOR = {
    "account_login": "login/",
    "account_signup": "signup/",
    "account_inactive": "inactive/",
    "account_reset_password": "password/reset/",
    "account_reset_password_done": "password/reset/done/",
    "account_reset_password_from_key": "password/reset/key/1-wrong/",
    "account_reset_password_from_key_done": "password/reset/key/done/",
    "account_request_login_code": "login/code/",
    "account_email_verification_sent": "confirm-email/",
    "account_confirm_email": "confirm-email/wrong/",
}
OWN = {
    "account_logout": "logout/",
    "account_email": "email/",
    "account_change_password": "password/change/",
    "account_reauthenticate": "reauthenticate/",
    "mfa_index": "second-factor/",
    "mfa_reauthenticate": "second-factor/reauthenticate/",
    "mfa_deactivate_totp": "second-factor/totp/deactivate/",
    "mfa_view_recovery_codes": "second-factor/recovery-codes/",
    "mfa_generate_recovery_codes": "second-factor/recovery-codes/generate/",
    "mfa_list_webauthn": "second-factor/webauthn/",
    "mfa_add_webauthn": "second-factor/webauthn/add/",
    "mfa_edit_webauthn": "second-factor/webauthn/keys/{key}/edit/",
    "mfa_remove_webauthn": "second-factor/webauthn/keys/{key}/remove/",
    "usersessions_list": "sessions/",
}
ON_THE_WAY = (
    "account_confirm_login_code",
    "account_set_password",
    "mfa_activate_totp",
    "mfa_authenticate",
    "mfa_download_recovery_codes",
    "mfa_login_webauthn",
    "mfa_reauthenticate_webauthn",
)
"""Reached on a way, or no page: tested below and with the ways."""


def is_ours(client: Client, address: str) -> None:
    response = client.get(address)
    assert response.status_code == 200, address
    rendered = {it.origin.name for it in response.templates if it.origin}
    django_forms = {name for name in rendered if "/django/forms/" in name}
    assert [name for name in rendered - django_forms if not name.startswith(OURS)] == []
    assert len(elements(response, "h1")) == 1
    scripts = elements(response, "script")
    assert [it for it in scripts if not it["src"] and it["type"] != "application/json"] == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", VISITOR)
def test_what_visitors_see_is_ours(name: str, language: str) -> None:
    is_ours(visitor(), f"/{language}/account/{VISITOR[name]}")


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_people_see_of_their_own_is_ours(language: str) -> None:
    dana = make_staff(anybody())
    make_codes(dana, "12345678")
    key = Authenticator.objects.create(user=dana, type="webauthn", data=PASSKEY)
    client = visitor()
    client.force_login(dana)
    show_again(client, "/en/account/")
    for path in OWN.values():
        if "add" not in path:  # reads every passkey: tested with a real one, in a browser
            is_ours(client, f"/{language}/account/{path.format(key=key.pk)}")


PASSKEY = {"name": "Phone", "credential": {"clientExtensionResults": {"credProps": {"rk": True}}}}


def test_adding_a_passkey_is_ours() -> None:
    client = visitor()
    client.force_login(make_user(anybody()))
    page = "/en/account/second-factor/webauthn/add/"
    show_again(client, page)
    is_ours(client, page)


def test_what_lies_on_the_way_is_ours() -> None:
    dana, client, other = make_staff(anybody()), visitor(), visitor()
    sign_in(client, dana.email)
    is_ours(client, FACTOR)
    fill(other, CODE, {"email": anybody()})
    is_ours(other, TYPE_CODE)


def test_recovery_codes_as_a_file() -> None:
    dana = make_staff(anybody())
    make_codes(dana, "12345678", "87654321")
    client = visitor()
    client.force_login(dana)
    page = "/en/account/second-factor/recovery-codes/download/"
    show_again(client, page)
    response = client.get(page)
    assert response["Content-Disposition"] == 'attachment; filename="recovery-codes.txt"'
    assert response.content.decode().split() == ["12345678", "87654321"]


def test_passkeys_are_asked_for_by_anybody_as_json() -> None:
    response = visitor().get(
        "/en/account/second-factor/webauthn/login/", headers={"Accept": "application/json"}
    )
    options = response.json()["request_options"]["publicKey"]
    assert (options["rpId"], options["userVerification"]) == ("testserver", "required")


@pytest.mark.parametrize(
    ("user_agent", "name"),
    [
        (
            "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537 Chrome/150.0 Safari/537",
            "Chrome, Linux",
        ),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/150.0 Safari/537 Edg/150.0", "Edge, Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 20_0 like Mac OS X) Safari/604", "Safari, iPhone"),
        ("curl/8.0", "Unknown device"),
        ("", "Unknown device"),
    ],
)
def test_devices(user_agent: str, name: str) -> None:
    assert device(user_agent) == name


def test_cookies_in_production() -> None:
    """`__Host-` binds a cookie to this very host, over HTTPS only."""
    code = (
        "from django.conf import settings as s\n"
        "print(s.SESSION_COOKIE_NAME, s.SESSION_COOKIE_SECURE, s.SESSION_COOKIE_HTTPONLY,"
        " s.SESSION_COOKIE_SAMESITE, s.SESSION_COOKIE_PATH, s.SESSION_COOKIE_DOMAIN,"
        " s.CSRF_COOKIE_NAME, s.CSRF_COOKIE_SECURE, s.CSRF_COOKIE_HTTPONLY,"
        " s.CSRF_COOKIE_SAMESITE, s.MESSAGE_STORAGE)"
    )
    environment = os.environ | {"HELPDESK_DEMO": "0", "HTTPS": "1", "SECRET_KEY": "x" * 50}
    environment["DJANGO_SETTINGS_MODULE"] = "helpdesk.settings"
    command = [sys.executable, "-c", code]
    printed = subprocess.run(
        command, env=environment, cwd=settings.BASE_DIR, check=True, capture_output=True, text=True
    ).stdout.split()
    assert printed == [
        *("__Host-session", "True", "True", "Lax", "/", "None"),
        *("__Host-csrf", "True", "True", "Lax"),
        "django.contrib.messages.storage.session.SessionStorage",
    ]
