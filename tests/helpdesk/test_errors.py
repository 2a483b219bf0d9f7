"""What visitors see when something is wrong, in their language; and the probes of the operator."""

import pytest
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import BadRequest
from django.db import OperationalError, connection
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path
from django.utils import translation
from pytest_django import Settings

from helpdesk import urls
from helpdesk.urls import handler400, handler403, handler404, handler500  # noqa: F401 - they count
from tests.makers import make_user
from tests.profiles.reading import elements, texts

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.urls(__name__),
    # The project names a STATIC_ROOT that only production fills; WhiteNoise says so.
    pytest.mark.filterwarnings("ignore:No directory at:UserWarning"),
]


@login_not_required
def broken(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("This page is broken on purpose")


@login_not_required
def unreadable(request: HttpRequest) -> HttpResponse:
    raise BadRequest("This request cannot be read")


urlpatterns = [
    *urls.urlpatterns,
    path("en/broken/", broken),
    path("ja/broken/", broken),
    path("en/unreadable/", unreadable),
]


@pytest.mark.parametrize(
    ("address", "status", "heading"),
    [
        ("/en/unreadable/", 400, "This request cannot be read"),
        ("/en/nothing/", 404, "There is no such page"),
        ("/de/nothing/", 404, "There is no such page"),
        ("/nothing/", 404, "There is no such page"),
        ("/fi/", 404, "There is no such page"),
        ("/en/partners/0-name/", 404, "There is no such page"),
        ("/en/%00/", 404, "There is no such page"),
        ("/en/broken/", 500, "Something went wrong on our side"),
        ("/ja/broken/", 500, "Something went wrong on our side"),
    ],
)
def test_error_pages(client: Client, address: str, status: int, heading: str) -> None:
    client.raise_request_exception = False
    response = client.get(address)
    language = address[1:3] if address[3:4] == "/" and address[1:3] != "fi" else "en"
    with translation.override(language):
        assert texts(response, "h1") == [translation.gettext(heading)]
    assert response.status_code == status
    assert [html["lang"] for html in elements(response, "html")] == [language]
    assert [
        a["href"] for a in elements(response, "a", "button") if not a["class"].count("quiet")
    ] == [f"/{language}/"]


def test_a_stranger_at_the_desk(client: Client) -> None:
    charlie = make_user(password=None)
    client.force_login(charlie)
    response = client.get("/en/desk/runs/")
    assert (response.status_code, texts(response, "h1")) == (403, ["This page is for others"])
    assert charlie.email in texts(response, "a", "account__name")[0]


def test_a_form_without_its_token() -> None:
    response = Client(enforce_csrf_checks=True).post("/en/account/login/")
    assert (response.status_code, texts(response, "h1")) == (403, ["Your form was not sent"])


def test_a_page_that_asks_to_sign_in(client: Client) -> None:
    response = client.get("/en/desk/runs/?page=2")
    assert (response.status_code, response["Location"]) == (
        302,
        "/en/account/login/?next=/en/desk/runs/%3Fpage%3D2",
    )


def test_an_error_page_needs_no_database(client: Client) -> None:
    client.raise_request_exception = False
    with connection.execute_wrapper(refuse):
        response = client.get("/en/broken/")
    assert texts(response, "h1") == ["Something went wrong on our side"]


def test_an_error_page_needs_no_database_for_people_who_have_signed_in(client: Client) -> None:
    client.force_login(make_user(password=None))
    client.raise_request_exception = False
    with connection.execute_wrapper(refuse):
        response = client.get("/en/broken/")
    assert texts(response, "h1") == ["Something went wrong on our side"]


def test_a_foreign_host_name_is_a_bad_request(client: Client) -> None:
    client.raise_request_exception = False
    response = client.get("/en/", headers={"Host": "evil.example"})
    assert response.status_code == 400


def refuse(*args: object) -> None:
    raise OperationalError("The database is away")


def answer(client: Client, address: str) -> tuple[int, str, str, str]:
    response = client.get(address)
    headers = (response["Content-Type"], response.headers.get("Cache-Control", ""))
    return (response.status_code, response.content.decode(), *headers)


NEVER = "max-age=0, no-cache, no-store, must-revalidate, private"


def test_healthz_needs_nobody(client: Client) -> None:
    with connection.execute_wrapper(refuse):
        assert answer(client, "/healthz") == (200, "ok\n", "text/plain", NEVER)


def test_readyz(client: Client) -> None:
    assert answer(client, "/readyz") == (200, "ok\n", "text/plain", NEVER)


def test_readyz_without_a_database(client: Client) -> None:
    with connection.execute_wrapper(refuse):
        assert answer(client, "/readyz") == (503, "no database\n", "text/plain", NEVER)


def test_readyz_without_a_cache(client: Client, settings: Settings) -> None:
    nowhere = settings.CACHES["default"] | {"LOCATION": "unix:///nowhere/valkey.sock"}
    settings.CACHES = {"default": nowhere}
    assert answer(client, "/readyz") == (503, "no cache\n", "text/plain", NEVER)
    with connection.execute_wrapper(refuse):
        assert answer(client, "/readyz")[:2] == (503, "no database, cache\n")


def test_robots(client: Client) -> None:
    rules = "User-agent: *\nDisallow: /*/account/\n"
    assert answer(client, "/robots.txt") == (200, rules, "text/plain", "")
