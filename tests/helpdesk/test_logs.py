"""Logs tell which page was refused, and not the key that opens it."""

import logging
from collections.abc import Iterator

import pytest
from django.test import Client

from events.links import join_token, own_token
from tests.events.making import make_webinar, register
from tests.events.visiting import page_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def log(caplog: pytest.LogCaptureFixture) -> Iterator[pytest.LogCaptureFixture]:
    """`django.server` hands its records to nobody else."""
    server = logging.getLogger("django.server")
    server.addHandler(caplog.handler)
    yield caplog
    server.removeHandler(caplog.handler)


def said(log: pytest.LogCaptureFixture) -> list[str]:
    return [it.getMessage() for it in log.records]


def test_a_faulty_form_behind_a_key_keeps_its_key(log: pytest.LogCaptureFixture) -> None:
    registration = register(make_webinar())
    assert Client().post(page_of(registration, "edit/"), {"country": "XX"}).status_code == 422
    assert said(log) == ["Unprocessable Entity: /en/webinars/registration/***/edit/"]


def test_a_forged_form_behind_a_key_keeps_its_key(log: pytest.LogCaptureFixture) -> None:
    key = join_token(register(make_webinar()))
    browser = Client(enforce_csrf_checks=True)
    assert browser.post(f"/en/webinars/join/{key}/enter/").status_code == 403
    assert [it.rpartition(": ")[2] for it in said(log)] == ["/en/webinars/join/***/enter/"]


@pytest.mark.parametrize(
    "path",
    [
        "webinars/registration/",
        "webinars/join/",
        "webinars/confirm/",
        "confirm/",
        "invitations/",
        "introductions/answer/",
        "introductions/outcome/",
        "mail/unsubscribe/",
    ],
)
def test_every_page_that_a_key_opens(log: pytest.LogCaptureFixture, path: str) -> None:
    logging.getLogger("django.request").warning("Not Found: %s", f"/en/{path}a:key-_1/")
    assert said(log) == [f"Not Found: /en/{path}***/"]


def test_a_line_of_the_server_of_developers(log: pytest.LogCaptureFixture) -> None:
    key = own_token(register(make_webinar()))
    line = f"GET /de/webinars/registration/{key}/data/?a=b HTTP/1.1"
    logging.getLogger("django.server").info('"%s" %s %s', line, 200, 12)
    assert said(log) == ['"GET /de/webinars/registration/***/data/?a=b HTTP/1.1" 200 12']


def test_what_is_no_key_stays(log: pytest.LogCaptureFixture) -> None:
    """Neither the numbers of organisations nor the rest of the path."""
    paths = ["/en/organisations/5/join/", "/en/organisations/5/confirm/?a=b", "/en/webinars/5/x/"]
    for path in paths:
        logging.getLogger("django.request").warning("Not Found: %s", path)
    assert said(log) == [f"Not Found: {path}" for path in paths]
