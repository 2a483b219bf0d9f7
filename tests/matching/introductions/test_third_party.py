"""Somebody from a target area: asked by a link, shown to nobody before all agree, and nobody to
them; into a third country only with each person's own consent."""

import pytest
from django.test import Client
from django.urls import reverse

from matching.introductions import actions
from matching.introductions.links import party_of_token, party_token
from matching.introductions.models import Introduction
from matching.introductions.states import Answer, State
from profiles.consents import withdraw_consent
from profiles.disclosing import NoLegalBasis
from profiles.models import Disclosure, Mail
from tests.matching.introductions.people import (
    DISCLOSURE,
    NOTE,
    World,
    accept,
    consent,
    make_third,
    party,
    propose,
)

YES = {"answer": "accept", "consent": "on"}


@pytest.fixture
def introduction(world: World) -> Introduction:
    """Of three; both persons have consented to be shown abroad."""
    consent(world.haruka)
    return propose(world, third=make_third())


def link(introduction: Introduction) -> str:
    token = party_token(party(introduction, "third"))
    return reverse("introductions:answer-by-link", args=[token])


def answer(introduction: Introduction, **data: str) -> "object":
    return Client().post(link(introduction), data)


def page(introduction: Introduction) -> str:
    return Client().get(link(introduction)).content.decode()


def accepted_by_both(introduction: Introduction, world: World) -> None:
    accept(introduction, world, "alice")
    accept(introduction, world, "haruka")


def test_the_mail_leads_to_the_page(introduction: Introduction) -> None:
    mail = Mail.objects.get(address="wanjiru@example.org")
    assert link(introduction) in mail.text
    assert NOTE["en"] in mail.text


def test_the_page_shows_who_and_why_without_an_account(introduction: Introduction) -> None:
    html = page(introduction)
    for words in ("Rhine Valley", "Aoba", "Nairobi Energy", NOTE["en"], "Both work on Hydrogen."):
        assert words in html
    assert '<meta name="robots" content="noindex">' in html


def test_looking_answers_nothing(introduction: Introduction) -> None:
    page(introduction)
    assert party(introduction, "third").answer == Answer.WAITING


def test_all_three_must_agree(introduction: Introduction, world: World) -> None:
    accepted_by_both(introduction, world)
    introduction.refresh_from_db()
    assert (introduction.state, Disclosure.objects.count()) == (State.ASKED, 0)
    assert answer(introduction, **YES).status_code == 302
    introduction.refresh_from_db()
    assert introduction.state == State.ACCEPTED
    row = party(introduction, "third").transitions.get()
    assert (row.old, row.new, row.actor, row.reason) == (
        "waiting",
        "accepted",
        None,
        "Accepted by link, with the consent to be shown to both organisations",
    )


def test_what_leaves_for_a_third_country_rests_on_consent(
    introduction: Introduction, world: World
) -> None:
    accepted_by_both(introduction, world)
    answer(introduction, **YES)
    cause = f"introduction-{introduction.pk}-third"
    found = Disclosure.objects.filter(cause=cause).order_by("basis")
    assert [(it.person, it.recipient, it.basis) for it in found] == [
        (world.haruka, None, "appi_28_consent"),
        (world.alice, None, "consent"),
    ]
    assert [it.consent.user for it in found] == [world.haruka, world.alice]
    assert Disclosure.objects.count() == 4


def test_afterwards_it_sees_both_contacts_and_both_see_it(
    introduction: Introduction, world: World
) -> None:
    hidden = ("alice@example.org", "haruka@example.org")
    assert [words in page(introduction) for words in hidden] == [False, False]
    accepted_by_both(introduction, world)
    assert [words in page(introduction) for words in hidden] == [False, False]
    answer(introduction, **YES)
    assert [words in page(introduction) for words in hidden] == [True, True]
    for who in ("alice", "haruka"):
        html = world.page(who, "show-introduction", introduction.pk).content.decode()
        assert "wanjiru@example.org" in html


def test_before_that_nobody_sees_its_address(introduction: Introduction, world: World) -> None:
    accepted_by_both(introduction, world)
    for who in ("alice", "haruka", "dana"):
        html = world.page(who, "show-introduction", introduction.pk).content.decode()
        assert "wanjiru@example.org" not in html
        assert "Nairobi Energy" in html


def test_without_consent_nobody_is_a_contact(world: World) -> None:
    """A designated country needs none for haruka; a third one does."""
    introduction = propose(world, third=make_third())
    with pytest.raises(NoLegalBasis):
        accept(introduction, world, "haruka")
    answer = world.send("haruka", "accept-introduction", introduction.pk, contact=world.haruka.pk)
    assert (answer.status_code, party(introduction, "japan").answer) == (422, Answer.WAITING)
    consent(world.haruka)
    accept(introduction, world, "haruka")
    assert party(introduction, "japan").answer == Answer.ACCEPTED


def test_a_request_joins_three_only_with_consent(world: World) -> None:
    introduction = propose(world, third=make_third())
    values = {"for_": world.japan, "by": world.haruka, "message": "Yes", "language": "en"}
    with pytest.raises(NoLegalBasis):
        actions.request_introduction(world.europe, world.japan, **values)
    assert party(introduction, "japan").answer == Answer.WAITING


def test_a_withdrawn_consent_closes_the_card(introduction: Introduction, world: World) -> None:
    accepted_by_both(introduction, world)
    answer(introduction, **YES)
    withdraw_consent(world.haruka, DISCLOSURE, source="my-data")
    html = page(introduction)
    assert ["alice@example.org" in html, "haruka@example.org" in html] == [True, False]
    assert "Ask the helpdesk for somebody else." in html


def test_who_has_left_is_shown_no_more(introduction: Introduction, world: World) -> None:
    accepted_by_both(introduction, world)
    answer(introduction, **YES)
    world.alice.memberships.all().delete()
    assert "alice@example.org" not in page(introduction)


def test_a_yes_needs_its_consent(introduction: Introduction) -> None:
    refused = answer(introduction, answer="accept")
    assert refused.status_code == 422
    assert list(refused.context["form"].errors) == ["consent"]
    assert party(introduction, "third").answer == Answer.WAITING


@pytest.mark.parametrize("said", ["", "perhaps"])
def test_an_answer_is_yes_or_no(introduction: Introduction, said: str) -> None:
    refused = answer(introduction, answer=said, consent="on")
    assert refused.status_code == 422
    assert list(refused.context["form"].errors) == ["answer"]


def test_a_no_ends_it_for_all(introduction: Introduction, world: World) -> None:
    accepted_by_both(introduction, world)
    answer(introduction, answer="decline", reason="No time")
    introduction.refresh_from_db()
    assert introduction.state == State.DECLINED
    assert party(introduction, "third").reason == "No time"
    told = Mail.objects.filter(kind="introduction_not_taken_up")
    assert sorted(told.values_list("address", flat=True)) == [
        "alice@example.org",
        "haruka@example.org",
        "wanjiru@example.org",
    ]
    assert (
        "No time" not in world.page("alice", "show-introduction", introduction.pk).content.decode()
    )


def test_a_second_answer_is_told(introduction: Introduction) -> None:
    answer(introduction, answer="decline")
    html = Client().post(link(introduction), YES, follow=True).content.decode()
    assert "Somebody else was faster" in html
    assert 'name="answer"' not in html


def test_a_link_that_is_not_ours_opens_nothing(introduction: Introduction) -> None:
    path = link(introduction)
    for wrong in (f"{path[:-2]}x/", reverse("introductions:answer-by-link", args=["1"])):
        found = Client().get(wrong)
        assert (found.status_code, "This link is not valid" in found.content.decode()) == (
            404,
            True,
        )
        assert Client().post(wrong, YES).status_code == 404
    assert party(introduction, "third").answer == Answer.WAITING


def test_the_key_of_a_registered_party_opens_nothing(introduction: Introduction) -> None:
    assert party_of_token(party_token(party(introduction, "europe"))) is None


def test_another_site_cannot_answer(introduction: Introduction) -> None:
    client = Client(enforce_csrf_checks=True)
    assert client.post(link(introduction), YES).status_code == 403
    assert party(introduction, "third").answer == Answer.WAITING


def test_nothing_of_it_is_kept_in_caches(introduction: Introduction) -> None:
    assert "no-store" in Client().get(link(introduction))["Cache-Control"]
