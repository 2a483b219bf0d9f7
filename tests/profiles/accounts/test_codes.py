"""Signing in by a code that comes by mail."""

from datetime import timedelta

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.test import Client
from django.utils import timezone

from profiles.models import User
from tests.makers import make_app, make_staff, make_user
from tests.profiles.accounts.walking import (
    CODE,
    FACTOR,
    MARKS,
    SIGNUP,
    TYPE_CODE,
    WORKPLACE,
    anybody,
    code_in,
    digits,
    fill,
    kinds_to,
    mails_to,
    person,
    visitor,
    who,
)
from tests.profiles.reading import html_of

pytestmark = MARKS


@pytest.fixture
def alice() -> User:
    return make_user(anybody(), family_name="Martin", given_name="Alice", language="en")


def ask(client: Client, email: str) -> str:
    """Ask for a code; the code in the mail."""
    assert fill(client, CODE, {"email": email})["Location"] == TYPE_CODE
    return code_in(mails_to(email)[-1])


def test_the_code_signs_in(alice: User) -> None:
    client = visitor()
    code = ask(client, alice.email)
    response = fill(client, TYPE_CODE, {"code": code})
    assert (response["Location"], who(client)) == (WORKPLACE, alice.email)


def test_the_mail_is_in_the_persons_language_and_names_them() -> None:
    haruka = make_user(anybody(), family_name="佐藤", given_name="遥", language="ja")
    ask(visitor(), haruka.email)
    [mail] = mails_to(haruka.email)
    assert (mail.kind, mail.language, mail.user) == ("account_sign_in_code", "ja", haruka)
    assert "佐藤 遥" in mail.text


@pytest.mark.parametrize("typing", [str.lower, lambda it: it.replace("-", " ")])
def test_the_code_is_taken_as_people_type_it(alice: User, typing: object) -> None:
    client = visitor()
    fill(client, TYPE_CODE, {"code": typing(ask(client, alice.email))})
    assert who(client) == alice.email


def test_the_code_is_taken_in_full_width(alice: User) -> None:
    client = visitor()
    wide = {ord(it): ord(it) + 0xFEE0 for it in "-ABCDEFGHIJKLMNOPQRSTUVWXYZ"}
    fill(client, TYPE_CODE, {"code": ask(client, alice.email).translate(wide)})
    assert who(client) == alice.email


def test_the_code_works_only_where_it_was_asked_for(alice: User) -> None:
    other = visitor()
    code = ask(visitor(), alice.email)
    assert other.post(TYPE_CODE, {"code": code})["Location"] == CODE
    assert who(other) == ""


def test_a_code_works_once(alice: User) -> None:
    client = visitor()
    code = ask(client, alice.email)
    fill(client, TYPE_CODE, {"code": code})
    client.post("/en/account/logout/")
    ask(client, alice.email)
    response = fill(client, TYPE_CODE, {"code": code})
    assert "This code is wrong, or has been used. Try again." in html_of(response)
    assert who(client) == ""


def test_after_three_wrong_codes_the_right_one_is_refused(alice: User) -> None:
    client = visitor()
    code = ask(client, alice.email)
    answers = [client.post(TYPE_CODE, {"code": "AAAA-AAAA"}) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 302]
    client.post(TYPE_CODE, {"code": code})
    assert who(client) == ""


def test_a_code_holds_ten_minutes(alice: User) -> None:
    client = visitor()
    code = ask(client, alice.email)
    with time_machine.travel(timezone.now() + timedelta(minutes=11)):
        assert client.post(TYPE_CODE, {"code": code})["Location"] == CODE
    assert who(client) == ""


def test_another_code_replaces_the_first(alice: User) -> None:
    client = visitor()
    first = ask(client, alice.email)
    client.post(TYPE_CODE, {"action": "resend"})
    second = code_in(mails_to(alice.email)[-1])
    assert first != second
    assert fill(client, TYPE_CODE, {"code": first}).status_code == 200
    assert fill(client, TYPE_CODE, {"code": second})["Location"] == WORKPLACE


@pytest.mark.parametrize("is_staff", [True, False])
def test_a_code_does_not_replace_the_second_factor(is_staff: bool) -> None:
    client, email = visitor(), anybody()
    if is_staff:
        make_staff(email)
    else:
        make_app(make_user(email))
    response = fill(client, TYPE_CODE, {"code": ask(client, email)})
    assert (response["Location"], who(client)) == (FACTOR, "")
    response = fill(client, FACTOR, {"code": digits()})
    assert (response["Location"], who(client)) == (WORKPLACE, email)


def test_an_account_that_nobody_has_confirmed_gets_no_code() -> None:
    """Its password is known to whoever made it, perhaps not to the owner of the mailbox."""
    email = anybody()
    fill(visitor(), SIGNUP, person(email))
    fill(visitor(), CODE, {"email": email})
    assert kinds_to(email) == ["account_confirm_address", "account_unknown"]
    assert EmailAddress.objects.get(email=email).verified is False
