"""What a webinar lacks before it is announced: errors forbid it, the rest is worth a thought."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone, translation

from events.editor.readiness import errors, points
from events.models import Webinar
from events.states import State
from tests.events.making import make_webinar
from tests.makers import make_profile

pytestmark = pytest.mark.django_db
NOW = timezone.now()
GERMAN = "Title and summary in this language are missing: German"
FRENCH = "Title and summary in this language are missing: French"


def ready(**fields: Any) -> Webinar:
    """Nothing is missing."""
    languages = {"ja": "水素", "de": "Wasserstoff", "fr": "Hydrogène"}
    known = {
        "state": State.DRAFT,
        "titles": languages,
        "spoken": ["en"],
        "capacity": 100,
        "video_url": "https://video.example/1",
    }
    webinar = make_webinar(**known | fields)
    webinar.speakers.create(organisation="H2")
    return webinar


def said(webinar: Webinar, *, is_error: bool) -> list[str]:
    return [point.text for point in points(webinar) if point.is_error == is_error]


def test_nothing_is_missing() -> None:
    assert points(ready()) == []


@pytest.mark.parametrize(
    ("language", "is_error"), [("en", True), ("ja", True), ("de", False), ("fr", False)]
)
@pytest.mark.parametrize("is_written", [True, False])
def test_both_sides_must_be_able_to_read_it(
    language: str, is_error: bool, is_written: bool
) -> None:
    webinar = ready()
    text = webinar.texts.filter(language=language)
    text.update(summary="") if is_written else text.delete()
    assert [(it.is_error, it.section) for it in points(webinar)] == [(is_error, "texts")]


def test_the_language_is_named_in_the_readers() -> None:
    webinar = ready()
    webinar.texts.filter(language="de").delete()
    with translation.override("de"):
        assert points(webinar)[0].text.endswith("Deutsch")


def test_it_must_lie_ahead() -> None:
    webinar = ready(starts_at=timezone.now() - timedelta(minutes=1))
    assert said(webinar, is_error=True) == ["It begins in the past"]


def test_registration_must_not_be_closed_already() -> None:
    webinar = ready(closes_at=timezone.now() - timedelta(minutes=1))
    assert said(webinar, is_error=True) == ["Registration closes in the past"]


def test_somebody_must_speak() -> None:
    webinar = ready()
    webinar.speakers.all().delete()
    assert said(webinar, is_error=True) == ["Nobody speaks: add a speaker or an organisation"]
    webinar.profiles.add(make_profile("de-1"))
    assert said(webinar, is_error=True) == []


def test_in_some_language() -> None:
    assert said(ready(spoken=[]), is_error=True) == ["The languages spoken are not chosen"]


def test_seats_without_a_limit_are_worth_a_thought() -> None:
    webinar = ready(capacity=None)
    assert said(webinar, is_error=False) == ["Seats are not limited"]
    assert errors(webinar) == []


@pytest.mark.parametrize(("hours", "is_error"), [(25, False), (23, True)])
def test_the_link_is_needed_a_day_before(hours: int, is_error: bool) -> None:
    webinar = ready(video_url="", starts_at=timezone.now() + timedelta(hours=hours))
    assert said(webinar, is_error=is_error) == ["The link to the video call is missing"]


def test_the_programme_must_lie_inside() -> None:
    webinar = ready()
    webinar.sessions.create(
        starts_at=webinar.starts_at,
        ends_at=webinar.ends_at + timedelta(minutes=1),
        title={"en": "Talk"},
    )
    assert [(it.text, it.section) for it in errors(webinar)] == [
        ("A point of the programme lies outside the webinar’s time", "sessions")
    ]


def test_errors_come_first() -> None:
    webinar = ready(capacity=None, spoken=[])
    webinar.texts.filter(language__in=["de", "fr", "ja"]).delete()
    assert [(it.is_error, it.section) for it in points(webinar)] == [
        (True, "texts"),
        (True, "basics"),
        (False, "texts"),
        (False, "texts"),
        (False, "basics"),
    ]
    assert said(webinar, is_error=False)[:2] == [GERMAN, FRENCH]


@pytest.mark.parametrize("state", [State.LIVE, State.DONE, State.CANCELLED])
def test_afterwards_nothing_is_asked(state: State) -> None:
    assert points(make_webinar(state=state)) == []
