"""Logos: told by their content, drawn anew, deleted when nothing names them."""

import io
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from django.utils import timezone
from PIL import Image
from pytest_django import Settings

from profiles import logos
from profiles.actions import editing
from profiles.contents import write_document
from profiles.logos import FaultyLogo, add_logo, read_picture
from profiles.models import Logo, Profile, User
from tests.makers import make_user
from tests.profiles.documents import register, whole_document
from tests.profiles.pictures import HTML, PDF, SVG, bomb, picture, with_position

pytestmark = pytest.mark.django_db

NO_PICTURE = "This is not a PNG, JPEG or WebP picture. Save your logo as one of these."
TOO_WIDE = "The picture is larger than 4,000 × 4,000 pixels. Make it smaller and try again."
TOO_HEAVY = "The file is larger than 2 MB. Make it smaller and try again."
BROKEN = "The picture is damaged or incomplete. Save it again and upload it anew."


@pytest.fixture(autouse=True)
def media(settings: Settings, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def alice() -> User:
    return make_user("alice@example.org", None)


@pytest.mark.parametrize(
    "content",
    [
        picture(),
        picture(mode="RGBA"),
        picture(mode="P"),
        picture(mode="L"),
        picture(mode="1"),
        picture("JPEG"),
        picture("JPEG", mode="CMYK"),
        picture("WEBP"),
        picture("WEBP", mode="RGBA", lossless=True),
    ],
)
def test_pictures_are_drawn_anew(content: bytes) -> None:
    drawn = read_picture(content)
    assert (drawn.size, drawn.mode, drawn.info) == ((40, 20), "RGBA", {})


@pytest.mark.parametrize(
    ("size", "kept"),
    [((512, 512), (512, 512)), ((1024, 512), (512, 256)), ((4000, 40), (512, 5)), ((1, 1), (1, 1))],
)
def test_large_ones_are_made_smaller(size: tuple[int, int], kept: tuple[int, int]) -> None:
    assert read_picture(picture(size=size)).size == kept


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", NO_PICTURE),
        (HTML, NO_PICTURE),
        (SVG, NO_PICTURE),
        (PDF, NO_PICTURE),
        (picture("GIF", mode="P"), NO_PICTURE),
        (picture("BMP"), NO_PICTURE),
        (picture("TIFF"), NO_PICTURE),
        (b"GIF89a" + HTML, NO_PICTURE),
        (HTML + picture(), NO_PICTURE),
        (picture(size=(300, 300))[:-60], BROKEN),
        (picture("JPEG", size=(300, 300))[:400], BROKEN),
        (b"\x89PNG\r\n\x1a\n", NO_PICTURE),
        (picture("PNG", size=(4001, 10)), TOO_WIDE),
        (picture("WEBP", size=(10, 4001)), TOO_WIDE),
        (bomb(), TOO_WIDE),
        (bomb(12_000), TOO_WIDE),
        (picture() + bytes(5 * 1024 * 1024), TOO_HEAVY),
    ],
)
def test_what_is_no_logo_is_refused_in_words(content: bytes, message: str) -> None:
    with pytest.raises(FaultyLogo) as caught:
        read_picture(content)
    assert str(caught.value) == message


def stored(logo: Logo) -> bytes:
    with logo.file.open("rb") as file:
        return file.read()


def test_nothing_but_pixels_is_kept(alice: User, media: Path) -> None:
    logo = add_logo(register(alice), io.BytesIO(with_position()), by=alice)
    kept = stored(logo)
    assert (logo.width, logo.height, logo.uploaded_by) == (20, 40, alice)
    assert b"Alice Martin" not in kept
    with Image.open(io.BytesIO(kept)) as opened:
        assert (opened.format, opened.size, dict(opened.getexif()), opened.info) == (
            "PNG",
            (20, 40),
            {},
            {},
        )
    assert [file.name for file in media.rglob("*.png")] == [f"{logo.name}.png"]


def test_what_hides_behind_a_picture_is_gone(alice: User) -> None:
    """A file that is a picture and a page at once: only the picture comes through."""
    logo = add_logo(register(alice), io.BytesIO(picture() + HTML), by=alice)
    assert b"script" not in stored(logo)


def test_a_refused_file_leaves_nothing(alice: User, media: Path) -> None:
    profile = register(alice)
    with pytest.raises(FaultyLogo):
        add_logo(profile, io.BytesIO(HTML), by=alice)
    assert (Logo.objects.count(), list(media.rglob("*.*"))) == (0, [])


def name_in_revision(profile: Profile, logo: Logo, alice: User) -> None:
    revision = editing.open_revision(profile, by=alice)
    contact = revision.content["contact"] | {"logo": str(logo.name)}
    version = revision.version_of("contact")
    editing.save_section(revision, "contact", contact, version=version, by=alice)


def test_logos_that_nothing_names_are_deleted_after_a_week(alice: User, media: Path) -> None:
    profile = register(alice)
    with time_machine.travel(datetime(2026, 7, 1, tzinfo=UTC), tick=False):
        live, waiting, forgotten = (
            add_logo(profile, io.BytesIO(picture()), by=alice) for _ in range(3)
        )
    document = whole_document()
    document["contact"]["logo"] = str(live.name)
    write_document(profile, document)
    name_in_revision(profile, waiting, alice)
    with time_machine.travel(datetime(2026, 7, 1, tzinfo=UTC) + logos.KEPT_UNUSED, tick=False):
        assert logos.delete_unused() == 0
    later = datetime(2026, 7, 1, tzinfo=UTC) + logos.KEPT_UNUSED + timedelta(seconds=1)
    with time_machine.travel(later, tick=False):
        assert logos.delete_unused() == 1
        assert logos.delete_unused() == 0
    assert set(Logo.objects.all()) == {live, waiting}
    assert {file.stem for file in media.rglob("*.png")} == {str(live.name), str(waiting.name)}
    assert str(forgotten.name) not in {file.stem for file in media.rglob("*.png")}


def test_the_logo_of_a_closed_revision_is_deleted(alice: User) -> None:
    profile = register(alice)
    logo = add_logo(profile, io.BytesIO(picture()), by=alice)
    name_in_revision(profile, logo, alice)
    profile.publish(by=None, reason="For the test")
    editing.discard(profile.revisions.get(), by=alice)
    with time_machine.travel(timezone.now() + logos.KEPT_UNUSED * 2, tick=False):
        assert logos.delete_unused() == 1


def test_a_file_that_is_gone_already_does_not_stop_the_others(alice: User) -> None:
    profile = register(alice)
    for _ in range(2):
        add_logo(profile, io.BytesIO(picture()), by=alice)
    Path(Logo.objects.earliest("pk").file.path).unlink()
    with time_machine.travel(timezone.now() + logos.KEPT_UNUSED * 2, tick=False):
        assert logos.delete_unused() == 2
