"""The helpdesk proposes, passes requests on, or does not."""

import pytest
import time_machine
from django.urls import reverse

from matching import facts
from matching.introductions import actions
from matching.introductions.actions import AlreadyUnderWay
from matching.introductions.models import Introduction, Party
from matching.introductions.states import Answer, State
from matching.models import PairFact, Verdict
from profiles.models import Mail
from profiles.moving import ForbiddenMove
from tests.matching.introductions.people import (
    NOTE,
    World,
    accept,
    join,
    make_area,
    make_third,
    party,
    propose,
    request,
)

GOOD = {"note_en": "A note on hydrogen.", "note_ja": "水素についての覚書", "third-language": "en"}


def third_fields(**fields: object) -> dict[str, object]:
    values = {
        "third-name": "Nairobi Energy",
        "third-email": "wanjiru@example.org",
        "third-language": "en",
        "third-area": make_area().pk,
        "third-may_be_asked": "on",
    }
    return GOOD | values | fields


def send(world: World, who: str = "dana", **data: object) -> "object":
    return world.send(who, "propose-introduction", *world.pair, **(data or GOOD))


@time_machine.travel("2026-11-25 10:00Z", tick=False)
def test_a_proposal_asks_everybody_at_once(world: World) -> None:
    answer = send(world)
    introduction = Introduction.objects.get()
    assert answer.url == reverse("introductions:show-introduction", args=[introduction.pk])
    fields = (introduction.state, introduction.broker, introduction.note)
    assert fields == (State.ASKED, world.dana, NOTE)
    asked = [(row.role, row.answer, str(row.due_on)) for row in introduction.parties.all()]
    # Germany: 15 working days; Japan works on the same ones.
    assert asked == [("europe", "waiting", "2026-12-16"), ("japan", "waiting", "2026-12-16")]
    logged = introduction.transitions.values_list("old", "new", "actor")
    assert list(logged) == [("requested", "asked", world.dana.pk)]


def test_everybody_is_asked_in_their_language_with_the_note_in_it(world: World) -> None:
    introduction = propose(world)
    mails = {mail.address: mail for mail in Mail.objects.filter(kind="introduction_ask")}
    assert sorted(mails) == ["alice@example.org", "haruka@example.org"]
    english, japanese = mails["alice@example.org"], mails["haruka@example.org"]
    assert (english.language, japanese.language) == ("en", "ja")
    assert NOTE["en"] in english.text
    assert NOTE["ja"] in japanese.text
    assert english.subject == "Would you like to be introduced to Aoba?"
    assert f"/en/introductions/{introduction.pk}/" in english.text
    assert f"/ja/introductions/{introduction.pk}/" in japanese.text


def test_a_note_in_another_language_is_better_than_none(world: World) -> None:
    propose(world, note={"fr": "Un mot"})
    texts = Mail.objects.filter(kind="introduction_ask").values_list("text", flat=True)
    assert ["Un mot" in text for text in texts] == [True, True]


def test_owners_and_editors_are_asked_and_nobody_else(world: World) -> None:
    join(world.europe, world.charlie, "viewer")
    idle = join(world.japan, world.person("dana"), "editor")
    idle.is_active = False
    idle.save()
    propose(world)
    asked = Mail.objects.filter(kind="introduction_ask").values_list("address", flat=True)
    assert sorted(asked) == ["alice@example.org", "haruka@example.org"]


@pytest.mark.parametrize("who", ["alice", "haruka", "charlie"])
def test_only_the_helpdesk_proposes(world: World, who: str) -> None:
    assert world.page(who, "propose-introduction", *world.pair).status_code == 403
    assert send(world, who).status_code == 403
    assert Introduction.objects.count() == 0


def test_the_form_shows_both_and_every_language(world: World) -> None:
    html = world.page("dana", "propose-introduction", *world.pair).content.decode()
    for words in ("Rhine Valley", "Aoba", "Both work on Hydrogen."):
        assert words in html
    for language in ("en", "de", "fr", "ja"):
        assert f'name="note_{language}"' in html


def test_who_has_nobody_is_pointed_out(world: World) -> None:
    world.haruka.memberships.all().delete()
    html = world.page("dana", "propose-introduction", *world.pair).content.decode()
    assert "Nobody speaks for Aoba yet" in html
    assert "Nobody speaks for Rhine Valley" not in html


FAULTS = [
    ({}, "note_form", "note_en", "Write the note in one language at least."),
    ({"note_de": "Frau Martin kennt Sie"}, "note_form", "note_de", "(found: Martin)"),
    ({"note_fr": "a@example.org"}, "note_form", "note_fr", "Leave out e-mail addresses"),
    ({"note_en": "a" * 2001}, "note_form", "note_en", "at most 2000 characters"),
]


@pytest.mark.parametrize(("data", "form", "field", "words"), FAULTS)
def test_a_faulty_note_is_told_so(
    world: World, data: dict[str, str], form: str, field: str, words: str
) -> None:
    answer = send(world, **(data | {"third-language": "en"}))
    assert answer.status_code == 422
    assert list(answer.context[form].errors) == [field]
    html = answer.content.decode()
    assert words in html
    assert all(text in html for text in data.values())
    assert (Introduction.objects.count(), Mail.objects.count()) == (0, 0)


@pytest.mark.parametrize("missing", ["name", "email", "area", "may_be_asked"])
def test_a_third_party_is_whole_or_not_at_all(world: World, missing: str) -> None:
    data = third_fields()
    del data[f"third-{missing}"]
    answer = send(world, **data)
    assert answer.status_code == 422
    assert list(answer.context["third_form"].errors) == [missing]
    assert '<details class="fold" open>' in answer.content.decode()
    assert Introduction.objects.count() == 0


def test_a_third_party_is_asked_by_a_link(world: World) -> None:
    assert send(world, **third_fields()).status_code == 302
    third = Party.objects.get(role="third")
    assert (third.name, third.email, third.profile) == (
        "Nairobi Energy",
        "wanjiru@example.org",
        None,
    )
    mail = Mail.objects.get(address="wanjiru@example.org")
    assert "/en/introductions/answer/" in mail.text
    assert (mail.user, mail.language) == (None, "en")


def test_a_third_partys_link_is_in_its_language(world: World) -> None:
    send(world, **third_fields(**{"third-language": "fr"}))
    mail = Mail.objects.get(address="wanjiru@example.org")
    assert "/fr/introductions/answer/" in mail.text


def test_a_request_is_passed_on_with_a_note(world: World) -> None:
    introduction = request(world)
    answer = world.send("dana", "ask-introduction", introduction.pk, note_ja="どうぞ")
    assert answer.status_code == 302
    introduction.refresh_from_db()
    fields = (introduction.state, introduction.note, introduction.broker)
    assert fields == (State.ASKED, {"ja": "どうぞ"}, world.dana)
    asked = Mail.objects.filter(kind="introduction_ask").values_list("address", flat=True)
    assert list(asked) == ["haruka@example.org"]
    assert party(introduction, "europe").due_on is None


def test_a_proposal_of_what_is_requested_passes_it_on(world: World) -> None:
    introduction = request(world)
    assert propose(world) == introduction
    introduction.refresh_from_db()
    assert (introduction.state, introduction.requested_for) == (State.ASKED, world.europe)


def test_the_form_leads_to_what_is_under_way(world: World) -> None:
    introduction = request(world)
    answer = world.page("dana", "propose-introduction", *world.pair)
    assert answer.url == reverse("introductions:show-introduction", args=[introduction.pk])


def test_a_proposal_of_what_is_proposed_changes_nothing(world: World) -> None:
    introduction = propose(world)
    assert propose(world, note={"en": "Again"}) == introduction
    introduction.refresh_from_db()
    assert introduction.note == NOTE
    assert Mail.objects.filter(kind="introduction_ask").count() == 2


def test_no_third_party_joins_what_is_under_way(world: World) -> None:
    request(world)
    with pytest.raises(AlreadyUnderWay) as refusal:
        propose(world, third=make_third())
    assert str(refusal.value).startswith("An introduction of these two is under way.")
    assert Party.objects.filter(role="third").count() == 0
    assert Introduction.objects.get().state == State.REQUESTED


def test_what_rests_is_not_proposed(world: World) -> None:
    sides = (world.europe, world.japan)
    facts.block_pair(*sides, voice=Verdict.Voice.JAPAN, by=world.haruka, reason="A quarrel")
    html = world.page("dana", "propose-introduction", *world.pair)
    assert "An introduction between these two is not possible." in html.content.decode()
    answer = send(world)
    assert (answer.status_code, Introduction.objects.count()) == (422, 0)


def test_a_request_that_is_not_passed_on_is_explained_to_those_who_asked(world: World) -> None:
    introduction = request(world)
    data = {"decline-reason": "You would do better with Miyagi."}
    assert world.send("dana", "decline-request", introduction.pk, **data).status_code == 302
    introduction.refresh_from_db()
    assert introduction.state == State.DECLINED
    mail = Mail.objects.exclude(kind="introduction_requested").get()
    assert (mail.address, mail.kind) == ("alice@example.org", "introduction_request_declined")
    assert "> You would do better with Miyagi." in mail.text
    html = world.page("alice", "show-introduction", introduction.pk).content.decode()
    assert "You would do better with Miyagi." in html
    assert "The other side was not asked." in html
    assert world.page("haruka", "show-introduction", introduction.pk).status_code == 404
    assert PairFact.objects.count() == 0


def test_a_reason_is_needed_for_that(world: World) -> None:
    introduction = request(world)
    answer = world.send("dana", "decline-request", introduction.pk)
    assert answer.status_code == 422
    assert list(answer.context["decline_request_form"].errors) == ["reason"]


def test_who_is_asked_already_is_not_declined_by_the_helpdesk(world: World) -> None:
    introduction = propose(world)
    with pytest.raises(ForbiddenMove):
        actions.decline_request(introduction, by=world.dana, reason="No")
    answer = world.send("dana", "decline-request", introduction.pk, **{"decline-reason": "No"})
    assert answer.status_code == 302
    introduction.refresh_from_db()
    assert introduction.state == State.ASKED


def test_a_faulty_note_for_a_request_stays_on_the_page(world: World) -> None:
    introduction = request(world)
    answer = world.send("dana", "ask-introduction", introduction.pk, note_en="alice@example.org")
    assert answer.status_code == 422
    assert list(answer.context["note_form"].errors) == ["note_en"]


def test_asking_twice_is_told(world: World) -> None:
    introduction = propose(world)
    client = world.client("dana")
    path = reverse("introductions:ask-introduction", args=[introduction.pk])
    answer = client.post(path, {"note_en": "Again"}, follow=True)
    assert "Somebody else was faster" in answer.content.decode()
    assert Mail.objects.filter(kind="introduction_ask").count() == 2


def test_the_helpdesk_takes_a_proposal_back(world: World) -> None:
    introduction = propose(world)
    accept(introduction, world, "alice")
    data = {"end-reason": "A mistake of ours"}
    assert world.send("dana", "close-introduction", introduction.pk, **data).status_code == 302
    introduction.refresh_from_db()
    assert introduction.state == State.WITHDRAWN
    told = Mail.objects.filter(kind="introduction_not_taken_up")
    assert sorted(told.values_list("address", flat=True)) == [
        "alice@example.org",
        "haruka@example.org",
    ]
    assert [("A mistake of ours" in mail.text) for mail in told] == [False, False]
    assert PairFact.objects.count() == 0
    answers = introduction.parties.values_list("answer", flat=True)
    assert list(answers) == [Answer.ACCEPTED, Answer.WAITING]


def test_the_owner_is_chosen_and_noted(world: World) -> None:
    introduction = request(world)
    answer = world.send(
        "dana", "assign-broker", introduction.pk, broker=world.dana.pk, next="board"
    )
    assert answer.url == reverse("introductions:show-board")
    introduction.refresh_from_db()
    assert introduction.broker == world.dana
    logged = introduction.transitions.values_list("old", "new", "actor", "reason")
    assert list(logged) == [("requested", "requested", world.dana.pk, "Given to a broker")]


def test_only_the_helpdesk_can_own_it(world: World) -> None:
    introduction = request(world)
    answer = world.send("dana", "assign-broker", introduction.pk, broker=world.alice.pk)
    assert answer.status_code == 422
    introduction.refresh_from_db()
    assert introduction.broker is None


def test_who_asks_for_another_owner_leaves_it_to_them(world: World) -> None:
    introduction = request(world)
    eve = join(world.europe, world.charlie, "viewer")
    actions.assign(introduction, broker=eve, by=world.dana)
    introduction.refresh_from_db()
    actions.ask(introduction, by=world.dana, note=NOTE)
    introduction.refresh_from_db()
    assert introduction.broker == eve
