"""The second factor: staff need one, its codes work once, and what it stands on is sealed."""

import json
from datetime import timedelta
from io import StringIO

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from cryptography.fernet import InvalidToken
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from profiles.accounts.sealing import seal, unseal
from profiles.accounts.second_factor import has_second_factor
from profiles.models import User
from tests.makers import APP_SECRET, make_app, make_codes, make_staff, make_user
from tests.profiles.accounts.walking import (
    ACTIVATE,
    FACTOR,
    FACTORS,
    MARKS,
    WORKPLACE,
    anybody,
    digits,
    fill,
    kinds_to,
    show_again,
    sign_in,
    visitor,
    who,
)
from tests.profiles.reading import elements, html_of, texts

pytestmark = MARKS

CODES = "/en/account/second-factor/recovery-codes/"
REMOVE = "/en/account/second-factor/totp/deactivate/"
NEEDED = "Helpdesk staff need a second factor"


@pytest.fixture
def alice() -> User:
    return make_user(anybody(), family_name="Martin", given_name="Alice")


def new_staff() -> User:
    """Somebody who begins at the helpdesk today."""
    return make_user(anybody(), is_staff=True)


def set_up_app(client: Client) -> str:
    """Set up an app as the page asks; the secret that it read there."""
    show_again(client, ACTIVATE)
    page = client.get(ACTIVATE)
    (secret,) = texts(page, "code", "secret")
    assert client.post(ACTIVATE, {"code": digits(secret)}).status_code == 302
    return secret


CLOSED = [
    "/en/",
    "/en/partners/",
    "/en/desk/",
    "/en/desk/runs/",
    "/en/account/",
    "/en/account/edit/",
    "/en/account/sessions/",
    "/en/nothing/",
]
OPEN = [
    "/healthz",
    "/robots.txt",
    "/static/css/site.css",
    "/en/account/logout/",
    "/en/account/email/",
    FACTORS,
    "/en/account/second-factor/webauthn/",
]


@pytest.mark.parametrize("address", CLOSED)
def test_staff_without_a_second_factor_reach_nothing(address: str) -> None:
    client = visitor()
    client.force_login(new_staff())
    for ask in (client.get, client.post):
        response = ask(address)
        assert (response.status_code, response["Location"]) == (302, FACTORS)
    assert [NEEDED in it for it in texts(client.get(FACTORS), "div", "notice--warning")] == [
        True
    ] * 2


@pytest.mark.parametrize("address", OPEN)
def test_but_the_way_to_one_and_the_way_out(address: str) -> None:
    client = visitor()
    client.force_login(new_staff())
    response = client.get(address)
    response.close()
    assert response.status_code == 200


def test_signing_in_leads_staff_to_the_gate_and_the_gate_opens() -> None:
    client, dana = visitor(), new_staff()
    assert sign_in(client, dana.email)["Location"] == WORKPLACE
    assert client.get(WORKPLACE)["Location"] == FACTORS
    set_up_app(client)
    assert client.get("/en/desk/runs/").status_code == 200


@pytest.mark.parametrize("address", CLOSED[:6])
def test_others_are_asked_for_none(alice: User, address: str) -> None:
    client = visitor()
    client.force_login(alice)
    assert client.get(address).get("Location", "") != FACTORS


def test_recovery_codes_alone_are_no_second_factor() -> None:
    client, dana = visitor(), new_staff()
    make_codes(dana, "12345678")
    client.force_login(dana)
    assert client.get("/en/desk/runs/")["Location"] == FACTORS
    assert has_second_factor(dana) is False


def test_whoever_becomes_staff_is_asked_from_then_on(alice: User) -> None:
    client = visitor()
    client.force_login(alice)
    assert client.get("/en/").status_code == 200
    User.objects.update(is_staff=True)
    assert client.get("/en/")["Location"] == FACTORS


def test_removing_the_app_closes_the_gate_again() -> None:
    client, dana = visitor(), make_staff(anybody())
    client.force_login(dana)
    show_again(client, REMOVE)
    assert client.post(REMOVE)["Location"] == FACTORS
    with time_machine.travel(timezone.now() + timedelta(minutes=2)):
        assert client.get("/en/desk/runs/")["Location"] == FACTORS


def test_a_factor_that_was_taken_away_elsewhere_is_missed_within_a_minute() -> None:
    client, dana = visitor(), make_staff(anybody())
    client.force_login(dana)
    assert client.get("/en/desk/runs/").status_code == 200
    Authenticator.objects.all().delete()
    with time_machine.travel(timezone.now() + timedelta(seconds=61)):
        assert client.get("/en/desk/runs/")["Location"] == FACTORS


def test_setting_up_an_app(
    alice: User, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    client = visitor()
    client.force_login(alice)
    assert client.get(ACTIVATE)["Location"].startswith("/en/account/reauthenticate/")
    show_again(client, ACTIVATE)
    page = client.get(ACTIVATE)
    [picture] = [it for it in elements(page, "img") if it["class"] == "qr"]
    assert picture["src"].startswith("data:image/svg+xml;base64,")
    (secret,) = texts(page, "code", "secret")
    assert secret not in picture["alt"]
    with django_capture_on_commit_callbacks(execute=True):
        response = client.post(ACTIVATE, {"code": digits(secret)})
    assert response["Location"] == CODES
    assert kinds_to(alice.email) == ["account_app_added"]
    assert len(texts(client.get(CODES), "code")) == 10


def test_a_wrong_code_sets_up_nothing(alice: User) -> None:
    client = visitor()
    client.force_login(alice)
    show_again(client, ACTIVATE)
    client.get(ACTIVATE)
    response = client.post(ACTIVATE, {"code": "000000"})
    assert "This code is wrong, or has been used. Try again." in html_of(response)
    assert has_second_factor(alice) is False


def test_the_code_of_an_app_is_taken_in_full_width(alice: User) -> None:
    make_app(alice)
    client = visitor()
    sign_in(client, alice.email)
    wide = digits().translate({ord(it): ord(it) + 0xFEE0 for it in "0123456789"})
    fill(client, FACTOR, {"code": wide})
    assert who(client) == alice.email


def test_a_code_of_an_app_works_once(alice: User) -> None:
    make_app(alice)
    with time_machine.travel(timezone.now(), tick=False):
        code = digits()
        first, second = visitor(), visitor()
        for client in (first, second):
            sign_in(client, alice.email)
            response = fill(client, FACTOR, {"code": code})
        assert [who(first), who(second)] == [alice.email, ""]
        assert "This code is wrong, or has been used. Try again." in html_of(response)


def test_the_code_that_sets_up_an_app_does_not_sign_in_too(alice: User) -> None:
    with time_machine.travel(timezone.now(), tick=False):
        client, other = visitor(), visitor()
        client.force_login(alice)
        secret = set_up_app(client)
        sign_in(other, alice.email)
        assert fill(other, FACTOR, {"code": digits(secret)}).status_code == 200
        assert who(other) == ""


def test_a_code_of_an_hour_ago_is_worth_nothing(alice: User) -> None:
    make_app(alice)
    with time_machine.travel(timezone.now() - timedelta(minutes=1)):
        code = digits()
    client = visitor()
    sign_in(client, alice.email)
    fill(client, FACTOR, {"code": code})
    assert who(client) == ""


def test_a_recovery_code_works_once(alice: User) -> None:
    make_app(alice)
    make_codes(alice, "12345678", "87654321")
    answers = []
    for code in ("12345678", "12345678", "87654321"):
        client = visitor()
        sign_in(client, alice.email)
        fill(client, FACTOR, {"code": code})
        answers.append(who(client))
    assert answers == [alice.email, "", alice.email]


def test_guessing_codes_comes_to_an_end(alice: User) -> None:
    """By account: another address does not help."""
    make_app(alice)
    for _ in range(5):
        client = visitor()
        sign_in(client, alice.email)
        fill(client, FACTOR, {"code": "000000"})
    client = visitor()
    sign_in(client, alice.email)
    response = fill(client, FACTOR, {"code": digits()})
    assert "Too many attempts." in html_of(response)
    assert who(client) == ""


def stored() -> str:
    """What the database holds of second factors, as a thief of it would read it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT data::text FROM mfa_authenticator")
        return "\n".join(row for (row,) in cursor.fetchall())


def test_the_database_holds_neither_secret_nor_codes(alice: User) -> None:
    client = visitor()
    client.force_login(alice)
    secret = set_up_app(client)
    codes = texts(client.get(CODES), "code")
    seed = Authenticator.objects.get(type="recovery_codes").data["seed"]
    assert [it for it in (secret, unseal(seed), *codes) if it in stored()] == []
    assert unseal(Authenticator.objects.get(type="totp").data["secret"]) == secret


def test_a_former_key_still_opens_and_resealing_makes_it_needless(
    alice: User, settings: Settings
) -> None:
    make_app(alice)
    make_codes(alice, "12345678")
    old, settings.SECRET_KEY = settings.SECRET_KEY, "the key after the change" * 3
    settings.SECRET_KEY_FALLBACKS = [old]
    before = stored()
    assert unseal(Authenticator.objects.get(type="totp").data["secret"]) == APP_SECRET
    call_command("reseal", stdout=StringIO())
    settings.SECRET_KEY_FALLBACKS = []
    rows = {row.type: row.data for row in Authenticator.objects.all()}
    assert unseal(rows["totp"]["secret"]) == APP_SECRET
    assert [unseal(code) for code in rows["recovery_codes"]["migrated_codes"]] == ["12345678"]
    assert json.loads(before.splitlines()[0]) not in rows.values()


def test_another_key_opens_nothing(settings: Settings) -> None:
    sealed = seal("secret")
    settings.SECRET_KEY = "somebody else's key" * 3
    with pytest.raises(InvalidToken):
        unseal(sealed)
    assert seal("secret") != sealed


def test_charlie_sees_and_changes_nothing_of_alices(alice: User) -> None:
    key = Authenticator.objects.create(user=alice, type="webauthn", data={"name": "Phone"})
    charlie = visitor()
    charlie.force_login(make_user(anybody()))
    for page in ("edit", "remove"):
        address = f"/en/account/second-factor/webauthn/keys/{key.pk}/{page}/"
        show_again(charlie, address)
        assert [charlie.get(address).status_code, charlie.post(address).status_code] == [404, 404]
    assert charlie.get(REMOVE).status_code == 404
    assert Authenticator.objects.get().data == {"name": "Phone"}


@pytest.mark.parametrize(
    "address", [ACTIVATE, CODES, REMOVE, "/en/account/second-factor/webauthn/add/"]
)
def test_nothing_is_shown_or_changed_before_one_has_shown_who_one_is(
    alice: User, address: str
) -> None:
    make_codes(alice, "12345678")
    if address == REMOVE:
        make_app(alice)
    client = visitor()
    client.force_login(alice)
    before = stored()
    for ask in (client.get, client.post) if address != CODES else (client.get,):
        assert ask(address)["Location"].startswith("/en/account/reauthenticate/?next=")
    assert stored() == before
