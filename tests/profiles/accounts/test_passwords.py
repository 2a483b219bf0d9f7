"""Forgotten and changed passwords: who hears of it, and what else ends with them."""

import pytest
from django.test import Client

from profiles.models import User
from tests.makers import PASSWORD, make_app, make_staff, make_user
from tests.profiles.accounts.walking import (
    CHANGE_PASSWORD,
    FACTOR,
    MARKS,
    RESET,
    WORKPLACE,
    anybody,
    digits,
    fill,
    key_of,
    kinds_to,
    mails_to,
    path_in,
    sign_in,
    visitor,
    who,
)
from tests.profiles.reading import html_of, texts

pytestmark = MARKS

NEW = "another long password"


@pytest.fixture
def alice() -> User:
    return make_user(anybody(), family_name="Martin", given_name="Alice")


def link_for(email: str) -> str:
    fill(visitor(), RESET, {"email": email})
    return path_in(mails_to(email)[-1])


def set_new(client: Client, link: str, password: str = NEW) -> int:
    """Follow the link and set a password; the status of the answer."""
    form = client.get(link)["Location"]
    return fill(client, form, {"password1": password, "password2": password}).status_code


def test_a_forgotten_password_is_set_anew(alice: User) -> None:
    client = visitor()
    assert set_new(client, link_for(alice.email)) == 302
    assert who(client) == ""
    assert sign_in(client, alice.email, PASSWORD).status_code == 200
    assert sign_in(client, alice.email, NEW)["Location"] == WORKPLACE
    assert kinds_to(alice.email) == ["account_reset_password", "account_password_changed"]


def test_the_link_is_in_the_persons_language_at_our_own_address(alice: User) -> None:
    """Whatever host the request claims: a forged one would send the key elsewhere."""
    User.objects.update(language="fr")
    client = visitor()
    client.post(RESET, {"email": alice.email}, headers={"Host": "localhost"})
    [mail] = mails_to(alice.email)
    assert "http://127.0.0.1:8000/fr/account/password/reset/key/" in mail.text
    assert (mail.language, "localhost" in mail.text) == ("fr", False)


def test_looking_at_the_link_uses_nothing_up(alice: User) -> None:
    link = link_for(alice.email)
    for scanner in (visitor(), visitor()):
        scanner.get(link, follow=True)
    assert set_new(visitor(), link) == 302


def test_the_link_works_once(alice: User) -> None:
    link = link_for(alice.email)
    set_new(visitor(), link)
    response = visitor().get(link)
    assert (response.status_code, texts(response, "h1")) == (200, ["Set a new password"])
    assert "This link does not work any more." in html_of(response)


def test_a_link_that_was_changed_does_nothing(alice: User) -> None:
    forged = link_for(alice.email).replace("-", "-0", 1)
    assert "This link does not work any more." in html_of(visitor().get(forged))


@pytest.mark.parametrize("make", [make_staff, make_user])
def test_a_new_password_does_not_replace_the_second_factor(make: object) -> None:
    client, email = visitor(), anybody()
    user = make(email)
    if not user.is_staff:
        make_app(user)
    set_new(client, link_for(email))
    assert who(client) == ""
    assert (sign_in(client, email, NEW)["Location"], who(client)) == (FACTOR, "")
    fill(client, FACTOR, {"code": digits()})
    assert who(client) == email


def test_a_new_password_ends_every_session(alice: User) -> None:
    laptop = visitor()
    sign_in(laptop, alice.email)
    set_new(visitor(), link_for(alice.email))
    assert who(laptop) == ""
    assert laptop.get("/en/account/").status_code == 302


def change(client: Client, old: str = PASSWORD, new: str = NEW) -> object:
    typed = {"oldpassword": old, "password1": new, "password2": new}
    return fill(client, CHANGE_PASSWORD, typed)


def test_changing_the_password_ends_the_others_and_goes_on_under_a_new_key(alice: User) -> None:
    laptop, phone = visitor(), visitor()
    for client in (laptop, phone):
        sign_in(client, alice.email)
    old = key_of(laptop)
    assert change(laptop)["Location"] == "/en/account/"
    assert (who(laptop), who(phone)) == (alice.email, "")
    assert key_of(laptop) != old
    thief = visitor()
    thief.cookies["session"] = old
    assert who(thief) == ""


def test_the_owner_hears_of_it(alice: User) -> None:
    client = visitor(HTTP_USER_AGENT="Mozilla/5.0")
    sign_in(client, alice.email)
    change(client)
    [mail] = mails_to(alice.email)
    assert (mail.kind, mail.user) == ("account_password_changed", alice)
    assert mail.subject == "Your password was changed"
    assert client.defaults["REMOTE_ADDR"] in mail.text
    assert "Mozilla" not in mail.text
    assert path_in(mail) == "/en/account/password/reset/"


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ({"old": "wrong", "new": NEW}, "This is not your present password."),
        ({"old": PASSWORD, "new": "short"}, "at least 12 characters"),
        ({"old": PASSWORD, "new": "password1234"}, "This password is too common."),
    ],
)
def test_a_faulty_change_changes_nothing(alice: User, typed: dict, message: str) -> None:
    client = visitor()
    client.force_login(alice)
    assert message in html_of(change(client, **typed))
    alice.refresh_from_db()
    assert alice.check_password(PASSWORD)


def test_whoever_has_no_password_chooses_one() -> None:
    client, dana = visitor(), make_user(anybody(), password=None)
    client.force_login(dana)
    assert client.get(CHANGE_PASSWORD)["Location"] == "/en/account/password/set/"
    fill(client, "/en/account/password/set/", {"password1": NEW, "password2": NEW})
    dana.refresh_from_db()
    assert dana.check_password(NEW)
    assert kinds_to(dana.email) == ["account_password_changed"]
