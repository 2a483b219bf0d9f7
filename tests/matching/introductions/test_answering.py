"""The parties say yes or no: what is disclosed, stated, told and logged, and what holds it up."""

from datetime import date

import pytest
import time_machine
from django.urls import reverse

from matching import facts
from matching.introductions import actions
from matching.introductions.disclosing import NobodyToContact, contacts_for
from matching.introductions.models import Introduction
from matching.introductions.states import Answer, State
from matching.models import FactChange, PairFact
from profiles.consents import withdraw_consent
from profiles.disclosing import CONTACT_FIELDS, NoLegalBasis, NotTheirOrganisation
from profiles.models import Disclosure, Mail
from profiles.moving import ForbiddenMove
from tests.makers import make_user
from tests.matching.introductions.people import (
    DISCLOSURE,
    World,
    accept,
    consent,
    introduce,
    join,
    party,
    propose,
    request,
)

CHANGES = ("kind", "key", "is_stated", "until", "actor", "reason")


def kinds(address: str) -> list[str]:
    """Of the mails to this address, without what everybody gets first."""
    found = Mail.objects.filter(address=address).exclude(kind="introduction_ask")
    return [kind.removeprefix("introduction_") for kind in found.values_list("kind", flat=True)]


def test_one_yes_waits_for_the_other(world: World) -> None:
    introduction = propose(world)
    answer = world.send("haruka", "accept-introduction", introduction.pk, contact=world.haruka.pk)
    assert answer.url == reverse("introductions:show-introduction", args=[introduction.pk])
    introduction.refresh_from_db()
    assert introduction.state == State.ASKED
    japan = party(introduction, "japan")
    found = (japan.answer, japan.contact, japan.wants_early_late)
    assert found == (Answer.ACCEPTED, world.haruka, False)
    assert (Disclosure.objects.count(), PairFact.objects.count()) == (0, 0)


def test_the_last_yes_introduces(world: World) -> None:
    introduction = propose(world)
    accept(introduction, world, "haruka")
    data = {"contact": world.alice.pk, "early_late": "on"}
    world.send("alice", "accept-introduction", introduction.pk, **data)
    introduction.refresh_from_db()
    assert introduction.state == State.ACCEPTED
    assert introduction.decided_at is not None
    assert party(introduction, "europe").wants_early_late is True
    assert [kinds("alice@example.org"), kinds("haruka@example.org")] == [["introduced"]] * 2


def test_every_disclosure_has_its_basis(world: World) -> None:
    introduction = introduce(world)
    found = Disclosure.objects.order_by("basis")
    assert [(it.person, it.recipient, it.basis, it.cause) for it in found] == [
        (world.haruka, world.europe, "appi_28", f"introduction-{introduction.pk}"),
        (world.alice, world.japan, "consent", f"introduction-{introduction.pk}"),
    ]
    assert [it.fields for it in found] == [list(CONTACT_FIELDS)] * 2


@time_machine.travel("2026-11-25 10:00Z", tick=False)
def test_the_fact_is_stated_and_logged(world: World) -> None:
    introduction = introduce(world)
    fact = PairFact.objects.get()
    found = (fact.kind, fact.key, fact.since, fact.until)
    key = f"introduction-{introduction.pk}"
    assert found == ("introduced", key, date(2026, 11, 25), None)
    assert list(FactChange.objects.values_list(*CHANGES)) == [
        ("introduced", key, True, None, world.haruka.pk, "Introduced")
    ]


def test_each_sees_the_other_and_nobody_else_any(world: World) -> None:
    introduction = introduce(world)
    parties = Introduction.objects.for_page().get(pk=introduction.pk)
    parties.link_parties()
    cards = {
        reader.role: [contact.card.email for contact in contacts_for(parties, reader)]
        for reader in parties.parties.all()
    }
    assert cards == {"europe": ["haruka@example.org"], "japan": ["alice@example.org"]}


@time_machine.travel("2026-11-25 10:00Z", tick=False)
def test_a_no_ends_it_and_the_pair_rests_for_a_year(world: World) -> None:
    introduction = propose(world)
    accept(introduction, world, "alice")
    data = {"decline-reason": "We are too busy"}
    world.send("haruka", "decline-introduction", introduction.pk, **data)
    introduction.refresh_from_db()
    assert introduction.state == State.DECLINED
    japan = party(introduction, "japan")
    assert (japan.answer, japan.reason) == (Answer.DECLINED, "We are too busy")
    fact = PairFact.objects.get()
    assert (fact.kind, fact.since, fact.until) == (
        "resting",
        date(2026, 11, 25),
        date(2027, 11, 25),
    )
    assert list(FactChange.objects.values_list(*CHANGES)) == [
        ("resting", fact.key, True, fact.until, world.haruka.pk, "Declined")
    ]
    assert facts.hidden_from(world.europe) == {world.japan.pk}
    assert [kinds("alice@example.org"), kinds("haruka@example.org")] == [["not_taken_up"]] * 2


def test_the_reason_is_read_by_the_helpdesk_only(world: World) -> None:
    introduction = propose(world)
    actions.decline(party(introduction, "japan"), by=world.haruka, reason="planted-4711")
    pages = {
        who: world.page(who, "show-introduction", introduction.pk).content.decode()
        for who in ("alice", "haruka", "dana")
    }
    assert {who: "planted-4711" in html for who, html in pages.items()} == {
        "alice": False,
        "haruka": False,
        "dana": True,
    }
    assert ["planted-4711" in mail.text for mail in Mail.objects.all()] == [False] * 4


def test_nobody_learns_who_said_no(world: World) -> None:
    """An unanswered one and a declined one look the same to those who said yes."""
    introduction = propose(world)
    accept(introduction, world, "alice")
    actions.decline(party(introduction, "japan"), by=world.haruka, reason="")
    html = world.page("alice", "show-introduction", introduction.pk).content.decode()
    assert "Not taken up" in html
    for words in ("declined", "said no", "No answer", "rests"):
        assert words not in html.lower()
    mail = Mail.objects.get(address="alice@example.org", kind="introduction_not_taken_up")
    assert "most of them are a matter of timing" in mail.text


def test_who_said_no_is_not_consoled(world: World) -> None:
    introduction = propose(world)
    world.haruka.language = "en"
    world.haruka.save()
    actions.decline(party(introduction, "japan"), by=world.haruka, reason="")
    mail = Mail.objects.get(address="haruka@example.org", kind="introduction_not_taken_up")
    assert "as your organisation wished" in mail.text


@time_machine.travel("2026-11-25 10:00Z", tick=False)
def test_a_declined_pair_is_in_no_list_and_asking_again_says_until_when(world: World) -> None:
    path = reverse("matching:list-suggestions", args=[world.europe.pk])
    client = world.client("alice")
    assert "Aoba" in client.get(path).content.decode()
    introduction = propose(world)
    actions.decline(party(introduction, "japan"), by=world.haruka, reason="")
    assert "Aoba" not in client.get(path).content.decode()
    html = world.page("alice", "request-introduction", *world.pair).content.decode()
    assert "This pair rests until Nov. 25, 2027." in html


def test_after_a_year_it_can_be_asked_again(world: World) -> None:
    with time_machine.travel("2026-11-25 10:00Z", tick=False):
        introduction = propose(world)
        actions.decline(party(introduction, "japan"), by=world.haruka, reason="")
    with time_machine.travel("2027-11-25 23:00Z", tick=False):
        type(world.europe).objects.update(confirmed_at="2027-11-01T00:00Z")
        for profile in (world.europe, world.japan):
            profile.refresh_from_db()
        with pytest.raises(actions.PairRests):
            request(world)
    with time_machine.travel("2027-11-26 01:00Z", tick=False):
        assert request(world).pk != introduction.pk


def test_the_helpdesk_may_end_the_rest(world: World) -> None:
    introduction = propose(world)
    actions.decline(party(introduction, "japan"), by=world.haruka, reason="")
    assert world.send("dana", "end-rest", introduction.pk).status_code == 302
    assert PairFact.objects.count() == 0
    last = FactChange.objects.order_by("pk").last()
    found = (last.kind, last.key, last.is_stated, last.actor, last.reason)
    key = f"introduction-{introduction.pk}"
    assert found == ("resting", key, False, world.dana, "The helpdesk ended the rest")
    assert actions.end_rest(introduction, by=world.dana, reason="Again") is False
    assert request(world).state == State.REQUESTED


def test_who_said_yes_may_still_say_no(world: World) -> None:
    introduction = propose(world)
    accept(introduction, world, "alice")
    assert "You have said yes" in shown(world, "alice", introduction)
    world.send("alice", "decline-introduction", introduction.pk)
    introduction.refresh_from_db()
    assert introduction.state == State.DECLINED
    rows = party(introduction, "europe").transitions.values_list("old", "new")
    assert list(rows) == [("waiting", "accepted"), ("accepted", "declined")]


def shown(world: World, who: str, introduction: Introduction) -> str:
    return world.page(who, "show-introduction", introduction.pk).content.decode()


SETTLED = ["accepted", "declined", "expired", "withdrawn", "closed"]


@pytest.mark.parametrize("state", SETTLED)
@pytest.mark.parametrize("view", ["accept-introduction", "decline-introduction"])
def test_what_is_settled_stays_so(world: World, state: str, view: str) -> None:
    introduction = propose(world)
    Introduction.objects.update(state=state)
    path = reverse(f"introductions:{view}", args=[introduction.pk])
    answer = world.client("alice").post(path, {"contact": world.alice.pk}, follow=True)
    assert "Somebody else was faster" in answer.content.decode()
    assert Introduction.objects.get().state == state
    assert party(introduction, "europe").answer == Answer.WAITING


def test_nobody_answers_what_is_only_requested(world: World) -> None:
    introduction = request(world)
    with pytest.raises(ForbiddenMove):
        accept(introduction, world, "haruka")


def test_those_who_asked_take_it_back(world: World) -> None:
    introduction = request(world)
    assert "Take the request back" in shown(world, "alice", introduction)
    assert world.send("alice", "withdraw-introduction", introduction.pk).status_code == 302
    introduction.refresh_from_db()
    assert introduction.state == State.WITHDRAWN
    assert Mail.objects.exclude(kind="introduction_requested").count() == 0


def test_taken_back_after_asking_the_others_are_told(world: World) -> None:
    introduction = request(world)
    actions.ask(introduction, by=world.dana, note={"en": "Go"})
    world.send("alice", "withdraw-introduction", introduction.pk)
    assert kinds("haruka@example.org") == ["not_taken_up"]
    assert PairFact.objects.count() == 0
    assert "The proposal was taken back" in shown(world, "haruka", introduction)


def test_only_those_who_asked_may(world: World) -> None:
    introduction = request(world)
    actions.ask(introduction, by=world.dana, note={"en": "Go"})
    assert world.send("haruka", "withdraw-introduction", introduction.pk).status_code == 403
    introduction.refresh_from_db()
    assert introduction.state == State.ASKED


def test_a_contact_is_of_the_partys_own_team(world: World) -> None:
    introduction = propose(world)
    answer = world.send("alice", "accept-introduction", introduction.pk, contact=world.haruka.pk)
    assert answer.status_code == 422
    assert list(answer.context["accept_form"].errors) == ["contact"]
    with pytest.raises(NotTheirOrganisation):
        actions.accept(party(introduction, "europe"), by=world.alice, contact=world.haruka)
    with pytest.raises(NobodyToContact):
        actions.accept(party(introduction, "europe"), by=world.alice, contact=None)
    assert party(introduction, "europe").answer == Answer.WAITING


def test_a_colleague_who_has_not_consented_is_no_contact(world: World) -> None:
    bob = join(world.europe, make_user("bob@example.org", None, family_name="Bo", given_name="Bob"))
    introduction = propose(world)
    answer = world.send("alice", "accept-introduction", introduction.pk, contact=bob.pk)
    assert answer.status_code == 422
    html = answer.content.decode()
    assert "Bob Bo must first agree to that" in html
    assert reverse("profiles:show-my-data") in html
    with pytest.raises(NoLegalBasis):
        actions.accept(party(introduction, "europe"), by=world.alice, contact=bob)
    consent(bob)
    assert world.send("alice", "accept-introduction", introduction.pk, contact=bob.pk).url
    assert party(introduction, "europe").contact == bob


def test_somebody_else_can_be_named_before_the_others_answer(world: World) -> None:
    bob = join(world.europe, make_user("bob@example.org", None))
    consent(bob)
    introduction = propose(world)
    accept(introduction, world, "alice")
    assert world.send("alice", "change-contact", introduction.pk, contact=bob.pk).url
    europe = party(introduction, "europe")
    assert europe.contact == bob
    rows = europe.transitions.values_list("old", "new", "actor", "reason")
    assert list(rows)[1:] == [
        ("accepted", "accepted", world.alice.pk, "Named another contact person")
    ]
    accept(introduction, world, "haruka")
    assert set(Disclosure.objects.values_list("person__email", flat=True)) == {
        "bob@example.org",
        "haruka@example.org",
    }


def test_nobody_names_a_contact_before_saying_yes(world: World) -> None:
    introduction = propose(world)
    with pytest.raises(ForbiddenMove):
        actions.change_contact(party(introduction, "europe"), by=world.alice, contact=world.alice)


def held_up(world: World) -> Introduction:
    """Alice has said yes and withdrawn her consent; then haruka says yes."""
    introduction = propose(world)
    accept(introduction, world, "alice")
    withdraw_consent(world.alice, DISCLOSURE, source="my-data")
    accept(introduction, world, "haruka")
    introduction.refresh_from_db()
    return introduction


def test_a_consent_withdrawn_in_between_holds_it_up(world: World) -> None:
    introduction = held_up(world)
    assert introduction.state == State.ASKED
    assert (Disclosure.objects.count(), PairFact.objects.count()) == (0, 0)
    assert (kinds("alice@example.org"), kinds("haruka@example.org")) == (["contact_needed"], [])
    html = shown(world, "alice", introduction)
    assert "your contact person must not be shown" in html
    assert reverse("profiles:show-my-data") in html
    assert "must not be shown" not in shown(world, "haruka", introduction)
    assert "must not be shown" in shown(world, "dana", introduction)


def test_another_contact_person_sets_it_free(world: World) -> None:
    bob = join(world.europe, make_user("bob@example.org", None))
    consent(bob)
    introduction = held_up(world)
    world.send("alice", "change-contact", introduction.pk, contact=bob.pk)
    introduction.refresh_from_db()
    assert introduction.state == State.ACCEPTED


def test_a_new_consent_sets_it_free_at_the_next_round(world: World) -> None:
    introduction = held_up(world)
    assert actions.settle(introduction) is False
    consent(world.alice)
    assert actions.settle(introduction) is True
    introduction.refresh_from_db()
    assert introduction.state == State.ACCEPTED
    assert kinds("alice@example.org") == ["contact_needed", "introduced"]


def test_who_has_left_is_nobodys_contact(world: World) -> None:
    introduction = propose(world)
    accept(introduction, world, "alice")
    world.alice.memberships.all().delete()
    accept(introduction, world, "haruka")
    introduction.refresh_from_db()
    assert (introduction.state, Disclosure.objects.count()) == (State.ASKED, 0)


def test_a_consent_withdrawn_later_closes_the_card(world: World) -> None:
    introduction = introduce(world)
    assert "alice@example.org" in shown(world, "haruka", introduction)
    withdraw_consent(world.alice, DISCLOSURE, source="my-data")
    html = shown(world, "haruka", introduction)
    assert "alice@example.org" not in html
    assert "Ask the helpdesk for somebody else." in html


def test_the_helpdesk_closes_it_and_the_contacts_stay(world: World) -> None:
    introduction = introduce(world)
    world.send("dana", "close-introduction", introduction.pk, **{"end-reason": "They talk"})
    introduction.refresh_from_db()
    assert introduction.state == State.CLOSED
    assert "haruka@example.org" in shown(world, "alice", introduction)


def test_the_log_has_no_gap(world: World) -> None:
    introduction = introduce(world)
    actions.close(introduction, by=world.dana, reason="They talk")
    rows = list(introduction.transitions.values_list("old", "new"))
    assert rows == [("requested", "asked"), ("asked", "accepted"), ("accepted", "closed")]
