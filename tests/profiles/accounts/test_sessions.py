"""Sessions: how long they last, what they are known by, and who ends them."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from allauth.usersessions.models import UserSession
from django.contrib.auth import login
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.test import Client, RequestFactory
from pytest_django import DjangoAssertNumQueries

from profiles.accounts.sessions import LONGEST, MEMBER_IDLE, STAFF_IDLE, deactivate, end_sessions
from profiles.models import User
from tests.makers import make_staff, make_user
from tests.profiles.accounts.walking import (
    AGAIN,
    FACTOR,
    MARKS,
    anybody,
    digits,
    fill,
    key_of,
    sign_in,
    visitor,
    who,
)
from tests.profiles.reading import elements, texts

pytestmark = MARKS

SESSIONS = "/en/account/sessions/"
ACCOUNT = "/en/account/"
MORNING = datetime(2026, 11, 24, 8, 0, tzinfo=ZoneInfo("Europe/Brussels"))
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
PAGE_QUERIES = 2
"""The session and the person: a page that needs nothing else, within a minute of the last."""


@pytest.fixture
def alice() -> User:
    return make_user(anybody(), family_name="Martin", given_name="Alice")


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    with time_machine.travel(moment, tick=False):
        yield


def signed_in(user: User) -> Client:
    client = visitor()
    client.force_login(user)
    return client


@pytest.mark.parametrize(
    ("make", "idle"), [(make_user, MEMBER_IDLE), (make_staff, STAFF_IDLE)], ids=["member", "staff"]
)
def test_a_session_ends_when_nothing_is_done(make: Callable, idle: timedelta) -> None:
    with at(MORNING):
        in_time, too_late = (signed_in(make(anybody())) for _ in range(2))
    with at(MORNING + idle):
        assert in_time.get(ACCOUNT).status_code == 200
    with at(MORNING + idle + timedelta(seconds=1)):
        response = too_late.get(ACCOUNT, follow=True)
        assert response.redirect_chain == [("/en/account/login/?next=/en/account/", 302)]
        [notice] = texts(response, "div", "notice--info")
        assert "You have been signed out" in notice
        assert who(too_late) == ""


def test_staff_have_less_time_than_members() -> None:
    assert timedelta() < STAFF_IDLE < MEMBER_IDLE < LONGEST == timedelta(hours=12)


def test_work_keeps_a_session_alive_but_not_for_ever(alice: User) -> None:
    with at(MORNING):
        client = signed_in(alice)
    reached = []
    for hours in range(1, 14):
        with at(MORNING + timedelta(hours=hours)):
            reached.append(client.get(ACCOUNT).status_code)
    assert reached == [200] * 12 + [302]


def test_a_session_of_before_there_were_limits_begins_now(alice: User) -> None:
    client = signed_in(alice)
    session = client.session
    for name in ("began_at", "seen_at", "has_second_factor"):
        session.pop(name)
    session.save()
    assert client.get(ACCOUNT).status_code == 200
    assert client.session["began_at"] > 0


def test_the_key_changes_at_signing_in(alice: User) -> None:
    client = visitor()
    client.session.save()  # as a visitor's who was shown a message
    old = key_of(client)
    sign_in(client, alice.email)
    assert key_of(client) != old
    assert Session.objects.filter(session_key=old).exists() is False


def test_the_key_changes_at_the_second_factor() -> None:
    client, dana = visitor(), make_staff(anybody())
    sign_in(client, dana.email)
    old = key_of(client)
    fill(client, FACTOR, {"code": digits()})
    assert (who(client), key_of(client) == old) == (dana.email, False)
    assert Session.objects.filter(session_key=old).exists() is False


def test_the_key_changes_when_one_shows_again_who_one_is(alice: User) -> None:
    client = signed_in(alice)
    old = key_of(client)
    client.post(AGAIN, {"password": "a long enough password"})
    assert (who(client), key_of(client) == old) == (alice.email, False)
    assert Session.objects.filter(session_key=old).exists() is False
    [known] = UserSession.objects.filter(session_key=key_of(client))
    assert known.user == alice


def test_the_key_changes_at_signing_in_again(alice: User) -> None:
    """Django keeps the key of a session that is signed in as the same person."""
    request = RequestFactory().get("/")
    request.session, request.user = SessionStore(), AnonymousUser()
    keys = []
    for _ in range(2):
        login(request, alice, "allauth.account.auth_backends.AuthenticationBackend")
        keys.append(request.session.session_key)
    assert keys[0] != keys[1]
    assert Session.objects.filter(session_key=keys[0]).exists() is False


def test_signing_out_ends_the_session_for_good(alice: User) -> None:
    client = signed_in(alice)
    old = key_of(client)
    client.post("/en/account/logout/")
    assert Session.objects.filter(session_key=old).exists() is False


def test_a_closed_account_loses_every_session(alice: User) -> None:
    laptop, phone = visitor(), visitor()
    for client in (laptop, phone):
        sign_in(client, alice.email)
    deactivate(alice)
    assert [who(laptop), who(phone)] == ["", ""]
    assert (Session.objects.count(), UserSession.objects.count()) == (0, 0)
    sign_in(laptop, alice.email)
    assert who(laptop) == ""


def test_closed_by_hand_it_loses_them_at_their_next_use_even_if_reopened(alice: User) -> None:
    client = signed_in(alice)
    User.objects.update(is_active=False)
    assert client.get(ACCOUNT).status_code == 302
    User.objects.update(is_active=True)
    assert client.get(ACCOUNT).status_code == 302


def test_somebody_elses_sessions_are_left_alone(alice: User) -> None:
    charlie, client = make_user(anybody()), visitor()
    sign_in(client, charlie.email)
    assert end_sessions(alice) == 0
    assert who(client) == charlie.email


def test_the_list_says_where_one_is_signed_in(alice: User) -> None:
    laptop, phone = visitor(HTTP_USER_AGENT=FIREFOX), visitor(HTTP_USER_AGENT="curl/8")
    for client in (laptop, phone):
        sign_in(client, alice.email)
    page = laptop.get(SESSIONS)
    assert texts(page, "th")[5:] == ["Firefox, Windows", "Unknown device"]
    addresses = [it.text.strip() for it in elements(page, "td") if "address" in it["data-label"]]
    assert addresses == [it.defaults["REMOTE_ADDR"] for it in (laptop, phone)]
    assert len(elements(page, "form")) == 3  # sign out above, one session, all others


def test_one_session_is_ended(alice: User) -> None:
    laptop, phone, tablet = (visitor() for _ in range(3))
    for client in (laptop, phone, tablet):
        sign_in(client, alice.email)
    of_phone = UserSession.objects.get(session_key=key_of(phone))
    response = laptop.post(f"{SESSIONS}{of_phone.pk}/end/")
    assert response["Location"] == SESSIONS
    assert [who(laptop), who(phone), who(tablet)] == [alice.email, "", alice.email]


def test_all_others_are_ended(alice: User) -> None:
    laptop, phone, tablet = (visitor() for _ in range(3))
    for client in (laptop, phone, tablet):
        sign_in(client, alice.email)
    laptop.post(SESSIONS)
    assert [who(laptop), who(phone), who(tablet)] == [alice.email, "", ""]


def test_charlie_ends_no_session_of_alices(alice: User) -> None:
    laptop, charlie = visitor(), signed_in(make_user(anybody()))
    sign_in(laptop, alice.email)
    of_alice = UserSession.objects.get(user=alice)
    assert charlie.post(f"{SESSIONS}{of_alice.pk}/end/").status_code == 404
    assert laptop.get(f"{SESSIONS}{of_alice.pk}/end/").status_code == 405
    assert who(laptop) == alice.email


def last_seen(user: User) -> datetime:
    return UserSession.objects.get(user=user).last_seen_at


def test_activity_is_noted_once_a_minute(alice: User) -> None:
    client = visitor()
    with at(MORNING):
        sign_in(client, alice.email)
    noted = []
    for seconds in (30, 59, 60, 90, 121):
        with at(MORNING + timedelta(seconds=seconds)):
            client.get(ACCOUNT)
        noted.append((last_seen(alice) - MORNING).total_seconds())
    assert noted == [0, 0, 60, 60, 121]


def test_a_page_costs_nothing_more_in_between(
    alice: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client = signed_in(alice)
    with django_assert_num_queries(PAGE_QUERIES):
        client.get("/en/about/")


def test_staff_pages_neither(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    client = signed_in(make_staff(anybody()))
    with django_assert_num_queries(PAGE_QUERIES):
        client.get("/en/about/")


def test_visitors_have_no_session() -> None:
    client = visitor()
    client.get("/en/about/")
    assert (client.cookies, Session.objects.count()) == ({}, 0)
