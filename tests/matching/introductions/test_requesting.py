"""An organisation asks to be introduced: what is stored, who is told, what stands in the way."""

from datetime import date, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from matching import facts
from matching.introductions import actions
from matching.introductions.actions import NotPublic, PairRests
from matching.introductions.models import Introduction, Message
from matching.introductions.states import Answer, State
from matching.models import PairFact, Verdict
from profiles.consents import withdraw_consent
from profiles.disclosing import NoLegalBasis
from profiles.models import Mail, Profile
from profiles.states import Status
from tests.makers import REASON, make_staff
from tests.matching.introductions.people import (
    DISCLOSURE,
    MESSAGE,
    World,
    accept,
    consent,
    join,
    party,
    propose,
    request,
)

GOOD = {"message": MESSAGE, "language": "en"}
TODAY = date(2026, 11, 25)


def send(world: World, who: str = "alice", **data: str) -> "object":
    return world.send(who, "request-introduction", *world.pair, **(GOOD | data))


def page(world: World, who: str = "alice") -> str:
    return world.page(who, "request-introduction", *world.pair).content.decode()


def test_a_request_waits_for_the_helpdesk(world: World) -> None:
    answer = send(world)
    introduction = Introduction.objects.get()
    assert answer.url == reverse("introductions:show-introduction", args=[introduction.pk])
    fields = (introduction.state, introduction.requested_by, introduction.requested_for)
    assert fields == (State.REQUESTED, world.alice, world.europe)
    assert (introduction.message, introduction.language) == (MESSAGE, "en")
    answers = list(introduction.parties.values_list("role", "answer", "contact"))
    assert answers == [("europe", "accepted", world.alice.pk), ("japan", "waiting", None)]
    assert PairFact.objects.count() == 0


def test_only_the_helpdesk_is_told(world: World) -> None:
    make_staff("eve@example.org", password=None)
    introduction = request(world)
    mails = Mail.objects.order_by("address")
    assert [(mail.address, mail.kind) for mail in mails] == [
        ("dana@example.org", "introduction_requested"),
        ("eve@example.org", "introduction_requested"),
    ]
    path = reverse("introductions:show-introduction", args=[introduction.pk])
    assert [path in mail.text for mail in mails] == [True, True]
    assert mails[0].subject == "Introduction requested: Rhine Valley × Aoba"


def test_the_page_shows_both_the_reasons_and_what_happens(world: World) -> None:
    html = page(world)
    assert "Ask for an introduction to Aoba" in html
    assert "Rhine Valley" in html
    assert "Both work on Hydrogen." in html
    assert "15 working days" in html
    assert 'name="message"' in html


def test_one_writes_in_ones_own_language(world: World) -> None:
    client = world.client("haruka")
    html = client.get(f"/ja/matches/{world.europe.pk}-{world.japan.pk}/introduction/")
    assert '<option value="ja" selected>日本語</option>' in html.content.decode()


WHO = {"alice": 200, "haruka": 200, "charlie": 404, "dana": 403}


@pytest.mark.parametrize(("who", "status"), WHO.items())
def test_who_may_ask(world: World, who: str, status: int) -> None:
    assert world.page(who, "request-introduction", *world.pair).status_code == status
    answer = send(world, who)
    assert answer.status_code == (302 if status == 200 else status)
    assert Introduction.objects.count() == (1 if status == 200 else 0)


def test_who_only_looks_on_may_not(world: World) -> None:
    join(world.japan, world.charlie, "viewer")
    assert world.page("charlie", "request-introduction", *world.pair).status_code == 403
    assert send(world, "charlie").status_code == 403
    assert Introduction.objects.count() == 0


def test_the_anonymous_sign_in_first(world: World) -> None:
    path = reverse("introductions:request-introduction", args=world.pair)
    assert Client().get(path).url == f"{reverse('account_login')}?next={path}"


def test_another_site_cannot_ask(world: World) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(world.alice)
    path = reverse("introductions:request-introduction", args=world.pair)
    assert client.post(path, GOOD).status_code == 403
    assert Introduction.objects.count() == 0


FAULTS = [
    ({"message": ""}, "message", "This field is required."),
    ({"message": "a" * 2001}, "message", "at most 2000 characters"),
    ({"message": "Write to alice@example.org"}, "message", "Leave out e-mail addresses"),
    ({"message": "Call +49 211 4566789"}, "message", "Leave out phone numbers"),
    ({"message": "Best wishes, Alice"}, "message", "(found: Alice)"),
    ({"message": "佐藤様へ"}, "message", "(found: 佐藤)"),
    ({"language": "xx"}, "language", "Select a valid choice."),
]


@pytest.mark.parametrize(("data", "field", "words"), FAULTS)
def test_a_faulty_request_is_told_so_and_keeps_what_was_typed(
    world: World, data: dict[str, str], field: str, words: str
) -> None:
    answer = send(world, **data)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    html = answer.content.decode()
    assert words in html
    assert (data.get("message") or MESSAGE) in html or data.get("message") == ""
    assert (Introduction.objects.count(), Mail.objects.count()) == (0, 0)


def test_nothing_else_can_be_set(world: World) -> None:
    send(world, state="accepted", broker=world.alice.pk, note="{}", requested_for=world.japan.pk)
    introduction = Introduction.objects.get()
    found = (introduction.state, introduction.broker, introduction.note)
    assert found == (State.REQUESTED, None, {})
    assert introduction.requested_for == world.europe


def test_without_a_basis_it_leads_to_the_consent(world: World) -> None:
    withdraw_consent(world.alice, DISCLOSURE, source="my-data")
    html = page(world)
    assert "the law asks for your explicit consent" in html
    assert f'href="{reverse("profiles:show-my-data")}"' in html
    assert 'name="message"' not in html
    answer = send(world)
    assert (answer.status_code, Introduction.objects.count()) == (422, 0)
    assert MESSAGE in answer.content.decode()
    with pytest.raises(NoLegalBasis):
        request(world)
    consent(world.alice)
    assert send(world).status_code == 302


def rest(world: World, **fields: object) -> PairFact:
    kind = PairFact.Kind.RESTING
    values = {"since": TODAY, "until": date(2027, 11, 25)} | fields
    sides = (world.europe, world.japan)
    return facts.state_fact(*sides, kind, key="test", by=None, reason=REASON, **values)


@time_machine.travel("2026-11-25 10:00Z", tick=False)
def test_a_pair_that_rests_says_until_when(world: World) -> None:
    rest(world)
    words = "This pair rests until Nov. 25, 2027. You can ask again after that."
    assert words in page(world)
    answer = send(world)
    assert (answer.status_code, words in answer.content.decode()) == (422, True)
    with pytest.raises(PairRests) as refusal:
        request(world)
    assert refusal.value.args == (date(2027, 11, 25),)
    assert Introduction.objects.count() == 0


@time_machine.travel("2026-11-25 10:00Z", tick=False)
def test_the_last_day_of_several_rests_counts(world: World) -> None:
    rest(world)
    voice = Verdict.Voice.JAPAN
    until = date(2028, 1, 31)
    sides = (world.europe, world.japan)
    facts.give_verdict(*sides, Verdict.Opinion.NOT_NOW, voice=voice, by=world.haruka, until=until)
    with pytest.raises(PairRests) as refusal:
        request(world)
    assert refusal.value.args == (until,)


def test_a_blocked_pair_says_no_day(world: World) -> None:
    sides = (world.europe, world.japan)
    facts.block_pair(*sides, voice=Verdict.Voice.JAPAN, by=world.haruka, reason="A quarrel")
    assert "An introduction between these two is not possible." in page(world)
    assert send(world).status_code == 422
    assert world.page("charlie", "request-introduction", *world.pair).status_code == 404


def test_a_blocked_pair_stays_hidden_from_who_only_looks_on(world: World) -> None:
    join(world.europe, world.charlie, "viewer")
    sides = (world.europe, world.japan)
    facts.block_pair(*sides, voice=Verdict.Voice.JAPAN, by=world.haruka, reason="A quarrel")
    assert world.page("charlie", "request-introduction", *world.pair).status_code == 404


def test_a_profile_that_nobody_confirmed_for_a_year_is_confirmed_first(world: World) -> None:
    long_ago = timezone.now() - timedelta(days=366)
    Profile.objects.filter(pk=world.japan.pk).update(confirmed_at=long_ago)
    assert "It must be confirmed first." in page(world)
    world.japan.refresh_from_db()
    with pytest.raises(NotPublic):
        request(world)


def test_a_profile_that_is_not_public_has_no_page(world: World) -> None:
    world.japan.move(Status.ARCHIVED, by=None, reason=REASON)
    assert world.page("alice", "request-introduction", *world.pair).status_code == 404


def test_two_sides_in_the_wrong_places_are_no_pair(world: World) -> None:
    turned = (world.japan.pk, world.europe.pk)
    assert world.page("alice", "request-introduction", *turned).status_code == 404


def test_the_other_sides_request_joins_the_first(world: World) -> None:
    first = request(world)
    second = request(world, "haruka", message="水素を学びたい。", language="ja")
    assert second == first
    assert Introduction.objects.count() == 1
    assert list(first.parties.values_list("answer", flat=True)) == [Answer.ACCEPTED] * 2
    assert Introduction.objects.get().state == State.REQUESTED
    written = Message.objects.get()
    assert (written.party.role, written.text, written.language, written.private_to) == (
        "japan",
        "水素を学びたい。",
        "ja",
        None,
    )
    assert Mail.objects.filter(kind="introduction_requested").count() == 1


def test_who_has_joined_is_introduced_as_soon_as_the_helpdesk_asks(world: World) -> None:
    introduction = request(world)
    request(world, "haruka")
    actions.ask(introduction, by=world.dana, note={"en": "Go"})
    assert Introduction.objects.get().state == State.ACCEPTED
    assert Mail.objects.filter(kind="introduction_ask").count() == 0


def test_asking_twice_changes_nothing(world: World) -> None:
    first = request(world)
    again = request(world, message="Once more")
    assert again == first
    assert Introduction.objects.get().message == MESSAGE
    assert (Message.objects.count(), Mail.objects.count()) == (0, 1)


def test_a_request_for_what_is_proposed_is_a_yes(world: World) -> None:
    introduction = propose(world)
    accept(introduction, world, "haruka")
    assert request(world) == introduction
    introduction.refresh_from_db()
    assert introduction.state == State.ACCEPTED
    assert party(introduction, "europe").contact == world.alice


def test_the_page_leads_to_the_one_that_is_under_way(world: World) -> None:
    introduction = request(world)
    answer = world.page("alice", "request-introduction", *world.pair)
    assert answer.url == reverse("introductions:show-introduction", args=[introduction.pk])
    assert world.page("haruka", "request-introduction", *world.pair).status_code == 200


@pytest.mark.parametrize(
    ("who", "links"),
    [
        ("alice", ["request-introduction"]),
        ("haruka", ["request-introduction"]),
        ("dana", ["propose-introduction"]),
        ("charlie", []),
        ("", []),
    ],
)
def test_the_pair_offers_the_way(world: World, who: str, links: list[str]) -> None:
    html = world.client(who).get(reverse("matching:show-pair", args=world.pair)).content.decode()
    names = ("request-introduction", "propose-introduction")
    paths = {name: reverse(f"introductions:{name}", args=world.pair) for name in names}
    assert [name for name, path in paths.items() if f'href="{path}"' in html] == links


@pytest.mark.parametrize(
    ("who", "is_offered"), [("alice", True), ("haruka", False), ("dana", False), ("", False)]
)
def test_suggestions_offer_it_to_their_own_people(world: World, who: str, is_offered: bool) -> None:
    path = reverse("matching:list-suggestions", args=[world.europe.pk])
    html = world.client(who).get(path).content.decode()
    link = reverse("introductions:request-introduction", args=world.pair)
    assert (f'href="{link}"' in html) == is_offered
