"""A visitor with a browser: fills in forms as they stand on the page, and reads their mails."""

import re
from collections.abc import Mapping
from ipaddress import IPv4Address
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.conf import settings
from django.contrib.auth import get_user
from django.http import HttpResponse
from django.test import Client

from profiles.models import Mail
from tests.makers import APP_SECRET, PASSWORD
from tests.profiles.reading import Reader, html_of

MARKS = [
    pytest.mark.django_db,
    # The project names a STATIC_ROOT that only production fills; WhiteNoise says so.
    pytest.mark.filterwarnings("ignore:No directory at:UserWarning"),
]

LOGIN = "/en/account/login/"
SIGNUP = "/en/account/signup/"
RESET = "/en/account/password/reset/"
CODE = "/en/account/login/code/"
TYPE_CODE = "/en/account/login/code/confirm/"
SENT = "/en/account/confirm-email/"
FACTOR = "/en/account/second-factor/authenticate/"
FACTORS = "/en/account/second-factor/"
ACTIVATE = "/en/account/second-factor/totp/activate/"
AGAIN = "/en/account/reauthenticate/"
CHANGE_PASSWORD = "/en/account/password/change/"
WORKPLACE = "/en/organisations/"


def visitor(**options: object) -> Client:
    """A browser at a network address of its own: attempts are counted by address."""
    return Client(REMOTE_ADDR=str(IPv4Address(uuid4().int >> 96)), **options)


def anybody() -> str:
    """An e-mail address that no test has used: attempts are counted by it, too."""
    return f"{uuid4().hex}@example.org"


def hidden(response: HttpResponse) -> dict[str, str]:
    """The hidden fields of the page's main form."""
    form = html_of(response).partition('<form class="form"')[2].partition("</form>")[0]
    fields = [it for it in Reader(form).found if it.tag == "input" and it["type"] == "hidden"]
    return {it["name"]: it["value"] for it in fields}


def fill(client: Client, page: str, fields: Mapping[str, str]) -> HttpResponse:
    """Open the page, fill in its form and send it there."""
    return client.post(page, hidden(client.get(page)) | dict(fields))


def person(email: str, **changed: str) -> dict[str, str]:
    """What somebody types to sign up."""
    return {
        "email": email,
        "password1": PASSWORD,
        "password2": PASSWORD,
        "family_name": "佐藤",
        "given_name": "遥",
        "reading": "さとう はるか",
        "language": "ja",
        "time_zone": "Asia/Tokyo",
        "privacy": "on",
    } | changed


def sign_in(client: Client, email: str, password: str = PASSWORD) -> HttpResponse:
    return fill(client, LOGIN, {"login": email, "password": password})


def show_again(client: Client, page: str, password: str = PASSWORD) -> HttpResponse:
    """Confirm by the password what the page asks to confirm; answers with what comes next."""
    return client.post(f"{AGAIN}?next={page}", {"password": password, "next": page})


def who(client: Client) -> str:
    return get_user(client).get_username()


def key_of(client: Client) -> str:
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def mails_to(address: str) -> list[Mail]:
    return list(Mail.objects.filter(address=address).order_by("pk"))


def kinds_to(address: str) -> list[str]:
    return [mail.kind for mail in mails_to(address)]


def path_in(mail: Mail) -> str:
    """The path of the mail's one link that is not our home page."""
    links = [urlsplit(link).path for link in re.findall(r"https?://\S+", mail.text)]
    (path,) = {link for link in links if link.strip("/")}
    return path


def code_in(mail: Mail) -> str:
    (code,) = re.findall(r"^[A-Z]{4}-[A-Z]{4}$", mail.text, re.MULTILINE)
    return code


def digits(secret: str = APP_SECRET) -> str:
    """What an authenticator app shows now."""
    return format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))
