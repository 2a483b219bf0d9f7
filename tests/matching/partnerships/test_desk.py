"""The helpdesk's work: who may do it, registering, editing, the board."""

from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from matching.models import PairFact
from matching.partnerships import board
from matching.partnerships.models import Partnership, Signatory
from matching.partnerships.states import State
from tests.makers import make_profile, make_staff
from tests.matching.introductions.people import (
    World,
    make_area,
)
from tests.matching.partnerships.making import (
    do_together,
    fresh,
    make_partnership,
    sign,
    titled,
)
from tests.profiles.reading import texts

pytestmark = pytest.mark.django_db
BOARD = "/en/desk/partnerships/"
BOARD_QUERIES = 13


def url(name: str, *args: Any) -> str:
    return reverse(f"partnerships:{name}", args=args)


def rows(*parties: dict[str, Any]) -> dict[str, str]:
    """A posted form of these parties."""
    sent = {"parties-TOTAL_FORMS": str(len(parties)), "parties-INITIAL_FORMS": "0"}
    for n, party in enumerate(parties):
        sent |= {f"parties-{n}-{name}": str(value) for name, value in party.items()}
    return sent


def form(*parties: dict[str, Any], **changes: str) -> dict[str, str]:
    base = {"kind": "sister", "language": "de", "is_public": "on", "title_de": "Rhein und Aoba"}
    return base | {"story_de": "Eine Geschichte."} | rows(*parties) | changes


SIGNED = {"kind": "signed", "on": "2024-03", "language": "en", "valid_until": "2027"}


def pages(partnership: Partnership) -> dict[str, dict[str, Any]]:
    """Every page of the desk with what a post to it would send."""
    pk = partnership.pk
    parties = [{"profile": party.profile_id} for party in partnership.parties.all()]
    return {
        url("show-board"): {},
        url("register-partnership"): form(*parties),
        url("edit-partnership", pk): form(*parties),
        url("plan-next-action", pk): {"next_action": "Call"},
        url("amend-partnership", pk): SIGNED,
        url("add-document", pk): {"title": "A"},
        url("add-signatory", pk): {"family_name": "A"},
        url("add-goal", pk): {"text": "A", "language": "en"},
    }


@pytest.mark.parametrize("who", ["alice", "haruka", "charlie"])
def test_members_reach_nothing_of_it(world: World, partnership: Partnership, who: str) -> None:
    client = world.client(who)
    goal = partnership.goals.create(text={"en": "A goal"})
    activity = partnership.activities.create(kind="fair", on="2024-01-01", text={"en": "A"})
    amendment = partnership.amendments.get()
    for page, sent in pages(partnership).items():
        assert (client.get(page).status_code, client.post(page, sent).status_code) == (403, 403)
    bare = [
        url("reach-goal", goal.pk),
        url("remove-activity", activity.pk),
        url("withdraw-amendment", amendment.pk),
        url("found-partnership", 1),
    ]
    assert {client.post(page).status_code for page in bare} == {403}
    assert (fresh(partnership).kind, partnership.amendments.count()) == ("mou", 1)


def test_a_visitor_is_asked_to_sign_in(partnership: Partnership) -> None:
    assert {Client().get(page).status_code for page in pages(partnership)} == {302}


def test_the_helpdesk_reaches_all_of_it(world: World, partnership: Partnership) -> None:
    client = world.client("dana")
    assert {client.get(page).status_code for page in pages(partnership)} == {200}


def test_a_partnership_is_registered_with_parties_of_every_sort(world: World) -> None:
    """Registered, not registered, of a third country; with whoever records it as its owner."""
    make_area("kenya")
    sent = form(
        {"profile": world.europe.pk},
        {"name": "City of Iwaki", "side": "japan"},
        {"name": "Nairobi Energy", "area": "kenya"},
        {},
        title_ja="ラインと青葉",
    )
    answer = world.client("dana").post(url("register-partnership"), sent)
    made = Partnership.objects.get()
    assert answer["Location"] == url("amend-partnership", made.pk)
    assert (made.kind, made.language, made.is_public, made.is_thematic, made.owner) == (
        "sister",
        "de",
        True,
        False,
        world.dana,
    )
    assert [(str(it), it.of_side, str(it.area or "")) for it in made.parties.all()] == [
        ("Rhine Valley", "europe", ""),
        ("City of Iwaki", "japan", ""),
        ("Nairobi Energy", "", "Kenya"),
    ]
    assert {it.language: it.title for it in made.texts.all()} == {
        "de": "Rhein und Aoba",
        "ja": "ラインと青葉",
    }


@pytest.mark.parametrize(
    ("parties", "words"),
    [
        ([], "Name at least one European and one Japanese party."),
        (["europe"], "Name at least one European and one Japanese party."),
        (["europe", "japan", "japan"], "Somebody stands among the parties twice."),
        (["europe", "japan", {"name": "Nobody knows"}], "Say on which side it is"),
        (["europe", {"profile": "999999"}], "Select a valid choice"),
    ],
)
def test_faulty_parties_come_back_with_the_texts(
    world: World, parties: list[Any], words: str
) -> None:
    known = {"europe": {"profile": world.europe.pk}, "japan": {"profile": world.japan.pk}}
    sent = form(*[known[it] if isinstance(it, str) else it for it in parties])
    answer = world.client("dana").post(url("register-partnership"), sent)
    assert answer.status_code == 422
    assert words in " ".join(texts(answer, "ul", "errorlist"))
    assert "Eine Geschichte." in answer.content.decode()
    assert Partnership.objects.count() == 0


def test_editing_keeps_the_rows_of_who_stays(world: World, partnership: Partnership) -> None:
    """Who signed for a party is still there when the parties have changed places."""
    europe, japan = partnership.parties.all()
    europe.signatories.create(family_name="Weber")
    sent = form(
        {"pk": europe.pk, "profile": world.japan.pk}, {"pk": japan.pk, "profile": world.europe.pk}
    )
    answer = world.client("dana").post(url("edit-partnership", partnership.pk), sent)
    assert answer.status_code == 302
    found = [(party.pk, party.profile) for party in fresh(partnership).parties.all()]
    assert found == [(japan.pk, world.japan), (europe.pk, world.europe)]
    assert Signatory.objects.get().party.profile == world.europe
    assert {it.language for it in partnership.texts.all()} == {"de"}


def test_a_row_of_another_partnership_is_not_taken(
    world: World, partnership: Partnership, private: Partnership
) -> None:
    theirs = private.parties.create(name="Theirs", side="japan")
    sent = form(
        {"profile": world.europe.pk},
        {"profile": world.japan.pk},
        {"pk": theirs.pk, "name": "Ours", "side": "japan"},
    )
    world.client("dana").post(url("edit-partnership", partnership.pk), sent)
    theirs.refresh_from_db()
    assert (theirs.name, theirs.partnership) == ("Theirs", private)


def test_scores_follow_who_is_party_and_what_is_public(
    world: World, partnership: Partnership
) -> None:
    other = make_profile("jp-2", place="JP-08")
    client, page = world.client("dana"), url("edit-partnership", partnership.pk)
    client.post(page, form({"profile": world.europe.pk}, {"profile": other.pk}))
    (fact,) = PairFact.objects.all()
    assert (fact.kind, fact.japan, fact.is_thematic) == ("partners", other, False)
    client.post(page, form({"profile": world.europe.pk}, {"profile": other.pk}, is_public=""))
    (fact,) = PairFact.objects.all()
    assert (fact.kind, fresh(partnership).is_public) == ("resting", False)


def test_the_next_action_has_an_owner_and_a_day(world: World, partnership: Partnership) -> None:
    client, page = world.client("dana"), url("plan-next-action", partnership.pk)
    sent = {"next_action": "Call them", "next_on": "2027-01-02", "owner": world.dana.pk}
    assert client.post(page, sent)["Location"] == BOARD
    row = fresh(partnership)
    assert (row.next_action, str(row.next_on), row.owner) == ("Call them", "2027-01-02", world.dana)
    faulty = client.post(page, sent | {"owner": world.alice.pk})
    assert (faulty.status_code, list(faulty.context["form"].errors)) == (422, ["owner"])


@time_machine.travel("2026-11-26T12:00:00Z", tick=False)
def test_the_board_is_by_state_with_age_owner_and_what_is_next(world: World) -> None:
    due, late, quiet = (make_partnership(world.europe, world.japan) for _ in range(3))
    sign(titled(due, en="Due"), "2020", "energy", until="2027-03-31")
    sign(titled(late, en="Late"), "2020", "energy", until="2027-01-31")
    sign(titled(quiet, en="Quiet"), "2014", "energy")
    plan = {"next_action": "Call", "next_on": "2026-11-25", "owner": world.dana}
    Partnership.objects.filter(pk=due.pk).update(**plan)
    page = world.client("dana").get(BOARD)
    columns = {state: [it.partnership for it in cards] for state, cards in page.context["columns"]}
    assert {state: found for state, found in columns.items() if found} == {
        State.DUE: [due, late],
        State.ACTIVE: [quiet],
    }
    assert list(columns) == list(board.ORDER)
    assert sorted(columns) == sorted(State)
    card = next(cards[0] for state, cards in page.context["columns"] if state == State.DUE)
    assert (str(card.since), card.is_late) == ("2026-03-31", True)
    words = texts(page, "li", "board__card")[0]
    assert words.replace("\xa0", " ") == (
        "Due In this state for 7 months, 3 weeks · until 31 March 2027 No activity documented"
        " Late: Call (25 November 2026) Dana Novak · Plan the next action: Due"
    )


@pytest.mark.parametrize(("owner", "count"), [("mine", 1), ("nobody", 1), ("", 3), ("x", 3)])
def test_the_board_shows_whose_one_asks_for(world: World, owner: str, count: int) -> None:
    make_partnership(owner=world.dana)
    make_partnership(owner=make_staff("erik@example.org"))
    make_partnership()
    assert world.client("dana").get(BOARD, {"owner": owner}).context["count"] == count


def test_three_take_as_many_queries_as_one(
    world: World, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client = world.client("dana")
    for numbers in ((10,), (11, 12)):
        for n in numbers:
            japan = make_profile(f"jp-{n}", place=f"JP-{n}")
            made = make_partnership(world.europe, japan, owner=world.dana)
            sign(titled(made, en=f"Number {n}"), "2010", "energy", until="2030")
            do_together(made, "2024")
        with django_assert_num_queries(BOARD_QUERIES):
            client.get(BOARD)
