"""The preview: the public page of a content that nobody has approved yet; never saved."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from profiles.actions import editing, reviewing
from profiles.documents import Document, document_of
from profiles.editor.preview import profile_of
from profiles.models import Profile, Statement, TargetArea, Topic, User
from tests.makers import make_cooperation, make_staff, names
from tests.profiles.documents import ENGLISH, register, whole_document
from tests.profiles.reading import elements, html_of, texts

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore:No directory at:UserWarning"),
]

QUERIES = 12


def preview(client: Client, profile: Profile) -> Any:
    return client.get(reverse("profiles:preview-profile", args=[profile.pk]))


def rich_document(count: int = 2) -> Document:
    make_cooperation("joint-rd")
    TargetArea.objects.get_or_create(slug="africa", kind="world_region", **names("Africa"))
    document = whole_document(member_count=7)
    document["organisation"]["texts"]["ja"] = {"name": "発酵クラスター", "description": "発酵。"}
    for at in range(count):
        document["offers"].append(
            {
                "language": "fr",
                "texts": {"fr": f"Nous offrons {at}.", "en": f"We offer {at}."},
                "topics": ["hydrogen"],
                "cooperation": ["joint-rd"],
                "is_demonstration": True,
            }
        )
    document["areas"] = ["africa"]
    document["contact"] |= {"phone": "+33380789790", "address": "1 Rue\nDijon"}
    document["contact"]["links"].append({"kind": "x", "url": "https://x.com/cluster"})
    document["languages"]["spoken"] = ["fr", "en"]
    return document


def parts(response: Any) -> str:
    """The page below the heading, as text."""
    html = html_of(response)
    body = html[html.index('<div class="profile">') : html.index("</aside>")]
    return " ".join(re.sub(r"<[^>]+>", " ", body).split())


def test_it_is_what_the_public_page_becomes(editor: Client, alice: User) -> None:
    profile = register(alice, rich_document())
    before = preview(editor, profile)
    assert texts(before, "h1") == ["Preview"]
    revision = profile.revisions.get()
    editing.submit(revision, by=alice)
    reviewing.approve(revision, version=revision.version, by=make_staff())
    public = Client().get(Profile.objects.get(pk=profile.pk).get_absolute_url())
    assert public.status_code == 200
    assert parts(before) == parts(public)
    assert "Emerging cluster" in html_of(before)


def test_a_document_comes_through_memory_as_it_was(alice: User) -> None:
    profile = register(alice, rich_document())
    assert document_of(profile_of(profile, rich_document())) == rich_document()


def test_it_shows_the_version_under_way(editor: Client, cluster: Profile, alice: User) -> None:
    revision = cluster.revisions.get()
    editing.submit(revision, by=alice)
    reviewing.approve(revision, version=revision.version, by=make_staff())
    changed = editing.open_revision(Profile.objects.get(), by=alice)
    content = changed.content["organisation"] | {"host": "City of Dijon"}
    editing.save_section(changed, "organisation", content, version=0, by=alice)
    assert "City of Dijon" in html_of(preview(editor, cluster))
    public = Client().get(Profile.objects.get().get_absolute_url())
    assert "City of Dijon" not in html_of(public)


def test_nothing_is_written(editor: Client, alice: User) -> None:
    profile = register(alice, rich_document())
    before = Profile.objects.filter(pk=profile.pk).values().get()
    preview(editor, profile)
    assert Profile.objects.filter(pk=profile.pk).values().get() == before
    assert Statement.objects.count() == 0


def test_terms_that_have_gone_are_left_out(editor: Client, cluster: Profile) -> None:
    Topic.objects.filter(slug="hydrogen").delete()
    response = preview(editor, cluster)
    assert texts(response, "a", "tag") == ["Fermentation", "Robotics"]


def test_an_empty_draft_has_a_preview(editor: Client, alice: User) -> None:
    document = whole_document() | {"offers": [], "needs": [], "topics": [], "sectors": {}}
    profile = register(alice, document)
    organisation = document["organisation"] | {"texts": {}}
    revision = profile.revisions.get()
    editing.save_section(revision, "organisation", organisation, version=1, by=alice)
    assert preview(editor, profile).status_code == 200


def test_search_engines_stay_out(editor: Client, cluster: Profile) -> None:
    response = preview(editor, cluster)
    robots = [e["content"] for e in elements(response, "meta") if e["name"] == "robots"]
    assert robots == ["noindex"]
    assert "no-store" in response["Cache-Control"]


SCRIPT = "<script>alert(1)</script>"


def scripted() -> Document:
    """A script in every text of a document that takes any."""
    document = rich_document()
    document["organisation"]["texts"]["en"] = {
        "name": f"Name {SCRIPT}",
        "description": f"Description {SCRIPT} {ENGLISH}",
    }
    document["organisation"] |= {"host": f"Host {SCRIPT}", "identifier": SCRIPT}
    for section in ("offers", "needs"):
        document[section][0]["texts"] = {"en": f"{section} {SCRIPT}"}
    document["contact"]["address"] = f"Address {SCRIPT}"
    return document


def pages(profile: Profile) -> Iterator[str]:
    yield reverse("profiles:preview-profile", args=[profile.pk])
    yield reverse("profiles:edit-profile", args=[profile.pk])
    for section in ("organisation", "topics", "offers", "needs", "contact"):
        yield reverse("profiles:edit-section", args=[profile.pk, section])


def test_scripts_are_texts_on_every_page(editor: Client, alice: User) -> None:
    profile = register(alice, scripted())
    for page in pages(profile):
        html = html_of(editor.get(page))
        assert (page, SCRIPT in html) == (page, False)
        assert (page, "&lt;script&gt;alert(1)&lt;/script&gt;" in html) == (page, True)
    revision = profile.revisions.get()
    editing.submit(revision, by=alice)
    reviewing.approve(revision, version=revision.version, by=make_staff())
    html = html_of(Client().get(Profile.objects.get().get_absolute_url()))
    assert SCRIPT not in html
    for name in ("Name", "Description", "Host", "offers", "needs", "Address"):
        assert f"{name} &lt;script&gt;" in html


@pytest.mark.parametrize("count", [1, 3])
def test_the_number_of_queries_is_fixed(
    editor: Client, alice: User, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    profile = register(alice, rich_document(count))
    preview(editor, profile)
    with django_assert_num_queries(QUERIES):
        preview(editor, profile)
