"""The conversation of those who are introduced: who reads, who writes, who is told."""

from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from matching.introductions import conversing
from matching.introductions.conversing import NotIntroduced
from matching.introductions.links import party_token
from matching.introductions.models import Introduction, Message, MessageTranslation
from profiles import outbox
from profiles.consents import withdraw_consent
from profiles.models import Consent, Mail, Membership
from tests.makers import make_user
from tests.matching.introductions.meeting import introduce_with_third
from tests.matching.introductions.people import World, introduce, join, party, propose
from tests.smtp import SmtpServer, text_of

TEXT = "We could meet in Osaka."
QUERIES = {"alice": 26, "dana": 29}
"""Of the page. Who helps sees of each side what the other side sees of it."""


@pytest.fixture
def introduction(world: World) -> Introduction:
    return introduce(world)


def say(introduction: Introduction, world: World, who: str = "alice", **fields: Any) -> Message:
    role = {"alice": "europe", "haruka": "japan"}.get(who)
    own = party(introduction, role) if role else None
    values = {"party": own, "author": world.person(who), "language": "en", "text": TEXT} | fields
    return conversing.write(introduction, **values)


def lines(response: Any) -> list[tuple[str, str]]:
    shown = response.context["conversation"].lines
    return [(line.author, line.message.text) for line in shown]


def told(kind: str = "introduction_message") -> list[tuple[str, str]]:
    """To whom, and in which language."""
    return sorted(Mail.objects.filter(kind=kind).values_list("address", "language"))


@pytest.mark.parametrize("who", ["alice", "haruka", "dana"])
def test_parties_and_the_helpdesk_read_the_conversation(
    world: World, introduction: Introduction, who: str
) -> None:
    say(introduction, world)
    response = world.page(who, "show-conversation", introduction.pk)
    assert response.status_code == 200
    assert lines(response) == [("Alice Martin, Rhine Valley", TEXT)]


def test_strangers_find_nothing(world: World, introduction: Introduction) -> None:
    assert world.page("charlie", "show-conversation", introduction.pk).status_code == 404
    signed_out = world.page("", "show-conversation", introduction.pk)
    assert (signed_out.status_code, "login" in signed_out["Location"]) == (302, True)


@pytest.mark.parametrize("name", ["write-message", "write-privately"])
def test_strangers_write_nothing(world: World, introduction: Introduction, name: str) -> None:
    answer = world.send("charlie", name, introduction.pk, text=TEXT, language="en")
    assert (answer.status_code, Message.objects.count()) == (404, 0)


@pytest.mark.parametrize("who", ["alice", "haruka", "dana"])
def test_there_is_no_conversation_before_the_consent(world: World, who: str) -> None:
    made = propose(world)
    assert world.page(who, "show-conversation", made.pk).status_code == 404
    with pytest.raises(NotIntroduced):
        say(made, world)
    assert Message.objects.count() == 0


@pytest.mark.parametrize(
    ("who", "others"),
    [
        ("alice", [("dana@example.org", "en"), ("haruka@example.org", "ja")]),
        ("haruka", [("alice@example.org", "en"), ("dana@example.org", "en")]),
        ("dana", [("alice@example.org", "en"), ("haruka@example.org", "ja")]),
    ],
)
def test_the_others_are_told_in_their_languages(
    world: World, introduction: Introduction, who: str, others: list[tuple[str, str]]
) -> None:
    answer = world.send(who, "write-message", introduction.pk, text=TEXT, language="de")
    assert answer.status_code == 302
    assert told() == others
    message = Message.objects.get()
    assert (message.language, message.text, message.author) == ("de", TEXT, world.person(who))


def test_the_mail_quotes_the_original(world: World, introduction: Introduction) -> None:
    say(introduction, world, "haruka", text="水素について", language="ja")
    mail = Mail.objects.get(kind="introduction_message", address="alice@example.org")
    assert mail.subject == "Aoba has written to you"
    assert "水素について" in mail.text
    assert f"/en/introductions/{introduction.pk}/conversation/" in mail.text


def test_the_mail_arrives_by_smtp(
    world: World, introduction: Introduction, smtp_server: SmtpServer
) -> None:
    say(introduction, world)
    for mail in Mail.objects.filter(kind="introduction_message").order_by("pk"):
        assert outbox.send(mail)
    assert smtp_server.recipients == [["haruka@example.org"], ["dana@example.org"]]
    assert TEXT in text_of(smtp_server.messages[0])


def test_each_message_keeps_its_language(world: World, introduction: Introduction) -> None:
    say(introduction, world, text="Guten Tag", language="de")
    say(introduction, world, "haruka", text="こんにちは", language="ja")
    page = world.page("alice", "show-conversation", introduction.pk).content.decode()
    assert '<div lang="de"><p>Guten Tag</p></div>' in page
    assert '<div lang="ja"><p>こんにちは</p></div>' in page
    assert page.index("Original in German") < page.index("Original in Japanese")


def test_only_disclosed_people_are_named(world: World, introduction: Introduction) -> None:
    colleague = join(
        world.europe, make_user("colleague@example.org", family_name="Secret", given_name="Sue")
    )
    say(introduction, world, author=colleague)
    for who, author in (("alice", "Sue Secret, Rhine Valley"), ("dana", "Rhine Valley")):
        shown = world.page(who, "show-conversation", introduction.pk)
        assert lines(shown) == [(author, TEXT)]
    page = world.page("haruka", "show-conversation", introduction.pk).content.decode()
    assert [it for it in ("Secret", "Sue", "colleague@") if it in page] == []


def test_a_name_goes_when_its_consent_is_withdrawn(
    world: World, introduction: Introduction
) -> None:
    say(introduction, world)
    withdraw_consent(world.alice, Consent.Purpose.DISCLOSURE, source="my-data")
    shown = world.page("haruka", "show-conversation", introduction.pk)
    assert lines(shown) == [("Rhine Valley", TEXT)]


def test_what_goes_to_the_helpdesk_only_stays_there(
    world: World, introduction: Introduction
) -> None:
    data = {"private-text": TEXT, "private-language": "en"}
    answer = world.send("alice", "write-privately", introduction.pk, **data)
    assert answer.status_code == 302
    assert (told(), told("introduction_question")) == ([], [("dana@example.org", "en")])
    assert TEXT not in world.page("haruka", "show-conversation", introduction.pk).content.decode()
    shown = world.page("alice", "show-conversation", introduction.pk).context["conversation"]
    assert [it.message.text for it in shown.own_thread.lines] == [TEXT]
    assert shown.lines == []
    desk = world.page("dana", "show-conversation", introduction.pk).context["conversation"]
    assert [[it.message.text for it in thread.lines] for thread in desk.threads] == [[TEXT], []]


@pytest.mark.parametrize("text", ["", "  ", "x" * 5001])
def test_faulty_messages_come_back(world: World, introduction: Introduction, text: str) -> None:
    answer = world.send("alice", "write-message", introduction.pk, text=text, language="en")
    assert (answer.status_code, Message.objects.count(), told()) == (422, 0, [])
    assert answer.context["form"]["text"].value() == text


def test_who_only_looks_on_writes_nothing(world: World, introduction: Introduction) -> None:
    viewer = join(world.europe, make_user("viewer@example.org"), Membership.Role.VIEWER)
    client = world.client()
    client.force_login(viewer)
    here = f"/en/introductions/{introduction.pk}/conversation/"
    assert client.get(here).status_code == 200
    answer = client.post(f"{here}write/", {"text": TEXT, "language": "en"})
    assert (answer.status_code, Message.objects.count()) == (403, 0)


def test_more_in_the_post_changes_nothing_more(world: World, introduction: Introduction) -> None:
    more = {"party": party(introduction, "japan").pk, "author": world.haruka.pk, "private_to": 1}
    world.send("alice", "write-message", introduction.pk, text=TEXT, language="en", **more)
    message = Message.objects.get()
    assert (message.party, message.author) == (party(introduction, "europe"), world.alice)
    assert message.private_to is None


def test_a_page_asks_only_for_what_is_newer(world: World, introduction: Introduction) -> None:
    first = say(introduction, world)
    say(introduction, world, "haruka", text="Gladly")
    newer = world.page("alice", "show-conversation", introduction.pk, after=first.pk)
    assert lines(newer) == [("遥 佐藤, Aoba", "Gladly")]
    assert lines(world.page("alice", "show-conversation", introduction.pk, after="x'")) != []


def test_the_helpdesk_adds_drafts_of_translations(world: World, introduction: Introduction) -> None:
    message = say(introduction, world)
    prefix = f"translation-{message.pk}"
    for text in ("大阪で", "大阪でお会いできます。"):
        data = {f"{prefix}-language": "ja", f"{prefix}-text": text}
        answer = world.send("dana", "translate-message", introduction.pk, message.pk, **data)
        assert answer.status_code == 302
    draft = MessageTranslation.objects.get()
    assert (draft.language, draft.text, draft.author) == (
        "ja",
        "大阪でお会いできます。",
        world.dana,
    )
    page = world.page("haruka", "show-conversation", introduction.pk).content.decode()
    assert "Draft of a translation into Japanese, by the helpdesk" in page
    assert page.index(TEXT) < page.index("大阪でお会いできます。")


@pytest.mark.parametrize(("who", "status"), [("alice", 403), ("haruka", 403), ("charlie", 404)])
def test_only_the_helpdesk_translates(
    world: World, introduction: Introduction, who: str, status: int
) -> None:
    message = say(introduction, world)
    prefix = f"translation-{message.pk}"
    data = {f"{prefix}-language": "ja", f"{prefix}-text": "大阪で"}
    answer = world.send(who, "translate-message", introduction.pk, message.pk, **data)
    assert (answer.status_code, MessageTranslation.objects.count()) == (status, 0)


def test_a_message_is_not_translated_into_its_own_language(
    world: World, introduction: Introduction
) -> None:
    message = say(introduction, world)
    prefix = f"translation-{message.pk}"
    data = {f"{prefix}-language": "en", f"{prefix}-text": "Osaka"}
    answer = world.send("dana", "translate-message", introduction.pk, message.pk, **data)
    assert (answer.status_code, MessageTranslation.objects.count()) == (422, 0)


def test_a_third_party_reads_and_writes_by_its_link(world: World) -> None:
    made = introduce_with_third(world)
    third = party(made, "third")
    token = party_token(third)
    say(made, world)
    read = world.page("", "show-conversation-by-link", token)
    assert lines(read) == [("Alice Martin, Rhine Valley", TEXT)]
    world.send("", "write-message-by-link", token, text="Karibu", language="en")
    message = Message.objects.last()
    assert (message.party, message.author, message.text) == (third, None, "Karibu")
    mails = Mail.objects.filter(text__contains="Karibu").order_by("address")
    assert [it.address for it in mails] == [
        "alice@example.org",
        "dana@example.org",
        "haruka@example.org",
    ]
    assert world.page("", "show-conversation-by-link", f"{token}x").status_code == 404


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("who", ["alice", "dana"])
def test_queries_do_not_grow_with_messages(
    world: World, count: int, who: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    introduction = introduce(world)
    for number in range(count):
        message = say(introduction, world, ("alice", "haruka", "dana")[number])
        conversing.translate(message, language="fr", text="Bonjour", by=world.dana)
    client = world.client(who)
    with django_assert_num_queries(QUERIES[who]):
        client.get(f"/en/introductions/{introduction.pk}/conversation/")
