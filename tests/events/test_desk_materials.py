"""Materials: what they are is told by content; a file of ours or an address elsewhere."""

import io
import zipfile
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from events.editor import material_files
from events.models import Webinar
from events.states import State
from tests.events.desk import change, desk, reasons, typed, url, winter_webinar

pytestmark = pytest.mark.django_db
DANA = "dana@example.org"
PDF = b"%PDF-1.7 slides"
MP4 = b"\x00\x00\x00\x20ftypisom" + bytes(100)
WEBM = b"\x1a\x45\xdf\xa3\x9fB\x86\x81\x01B\xf7\x81\x01B\xf2\x81\x04B\x82\x84webm" + bytes(100)
VTT = b"WEBVTT\n\n00:00.000 --> 00:04.000\nWelcome\n"
ODP = "application/vnd.oasis.opendocument.presentation"


def archive(*names: str, mimetype: str = "") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        if mimetype:
            file.writestr("mimetype", mimetype)
        for name in names:
            file.writestr(name, "x")
    return out.getvalue()


PPTX = archive("[Content_Types].xml", "ppt/presentation.xml")
OPEN = archive("content.xml", mimetype=ODP)


@pytest.fixture
def client() -> Client:
    return desk()


@pytest.fixture
def webinar() -> Webinar:
    return winter_webinar(state=State.DRAFT)


@pytest.fixture(autouse=True)
def own_files(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


def add(client: Client, webinar: Webinar, content: bytes = b"", **changes: Any) -> Any:
    sent = {"kind": "slides", "title": "Slides", "language": "en"} | changes
    if content:
        sent["file"] = SimpleUploadedFile("a file.exe", content)
    return client.post(url("add-item", webinar.pk, "materials"), sent)


@pytest.mark.parametrize(
    ("kind", "content", "told"),
    [
        ("slides", PDF, ("application/pdf", ".pdf")),
        (
            "slides",
            PPTX,
            ("application/vnd.openxmlformats-officedocument.presentationml.presentation", ".pptx"),
        ),
        ("slides", OPEN, (ODP, ".odp")),
        ("captions", VTT, ("text/vtt", ".vtt")),
        ("captions", b"\xef\xbb\xbf" + VTT, ("text/vtt", ".vtt")),
        ("recording", MP4, ("video/mp4", ".mp4")),
        ("recording", WEBM, ("video/webm", ".webm")),
        ("summary", b"Zusammenfassung", ("text/plain", ".txt")),
        ("other", VTT, ("text/vtt", ".vtt")),
    ],
)
def test_files_are_told_by_what_is_in_them(
    client: Client, webinar: Webinar, kind: str, content: bytes, told: tuple[str, str]
) -> None:
    content_type, suffix = told
    assert add(client, webinar, content, kind=kind).status_code == 302
    material = webinar.materials.get()
    with material.file.open("rb") as file:
        assert file.read() == content
    assert (material.content_type, material.file.name.endswith(suffix)) == (content_type, True)
    assert "a file" not in material.file.name
    assert reasons(webinar) == [(DANA, "New: material")]


@pytest.mark.parametrize(
    ("kind", "content", "kinds"),
    [
        ("slides", VTT, "pdf, pptx, odp"),
        ("slides", b"MZ\x90\x00 a program", "pdf, pptx, odp"),
        ("slides", b"<html><script>alert(1)</script></html>", "pdf, pptx, odp"),
        ("slides", archive("ppt/presentation.xml", "ppt/vbaProject.bin"), "pdf, pptx, odp"),
        ("slides", archive("Basic/script-lc.xml", mimetype=ODP), "pdf, pptx, odp"),
        ("slides", b"PK\x03\x04 broken", "pdf, pptx, odp"),
        ("captions", PDF, "vtt"),
        ("captions", b"1\n00:00:00,000 --> 00:00:04,000\nWelcome\n", "vtt"),
        ("recording", PDF, "mp4, webm"),
        ("recording", b"\x1a\x45\xdf\xa3 matroska", "mp4, webm"),
        ("summary", MP4, "pdf, docx, txt"),
    ],
)
def test_what_is_of_another_kind_is_refused(
    client: Client, webinar: Webinar, kind: str, content: bytes, kinds: str
) -> None:
    response = add(client, webinar, content, kind=kind, title="My slides")
    assert (response.status_code, response.context["form"].errors) == (
        422,
        {"file": [f"For this kind, choose a file of one of these kinds, without macros: {kinds}."]},
    )
    assert (typed(response)["title"], webinar.materials.count()) == ("My slides", 0)


@pytest.mark.parametrize(("content", "kind"), [(PDF, "slides"), (MP4, "recording")])
def test_what_is_too_large_is_refused(
    client: Client, webinar: Webinar, monkeypatch: pytest.MonkeyPatch, content: bytes, kind: str
) -> None:
    monkeypatch.setattr(material_files, "MOST_BYTES", 64)
    monkeypatch.setattr(material_files, "MOST_VIDEO_BYTES", 64)
    response = add(client, webinar, content + bytes(50), kind=kind)
    assert list(response.context["form"].errors) == ["file"]
    message = response.context["form"].errors["file"][0].replace("\xa0", " ")
    assert message == "The file is too large; 64 bytes are allowed."


def test_an_address_elsewhere(client: Client, webinar: Webinar) -> None:
    add(client, webinar, url="https://slides.example/1", language="ja")
    material = webinar.materials.get()
    assert (material.url, material.file.name, material.language) == (
        "https://slides.example/1",
        "",
        "ja",
    )


@pytest.mark.parametrize(
    ("content", "address", "errors"),
    [
        (b"", "", {"file": ["Choose a file, or give an address."]}),
        (PDF, "https://a.example/", {"url": ["Give a file or an address, not both."]}),
        (b"", "http://a.example/", {"url": ["Give a link that begins with https://."]}),
        (b"", "javascript:alert(1)", {"url": ["Enter a valid URL."]}),
    ],
)
def test_a_file_or_an_address(
    client: Client, webinar: Webinar, content: bytes, address: str, errors: dict[str, list[str]]
) -> None:
    response = add(client, webinar, content, url=address)
    assert (response.status_code, response.context["form"].errors) == (422, errors)
    assert webinar.materials.count() == 0


def test_a_file_stays_when_only_its_title_is_changed(client: Client, webinar: Webinar) -> None:
    add(client, webinar, PDF)
    before = webinar.materials.get()
    change(client, url("edit-item", webinar.pk, "materials", before.pk), title="Better")
    after = webinar.materials.get()
    assert (after.title, after.file.name, after.key) == ("Better", before.file.name, before.key)


def test_an_address_replaces_the_file(
    client: Client, webinar: Webinar, django_capture_on_commit_callbacks: Any
) -> None:
    add(client, webinar, PDF)
    before = webinar.materials.get()
    page = url("edit-item", webinar.pk, "materials", before.pk)
    with django_capture_on_commit_callbacks(execute=True):
        change(client, page, url="https://a.example/")
    after = webinar.materials.get()
    assert (after.url, after.file.name, after.content_type) == ("https://a.example/", "", "")
    assert not before.file.storage.exists(before.file.name)


def test_a_file_replaces_the_address(client: Client, webinar: Webinar) -> None:
    add(client, webinar, url="https://a.example/")
    page = url("edit-item", webinar.pk, "materials", webinar.materials.get().pk)
    change(client, page, url=None, file=SimpleUploadedFile("x.pdf", PDF))
    after = webinar.materials.get()
    assert (after.url, after.content_type) == ("", "application/pdf")


def test_a_file_goes_with_its_material(
    client: Client, webinar: Webinar, django_capture_on_commit_callbacks: Any
) -> None:
    add(client, webinar, PDF)
    material = webinar.materials.get()
    with django_capture_on_commit_callbacks(execute=True):
        client.post(url("remove-item", webinar.pk, "materials", material.pk))
    assert not material.file.storage.exists(material.file.name)
    assert (webinar.materials.count(), reasons(webinar)[-1]) == (0, (DANA, "Removed: material"))
