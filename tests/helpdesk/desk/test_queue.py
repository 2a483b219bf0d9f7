"""The list of what waits: order, what a line says, filters, number of queries."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from helpdesk.desk import queue
from profiles.actions import editing, reviewing
from profiles.models import Profile, Revision, User
from tests.helpdesk.desk.desks import rows
from tests.helpdesk.desk.reviews import submitted
from tests.makers import make_staff, make_user
from tests.profiles.reading import texts

pytestmark = pytest.mark.django_db

LIST = "/en/desk/reviews/"
LIST_QUERIES = 18
NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


def changed(by: User, dana: User, name: str) -> Revision:
    """A change to a profile that is public already."""
    first = submitted(by, name)
    profile = reviewing.approve(first, version=first.version, by=dana)
    second = editing.open_revision(profile, by=by)
    organisation = second.content["organisation"] | {"host": "Dijon", "member_count": 41}
    editing.save_section(second, "organisation", organisation, version=0, by=by)
    editing.submit(second, by=by)
    return second


def cells(client: Client, label: str) -> list[str]:
    """The texts of one column."""
    found = texts(client.get(LIST), "td")
    width = 4
    column = ["Kind", "What", "Waits since", "Reviewed by"].index(label)
    return found[column::width]


def test_a_stranger_sees_nothing(charlie: Client, client: Client, alice: User) -> None:
    submitted(alice, "Secret Cluster")
    answer = charlie.get(LIST)
    assert (answer.status_code, "Secret Cluster" in answer.content.decode()) == (403, False)
    assert client.get(LIST).status_code == 302


def test_an_empty_queue_says_so(desk: Client) -> None:
    response = desk.get(LIST)
    assert texts(response, "h2", "empty__title") == ["Nothing to review"]
    filtered = desk.get(LIST, {"side": "japan"})
    assert texts(filtered, "h2", "empty__title") == ["Nothing fits these filters"]


def test_the_oldest_stands_first(desk: Client, alice: User) -> None:
    for hours, name in ((1, "Younger"), (50, "Oldest"), (2, "Older")):
        revision = submitted(alice, name)
        moment = timezone.now() - timedelta(hours=hours)
        Revision.objects.filter(pk=revision.pk).update(submitted_at=moment)
    assert rows(desk.get(LIST)) == ["Oldest", "Older", "Younger"]


def test_a_line_says_since_when_on_both_clocks(client: Client, alice: User, dana: User) -> None:
    with time_machine.travel(NOON, tick=False):
        submitted(alice)
    with time_machine.travel(NOON + timedelta(days=2, hours=3), tick=False):
        client.force_login(dana)
        [cell] = cells(client, "Waits since")
    assert cell.replace("\xa0", " ") == "2 days, 3 hours Tue 24 Nov 2026, 13:00 CET / 21:00 JST"


def test_a_line_says_what_it_is(desk: Client, alice: User, dana: User) -> None:
    changed(alice, dana, "Old Cluster")
    submitted(alice, "New Cluster")
    submitted(make_user("haruka@example.org", password=None), side="japan")
    assert rows(desk.get(LIST)) == ["Old Cluster", "New Cluster", "発酵クラスター"]
    assert cells(desk, "Kind") == ["Europe Cluster", "Europe Cluster", "Japan Cluster"]
    [first, *_rest] = cells(desk, "What")
    assert first.startswith("Change 2 differences")


def test_who_may_be_registered_already_is_marked(desk: Client, alice: User, dana: User) -> None:
    submitted(alice, "One Cluster")
    assert cells(desk, "What") == ["New"]
    submitted(alice, "One Cluster")
    assert cells(desk, "What") == ["New Registered twice?"] * 2


def test_a_line_says_who_reviews_it_until_the_claim_ends(desk: Client, alice: User) -> None:
    revision = submitted(alice)
    reviewing.claim(revision, by=make_staff("erik@example.org", password=None, given_name="Erik"))
    assert cells(desk, "Reviewed by") == ["Erik"]
    Revision.objects.update(claimed_at=timezone.now() - reviewing.CLAIM - timedelta(seconds=1))
    assert cells(desk, "Reviewed by") == ["–"]


def test_the_queue_is_filtered(desk: Client, alice: User, dana: User) -> None:
    mine = changed(alice, dana, "Old Cluster")
    submitted(alice, "New Cluster")
    submitted(alice, side="japan")
    reviewing.claim(mine, by=dana)
    shown = {
        "side=japan": ["発酵クラスター"],
        "side=europe": ["Old Cluster", "New Cluster"],
        "kind=region": [],
        "what=new": ["New Cluster", "発酵クラスター"],
        "what=changed": ["Old Cluster"],
        "mine=on": ["Old Cluster"],
        "what=new&side=japan": ["発酵クラスター"],
    }
    assert {query: rows(desk.get(f"{LIST}?{query}")) for query in shown} == shown


@pytest.mark.parametrize("query", ["side=moon", "kind=1", "what=all", "page=x", "page=99"])
def test_nonsense_in_the_address_hurts_nobody(desk: Client, alice: User, query: str) -> None:
    submitted(alice)
    assert desk.get(f"{LIST}?{query}").status_code == 200


@pytest.mark.parametrize("count", [1, 3])
def test_the_queue_takes_the_same_number_of_queries(
    desk: Client,
    alice: User,
    dana: User,
    count: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for n in range(count):
        reviewing.claim(changed(alice, dana, f"Cluster {n}"), by=dana)
    with django_assert_num_queries(LIST_QUERIES):
        response = desk.get(LIST)
    assert len(rows(response)) == count


def test_the_items_before_and_after(alice: User) -> None:
    one, two, three = (submitted(alice, f"Cluster {n}") for n in range(3))
    assert queue.neighbours(one) == (None, two)
    assert queue.neighbours(two) == (one, three)
    assert queue.neighbours(three) == (two, None)
    Revision.objects.update(submitted_at=NOON)
    two.refresh_from_db()
    assert queue.neighbours(two) == (one, three)
    assert queue.neighbours(Revision(profile=Profile.objects.first())) == (None, None)


def test_the_next_item_is_nobody_elses(alice: User, dana: User) -> None:
    erik = make_staff("erik@example.org", password=None)
    one, two, three = (submitted(alice, f"Cluster {n}") for n in range(3))
    reviewing.claim(one, by=erik)
    reviewing.claim(two, by=dana)
    assert list(queue.unclaimed(dana)) == [two, three]
    assert list(queue.unclaimed(erik)) == [one, three]
