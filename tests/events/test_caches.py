"""What shared caches may keep: nothing that carries a reader's cookie."""

from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from events.states import State
from tests.events.making import make_webinar
from tests.makers import make_user

pytestmark = pytest.mark.django_db
FEED, EMBED = "/en/webinars/feed.ics", "/en/webinars/embed/"
LATER = timedelta(minutes=5)


@pytest.fixture
def paths(settings: Settings, tmp_path: Path) -> list[str]:
    """Of everything public that may be kept: feeds, the list in a frame, slides, pictures."""
    settings.MEDIA_ROOT = tmp_path
    webinar = make_webinar(state=State.DONE)
    file = ContentFile(b"slides", name="s.pdf")
    slides = webinar.materials.create(kind="slides", title="S", language="en", file=file)
    picture = ContentFile(b"picture", name="p.png")
    speaker = webinar.speakers.create(family_name="Muster", picture=picture)
    return [
        FEED,
        "/en/webinars/feed.atom",
        EMBED,
        f"/en/webinars/materials/{slides.key}/",
        f"/en/webinars/speakers/{speaker.pk}/picture/",
    ]


def test_an_answer_that_carries_a_cookie_is_kept_by_no_shared_cache(paths: list[str]) -> None:
    alice = Client()
    alice.force_login(make_user("alice@example.org"))
    alice.get("/en/webinars/")
    for minute, path in enumerate(paths):
        assert keeping(alice, path) == ("public", []), path
        with time_machine.travel(timezone.now() + LATER * (minute + 1)):
            assert keeping(alice, path) == ("private", ["session"]), path


def keeping(client: Client, path: str) -> tuple[str, list[str]]:
    """Who may keep this answer, and the cookies that it sets."""
    answer = client.get(path)
    b"".join(answer)  # closes the file, if it is one
    words = {it.strip() for it in answer["Cache-Control"].split(",")}
    (scope,) = words & {"public", "private"}
    return scope, list(answer.cookies)
