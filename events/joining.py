"""The way in: when it opens, who may go through it, and that it was used."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.translation import get_language

from events.models import Registration, Webinar
from events.states import Booking, State
from profiles.clock import BRUSSELS, TOKYO, zone_label
from profiles.names import personal_name

OPENS_BEFORE = timedelta(minutes=15)


class Phase(Enum):
    """Of a webinar, by the clock: the door opens a quarter of an hour before the beginning."""

    AHEAD = "ahead"
    OPEN = "open"
    OVER = "over"
    CANCELLED = "cancelled"


def phase_of(webinar: Webinar, now: datetime | None = None) -> Phase:
    now = now or timezone.now()
    if webinar.state == State.CANCELLED:
        return Phase.CANCELLED
    if webinar.state == State.DONE or now >= webinar.ends_at:
        return Phase.OVER
    return Phase.OPEN if now >= webinar.starts_at - OPENS_BEFORE else Phase.AHEAD


def may_enter(registration: Registration) -> bool:
    return registration.state == Booking.CONFIRMED


def enter(registration: Registration) -> None:
    """Note the moment of the first time; the later ones change nothing."""
    fresh = Registration.objects.filter(pk=registration.pk, joined_at=None)
    fresh.update(joined_at=timezone.now())


@dataclass(frozen=True)
class Point:
    """Of the programme, in the language in force."""

    hours: str
    title: str
    language: str
    speakers: list[str]


def programme(webinar: Webinar) -> list[Point]:
    sessions = webinar.sessions.prefetch_related("speakers")
    return [_point(session, webinar.language) for session in sessions]


def _point(session: object, original: str) -> Point:
    language, title = in_language(session.title, original)
    speakers = [_speaker(it) for it in session.speakers.all()]
    return Point(_hours(session.starts_at), title, language, [it for it in speakers if it])


def _speaker(speaker: object) -> str:
    language = get_language() or "en"
    name = personal_name(speaker.family_name, speaker.given_name, language=language)
    return ", ".join(part for part in (name, speaker.organisation) if part)


def in_language(texts: dict[str, str], original: str = "en") -> tuple[str, str]:
    """The language and the text: the reader's, else the original, English, or any."""
    wanted = [get_language() or "en", original, "en", *texts]
    found = next((code for code in wanted if texts.get(code)), "")
    return found or original, texts.get(found, "")


def _hours(moment: datetime) -> str:
    """`09:00 CET / 17:00 JST`: Tokyo's first for who reads there."""
    own = timezone.get_current_timezone_name()
    zones: list[ZoneInfo] = sorted((BRUSSELS, TOKYO), key=lambda zone: zone.key != own)
    return " / ".join(f"{moment.astimezone(it):%H:%M} {zone_label(moment, it)}" for it in zones)
