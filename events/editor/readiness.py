"""What a webinar lacks before it can be announced, and what to think of besides."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Prefetch
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from events.models import Session, Speaker, Webinar, WebinarText
from events.states import AHEAD, State
from profiles.languages import language_name

NEEDED = ("en", "ja")
"""Both sides must be able to read what it is about."""
LINK_BEFORE = timedelta(days=1)
"""From then on a missing link to the video call is no trifle: reminders carry it."""
WATCHED = (State.DRAFT, *AHEAD)


@dataclass(frozen=True)
class Point:
    """A sentence, whether it forbids announcing, and the section where it is put right."""

    text: str
    is_error: bool
    section: str


def with_what_is_asked(found: Any) -> Any:
    """A queryset of webinars with what `points` reads, in a fixed number of queries."""
    return found.prefetch_related(
        Prefetch("texts", WebinarText.objects.defer("description", "looking_back")),
        Prefetch("speakers", Speaker.objects.only("pk", "webinar_id")),
        Prefetch("sessions", Session.objects.only("starts_at", "ends_at", "webinar_id")),
        "profiles",
    )


def points(webinar: Webinar, now: datetime | None = None) -> list[Point]:
    """Errors first. Nothing for webinars that have begun or are cancelled."""
    if webinar.state not in WATCHED:
        return []
    now = now or timezone.now()
    parts = (
        _of_texts(webinar),
        _of_times(webinar, now),
        _of_people(webinar),
        _of_links(webinar, now),
    )
    return sorted((it for part in parts for it in part), key=lambda point: not point.is_error)


def errors(webinar: Webinar, now: datetime | None = None) -> list[Point]:
    return [point for point in points(webinar, now) if point.is_error]


def _of_texts(webinar: Webinar) -> Iterator[Point]:
    written = {text.language: text for text in webinar.texts.all()}
    reader = get_language() or "en"
    for code, _name in settings.LANGUAGES:
        text = written.get(code)
        if text is None or not text.summary:
            lack = _("Title and summary in this language are missing: %(language)s")
            language = language_name(code, reader)
            yield Point(lack % {"language": language}, code in NEEDED, "texts")


def _of_times(webinar: Webinar, now: datetime) -> Iterator[Point]:
    if webinar.starts_at <= now:
        yield Point(_("It begins in the past"), True, "basics")
    if webinar.closes_at and webinar.closes_at <= now and webinar.state == State.DRAFT:
        yield Point(_("Registration closes in the past"), True, "basics")
    sessions = webinar.sessions.all()
    if any(it.starts_at < webinar.starts_at or it.ends_at > webinar.ends_at for it in sessions):
        yield Point(_("A point of the programme lies outside the webinar’s time"), True, "sessions")


def _of_people(webinar: Webinar) -> Iterator[Point]:
    if not webinar.speakers.all() and not webinar.profiles.all():
        yield Point(_("Nobody speaks: add a speaker or an organisation"), True, "speakers")
    if not webinar.spoken:
        yield Point(_("The languages spoken are not chosen"), True, "basics")


def _of_links(webinar: Webinar, now: datetime) -> Iterator[Point]:
    if not webinar.video_url:
        is_late = webinar.starts_at - now <= LINK_BEFORE
        yield Point(_("The link to the video call is missing"), is_late, "basics")
    if webinar.capacity is None:
        yield Point(_("Seats are not limited"), False, "basics")
