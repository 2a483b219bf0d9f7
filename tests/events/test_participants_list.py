"""Participants see nobody else, unless both opted in."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine

from events import actions
from events.consents import log_consents
from events.models import Registration, Webinar
from events.sign_up.own_pages import participants_seen_by
from tests.events.making import make_webinar, register
from tests.events.visiting import page_of
from tests.makers import REASON, make_user
from tests.profiles.accounts.walking import MARKS, visitor
from tests.profiles.reading import elements, html_of, texts

pytestmark = MARKS

YES, NO = {"listed": True}, {"listed": False}


def person(webinar: Webinar, name: str, consents: Any, **fields: Any) -> Registration:
    """Everything of theirs carries their name, so that a leak shows."""
    return register(
        webinar,
        f"{name}-address@example.org",
        family_name=f"{name}-family",
        given_name=f"{name}-given",
        reading=f"{name}-reading",
        organisation=f"{name}-organisation",
        question=f"{name}-question",
        accessibility=f"{name}-need",
        consents=consents,
        **fields,
    )


def names_on(registration: Registration) -> list[str]:
    return [it.name for it in participants_seen_by(registration)]


def test_only_who_is_on_the_list_sees_it_and_only_those_who_are() -> None:
    webinar = make_webinar()
    seer = person(webinar, "seer", YES)
    person(webinar, "open", YES)
    silent = person(webinar, "silent", NO)
    person(webinar, "nothing", None)
    page = visitor().get(page_of(seer, "participants/"))
    assert texts(page, "th")[3:] == ["open-given open-family", "seer-given seer-family"]
    assert visitor().get(page_of(silent, "participants/")).status_code == 404
    html = html_of(page)
    leaked = [
        it
        for it in ("silent", "nothing", "-address", "-need", "-question", "-reading")
        if it in html
    ]
    assert leaked == []


def test_the_own_page_names_nobody_else() -> None:
    webinar = make_webinar()
    person(webinar, "planted", YES)
    page = html_of(visitor().get(page_of(person(webinar, "seer", YES))))
    assert "planted" not in page


@pytest.mark.parametrize(
    "how", ["waits", "unconfirmed", "cancelled", "other", "erased", "withdrawn"]
)
def test_who_is_not_on_the_list(how: str) -> None:
    webinar = make_webinar(capacity=2 if how == "waits" else None)
    seer = person(webinar, "seer", YES)
    if how == "waits":
        person(webinar, "second", NO)
    elsewhere = make_webinar() if how == "other" else webinar
    planted = person(elsewhere, "planted", YES, confirmed=how != "unconfirmed")
    if how == "cancelled":
        actions.cancel(planted, by=None, reason=REASON)
    if how == "erased":
        actions.erase(planted)
    if how == "withdrawn":
        log_consents(planted, NO)
    assert names_on(seer) == ["seer-given seer-family"]


def test_who_waits_does_not_see_the_list_yet() -> None:
    webinar = make_webinar(capacity=1)
    person(webinar, "seated", YES)
    waiting = person(webinar, "waiting", YES)
    assert (names_on(waiting), visitor().get(page_of(waiting, "participants/")).status_code) == (
        [],
        404,
    )


def test_who_leaves_the_list_sees_it_no_more() -> None:
    webinar = make_webinar()
    seer = person(webinar, "seer", YES)
    log_consents(seer, NO)
    assert visitor().get(page_of(seer, "participants/")).status_code == 404
    log_consents(seer, YES)
    assert visitor().get(page_of(seer, "participants/")).status_code == 200


def test_after_a_year_nobody_sees_it() -> None:
    webinar = make_webinar()
    seer = person(webinar, "seer", YES)
    for days, status in ((365, 200), (366, 404)):
        with time_machine.travel(webinar.ends_at + timedelta(days=days, minutes=-1), tick=False):
            assert visitor().get(page_of(seer, "participants/")).status_code == status


def test_a_signed_in_stranger_sees_no_list() -> None:
    webinar = make_webinar()
    person(webinar, "planted", YES)
    charlie = visitor()
    charlie.force_login(make_user())
    own = register(webinar, "charlie@example.org")
    for part in ("", "participants/", "data/"):
        assert "planted" not in html_of(charlie.get(page_of(own, part)))


def test_the_list_costs_the_same_for_one_and_for_three(django_assert_num_queries: Any) -> None:
    webinar = make_webinar()
    seer = person(webinar, "seer", YES)
    for count in (1, 3):
        while len(names_on(seer)) < count:
            person(webinar, f"p{len(names_on(seer))}", YES)
        with django_assert_num_queries(4):
            page = visitor().get(page_of(seer, "participants/"))
        assert len(elements(page, "tr")) == count + 1
