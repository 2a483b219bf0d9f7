"""Mails about the account: to the right mailbox, in its language, one for every change."""

import json
from pathlib import Path

import allauth
import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks

from profiles.mails import accounts
from profiles.mails.accounts import MAILS, Recipient
from profiles.models import Mail, User
from tests.makers import make_app, make_user
from tests.profiles.accounts.walking import (
    MARKS,
    anybody,
    fill,
    kinds_to,
    mails_to,
    path_in,
    show_again,
    sign_in,
    visitor,
)

pytestmark = MARKS

EMAIL = "/en/account/email/"
CONTEXT = {
    "activate_url": "https://helpdesk.example.org/en/confirm/",
    "password_reset_url": "https://helpdesk.example.org/en/reset/",
    "signup_url": "https://helpdesk.example.org/en/signup/",
    "code": "ABCD-EFGH",
    "to_email": "new@example.org",
    "timestamp": timezone.now(),
    "ip": "192.0.2.1",
}


@pytest.fixture
def alice() -> User:
    return make_user(anybody(), family_name="Martin", given_name="Alice", language="fr")


@pytest.fixture
def client(alice: User) -> Client:
    client = visitor()
    client.force_login(alice)
    return client


def test_every_mail_of_allauths_is_ours() -> None:
    """Of what it may send with our settings: no phone, no other sites' accounts, no other codes."""
    templates = Path(allauth.__file__).parent / "templates"
    found = {
        str(file.relative_to(templates)).removesuffix("_subject.txt")
        for app in ("account", "mfa")
        for file in (templates / app / "email").glob("*_subject.txt")
    }
    assert found - set(MAILS) == {
        "account/email/email_confirm",
        "account/email/password_reset_code",
    }


@pytest.mark.parametrize("language", ["de", "en", "fr", "ja"])
@pytest.mark.parametrize("template", MAILS)
def test_every_mail_is_written_in_every_language(template: str, language: str) -> None:
    mail = MAILS[template](Recipient("somebody@example.org", language, "Asia/Tokyo"), CONTEXT)
    assert (mail.language, mail.address) == (language, "somebody@example.org")
    assert mail.kind.startswith("account_")
    assert mail.subject.strip() != ""
    assert mail.headers == {}  # nobody can unsubscribe from what concerns their own account


def test_the_same_mail_twice_is_two_mails() -> None:
    """Whoever asks for another code must get it."""
    to = Recipient("somebody@example.org", "en", "Asia/Tokyo")
    for _ in range(2):
        accounts.sign_in_code(to, CONTEXT)
    assert Mail.objects.count() == 2


def test_when_and_from_where_in_the_readers_time() -> None:
    mail = accounts.password_changed(Recipient("a@example.org", "en", "Asia/Tokyo"), CONTEXT)
    assert "From the network address: 192.0.2.1" in mail.text
    assert "JST / " in mail.text


def change_address(client: Client, new: str) -> None:
    show_again(client, EMAIL)
    client.post(EMAIL, {"email": new, "action_add": ""})


def test_a_new_address_holds_once_it_is_confirmed(client: Client, alice: User) -> None:
    old, new = alice.email, anybody()
    change_address(client, new)
    alice.refresh_from_db()
    assert alice.email == old
    [mail] = mails_to(new)
    assert (mail.kind, mail.language, mail.user) == ("account_confirm_address", "fr", None)
    fill(client, path_in(mail), {})
    alice.refresh_from_db()
    assert alice.email == new
    assert sign_in(visitor(), old).status_code == 200
    assert sign_in(visitor(), new).status_code == 302


def test_the_former_address_hears_of_it(client: Client, alice: User) -> None:
    old, new = alice.email, anybody()
    change_address(client, new)
    fill(client, path_in(mails_to(new)[0]), {})
    [mail] = mails_to(old)
    assert (mail.kind, mail.language, new in mail.text) == ("account_address_changed", "fr", True)


def test_an_address_changes_only_for_whoever_shows_who_they_are(
    client: Client, alice: User
) -> None:
    new = anybody()
    response = client.post(EMAIL, {"email": new, "action_add": ""})
    assert response["Location"].startswith("/en/account/reauthenticate/")
    assert mails_to(new) == []


def test_a_change_can_be_taken_back(client: Client, alice: User) -> None:
    new = anybody()
    change_address(client, new)
    client.post(EMAIL, {"email": new, "action_remove": ""})
    assert kinds_to(alice.email) == ["account_new_address_dropped"]
    assert visitor().get(path_in(mails_to(new)[0])).status_code == 200
    assert visitor().post(path_in(mails_to(new)[0])).status_code == 404


@pytest.mark.parametrize(
    ("page", "kind"),
    [
        ("totp/deactivate/", "account_app_removed"),
        ("recovery-codes/generate/", "account_codes_renewed"),
        ("webauthn/keys/{key}/remove/", "account_passkey_removed"),
    ],
)
def test_every_change_of_the_second_factor_is_told(
    client: Client,
    alice: User,
    page: str,
    kind: str,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    make_app(alice)
    key = Authenticator.objects.create(user=alice, type="webauthn", data={"name": "Phone"})
    address = "/en/account/second-factor/" + page.format(key=key.pk)
    show_again(client, address)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(address)
    [mail] = mails_to(alice.email)
    assert (mail.kind, mail.language, mail.user) == (kind, "fr", alice)
    assert path_in(mail) == "/fr/account/password/reset/"


def test_what_is_in_a_mail_is_text() -> None:
    """Nobody writes HTML into other people's mails by their address or network."""
    context = CONTEXT | {"to_email": "<b>x</b>@example.org"}
    mail = accounts.address_changed(Recipient("a@example.org", "en", "Asia/Tokyo"), context)
    assert "<b>x</b>" not in mail.html
    assert json.dumps(mail.headers) == "{}"
