"""Whether an address has an account is told to its mailbox, and to nobody else."""

import re
from collections.abc import Callable

import pytest
from django.http import HttpResponse
from django.test import Client

from profiles.models import User
from tests.makers import make_user
from tests.profiles.accounts.walking import (
    CODE,
    MARKS,
    RESET,
    SIGNUP,
    TYPE_CODE,
    anybody,
    fill,
    kinds_to,
    person,
    sign_in,
    visitor,
)
from tests.profiles.reading import html_of

pytestmark = MARKS


def sign_up(client: Client, email: str) -> HttpResponse:
    return fill(client, SIGNUP, person(email))


def ask_for_reset(client: Client, email: str) -> HttpResponse:
    return fill(client, RESET, {"email": email})


def ask_for_code(client: Client, email: str) -> HttpResponse:
    return fill(client, CODE, {"email": email})


def type_wrong_code(client: Client, email: str) -> HttpResponse:
    ask_for_code(client, email)
    return fill(client, TYPE_CODE, {"code": "AAAA-AAAA"})


def type_wrong_password(client: Client, email: str) -> HttpResponse:
    return sign_in(client, email, "not the password")


WAYS = [sign_up, ask_for_reset, ask_for_code, type_wrong_code, type_wrong_password]


def closed(email: str) -> User:
    return make_user(email, is_active=False)


def seen(way: Callable[[Client, str], HttpResponse], email: str) -> tuple[object, ...]:
    """All that a browser gets to see: status, address, cookies, and the pages that follow."""
    client = visitor()
    response = way(client, email)
    pages = [(response.status_code, response.get("Location"), sorted(response.cookies))]
    if response.status_code == 302:
        following = client.get(response["Location"])
        pages.append((following.status_code, neutral(following, email)))
    else:
        pages.append(neutral(response, email))
    return tuple(pages)


def neutral(response: HttpResponse, email: str) -> str:
    """The page without what was typed, the token and the time."""
    page = html_of(response).replace(email, "…")
    page = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page)
    return re.sub(r'clocks__time">[\d:]+', "", page)


@pytest.mark.parametrize("make", [make_user, closed])
@pytest.mark.parametrize("way", WAYS)
def test_known_and_unknown_look_the_same(way: Callable, make: Callable[[str], User]) -> None:
    known, unknown = anybody(), anybody()
    make(known)
    assert seen(way, known) == seen(way, unknown)


@pytest.mark.parametrize(
    ("way", "known_kind", "unknown_kind"),
    [
        (sign_up, "account_exists", "account_confirm_address"),
        (ask_for_reset, "account_reset_password", "account_unknown"),
        (ask_for_code, "account_sign_in_code", "account_unknown"),
    ],
)
def test_both_get_one_mail(way: Callable, known_kind: str, unknown_kind: str) -> None:
    """A mailbox that gets nothing would tell as much as a page."""
    known, unknown = anybody(), anybody()
    make_user(known)
    for email in (known, unknown):
        way(visitor(), email)
    assert (kinds_to(known), kinds_to(unknown)) == ([known_kind], [unknown_kind])


@pytest.mark.parametrize("way", [ask_for_reset, ask_for_code])
def test_nobodys_mailbox_is_flooded(way: Callable) -> None:
    """Five an hour for one address, whoever asks from wherever, and whether it is known or not."""
    known, unknown = anybody(), anybody()
    make_user(known)
    answers = {
        email: [way(visitor(), email).status_code for _ in range(7)] for email in (known, unknown)
    }
    assert answers[known] == answers[unknown]
    assert [len(kinds_to(known)), len(kinds_to(unknown))] == [5, 5]


def test_changing_to_an_address_that_is_taken_tells_nothing() -> None:
    """Both are sent a link; the one of somebody else's address will not confirm."""
    taken, free = anybody(), anybody()
    make_user(taken)
    answers = []
    for wanted in (taken, free):
        client, alice = visitor(), make_user(anybody())
        client.force_login(alice)
        client.post("/en/account/reauthenticate/", {"password": "a long enough password"})
        page = "/en/account/email/"
        response = client.post(page, {"email": wanted, "action_add": ""})
        shown = neutral(client.get(page), wanted).replace(alice.email, "–")
        answers.append((response.status_code, response["Location"], shown))
    assert answers[0] == answers[1]
    assert [kinds_to(taken), kinds_to(free)] == [["account_confirm_address"]] * 2
