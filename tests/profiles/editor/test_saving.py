"""Autosave, colleagues at the same time, a version that lies with the helpdesk."""

import json
from datetime import UTC, datetime

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from profiles.actions import editing
from profiles.models import Membership, Profile, User
from tests.makers import make_user
from tests.profiles.documents import whole_document
from tests.profiles.editor.filling import Fields, address, fields_of, save, send, shown
from tests.profiles.reading import elements, html_of, texts

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore:No directory at:UserWarning"),
]

NAME, DESCRIPTION = "texts-en-name", "texts-en-description"


def message(response: object) -> str:
    return " ".join(texts(response, "div", "save-state"))


def version(response: object) -> str:
    return next(e["value"] for e in elements(response, "input") if e["id"] == "section-version")


def described(profile: Profile) -> str:
    texts = profile.revisions.get().content["organisation"]["texts"]
    return texts["en"]["description"]


@pytest.fixture
def bob(cluster: Profile) -> Client:
    """A colleague's browser."""
    person = make_user("bob@example.org", None)
    Membership.objects.create(profile=cluster, user=person, role=Membership.Role.EDITOR)
    client = Client()
    client.force_login(person)
    return client


@time_machine.travel(datetime(2026, 7, 1, 12, 2, tzinfo=UTC), tick=False)
def test_autosave_says_when_it_saved(editor: Client, cluster: Profile) -> None:
    """In the zone of whoever reads: summer in Brussels."""
    fields = shown(editor, cluster, "organisation") | {DESCRIPTION: ["Half a sentence"]}
    response = send(editor, cluster, "organisation", fields, htmx=True)
    assert (response.status_code, message(response)) == (200, "Saved 14:02")
    assert json.loads(response["HX-Trigger"]) == {"saved": {}}
    assert described(cluster) == "Half a sentence"
    assert cluster.revisions.get().changed_at == timezone.now()


def test_autosave_goes_on_with_the_version_it_brings(editor: Client, cluster: Profile) -> None:
    fields = shown(editor, cluster, "organisation")
    for words in ("One", "One two", "One two three"):
        fields[DESCRIPTION] = [words]
        response = send(editor, cluster, "organisation", fields, htmx=True)
        assert response.status_code == 200
        fields["version"] = [version(response)]
    assert described(cluster) == "One two three"
    assert cluster.revisions.get().version_of("organisation") == 4


def test_an_open_page_says_nothing_of_saving(editor: Client, cluster: Profile) -> None:
    assert message(editor.get(address(cluster, "organisation"))) == ""


@pytest.mark.parametrize("language", ["en", "ja"])
def test_autosave_of_faulty_input_saves_nothing_and_says_which_field(
    editor: Client, cluster: Profile, language: str
) -> None:
    fields = shown(editor, cluster, "organisation")
    fields |= {DESCRIPTION: ["A valid change"], "member_count": ["many"]}
    response = send(editor, cluster, "organisation", fields, language=language, htmx=True)
    assert (response.status_code, "HX-Trigger" in response) == (422, False)
    links = [a["href"] for a in elements(response, "a") if a["href"] == "#id_member_count"]
    assert len(links) == 2
    if language == "en":
        assert message(response) == "Not saved: Members: Enter a whole number."
    assert cluster.revisions.get().content == whole_document()
    fields |= {"member_count": ["41"], "version": [version(response)]}
    assert send(editor, cluster, "organisation", fields, htmx=True).status_code == 200
    assert described(cluster) == "A valid change"


def conflict(editor: Client, bob: Client, cluster: Profile) -> Fields:
    """Both have the page open; bob saves first. Alice's fields."""
    hers, his = (shown(client, cluster, "organisation") for client in (editor, bob))
    his |= {DESCRIPTION: ["Bob’s <b>words</b>"], "host": ["City of Dijon"]}
    assert send(bob, cluster, "organisation", his).status_code == 302
    return hers | {DESCRIPTION: ["Alice’s words"], "member_count": ["99"]}


def test_two_versions_are_shown_side_by_side(editor: Client, bob: Client, cluster: Profile) -> None:
    fields = conflict(editor, bob, cluster)
    response = send(editor, cluster, "organisation", fields)
    assert response.status_code == 409
    assert texts(response, "tr")[1:] == [
        "Hosted by City of Dijon –",
        "Members 40 99",
        "Description (English) Bob’s <b>words</b> Alice’s words",
    ]
    assert "<b>words" not in html_of(response)
    assert fields_of(response)[DESCRIPTION] == ["Alice’s words"]
    assert described(cluster) == "Bob’s <b>words</b>"


def test_who_has_seen_both_may_overwrite(editor: Client, bob: Client, cluster: Profile) -> None:
    response = send(editor, cluster, "organisation", conflict(editor, bob, cluster))
    form = next(e for e in elements(response, "form") if e["id"] == "section-form")
    assert form["hx-post"] == ""  # no autosave before the decision
    assert send(editor, cluster, "organisation", fields_of(response)).status_code == 302
    assert described(cluster) == "Alice’s words"


def test_the_colleagues_version_can_be_kept(editor: Client, bob: Client, cluster: Profile) -> None:
    send(editor, cluster, "organisation", conflict(editor, bob, cluster))
    assert shown(editor, cluster, "organisation")[DESCRIPTION] == ["Bob’s <b>words</b>"]


def test_a_third_save_in_between_is_seen_too(editor: Client, bob: Client, cluster: Profile) -> None:
    response = send(editor, cluster, "organisation", conflict(editor, bob, cluster))
    save(bob, cluster, "organisation", texts__en__description="Bob again")
    again = send(editor, cluster, "organisation", fields_of(response))
    assert again.status_code == 409
    assert "Description (English) Bob again Alice’s words" in texts(again, "tr")


def test_autosave_never_overwrites_a_colleague(
    editor: Client, bob: Client, cluster: Profile
) -> None:
    fields = conflict(editor, bob, cluster)
    for _ in range(2):
        response = send(editor, cluster, "organisation", fields, htmx=True)
        assert response.status_code == 409
        assert message(response).startswith("Not saved: A colleague has changed this section")
        assert version(response) == fields["version"][0]
        fields["version"] = [version(response)]
    assert [b.text for b in elements(response, "button") if b["form"] == "section-form"] == [
        "Compare both versions"
    ]
    assert described(cluster) == "Bob’s <b>words</b>"


def test_the_same_words_are_no_conflict(editor: Client, bob: Client, cluster: Profile) -> None:
    hers, his = (shown(client, cluster, "organisation") for client in (editor, bob))
    both = {DESCRIPTION: ["The same"]}
    assert send(bob, cluster, "organisation", his | both).status_code == 302
    assert send(editor, cluster, "organisation", hers | both).status_code == 302


def test_different_sections_are_no_conflict(editor: Client, bob: Client, cluster: Profile) -> None:
    hers = shown(editor, cluster, "organisation") | {DESCRIPTION: ["Hers"]}
    assert save(bob, cluster, "sectors", industry="1").status_code == 302
    assert send(editor, cluster, "organisation", hers).status_code == 302


TERMS = {
    "sectors": ({"industry": ["1"]}, {"industry": ["2"], "innovation": ["2"]}),
    "topics": ({"topics": ["hydrogen"]}, {"topics": ["robotics", "hydrogen"]}),
    "languages": ({"spoken": ["fr"]}, {"written": ["ja"], "spoken": ["de", "ja"]}),
}


@pytest.mark.parametrize(
    ("section", "rows"),
    [
        ("sectors", ["Sectors secondary main", "Sectors secondary main"]),
        ("topics", ["Topics Hydrogen Robotics, Hydrogen"]),
        (
            "languages",
            [
                "Language it is written in English Japanese",
                "Languages spoken French German, Japanese",
            ],
        ),
    ],
)
def test_terms_are_compared_by_their_names(
    editor: Client, bob: Client, cluster: Profile, section: str, rows: list[str]
) -> None:
    his, hers = TERMS[section]
    fields = shown(editor, cluster, section) | hers
    assert send(bob, cluster, section, shown(bob, cluster, section) | his).status_code == 302
    response = send(editor, cluster, section, fields)
    assert (response.status_code, texts(response, "tr")[1:]) == (409, rows)


@pytest.mark.parametrize("htmx", [True, False])
def test_what_lies_with_the_helpdesk_is_not_changed(
    editor: Client, cluster: Profile, alice: User, *, htmx: bool
) -> None:
    fields = shown(editor, cluster, "organisation") | {DESCRIPTION: ["Too late"]}
    editing.submit(cluster.revisions.get(), by=alice)
    response = send(editor, cluster, "organisation", fields, htmx=htmx)
    assert response.status_code == 409
    said = "This version lies with the helpdesk. Take it back if you want to change it."
    assert f"Not saved: {said}" in " ".join(texts(response, "div", "notice"))
    assert fields_of(response)[DESCRIPTION] == ["Too late"]
    assert cluster.revisions.get().content == whole_document()


@pytest.mark.parametrize("sent", ["", "-1", "x", "９", "1" * 5000])
def test_a_faulty_version_saves_nothing(editor: Client, cluster: Profile, sent: str) -> None:
    fields = shown(editor, cluster, "organisation") | {"version": [sent], "host": ["New"]}
    response = send(editor, cluster, "organisation", fields)
    assert response.status_code in (409, 422)
    assert cluster.revisions.get().content == whole_document()


def test_without_a_session_nothing_is_saved(client: Client, cluster: Profile) -> None:
    response = client.post(
        address(cluster, "topics"), {"version": "1"}, headers={"HX-Request": "1"}
    )
    assert (response.status_code, "/account/login/" in response["Location"]) == (302, True)
