"""Signing in by password, telling strangers nothing about who has an account."""

import re
from collections.abc import Callable
from ipaddress import IPv4Address
from uuid import uuid4

import pytest
from django.contrib.auth import get_user
from django.http import HttpResponse
from django.test import Client
from django.utils import translation

from profiles.models import User
from tests.makers import PASSWORD, make_user
from tests.profiles.reading import elements, html_of, texts

pytestmark = [
    pytest.mark.django_db,
    # The project names a STATIC_ROOT that only production fills; WhiteNoise says so.
    pytest.mark.filterwarnings("ignore:No directory at:UserWarning"),
]

LOGIN = "/en/account/login/"
ATTEMPTS_A_MINUTE = 30
"""allauth's limit of sign-ins from one address."""
WORKPLACE = "/en/organisations/"
TRIES = 5
"""allauth's limit of wrong passwords for one account in five minutes."""


def visitor(**options: bool) -> Client:
    """A browser at an address of its own: allauth counts attempts by address, in the cache."""
    return Client(REMOTE_ADDR=str(IPv4Address(uuid4().int >> 96)), **options)


@pytest.fixture
def client() -> Client:
    return visitor()


@pytest.fixture
def alice() -> User:
    """Her e-mail address is another one in every test: attempts are counted by account, too."""
    return make_user(f"{uuid4().hex}@example.org", family_name="Martin", given_name="Alice")


def sign_in(client: Client, email: str, password: str, address: str = LOGIN) -> HttpResponse:
    """Fill in the form as it stands on the page, hidden fields included."""
    fields = elements(client.get(address), "input")
    filled = {field["name"]: field["value"] for field in fields if field["type"] == "hidden"}
    return client.post(LOGIN, filled | {"login": email, "password": password})


def who(client: Client) -> str:
    return get_user(client).get_username()


@pytest.mark.parametrize("typed", [str.lower, str.upper, " {} ".format])
def test_signing_in_and_out(alice: User, typed: Callable[[str], str]) -> None:
    client = visitor(enforce_csrf_checks=True)
    response = sign_in(client, typed(alice.email), PASSWORD)
    assert (response.status_code, response["Location"]) == (302, WORKPLACE)
    assert who(client) == alice.email
    cookie = response.cookies["session"]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/")

    home = client.get("/en/")
    assert texts(home, "a", "account__name") == ["Signed in as Alice Martin"]
    [form] = elements(home, "form", "account__form")
    [token] = [f["value"] for f in elements(home, "input") if f["name"] == "csrfmiddlewaretoken"]
    left = client.post(form["action"], {"csrfmiddlewaretoken": token})
    assert (left.status_code, left["Location"]) == (302, "/en/")
    assert who(client) == ""


def test_looking_at_the_way_out_does_not_sign_out(client: Client, alice: User) -> None:
    client.force_login(alice)
    assert client.get("/en/account/logout/").status_code == 200
    assert who(client) == alice.email


def answer_to(client: Client, email: str, password: str) -> tuple[int, str, list[str]]:
    """Status, page and cookies, without what was typed and the token."""
    response = sign_in(client, email, password)
    page = html_of(response).replace(email, "…")
    page = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page)
    page = re.sub(r'clocks__time">[\d:]+', "", page)
    return response.status_code, page, sorted(response.cookies)


def test_a_wrong_password_tells_nothing_about_the_account(alice: User) -> None:
    known = answer_to(visitor(), alice.email, "wrong password")
    unknown = answer_to(visitor(), "nobody@example.org", "wrong password")
    assert known == unknown
    assert known[0] == 200
    assert "The e-mail address or the password is wrong." in known[1]


def test_a_wrong_password_signs_nobody_in(client: Client, alice: User) -> None:
    sign_in(client, alice.email, "wrong password")
    assert who(client) == ""


def test_guessing_comes_to_an_end(client: Client, alice: User) -> None:
    """After that even the right password is refused, for a while."""
    for _ in range(TRIES):
        sign_in(client, alice.email, "wrong password")
    response = sign_in(client, alice.email, PASSWORD)
    assert response.status_code == 200
    assert who(client) == ""
    assert "Too many attempts. Wait a few minutes, then try again." in html_of(response)


def test_an_account_that_was_closed(client: Client) -> None:
    make_user("closed@example.org", is_active=False)
    sign_in(client, "closed@example.org", PASSWORD)
    assert who(client) == ""


@pytest.mark.parametrize(
    ("wanted", "reached"),
    [
        ("/en/desk/runs/", "/en/desk/runs/"),
        ("/ja/partners/%3Fside%3Djapan", "/ja/partners/?side=japan"),
        ("https://evil.example/", WORKPLACE),
        ("//evil.example/", WORKPLACE),
        ("/%5Cevil.example", WORKPLACE),
        ("https:evil.example", WORKPLACE),
        ("http://testserver@evil.example/", WORKPLACE),
        ("javascript:alert(1)", WORKPLACE),
        ("%20//evil.example", WORKPLACE),
    ],
)
def test_where_signing_in_leads(client: Client, alice: User, wanted: str, reached: str) -> None:
    response = sign_in(client, alice.email, PASSWORD, f"{LOGIN}?next={wanted}")
    assert (response.status_code, response["Location"]) == (302, reached)
    assert who(client) == alice.email


def test_a_foreign_address_in_the_form_itself_is_refused(client: Client, alice: User) -> None:
    fields = {"login": alice.email, "password": PASSWORD, "next": "https://evil.example/"}
    assert client.post(LOGIN, fields)["Location"] == WORKPLACE


def test_whoever_is_signed_in_needs_no_form(client: Client, alice: User) -> None:
    client.force_login(alice)
    response = client.get(LOGIN)
    assert (response.status_code, response["Location"]) == (302, WORKPLACE)


def test_the_pages_after_signing_in_are_in_ones_own_language(client: Client) -> None:
    haruka = make_user(f"{uuid4().hex}@example.org", language="ja")
    assert sign_in(client, haruka.email, PASSWORD)["Location"] == "/ja/organisations/"


@pytest.mark.parametrize("language", ["de", "en", "fr", "ja"])
def test_the_form_in_every_language(client: Client, language: str) -> None:
    response = client.get(f"/{language}/account/login/")
    with translation.override(language):
        heading = translation.gettext("Sign in")
    assert (heading == "Sign in") == (language == "en")
    assert (response.status_code, texts(response, "h1")) == (200, [heading])
    visible = [f["name"] for f in elements(response, "input") if f["type"] != "hidden"]
    assert visible == ["login", "password"]


def test_too_many_attempts_from_one_address_are_answered_in_ones_language(client: Client) -> None:
    answers = [
        client.post("/ja/account/login/", {"login": f"{n}@example.org", "password": "wrong"})
        for n in range(ATTEMPTS_A_MINUTE + 1)
    ]
    assert [a.status_code for a in answers] == [200] * ATTEMPTS_A_MINUTE + [429]
    with translation.override("ja"):
        heading = translation.gettext("Too many attempts")
    assert texts(answers[-1], "h1") == [heading]
