"""Slides, recordings, captions: who gets them, whole or in parts, with which headers."""

from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from events.models import Material, Webinar
from events.states import State
from tests.events.making import make_webinar
from tests.makers import make_staff, make_user
from tests.profiles.reading import texts

pytestmark = pytest.mark.django_db

CONTENT = bytes(range(256)) * 1000


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def material(state: State = State.DONE, content_type: str = "video/mp4", **fields: Any) -> Material:
    file = {} if "url" in fields else {"file": ContentFile(CONTENT, name="x.bin")}
    defaults = {"kind": "recording", "title": "Aufzeichnung Übersicht", "language": "de"}
    webinar: Webinar = make_webinar(state=state)
    return webinar.materials.create(content_type=content_type, **(defaults | file | fields))


def get(found: Material, client: Client | None = None, **headers: str) -> HttpResponse:
    path = reverse("events:download-material", args=[found.key])
    return (client or Client()).get(path, headers=headers)


def content_of(response: HttpResponse) -> bytes:
    return b"".join(response.streaming_content)


def test_a_recording_is_shown_whole() -> None:
    response = get(material())
    assert content_of(response) == CONTENT
    assert response.status_code == 200
    assert response["Content-Type"] == "video/mp4"
    assert response["Accept-Ranges"] == "bytes"
    assert response["Content-Length"] == str(len(CONTENT))
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Disposition"].startswith("inline; ")


@pytest.mark.parametrize(
    ("wanted", "start", "end"),
    [
        ("bytes=0-0", 0, 0),
        ("bytes=0-", 0, 255_999),
        ("bytes=1000-70999", 1000, 70_999),
        ("bytes=255999-", 255_999, 255_999),
        ("bytes=100-999999999", 100, 255_999),
        ("bytes=-5", 255_995, 255_999),
        ("bytes=-999999999", 0, 255_999),
    ],
)
def test_a_part_of_it_is_served(wanted: str, start: int, end: int) -> None:
    response = get(material(), Range=wanted)
    assert content_of(response) == CONTENT[start : end + 1]
    assert response.status_code == 206
    assert response["Content-Range"] == f"bytes {start}-{end}/256000"
    assert response["Content-Length"] == str(end - start + 1)


@pytest.mark.parametrize("wanted", ["bytes=256000-", "bytes=-0"])
def test_what_lies_beyond_is_refused(wanted: str) -> None:
    response = get(material(), Range=wanted)
    assert (response.status_code, response["Content-Range"]) == (416, "bytes */256000")


@pytest.mark.parametrize(
    "wanted",
    ["", "bytes=-", "bytes=0-1,5-9", "bytes=9-3", "pages=1-2", "bytes=a-b", f"bytes={'9' * 5000}-"],
)
def test_what_is_no_single_part_gets_all(wanted: str) -> None:
    response = get(material(), Range=wanted)
    assert (response.status_code, content_of(response)) == (200, CONTENT)


@pytest.mark.parametrize(
    ("content_type", "expected"),
    [
        ("application/pdf", "attachment; "),
        ("text/html", "attachment; "),
        ("image/svg+xml", "attachment; "),
        ("", "attachment; "),
        ("text/vtt", "inline; "),
        ("video/webm", "inline; "),
    ],
)
def test_only_what_a_player_needs_is_shown(content_type: str, expected: str) -> None:
    response = get(material(content_type=content_type))
    content_of(response)
    assert response["Content-Disposition"].startswith(expected)


def test_captions_are_text_and_slides_have_their_title() -> None:
    captions = get(material(content_type="text/vtt", kind="captions"))
    content_of(captions)
    assert captions["Content-Type"] == "text/vtt; charset=utf-8"
    slides = get(material(content_type="application/pdf", kind="slides", title="資料"))
    content_of(slides)
    assert slides["Content-Disposition"] == ("attachment; filename*=utf-8''%E8%B3%87%E6%96%99.pdf")


@pytest.mark.parametrize("state", [State.PUBLISHED, State.LIVE, State.DONE])
def test_of_a_public_webinar_for_everybody(state: State) -> None:
    response = get(material(state))
    content_of(response)
    assert response["Cache-Control"] == "public, max-age=300"


def test_of_a_draft_only_for_the_desk() -> None:
    found = material(State.DRAFT)
    assert get(found).status_code == 404
    charlie, dana = Client(), Client()
    charlie.force_login(make_user("charlie@example.org"))
    dana.force_login(make_staff())
    assert get(found, charlie).status_code == 404
    response = get(found, dana)
    assert (content_of(response), response["Cache-Control"]) == (CONTENT, "private, no-store")


def test_a_file_that_is_gone_is_not_found_and_its_page_stands() -> None:
    gone = material(content_type="application/pdf", kind="slides", title="Slides")
    gone.webinar.materials.create(
        kind="slides", title="Kept", language="de", file=ContentFile(CONTENT, name="x.bin")
    )
    Path(gone.file.path).unlink()
    assert [get(gone, Range=wanted).status_code for wanted in ("", "bytes=0-5")] == [404, 404]
    response = Client().get(gone.webinar.get_absolute_url())
    assert texts(response, "span", "materials__meta") == [
        "(Slides, German)",
        "(Slides, German, 250.0 KB)",
    ]


def test_what_lies_elsewhere_is_led_to() -> None:
    response = get(material(url="https://video.example.org/w/1"))
    assert (response.status_code, response["Location"]) == (302, "https://video.example.org/w/1")


def test_an_unknown_key_is_not_there() -> None:
    key = "00000000-0000-4000-8000-000000000000"
    assert Client().get(reverse("events:download-material", args=[key])).status_code == 404
