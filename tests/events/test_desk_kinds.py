"""What all parts of a webinar have in common: doors, empty lists, conflicts, the log."""

from typing import Any

import pytest
from django.test import Client

from events.deeds import WORDS, history, in_words
from events.editor.kinds import KINDS
from events.models import Webinar
from events.states import State
from tests.events.desk import browser, change, desk, reasons, untouched, url, winter_webinar
from tests.profiles.reading import elements, texts

pytestmark = pytest.mark.django_db
DANA = "dana@example.org"
SENT: dict[str, dict[str, str]] = {
    "speakers": {"organisation": "H2 Cluster"},
    "sessions": {
        "starts_at": "2027-01-14T10:10",
        "ends_at": "2027-01-14T10:40",
        "title_en": "Trains",
    },
    "questions": {"kind": "text", "text_en": "Why?"},
    "materials": {
        "kind": "slides",
        "title": "Slides",
        "language": "en",
        "url": "https://slides.example/1",
    },
    "chapters": {"second": "04:05", "title_en": "Welcome"},
}
"""The least that each of them needs."""
CHANGED = {
    "speakers": ("organisation", "Organisation"),
    "sessions": ("title_ja", "Title"),
    "questions": ("text_en", "Question"),
    "materials": ("title", "Title"),
    "chapters": ("title_en", "Title"),
}
every_kind = pytest.mark.parametrize("kind", list(KINDS))


@pytest.fixture
def client() -> Client:
    return desk()


@pytest.fixture
def webinar() -> Webinar:
    return winter_webinar(state=State.DRAFT)


def add(client: Client, webinar: Webinar, kind: str) -> Any:
    """One of this kind, made by its page."""
    assert client.post(url("add-item", webinar.pk, kind), SENT[kind]).status_code == 302
    return KINDS[kind].items(webinar).get()


def test_every_kind_is_tested() -> None:
    assert (set(SENT), set(CHANGED)) == (set(KINDS), set(KINDS))


@every_kind
@pytest.mark.parametrize("who", ["alice", "haruka", "charlie"])
def test_members_reach_nothing_of_it(webinar: Webinar, kind: str, who: str) -> None:
    item, member = add(desk(), webinar, kind), browser(who)
    pages = [
        url("list-items", webinar.pk, kind),
        url("add-item", webinar.pk, kind),
        url("edit-item", webinar.pk, kind, item.pk),
        url("remove-item", webinar.pk, kind, item.pk),
    ]
    found = {(member.get(it).status_code, member.post(it, SENT[kind]).status_code) for it in pages}
    assert found == {(403, 403)}
    assert (KINDS[kind].items(webinar).count(), len(reasons(webinar))) == (1, 1)


@every_kind
def test_a_visitor_is_asked_to_sign_in(webinar: Webinar, kind: str) -> None:
    page = url("add-item", webinar.pk, kind)
    assert (Client().get(page).status_code, Client().post(page, SENT[kind]).status_code) == (
        302,
        302,
    )
    assert not KINDS[kind].items(webinar).exists()


@every_kind
def test_an_empty_list_leads_to_the_first(client: Client, webinar: Webinar, kind: str) -> None:
    page = client.get(url("list-items", webinar.pk, kind))
    ways = [it["href"] for it in elements(page, "a", "button")]
    assert url("add-item", webinar.pk, kind) in ways
    assert texts(page, "h3", "empty__title") == [str(KINDS[kind].none)]


@every_kind
def test_one_is_added_changed_removed_and_each_time_logged(
    client: Client, webinar: Webinar, kind: str
) -> None:
    item, (field, _label) = add(client, webinar, kind), CHANGED[kind]
    page = url("edit-item", webinar.pk, kind, item.pk)
    assert change(client, page, **{field: "Something else"}).status_code == 302
    assert untouched(client, page)[field] == "Something else"
    client.post(url("remove-item", webinar.pk, kind, item.pk))
    word = WORDS[KINDS[kind].thing]
    assert not KINDS[kind].items(webinar).exists()
    assert reasons(webinar) == [
        (DANA, f"New: {word}"),
        (DANA, f"Changed: {word}"),
        (DANA, f"Removed: {word}"),
    ]


@every_kind
def test_a_colleagues_version_is_shown_before_it_is_replaced(
    client: Client, webinar: Webinar, kind: str
) -> None:
    item, (field, label) = add(client, webinar, kind), CHANGED[kind]
    page = url("edit-item", webinar.pk, kind, item.pk)
    mine = untouched(client, page)
    change(client, page, **{field: "Theirs"})
    response = client.post(page, mine | {field: "Mine"})
    form = response.context["form"]
    assert (response.status_code, [(it.label, it.theirs, it.mine) for it in form.compared]) == (
        409,
        [(label, "Theirs", "Mine")],
    )
    assert untouched(client, page)[field] == "Theirs"
    client.post(page, mine | {field: "Mine", "seen": form.seen})
    assert untouched(client, page)[field] == "Mine"


@every_kind
def test_an_empty_form_is_said_to_be_faulty(client: Client, webinar: Webinar, kind: str) -> None:
    response = client.post(url("add-item", webinar.pk, kind), {})
    faults = response.context["form"].faults
    assert (response.status_code, bool(faults)) == (422, True)
    named = {it["href"].removeprefix("#") for it in elements(response, "a")}
    ids = {it["id"] for tag in ("input", "select", "textarea") for it in elements(response, tag)}
    anchors = {fault.anchor for fault in faults}
    assert anchors <= named
    assert anchors <= ids


@every_kind
def test_what_belongs_to_another_webinar_is_not_there(
    client: Client, webinar: Webinar, kind: str
) -> None:
    item = add(client, webinar, kind)
    other = winter_webinar()
    for name in ("edit-item", "remove-item"):
        page = url(name, other.pk, kind, item.pk)
        assert (client.get(page).status_code, client.post(page).status_code) == (404, 404)
    assert KINDS[kind].items(webinar).count() == 1


@every_kind
def test_only_speakers_and_questions_have_an_order(
    client: Client, webinar: Webinar, kind: str
) -> None:
    item = add(client, webinar, kind)
    answer = client.post(url("move-item", webinar.pk, kind, item.pk, "up"))
    assert answer.status_code == (302 if kind in ("speakers", "questions") else 404)


@pytest.mark.parametrize("name", ["list-items", "add-item"])
def test_there_is_no_other_kind(client: Client, webinar: Webinar, name: str) -> None:
    page = url(name, webinar.pk, "sponsors")
    assert (client.get(page).status_code, client.post(page).status_code) == (404, 404)


@every_kind
def test_a_webinar_that_is_gone(client: Client, kind: str) -> None:
    assert client.get(url("list-items", 2**40, kind)).status_code == 404
    assert client.post(url("add-item", 2**40, kind), SENT[kind]).status_code == 404


def test_every_page_leads_to_every_other(client: Client, webinar: Webinar) -> None:
    wanted = {url(name, webinar.pk) for name in ("edit-webinar", "edit-webinar-texts")}
    wanted |= {url("edit-webinar-subjects", webinar.pk)}
    wanted |= {url("list-items", webinar.pk, kind) for kind in KINDS}
    for page in wanted:
        answer = client.get(page)
        ways = [(it["href"], it["aria-current"]) for it in elements(answer, "a")]
        assert wanted <= {way for way, _mark in ways}
        assert [way for way, mark in ways if mark == "page" and way in wanted] == [page]


# The log


def test_history_tells_moves_and_deeds(client: Client, webinar: Webinar) -> None:
    add(client, webinar, "speakers")
    webinar.move(State.PUBLISHED, by=None, reason="Announced by the helpdesk")
    rows = [(it.what, it.reason, str(it.actor or "")) for it in history(webinar)]
    assert [(what, reason) for what, reason, _actor in rows] == [
        ("Draft → Announced", "Announced by the helpdesk"),
        ("New: speaker", ""),
    ]
    assert [bool(actor) for _what, _reason, actor in rows] == [False, True]


def test_a_long_history_is_cut(webinar: Webinar) -> None:
    for _n in range(3):
        webinar.transitions.create(old="draft", new="draft", reason="Made")
    assert len(history(webinar, most=2)) == 2


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        ("Changed: seats, beginning", "Changed: seats, beginning"),
        ("Put in order: speaker", "Put in order: speaker"),
        ("Made", "Made"),
        ("He said: no", "He said: no"),
    ],
)
def test_reasons_in_words(reason: str, words: str) -> None:
    assert in_words(reason) == words


def test_no_word_of_the_log_contains_what_parts_words() -> None:
    assert [word for word in WORDS.values() if ", " in word or ": " in word] == []
