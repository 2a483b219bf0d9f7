"""Uploading a logo through the form, and what is served of it."""

from pathlib import Path
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from profiles.actions import editing, reviewing
from profiles.models import Logo, Profile, User
from tests.makers import make_staff
from tests.profiles.documents import register, whole_document
from tests.profiles.editor.filling import address, save
from tests.profiles.pictures import HTML, SVG, bomb, picture
from tests.profiles.reading import elements, texts

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore:No directory at:UserWarning"),
]


@pytest.fixture(autouse=True)
def media(settings: Settings, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def upload(
    client: Client, profile: Profile, content: bytes, name: str = "logo.png", kind: str = ""
) -> HttpResponse:
    file = SimpleUploadedFile(name, content, kind or "image/png")
    where = reverse("profiles:upload-logo", args=[profile.pk])
    return client.post(where, {"logo": file}, follow=True)


def named(profile: Profile) -> str:
    return profile.revisions.get().content["contact"]["logo"]


def test_a_logo_is_uploaded_shown_and_removed(editor: Client, cluster: Profile) -> None:
    response = upload(editor, cluster, picture("JPEG"), "../../evil.html", "text/html")
    assert response.redirect_chain == [(f"{address(cluster, 'contact')}#logo", 302)]
    logo = Logo.objects.get()
    assert named(cluster) == str(logo.name)
    shown = [img for img in elements(response, "img") if "logos" in img["src"]]
    assert [(img["src"], img["alt"], img["width"], img["height"]) for img in shown] == [
        (f"/logos/{logo.name}.png", "Fermentation Cluster", "40", "20")
    ]
    where = reverse("profiles:upload-logo", args=[cluster.pk])
    assert editor.post(where, {"remove": "on"}).status_code == 302
    assert (named(cluster), Logo.objects.count()) == ("", 1)


@pytest.mark.parametrize(
    ("content", "name", "kind", "said"),
    [
        (HTML, "logo.png", "image/png", "This is not a PNG, JPEG or WebP picture."),
        (SVG, "logo.svg", "image/svg+xml", "This is not a PNG, JPEG or WebP picture."),
        (picture("GIF", mode="P"), "logo.png", "image/png", "This is not a PNG"),
        (bomb(), "logo.png", "image/png", "The picture is larger than 4,000 × 4,000 pixels."),
        (picture() + bytes(5 * 1024 * 1024), "logo.png", "image/png", "The file is larger"),
        (picture(size=(200, 200))[:-40], "logo.png", "image/png", "The picture is damaged"),
        (b"", "logo.png", "image/png", "The submitted file is empty."),
        (picture(), "x" * 300 + ".png", "image/png", ""),
    ],
)
def test_refusals(  # noqa: PLR0917 - one column of the table each
    editor: Client, cluster: Profile, content: bytes, name: str, kind: str, said: str
) -> None:
    response = upload(editor, cluster, content, name, kind)
    assert response.status_code == 200
    assert Logo.objects.count() == (0 if said else 1)
    notices = texts(response, "div", "notice--error")
    assert [said in notice for notice in notices] == ([True] if said else [])


def test_no_file_at_all(editor: Client, cluster: Profile) -> None:
    where = reverse("profiles:upload-logo", args=[cluster.pk])
    response = editor.post(where, follow=True)
    assert texts(response, "div", "notice--error") == ["Error: Choose a file first."]


def test_a_logo_is_not_uploaded_into_a_submitted_version(
    editor: Client, cluster: Profile, alice: User
) -> None:
    editing.submit(cluster.revisions.get(), by=alice)
    response = upload(editor, cluster, picture())
    assert "This version lies with the helpdesk." in texts(response, "div", "notice--error")[0]
    assert named(cluster) == ""


def test_saving_the_contact_keeps_the_logo(editor: Client, cluster: Profile) -> None:
    upload(editor, cluster, picture())
    logo = named(cluster)
    assert save(editor, cluster, "contact", phone="+33380789790").status_code == 302
    assert (named(cluster), logo != "") == (logo, True)


def test_another_profiles_logo_cannot_be_named(
    editor: Client, cluster: Profile, alice: User
) -> None:
    other = register(alice, whole_document("japan"))
    upload(editor, other, picture())
    save(editor, cluster, "contact", logo=str(Logo.objects.get().name))
    assert named(cluster) == ""


def test_the_logo_is_served_as_a_picture_and_nothing_else(
    client: Client, editor: Client, cluster: Profile
) -> None:
    upload(editor, cluster, picture())
    response = Client().get(Logo.objects.get().get_absolute_url())
    assert response.status_code == 200
    assert {name: response[name] for name in HEADERS} == HEADERS
    content = b"".join(response.streaming_content)
    assert content.startswith(b"\x89PNG\r\n\x1a\n")
    assert response.cookies == {}


HEADERS = {
    "Content-Type": "image/png",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "public, max-age=31536000, immutable",
}


def test_there_is_no_such_logo(client: Client, editor: Client, cluster: Profile) -> None:
    assert client.get(f"/logos/{uuid4()}.png").status_code == 404
    assert client.get("/logos/..%2fsecret.png").status_code == 404
    upload(editor, cluster, picture())
    Path(Logo.objects.get().file.path).unlink()
    assert client.get(Logo.objects.get().get_absolute_url()).status_code == 404


def test_the_published_profile_shows_it(
    client: Client, editor: Client, cluster: Profile, alice: User
) -> None:
    upload(editor, cluster, picture())
    revision = cluster.revisions.get()
    editing.submit(revision, by=alice)
    reviewing.approve(revision, version=revision.version, by=make_staff())
    page = Profile.objects.get(pk=cluster.pk).get_absolute_url()
    for shown, alternative in ((page, "Fermentation Cluster"), ("/en/partners/", "")):
        images = elements(Client().get(shown), "img")
        assert [img["alt"] for img in images if "/logos/" in img["src"]] == [alternative]
