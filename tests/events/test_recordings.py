"""What a webinar's page has afterwards: recording with captions and chapters, slides, summary."""

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from pytest_django import Settings

from events.public.videos import at_second
from events.states import State
from tests.events.making import make_webinar
from tests.events.parsing import page
from tests.profiles.reading import elements, html_of, languages_of, texts

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("url", "place"),
    [
        ("https://www.youtube.com/watch?v=x1", "https://www.youtube.com/watch?v=x1&t=90s"),
        ("https://www.youtube.com/watch?v=x1&t=5s", "https://www.youtube.com/watch?v=x1&t=90s"),
        ("https://youtu.be/x1", "https://youtu.be/x1?t=90s"),
        ("https://vimeo.com/1", "https://vimeo.com/1#t=90s"),
        ("https://video.example.org/a?b=c#d", "https://video.example.org/a?b=c#t=90"),
    ],
)
def test_chapters_of_a_recording_elsewhere(client: Client, url: str, place: str) -> None:
    assert at_second(url, 90) == place
    webinar = make_webinar(state=State.DONE, recording_url=url)
    webinar.chapters.create(second=90, title={"en": "Wind"})
    answer = page(client, webinar)
    hrefs = [it["href"] for it in elements(answer, "a")]
    assert (hrefs.count(url), hrefs.count(place)) == (1, 1)
    assert texts(answer, "span", "chapters__time") == ["1:30"]
    assert elements(answer, "iframe") == []


def test_a_recording_of_ours_has_captions_and_chapters(
    client: Client, settings: Settings, tmp_path: object
) -> None:
    settings.MEDIA_ROOT = tmp_path
    webinar = make_webinar(state=State.DONE)
    file = ContentFile(b"video", name="v.mp4")
    video = webinar.materials.create(
        kind="recording", title="V", language="en", file=file, content_type="video/mp4"
    )
    captions = [
        webinar.materials.create(
            kind="captions", title="C", language=code, file=ContentFile(b"WEBVTT", name="c.vtt")
        )
        for code in ("en", "ja")
    ]
    webinar.chapters.create(second=3909, title={"ja": "風"})
    answer = page(client, webinar)
    (source,) = elements(answer, "source")
    assert (source["src"], source["type"]) == (
        f"/en/webinars/materials/{video.key}/",
        "video/mp4",
    )
    assert [(it["src"], it["srclang"], it["label"]) for it in elements(answer, "track")] == [
        (f"/en/webinars/materials/{captions[0].key}/", "en", "English"),
        (f"/en/webinars/materials/{captions[1].key}/", "ja", "Japanese"),
    ]
    (chapter,) = [it for it in elements(answer, "a") if it["data-second"]]
    assert (chapter["href"], chapter["data-second"]) == (f"{source['src']}#t=3909", "3909")
    assert (texts(answer, "span", "chapters__time"), languages_of(answer, "風")) == (
        ["1:05:09"],
        ["ja"],
    )


def test_slides_and_summary_are_linked_with_their_language(client: Client) -> None:
    webinar = make_webinar(state=State.DONE, source="https://www.example.org/report")
    webinar.texts.update(looking_back="It went well.")
    for kind in ("slides", "summary", "captions"):
        webinar.materials.create(
            kind=kind, title=f"The {kind}", language="ja", url=f"https://example.org/{kind}"
        )
    answer = page(client, webinar)
    found = [
        it for it in elements(answer, "a") if it["hreflang"] == "ja" and "example" in it["href"]
    ]
    assert [it["href"] for it in found] == [
        "https://example.org/slides",
        "https://example.org/summary",
    ]
    assert "It went well." in html_of(answer)
    assert "https://www.example.org/report" in [it["href"] for it in elements(answer, "a")]


@pytest.mark.parametrize(
    ("reader", "shown"), [("ja", ["/ja", "/en", "/both"]), ("de", ["/en", "/ja", "/both"])]
)
def test_the_recording_in_the_readers_language_comes_first(
    client: Client, reader: str, shown: list[str]
) -> None:
    """Else the one in the webinar's own; the others are listed with their languages."""
    host = "https://v.example.org"
    webinar = make_webinar(state=State.DONE, recording_url=f"{host}/both")
    for code in ("ja", "en"):
        webinar.materials.create(
            kind="recording", title=f"R {code}", language=code, url=f"{host}/{code}"
        )
    answer = page(client, webinar, reader)
    links = [it for it in elements(answer, "a") if it["href"].startswith(host)]
    assert [it["href"].removeprefix(host) for it in links] == shown
    assert [it["hreflang"] for it in links] == ["", shown[1].strip("/"), ""]
    assert len(texts(answer, "span", "materials__meta")) == len(shown) - 1
    assert "v.example.org" in links[2].text
