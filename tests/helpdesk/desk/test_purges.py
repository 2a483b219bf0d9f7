"""The desk's page of retention: rules with their reasons, and what was deleted."""

import pytest
import time_machine
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from profiles.models import Purge
from profiles.retention import RULES
from tests.makers import make_user
from tests.profiles.reading import elements, texts

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore:No directory at:UserWarning"),
]

PAGE = "/en/desk/purges/"
PAGE_QUERIES = 4


def test_every_rule_stands_there_with_term_and_reason(desk: Client) -> None:
    response = desk.get(PAGE)
    assert (response.status_code, texts(response, "h1")) == (200, ["Retention"])
    labels = [it.text for it in elements(response, "th") if it["scope"] == "row"]
    assert labels == [str(rule.label) for rule in RULES]
    cells = elements(response, "td")
    assert [it.text for it in cells if it["data-label"] == "How long"] == [it.term for it in RULES]
    assert [it.text for it in cells if it["data-label"] == "Why"] == [
        str(it.reason) for it in RULES
    ]


def test_nothing_was_deleted_yet(desk: Client) -> None:
    assert texts(desk.get(PAGE), "h3", "empty__title") == ["Nothing has been deleted yet"]


def test_the_log_says_what_was_deleted_the_last_first(desk: Client) -> None:
    with time_machine.travel("2026-11-24T03:20:00Z", tick=False):
        Purge.objects.create(rule="mail", rows=12)
    with time_machine.travel("2026-11-25T03:20:00Z", tick=False):
        Purge.objects.create(rule="a-rule-of-old", rows=3)
    cells = elements(desk.get(PAGE), "td")
    log = [it.text for it in cells if it["data-label"] in ("When", "Rule", "Rows")]
    assert log == [
        "Wed 25 Nov 2026, 04:20 CET / 12:20 JST",
        "a-rule-of-old",
        "3",
        "Tue 24 Nov 2026, 04:20 CET / 12:20 JST",
        "Text and address of all other mails",
        "12",
    ]


def test_it_is_for_staff(client: Client, charlie: Client) -> None:
    assert client.get(PAGE).status_code == 302
    assert charlie.get(PAGE).status_code == 403
    client.force_login(make_user("alice@example.org"))
    assert client.get(PAGE).status_code == 403


@pytest.mark.parametrize("count", [1, 3])
def test_it_costs_the_same_for_any_number(
    desk: Client, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    for _ in range(count):
        Purge.objects.create(rule="mail", rows=1)
    desk.get(PAGE)
    with django_assert_num_queries(PAGE_QUERIES):
        desk.get(PAGE)
