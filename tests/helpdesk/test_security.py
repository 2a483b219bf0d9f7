"""Headers on every answer, whatever its status; and no inline script or style anywhere."""

import pytest
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path

from helpdesk import urls
from helpdesk.urls import handler400, handler403, handler404, handler500  # noqa: F401 - they count
from tests.makers import make_profile, make_sectors, make_staff, make_user
from tests.profiles.reading import Reader, elements, html_of

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.urls(__name__),
    # The project names a STATIC_ROOT that only production fills; WhiteNoise says so.
    pytest.mark.filterwarnings("ignore:No directory at:UserWarning"),
]


@login_not_required
def broken(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("This page is broken on purpose")


urlpatterns = [*urls.urlpatterns, path("broken/", broken)]

EVERYWHERE = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
        " font-src 'self'; connect-src 'self'; media-src 'self'; form-action 'self';"
        " base-uri 'none'; frame-ancestors 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}
ANSWERS = [
    ("/en/", 200),
    ("/healthz", 200),
    ("/robots.txt", 200),
    ("/static/css/site.css", 200),
    ("/", 302),
    ("/en/desk/runs/", 302),
    ("/en/about", 301),
    ("/en/nothing/", 404),
    ("/static/nothing.css", 404),
    ("/broken/", 500),
]


@pytest.mark.parametrize(("address", "status"), ANSWERS)
def test_headers(client: Client, address: str, status: int) -> None:
    client.raise_request_exception = False
    response = client.get(address)
    response.close()
    assert response.status_code == status
    assert {name: response.headers.get(name) for name in EVERYWHERE} == EVERYWHERE


@pytest.mark.parametrize("address", ["/en/desk/runs/", "/en/account/login/"])
def test_headers_of_a_refusal(address: str) -> None:
    """403 for a stranger to the desk, and for a form without its token."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(make_user(password=None))
    answer = client.post if "login" in address else client.get
    response = answer(address)
    assert response.status_code == 403
    assert {name: response.headers.get(name) for name in EVERYWHERE} == EVERYWHERE


def test_pages_cannot_be_framed(client: Client) -> None:
    assert client.get("/en/")["X-Frame-Options"] == "DENY"


def inline(html: str) -> list[str]:
    """Whatever the Content-Security-Policy would stop."""
    found = []
    for element in Reader(html).found:
        code = element.tag == "script" and element["type"] != "application/json"
        if element.tag == "style" or (code and not element["src"]):
            found.append(f"<{element.tag}>")
        for name, value in element.attributes.items():
            if name == "style" or name.startswith("on") or value.startswith("javascript:"):
                found.append(f"<{element.tag} {name}>")
    return found


def test_the_check_for_inline_code_finds_it() -> None:
    data = '<script type="application/json">{}</script>'
    bad = '<style></style><script>x</script><p style="" onclick=""><a href="javascript:x">' + data
    assert inline(bad) == ["<style>", "<script>", "<p style>", "<p onclick>", "<a href>"]


PUBLIC = [
    "/en/",
    "/ja/about/",
    "/de/accessibility/",
    "/fr/privacy/",
    "/en/partners/",
    "/en/partners/?q=nobody",
    "/en/nothing/",
    "/broken/",
    "/en/account/login/",
    "/en/account/signup/",
    "/en/account/login/code/",
    "/en/account/password/reset/",
    "/en/account/password/reset/done/",
    "/en/account/inactive/",
    "/en/account/confirm-email/",
    "/en/account/confirm-email/wrong-key/",
]
SIGNED_IN = [
    "/en/account/",
    "/en/account/edit/",
    "/en/account/sessions/",
    "/en/account/second-factor/",
    "/en/account/second-factor/webauthn/",
    "/en/desk/runs/",
    "/en/account/logout/",
    "/en/account/email/",
    "/en/account/password/change/",
    "/en/account/reauthenticate/",
]


@pytest.mark.parametrize("address", PUBLIC)
def test_no_inline_code_on_public_pages(client: Client, address: str) -> None:
    client.raise_request_exception = False
    make_sectors()
    make_profile("de-nw", texts={"en": ("NRW", "Steel.")}, priorities={"energy": 2})
    make_profile("jp-07", language="ja", texts={"ja": ("福島県", "水素。")})
    response = client.get(address)
    assert len(elements(response, "h1")) == 1
    assert inline(html_of(response)) == []


@pytest.mark.parametrize("address", SIGNED_IN)
def test_no_inline_code_on_pages_behind_the_login(client: Client, address: str) -> None:
    client.force_login(make_staff())
    response = client.get(address)
    assert (response.status_code, len(elements(response, "h1"))) == (200, 1)
    assert inline(html_of(response)) == []


def test_no_inline_code_on_pages_about_profiles(client: Client) -> None:
    europe = make_profile("de-nw", priorities={"energy": 2}, offers=["Steel."])
    japan = make_profile("jp-07", topics=["sake"], needs=["Steel."])
    addresses = [
        europe.get_absolute_url(),
        f"/en/partners/{europe.pk}/suggestions/",
        f"/en/matches/{europe.pk}-{japan.pk}/",
    ]
    responses = [client.get(address) for address in addresses]
    assert [response.status_code for response in responses] == [200, 200, 200]
    assert [inline(html_of(response)) for response in responses] == [[], [], []]


def test_everything_comes_from_ourselves(client: Client) -> None:
    response = client.get("/en/")
    sources = [element["src"] for tag in ("script", "img") for element in elements(response, tag)]
    sources += [e["href"] for e in elements(response, "link") if e["rel"] != "alternate"]
    assert [source for source in sources if not source.startswith("/static/")] == []
    assert sources != []
