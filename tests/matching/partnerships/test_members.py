"""What members do: look after their partnerships, report activities, propose updates."""

from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from matching.partnerships.models import Activity, Partnership
from profiles.models import Mail, Membership, User
from tests.makers import make_profile, make_staff, make_user
from tests.matching.introductions.people import World, join
from tests.matching.partnerships.making import do_together, fresh, make_partnership, sign, titled
from tests.profiles.reading import elements, texts

pytestmark = pytest.mark.django_db
MINE = "/en/partnerships/mine/"
MINE_QUERIES = 14
ACTIVITY = {
    "kind": "delegation",
    "on": "2024-05",
    "text": "Twelve firms came to us.",
    "language": "de",
    "source": "https://example.org/visit",
}
PROPOSAL = {"text": "We renewed it on 3 May."}


def url(partnership: Partnership, name: str) -> str:
    return reverse(f"partnerships:{name}", args=[partnership.pk])


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.mark.parametrize(("who", "count"), [("alice", 2), ("haruka", 2), ("charlie", 0)])
def test_ones_own_are_listed_private_ones_too(
    world: World, partnership: Partnership, private: Partnership, who: str, count: int
) -> None:
    page = world.client(who).get(MINE)
    assert len(page.context["entries"]) == count
    assert ("No partnership of yours is registered" in texts(page, "h2")) is (count == 0)


def test_a_visitor_is_asked_to_sign_in(db: None) -> None:
    answer = Client().get(MINE)
    assert (answer.status_code, answer["Location"].split("?")[0]) == (302, "/en/account/login/")


@pytest.mark.parametrize(
    ("name", "sent"), [("report-activity", ACTIVITY), ("propose-update", PROPOSAL)]
)
@pytest.mark.parametrize("is_public", [True, False])
def test_who_may_act(
    world: World, partnership: Partnership, name: str, sent: dict[str, str], is_public: bool
) -> None:
    """A stranger gets 404 even where the partnership is public; who only looks on, 403."""
    Partnership.objects.update(is_public=is_public)
    viewer = join(world.europe, make_user("viewer@example.org"), Membership.Role.VIEWER)
    statuses = {"alice": 302, "haruka": 302, "charlie": 404, "dana": 302}
    where = url(partnership, name)
    assert {who: world.client(who).post(where, sent).status_code for who in statuses} == statuses
    assert client_of(viewer).post(where, sent).status_code == 403
    assert client_of(viewer).get(where).status_code == 403
    assert world.client("charlie").get(where).status_code == 404
    assert Client().post(where, sent).status_code == 302
    done = partnership.activities.count() if name == "report-activity" else Mail.objects.count()
    assert done == 3


def test_a_viewer_sees_no_buttons(world: World, partnership: Partnership) -> None:
    viewer = join(world.europe, make_user("viewer@example.org"), Membership.Role.VIEWER)
    page = client_of(viewer).get(MINE)
    assert [entry.partnership for entry in page.context["entries"]] == [partnership]
    links = {it["href"] for it in elements(page, "a")}
    assert url(partnership, "report-activity") not in links
    links = {it["href"] for it in elements(world.client("alice").get(MINE), "a")}
    assert url(partnership, "report-activity") in links


def test_an_activity_is_reported_as_it_was_typed(world: World, partnership: Partnership) -> None:
    answer = world.client("alice").post(url(partnership, "report-activity"), ACTIVITY, follow=True)
    activity = Activity.objects.get()
    assert (activity.kind, str(activity.dated), activity.text, activity.source) == (
        "delegation",
        "2024-05",
        {"de": "Twelve firms came to us."},
        "https://example.org/visit",
    )
    assert activity.reported_by == world.alice
    assert "Reported by a party or the helpdesk" in texts(answer, "p")
    assert world.alice.family_name not in answer.content.decode().partition("<main")[2]


FAULTS = [
    ({"on": ""}, "on"),
    ({"on": "last May"}, "on"),
    ({"on": "2024-13"}, "on"),
    ({"on": "1200"}, "on"),
    ({"on": "2030"}, "on"),
    ({"text": " "}, "text"),
    ({"text": "x" * 1001}, "text"),
    ({"kind": "party"}, "kind"),
    ({"language": "xx"}, "language"),
    ({"source": "javascript:alert(1)"}, "source"),
]


@pytest.mark.parametrize(("change", "field"), FAULTS)
@time_machine.travel("2026-11-26T12:00:00Z", tick=False)
def test_a_faulty_report_comes_back_with_what_was_typed(
    world: World, partnership: Partnership, change: dict[str, str], field: str
) -> None:
    answer = world.client("alice").post(url(partnership, "report-activity"), ACTIVITY | change)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    kept = "text" if field != "text" else "source"
    assert ACTIVITY[kept] in answer.content.decode()
    assert Activity.objects.count() == 0


def test_more_fields_than_the_form_has_change_nothing(world: World, private: Partnership) -> None:
    more = ACTIVITY | {"reported_by": str(world.dana.pk), "partnership": "1", "is_public": "on"}
    world.client("alice").post(url(private, "report-activity"), more)
    activity = Activity.objects.get()
    assert (activity.reported_by, activity.partnership) == (world.alice, private)
    sent = PROPOSAL | {"is_public": "on", "state": "ended", "next_action": "Mine", "kind": "city"}
    world.client("alice").post(url(private, "propose-update"), sent)
    after = fresh(private)
    assert (after.is_public, after.state, after.kind) == (False, "active", "mou")
    assert after.next_action == "Look at the update that a party has proposed"


def proposed(world: World, partnership: Partnership) -> list[tuple[str, str]]:
    world.client("alice").post(url(partnership, "propose-update"), PROPOSAL)
    return list(Mail.objects.order_by("pk").values_list("address", "kind"))


def test_a_proposal_goes_to_all_of_the_helpdesk(world: World, partnership: Partnership) -> None:
    make_staff("erik@example.org", language="ja")
    assert proposed(world, partnership) == [
        ("dana@example.org", "partnership_update"),
        ("erik@example.org", "partnership_update"),
    ]
    mail = Mail.objects.first()
    assert mail.subject == "Update proposed: Rhine and Aoba"
    assert "Alice Martin proposes an update of Rhine and Aoba:" in mail.text
    assert "> We renewed it on 3 May." in mail.text
    assert f"/en/desk/partnerships/{partnership.pk}/edit/" in mail.text
    assert "ラインと青葉" in Mail.objects.last().subject


def test_or_to_who_follows_it(world: World, partnership: Partnership) -> None:
    erik = make_staff("erik@example.org")
    Partnership.objects.update(owner=erik)
    assert proposed(world, partnership) == [("erik@example.org", "partnership_update")]


def test_a_proposal_stands_on_the_board_unless_something_else_is_planned(
    world: World, partnership: Partnership
) -> None:
    proposed(world, partnership)
    assert fresh(partnership).next_action == "Look at the update that a party has proposed"
    Partnership.objects.update(next_action="Call them", next_on=None)
    proposed(world, partnership)
    assert (fresh(partnership).next_action, fresh(partnership).next_on) == ("Call them", None)


def test_three_take_as_many_queries_as_one(
    world: World, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client = world.client("alice")
    counted: list[Any] = []
    for numbers in ((10,), (11, 12)):
        for n in numbers:
            made = make_partnership(world.europe, make_profile(f"jp-{n}", place=f"JP-{n}"))
            sign(titled(made, en=f"Number {n}"), "2010", "energy")
            do_together(made, "2024")
        with django_assert_num_queries(MINE_QUERIES):
            counted.append(len(client.get(MINE).context["entries"]))
    assert counted == [1, 3]
