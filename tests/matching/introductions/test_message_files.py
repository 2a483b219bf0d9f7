"""Files of messages: told by their content, fetched only by who may read, never by a path."""

import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from pytest_django import Settings

from matching.introductions import conversing
from matching.introductions.conversing import NewFile, safe_name
from matching.introductions.links import party_token
from matching.introductions.models import Introduction, Message, MessageFile
from profiles.models import Mail
from profiles.uploads import PARTS, Upload
from tests.matching.introductions.meeting import introduce_with_third
from tests.matching.introductions.people import World, introduce, party

PDF = b"%PDF-1.7\nA plan.\n%%EOF"
SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>'
MEGABYTE = 1024 * 1024


@pytest.fixture(autouse=True)
def media(settings: Settings, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def introduction(world: World) -> Introduction:
    return introduce(world)


def picture(kind: str) -> bytes:
    content = BytesIO()
    Image.new("RGB", (2, 2)).save(content, kind)
    return content.getvalue()


def office(part: str, *more: str) -> bytes:
    content = BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name in (part, *more):
            archive.writestr(name, "<x/>")
    return content.getvalue()


def fetch(world: World, who: str, introduction: int, key: object) -> tuple[int, Any, bytes]:
    """The status, the headers and the content."""
    return read(world.page(who, "download-file", introduction, key))


def read(answer: Any) -> tuple[int, Any, bytes]:
    content = b"".join(answer) if answer.streaming else answer.content
    return answer.status_code, answer.headers, content


WORD, EXCEL, SLIDES = PARTS


def send(world: World, introduction: Introduction, *files: tuple[str, bytes]) -> Any:
    uploads = [SimpleUploadedFile(name, content, "text/html") for name, content in files]
    data = {"text": "See the plan.", "language": "en", "files": uploads}
    return world.send("alice", "write-message", introduction.pk, **data)


def attach(introduction: Introduction, world: World, **fields: Any) -> MessageFile:
    own = party(introduction, "europe")
    values = {"party": own, "author": world.alice, "language": "en", "text": "See."} | fields
    files = [NewFile("plan.pdf", Upload(PDF, "application/pdf"))]
    return conversing.write(introduction, files=files, **values).files.get()


@pytest.mark.parametrize(
    ("file", "kind", "called"),
    [
        (("plan.pdf", PDF), "application/pdf", "plan.pdf"),
        (("計画.PDF", PDF), "application/pdf", "計画.pdf"),
        (("a.png", picture("PNG")), "image/png", "a.png"),
        (("a.jpeg", picture("JPEG")), "image/jpeg", "a.jpg"),
        (("a.docx", office(WORD)), PARTS[WORD], "a.docx"),
        (("a.xlsx", office(EXCEL)), PARTS[EXCEL], "a.xlsx"),
        (("a.pptx", office(SLIDES)), PARTS[SLIDES], "a.pptx"),
        (("notes.txt", "水素".encode()), "text/plain", "notes.txt"),
        (("page.html", b"<script>alert(1)</script>"), "text/plain", "page.txt"),
        (("a.exe", PDF), "application/pdf", "a.pdf"),
    ],
)
def test_files_are_what_their_content_says(
    world: World, introduction: Introduction, file: tuple[str, bytes], kind: str, called: str
) -> None:
    assert send(world, introduction, file).status_code == 302
    kept = MessageFile.objects.get()
    assert (kept.content_type, kept.name, kept.size) == (kind, called, len(file[1]))
    status, headers, fetched = fetch(world, "haruka", introduction.pk, kept.key)
    assert (status, fetched) == (200, file[1])
    assert headers["Content-Type"] == kind
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Disposition"].startswith("attachment; filename")
    assert {"private", "no-store"} < set(headers["Cache-Control"].split(", "))


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("virus.pdf", b"MZ\x90\x00\x03"),
        ("old.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
        ("a.zip", office("hello.txt")),
        ("macros.docx", office(WORD, "word/vbaProject.bin")),
        ("broken.docx", b"PK\x03\x04broken"),
        ("large.pdf", PDF + bytes(10 * MEGABYTE)),
    ],
)
def test_other_files_are_refused_and_the_text_stays(
    world: World, introduction: Introduction, name: str, content: bytes
) -> None:
    answer = send(world, introduction, ("plan.pdf", PDF), (name, content))
    assert (answer.status_code, Message.objects.count(), MessageFile.objects.count()) == (422, 0, 0)
    assert answer.context["form"]["text"].value() == "See the plan."
    assert list(answer.context["form"].errors) == ["files"]


def test_an_svg_is_never_served_as_a_picture(world: World, introduction: Introduction) -> None:
    send(world, introduction, ("logo.svg", SVG))
    assert [it.content_type for it in MessageFile.objects.all()] in ([], ["text/plain"])


@pytest.mark.parametrize(("count", "status", "kept"), [(5, 302, 5), (6, 422, 0)])
def test_five_files_at_most(
    world: World, introduction: Introduction, count: int, status: int, kept: int
) -> None:
    answer = send(world, introduction, *[(f"{n}.pdf", PDF) for n in range(count)])
    assert (answer.status_code, MessageFile.objects.count()) == (status, kept)


@pytest.mark.parametrize(
    ("name", "called"),
    [
        ("../../etc/passwd", "passwd.pdf"),
        ("..\\..\\windows\\system.ini", "system.pdf"),
        ("/", "file.pdf"),
        ("..", "file.pdf"),
        (".htaccess", "htaccess.pdf"),
        ("a\r\nSet-Cookie: x=1.pdf", "aSet-Cookie x=1.pdf"),
        ("invoice\u202efdp.exe", "invoicefdp.pdf"),
        ('a"; filename="b.html', "a; filename=b.pdf"),
        ("x" * 300 + ".pdf", "x" * 116 + ".pdf"),
        ("  two   words .pdf", "two words.pdf"),
    ],
)
def test_names_have_no_paths_and_no_tricks(name: str, called: str) -> None:
    assert safe_name(name, ".pdf") == called


def test_stored_names_say_nothing(world: World, introduction: Introduction, media: Path) -> None:
    send(world, introduction, ("../../secret plan.pdf", PDF))
    [stored] = [it for it in media.rglob("*") if it.is_file()]
    assert stored.parent == media / "introductions"
    assert "secret" not in stored.name
    assert stored.suffix == ".pdf"


@pytest.mark.parametrize(("who", "status"), [("alice", 200), ("haruka", 200), ("dana", 200)])
def test_who_may_read_may_fetch(
    world: World, introduction: Introduction, who: str, status: int
) -> None:
    file = attach(introduction, world)
    assert fetch(world, who, introduction.pk, file.key)[0] == status


def test_strangers_fetch_nothing(world: World, introduction: Introduction) -> None:
    file = attach(introduction, world)
    assert fetch(world, "charlie", introduction.pk, file.key)[0] == 404
    assert fetch(world, "", introduction.pk, file.key)[0] == 302


def test_private_files_stay_with_their_party(world: World, introduction: Introduction) -> None:
    file = attach(introduction, world, private_to=party(introduction, "europe"))
    found = {
        who: fetch(world, who, introduction.pk, file.key)[0]
        for who in ("alice", "haruka", "dana", "charlie")
    }
    assert found == {"alice": 200, "haruka": 404, "dana": 200, "charlie": 404}


def test_a_file_is_found_only_under_its_own_introduction(world: World) -> None:
    made = introduce_with_third(world)
    token = party_token(party(made, "third"))
    public, private = attach(made, world), attach(made, world, private_to=party(made, "europe"))
    page = "download-file-by-link"
    assert read(world.page("", page, token, public.key))[0] == 200
    assert read(world.page("", page, token, private.key))[0] == 404
    assert read(world.page("", page, f"{token}x", public.key))[0] == 404
    assert fetch(world, "alice", made.pk + 1, public.key)[0] == 404


def test_the_mail_says_how_many_files_there_are(world: World, introduction: Introduction) -> None:
    send(world, introduction, ("a.pdf", PDF), ("b.pdf", PDF))
    mail = Mail.objects.get(kind="introduction_message", address="dana@example.org")
    assert "2 files are attached on the page." in mail.text
    assert mail.attachments.count() == 0
