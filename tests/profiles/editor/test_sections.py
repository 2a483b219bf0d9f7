"""Every section: opening, saving, leading on; who may; what else is posted changes nothing."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from profiles.actions import editing, reviewing
from profiles.documents import SECTIONS
from profiles.models import Membership, Profile, Revision, User
from tests.makers import make_cooperation, make_staff, make_user
from tests.profiles.documents import register, whole_document
from tests.profiles.editor.filling import address, fields_of, save, send, shown
from tests.profiles.reading import elements, texts

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore:No directory at:UserWarning"),
]

QUERIES = {
    "organisation": 7,
    "sectors": 7,
    "topics": 9,
    "offers": 10,
    "needs": 10,
    "areas": 7,
    "contact": 7,
    "languages": 6,
}


def content(profile: Profile) -> Any:
    return profile.revisions.get().content


@pytest.mark.parametrize("section", SECTIONS)
@pytest.mark.parametrize("language", ["en", "ja"])
def test_saving_what_is_shown_changes_nothing(
    editor: Client, cluster: Profile, section: str, language: str
) -> None:
    before = cluster.revisions.get()
    fields = fields_of(editor.get(address(cluster, section, language)))
    response = send(editor, cluster, section, fields, language=language)
    after = cluster.revisions.get()
    assert response.status_code == 302
    assert (after.content, after.versions) == (before.content, before.versions)


@pytest.mark.parametrize("section", SECTIONS)
def test_a_japanese_profile_without_any_english_is_saved_as_it_is(
    editor: Client, alice: User, section: str
) -> None:
    profile = register(alice, whole_document("japan"))
    response = send(editor, profile, section, shown(editor, profile, section))
    assert response.status_code == 302
    assert content(profile) == whole_document("japan")


def test_continue_leads_through_all_sections(editor: Client, cluster: Profile) -> None:
    """From the description on, topics come with suggestions before offers and needs."""
    section, visited = "organisation", []
    while True:
        visited.append(section)
        response = save(editor, cluster, section, do="continue")
        assert response.status_code == 302
        if not response["Location"].removeprefix(address(cluster, section)[: -len(section) - 1]):
            break
        section = response["Location"].rstrip("/").rpartition("/")[2]
    assert tuple(visited) == SECTIONS
    assert response["Location"] == reverse("profiles:edit-profile", args=[cluster.pk])


def test_the_other_button_leads_to_the_overview(editor: Client, cluster: Profile) -> None:
    response = save(editor, cluster, "sectors", do="save")
    assert response["Location"] == reverse("profiles:edit-profile", args=[cluster.pk])


@pytest.mark.parametrize("pressed", ["", "stay", "nonsense", "remove-", "up-\n", "continue;x"])
def test_an_unknown_button_stays(editor: Client, cluster: Profile, pressed: str) -> None:
    response = save(editor, cluster, "sectors", do=pressed)
    assert response["Location"] == address(cluster, "sectors")


@pytest.mark.parametrize("section", ["nothing", "offer", "status"])
def test_there_is_no_such_section(editor: Client, cluster: Profile, section: str) -> None:
    assert editor.get(address(cluster, section)).status_code == 404


@pytest.mark.parametrize("section", SECTIONS)
def test_roles(client: Client, cluster: Profile, section: str) -> None:
    expected = {
        "editor": (200, 302),
        "viewer": (403, 403),
        "dana": (403, 403),
        "charlie": (404, 404),
    }
    fields = {}
    for name, answers in expected.items():
        person = make_staff() if name == "dana" else make_user(f"{name}@example.org")
        if name in ("editor", "viewer"):
            Membership.objects.create(profile=cluster, user=person, role=name)
        client.force_login(person)
        opened = client.get(address(cluster, section))
        fields = fields or fields_of(opened)
        sent = client.post(address(cluster, section), fields)
        assert (name, opened.status_code, sent.status_code) == (name, *answers)


MORE = {
    "status": "published",
    "state": "approved",
    "is_trusted": "on",
    "is_emerging": "on",
    "key": "de-nw",
    "content": '{"topics": []}',
    "versions": "9",
    "author": "1",
    "logo": "11111111-1111-1111-1111-111111111111",
    "is_demonstration": "on",
    "0-is_demonstration": "on",
    "0-language": "fr",
    "texts-xx-name": "Unknown language",
    "published_at": "2020-01-01",
}


@pytest.mark.parametrize("section", SECTIONS)
def test_what_is_posted_besides_changes_nothing(
    editor: Client, cluster: Profile, section: str
) -> None:
    before = Profile.objects.filter(pk=cluster.pk).values().get()
    fields = shown(editor, cluster, section) | {name: [value] for name, value in MORE.items()}
    assert send(editor, cluster, section, fields).status_code == 302
    assert content(cluster) == whole_document()
    assert Profile.objects.filter(pk=cluster.pk).values().get() == before
    assert cluster.revisions.get().state == "draft"


def test_the_first_save_of_a_public_profile_opens_a_version(
    editor: Client, cluster: Profile, alice: User
) -> None:
    first = cluster.revisions.get()
    editing.submit(first, by=alice)
    reviewing.approve(first, version=first.version, by=make_staff())
    for section in SECTIONS:
        shown(editor, cluster, section)
    assert Revision.objects.count() == 1
    assert save(editor, cluster, "sectors", industry="1", innovation="2").status_code == 302
    second = cluster.revisions.open().get()
    assert (second.content["sectors"], second.author) == ({"industry": 1, "innovation": 2}, alice)
    live = Profile.objects.for_page().get(pk=cluster.pk)
    assert [(it.sector.slug, it.priority) for it in live.priorities.all()] == [
        ("industry", 2),
        ("innovation", 1),
    ]


@pytest.mark.parametrize("section", SECTIONS)
def test_a_submitted_version_is_shown_closed(
    editor: Client, cluster: Profile, alice: User, section: str
) -> None:
    fields = shown(editor, cluster, section)
    editing.submit(cluster.revisions.get(), by=alice)
    response = editor.get(address(cluster, section))
    assert "Take it back" in texts(response, "button", "button--small")
    assert "disabled" in elements(response, "fieldset", "editor__fields")[0].attributes
    assert {"continue", "save"} & {it["value"] for it in elements(response, "button")} == set()
    assert send(editor, cluster, section, fields).status_code in (200, 302, 409)
    assert content(cluster) == whole_document()


def test_the_steps_say_where_one_is(editor: Client, cluster: Profile) -> None:
    response = editor.get(address(cluster, "topics"))
    steps = [a for a in elements(response, "a") if a["aria-current"] == "step"]
    assert [a.text for a in steps] == ["Topics"]
    assert texts(response, "h1") == ["Topics"]


@pytest.mark.parametrize("section", SECTIONS)
@pytest.mark.parametrize("count", [1, 3])
def test_the_number_of_queries_is_fixed(
    editor: Client,
    alice: User,
    django_assert_num_queries: DjangoAssertNumQueries,
    section: str,
    count: int,
) -> None:
    for slug in ("joint-rd", "training", "policy")[:count]:
        make_cooperation(slug)
    document = whole_document()
    document["offers"], document["needs"] = document["offers"] * count, document["needs"] * count
    document["topics"] = document["topics"][:count]
    document["contact"]["links"] = [
        {"kind": "other", "url": f"https://{n}.example.org"} for n in range(count)
    ]
    profile = register(alice, document)
    editor.get(address(profile, section))
    with django_assert_num_queries(QUERIES[section]):
        editor.get(address(profile, section))
