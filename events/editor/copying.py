"""The next webinar is made from the last: what it says stays, who took part does not."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from events.deeds import COPIED, log
from events.models import Session, Speaker, Webinar, WebinarText
from profiles.models import User

LATER = timedelta(weeks=4)
COLUMNS = (
    *("series", "language", "time_zone", "capacity", "accept_hours", "reminders"),
    *("spoken", "interpreted", "is_demonstration"),
)
"""What a copy has of its original; registrations, materials, links, what looks back stay there."""


@dataclass(frozen=True)
class Along:
    """What else comes along."""

    speakers: bool = False
    profiles: bool = False
    partnership: bool = False


def next_local(webinar: Webinar, now: datetime | None = None) -> datetime:
    """Weekday and hour of the organiser's clock stay, across daylight saving, too.

    Four weeks later, or as many times four weeks as it takes to lie ahead; without a zone.
    """
    now = now or timezone.now()
    zone = ZoneInfo(webinar.time_zone)
    local = webinar.starts_at.astimezone(zone).replace(tzinfo=None, fold=0) + LATER
    while local.replace(tzinfo=zone) <= now:
        local += LATER
    return local


def copy_webinar(webinar: Webinar, *, starts_at: datetime, along: Along, by: User) -> Webinar:
    """A draft, as long as its original."""
    with transaction.atomic():
        copy = Webinar.objects.create(
            starts_at=starts_at,
            ends_at=starts_at + (webinar.ends_at - webinar.starts_at),
            partnership=webinar.partnership if along.partnership else None,
            copied_from=webinar,
            created_by=by,
            **{name: getattr(webinar, name) for name in COLUMNS},
        )
        _copy_texts(webinar, copy)
        copy.sectors.set(webinar.sectors.all())
        copy.topics.set(webinar.topics.all())
        _copy_questions(webinar, copy)
        if along.profiles:
            copy.profiles.set(webinar.profiles.all())
        speakers = _copy_speakers(webinar, copy) if along.speakers else {}
        _copy_programme(webinar, copy, speakers)
        log(copy, COPIED, by=by)
    return copy


def _copy_texts(webinar: Webinar, copy: Webinar) -> None:
    WebinarText.objects.bulk_create(
        WebinarText(
            webinar=copy,
            language=text.language,
            title=text.title,
            summary=text.summary,
            description=text.description,
        )
        for text in webinar.texts.all()
    )


def _copy_questions(webinar: Webinar, copy: Webinar) -> None:
    questions = list(webinar.questions.all())
    for question in questions:
        question.pk, question.webinar = None, copy
    copy.questions.bulk_create(questions)


def _copy_programme(webinar: Webinar, copy: Webinar, speakers: Mapping[int, Speaker]) -> None:
    """At the same distance from the beginning, with those speakers that came along."""
    shift = copy.starts_at - webinar.starts_at
    for session in webinar.sessions.prefetch_related("speakers"):
        copied = Session.objects.create(
            webinar=copy,
            starts_at=session.starts_at + shift,
            ends_at=session.ends_at + shift,
            title=session.title,
        )
        copied.speakers.set(speakers[it.pk] for it in session.speakers.all() if it.pk in speakers)


def _copy_speakers(webinar: Webinar, copy: Webinar) -> dict[int, Speaker]:
    """The copies, by the keys of their originals."""
    copies = {}
    for speaker in webinar.speakers.all():
        picture = _content(speaker)
        copies[speaker.pk] = speaker
        speaker.pk, speaker.webinar, speaker.picture = None, copy, ""
        speaker._state.adding = True
        if picture:
            speaker.picture.save(f"{uuid4()}.png", picture, save=False)
        speaker.save()
    return copies


def _content(speaker: Speaker) -> ContentFile | None:
    """A file of its own, so that removing one leaves the other."""
    if not speaker.picture:
        return None
    try:
        with speaker.picture.open("rb") as file:
            return ContentFile(file.read())
    except FileNotFoundError:
        return None
