"""“My introductions”, in their order; as many queries for three as for one."""

import re

import pytest
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from matching.introductions import actions
from matching.introductions.models import Introduction, Party
from tests.makers import make_profile
from tests.matching.introductions.people import NOTE, World, introduce, propose, request

LIST_QUERIES = {"asked": 14, "accepted": 14, "declined": 15}
"""The past is counted first."""


def html_of(world: World, who: str = "alice", **data: str) -> str:
    return world.page(who, "list-introductions", **data).content.decode()


def sections(html: str) -> list[tuple[str, list[str]]]:
    """Each heading with the names below it."""
    main = html.partition("<main")[2].partition("</main")[0]
    found = []
    for part in main.split("<h2")[1:]:
        heading = re.sub(r"<[^>]+>", "", part.partition("</h2>")[0].partition(">")[2])
        names = re.findall(r'card__title"><a [^>]*>([^<]+)</a>', part)
        found.append((heading, names))
    return found


def test_the_empty_list_leads_to_suggestions(world: World) -> None:
    html = html_of(world)
    assert "No introduction yet" in html
    path = reverse("matching:list-suggestions", args=[world.europe.pk])
    assert f'href="{path}"' in html


def test_without_a_public_organisation_it_leads_to_the_directory(world: World) -> None:
    world.alice.memberships.all().delete()
    assert f'class="button" href="{reverse("profiles:list-profiles")}"' in html_of(world)


def other(world: World, key: str, state: str) -> Introduction:
    """One more for alice's side, in a state."""
    japan = make_profile(key, texts={"en": f"Town {key}"})
    introduction = actions.propose(world.europe, japan, by=world.dana, note=NOTE)
    decided = None if state == "asked" else "2026-11-20T09:00Z"
    Introduction.objects.filter(pk=introduction.pk).update(state=state, decided_at=decided)
    return introduction


def test_what_waits_for_oneself_comes_first(world: World) -> None:
    other(world, "jp-2", "declined")
    other(world, "jp-3", "accepted")
    waiting = other(world, "jp-4", "asked")
    Party.objects.filter(introduction=waiting, role="europe").update(answer="accepted")
    other(world, "jp-5", "asked")
    request(world)
    assert sections(html_of(world)) == [
        ("Waiting for your answer", ["Town jp-5"]),
        ("Waiting for others", ["Aoba", "Town jp-4"]),
        ("Introduced", ["Town jp-3"]),
        ("Past", ["Town jp-2"]),
    ]


def test_the_first_day_comes_first(world: World) -> None:
    late, early = other(world, "jp-2", "asked"), other(world, "jp-3", "asked")
    Party.objects.filter(introduction=late).update(due_on="2026-12-20")
    Party.objects.filter(introduction=early).update(due_on="2026-12-10")
    html = html_of(world)
    assert sections(html) == [("Waiting for your answer", ["Town jp-3", "Town jp-2"])]
    assert "Please answer by Dec. 10, 2026." in html


def test_others_have_lists_of_their_own(world: World) -> None:
    propose(world)
    assert sections(html_of(world, "haruka"))[0][1] == ["Rhine Valley"]
    assert "Rhine Valley" not in html_of(world, "charlie")


def test_what_others_requested_is_not_in_it(world: World) -> None:
    request(world)
    assert "No introduction yet" in html_of(world, "haruka")


def test_an_expired_one_shames_nobody(world: World) -> None:
    other(world, "jp-2", "expired")
    html = html_of(world)
    assert "Not taken up" in html
    assert "No answer in time" not in html


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("state", LIST_QUERIES)
def test_as_many_queries_for_three_as_for_one(
    world: World, django_assert_num_queries: DjangoAssertNumQueries, count: int, state: str
) -> None:
    for number in range(count):
        other(world, f"jp-{number + 2}", state)
    client = world.client("alice")
    path = reverse("introductions:list-introductions")
    client.get(path)
    with django_assert_num_queries(LIST_QUERIES[state]):
        html = client.get(path).content.decode()
    assert html.count("Town jp-") == count


def test_the_past_has_pages(world: World) -> None:
    introduction = introduce(world)
    Introduction.objects.update(state="closed")
    for _number in range(20):
        Introduction.objects.create(
            europe=world.europe, japan=world.japan, state="withdrawn", opened_at="2026-11-02T09:00Z"
        )
    for row in Introduction.objects.exclude(pk=introduction.pk):
        row.parties.create(role="europe", profile=world.europe)
        row.parties.create(role="japan", profile=world.japan)
    assert len(sections(html_of(world))[0][1]) == 20
    assert len(sections(html_of(world, page="2"))[0][1]) == 1
    assert len(sections(html_of(world, page="nonsense"))[0][1]) == 20
