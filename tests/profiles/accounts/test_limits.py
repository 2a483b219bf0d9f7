"""How often: counted by address and by account, and not to be tricked by a header."""

from uuid import uuid4

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.test import RequestFactory
from pytest_django import Settings

from profiles import limits
from profiles.limits import LIMITS, Limit, limited
from profiles.models import User
from tests.makers import make_user
from tests.profiles.accounts.walking import LOGIN, MARKS, anybody, visitor
from tests.profiles.reading import texts

pytestmark = MARKS

SEARCH = "/en/partners/?q=hydrogen"


@pytest.fixture
def action() -> str:
    """An action of this test's own, three times a minute."""
    name = uuid4().hex
    LIMITS[name] = Limit(3, 60)
    yield name
    del LIMITS[name]


def request_from(address: str, user: User | None = None, **headers: str) -> HttpRequest:
    request = RequestFactory().get("/", REMOTE_ADDR=address, headers=headers)
    request.user = user or AnonymousUser()
    return request


def tries(action: str, *requests: HttpRequest) -> list[bool]:
    return [limited(request, action) for request in requests]


def test_an_address_is_stopped_after_its_last_time(action: str) -> None:
    here, there = request_from("192.0.2.1"), request_from("192.0.2.2")
    assert tries(action, *[here] * 5, there) == [False] * 3 + [True] * 2 + [False]


def test_an_account_is_stopped_wherever_it_comes_from(action: str) -> None:
    alice = make_user(anybody())
    requests = [request_from(f"192.0.2.{number}", alice) for number in range(1, 6)]
    assert tries(action, *requests) == [False] * 3 + [True] * 2


def test_a_forged_header_changes_nothing(action: str) -> None:
    """No proxy of ours stands in front, so nobody vouches for X-Forwarded-For."""
    forged = [request_from("192.0.2.1", **{"X-Forwarded-For": f"198.51.100.{n}"}) for n in range(5)]
    assert tries(action, *forged) == [False] * 3 + [True] * 2


def test_behind_a_proxy_its_own_word_counts_and_no_other(action: str, settings: Settings) -> None:
    """What the visitor wrote into the header stands left of what the proxy has added."""
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    forged = [
        request_from("10.0.0.1", **{"X-Forwarded-For": f"198.51.100.{n}, 192.0.2.1"})
        for n in range(4)
    ]
    other = request_from("10.0.0.1", **{"X-Forwarded-For": "192.0.2.2"})
    assert tries(action, *forged, other) == [False] * 3 + [True, False]


def test_a_network_of_ipv6_is_one_visitor(action: str) -> None:
    """Whoever has one of these addresses has all 2**64 of them."""
    same = [request_from(f"2001:db8:1:2::{number}") for number in range(1, 5)]
    other = request_from("2001:db8:1:3::1")
    assert tries(action, *same, other) == [False] * 3 + [True, False]


def test_actions_are_counted_apart(action: str) -> None:
    request = request_from("192.0.2.1")
    tries(action, *[request] * 3)
    LIMITS[f"{action}-2"] = Limit(1, 60)
    try:
        assert tries(f"{action}-2", request, request) == [False, True]
    finally:
        del LIMITS[f"{action}-2"]


def test_time_frees_an_address(action: str) -> None:
    LIMITS[action] = Limit(1, 1)
    request = request_from("192.0.2.1")
    assert tries(action, request, request) == [False, True]
    limits.cache.clear()
    assert tries(action, request) == [False]


def test_a_cache_that_is_down_stops_nobody(action: str, settings: Settings) -> None:
    settings.CACHES = {
        "default": settings.CACHES["default"] | {"LOCATION": "redis://127.0.0.1:1"},
    }
    assert tries(action, *[request_from("192.0.2.1")] * 5) == [False] * 5


def test_too_many_searches_are_answered_in_words() -> None:
    client = visitor()
    answers = [client.get(SEARCH) for _ in range(LIMITS["search"].times + 1)]
    assert {answer.status_code for answer in answers[:-1]} == {200}
    assert (answers[-1].status_code, answers[-1]["Retry-After"]) == (429, "60")
    assert texts(answers[-1], "h1") == ["Too many attempts"]
    assert client.get("/en/partners/").status_code == 200  # leafing through is free
    assert visitor().get(SEARCH).status_code == 200


def test_signing_in_is_not_to_be_tricked_by_the_header_either() -> None:
    client = visitor()
    answers = [
        client.post(
            LOGIN,
            {"login": anybody(), "password": "wrong"},
            headers={"X-Forwarded-For": f"198.51.100.{number}"},
        )
        for number in range(31)
    ]
    assert [answer.status_code for answer in answers] == [200] * 30 + [429]
