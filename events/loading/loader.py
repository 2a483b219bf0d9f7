"""Load `data/webinars.json`: all of it or nothing, as often as one likes.

What is not there yet is written; what is there already belongs to the desk, whether it has been
changed or not, and stays. So a second load changes nothing, and nothing anybody wrote is lost.
Where the file is corrected later, the desk corrects the webinar.

A webinar that is made up for the demonstration gets a successor once it is over, so that something
always lies ahead there: the file's entry anew, under its key with the day on which it begins.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_noop

from events.loading.files import Entry, Known, read
from events.models import CustomQuestion, Series, SeriesText, Session, Speaker, Webinar, WebinarText
from events.states import State
from matching.partnerships.models import Partnership
from profiles.models import Profile, Sector, Topic

LOCK = 20210108
"""Advisory lock: two loads at once run one after the other."""
REASON = gettext_noop("The data files were loaded")
AS_IT_IS = (
    *("key", "language", "is_demonstration", "time_zone", "time_is_known", "capacity"),
    *("spoken", "interpreted", "source"),
)
"""Columns that stand in the file under their own names."""


@dataclass(frozen=True)
class Loaded:
    """How many webinars the file holds for this site, and how many of them are new here."""

    count: int
    new: int


def load_webinars(folder: Path, *, with_demonstration: bool) -> Loaded:
    """Write what is not there yet; made-up webinars only where asked for. Raises FaultyData."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        every_series, found = read(folder, known())
        for position, entry in enumerate(every_series):
            _load_series(entry, position)
        entries = [it for it in found if with_demonstration or not it["is_demonstration"]]
        new = [keyed for entry in entries if (keyed := _missing(entry))]
        for entry in new:
            _load_webinar(entry)
    return Loaded(len(entries), len(new))


def _missing(entry: Entry) -> Entry | None:
    """What is to be written of it; None where it is here already."""
    key = entry["key"]
    if not Webinar.objects.filter(key=key).exists():
        return entry
    if not entry["is_demonstration"]:
        return None
    starts_at, _ends_at = _hours(entry)
    successor = f"{key}-{starts_at:%Y-%m-%d}"
    family = Webinar.objects.filter(key__regex=rf"^{re.escape(key)}(-\d{{4}}-\d\d-\d\d)?$")
    stands = Q(ends_at__gt=timezone.now()) | Q(key=successor)
    return None if family.filter(stands).exists() else entry | {"key": successor}


def known() -> Known:
    models = (Profile, Partnership)
    keys = [set(it.objects.exclude(key=None).values_list("key", flat=True)) for it in models]
    slugs = [set(it.objects.values_list("slug", flat=True)) for it in (Sector, Topic)]
    return Known(*keys, *slugs)


def _load_series(entry: Entry, position: int) -> None:
    series, is_new = Series.objects.get_or_create(
        slug=entry["slug"], defaults={"language": entry["language"], "position": position}
    )
    if is_new:
        rows = [SeriesText(series=series, language=it, **t) for it, t in entry["texts"].items()]
        SeriesText.objects.bulk_create(rows)


def _load_webinar(entry: Entry) -> None:
    starts_at, ends_at = _hours(entry)
    webinar = Webinar.objects.create(
        series=Series.objects.get(slug=entry["series"]),
        partnership=Partnership.objects.filter(key=entry["partnership"]).first(),
        starts_at=starts_at,
        ends_at=ends_at,
        **{name: entry[name] for name in AS_IT_IS},
    )
    webinar.profiles.set(Profile.objects.filter(key__in=entry["profiles"]))
    webinar.sectors.set(Sector.objects.filter(slug__in=entry["sectors"]))
    webinar.topics.set(Topic.objects.filter(slug__in=entry["topics"]))
    rows = [WebinarText(webinar=webinar, language=it, **t) for it, t in entry["texts"].items()]
    WebinarText.objects.bulk_create(rows)
    speakers = _load_speakers(webinar, entry["speakers"])
    _load_sessions(webinar, entry["sessions"], speakers)
    for position, question in enumerate(entry.get("questions", [])):
        CustomQuestion.objects.create(webinar=webinar, position=position, **question)
    is_over = not entry["is_demonstration"]
    webinar.move(State.DONE if is_over else State.OPEN, by=None, reason=REASON)


def _hours(entry: Entry) -> tuple[datetime, datetime]:
    """By the organiser's clock; what is made up lies so many days ahead of today."""
    zone = ZoneInfo(entry["time_zone"])
    if not entry["is_demonstration"]:
        hours = (datetime.fromisoformat(entry[name]) for name in ("starts_at", "ends_at"))
        starts_at, ends_at = (it.replace(tzinfo=zone) for it in hours)
        return starts_at, ends_at
    day = timezone.localdate(timezone=zone) + timedelta(days=entry["days_from_now"])
    begins = datetime.combine(day, time.fromisoformat(entry["hour"]), zone)
    return begins, begins + timedelta(minutes=entry["minutes"])


def _load_speakers(webinar: Webinar, entries: Iterable[Entry]) -> list[Speaker]:
    profiles = {it.key: it for it in Profile.objects.exclude(key=None).only("key")}
    return [
        Speaker.objects.create(
            webinar=webinar,
            position=position,
            **entry | {"profile": profiles.get(entry["profile"])},
        )
        for position, entry in enumerate(entries)
    ]


def _load_sessions(webinar: Webinar, entries: Iterable[Entry], speakers: list[Speaker]) -> None:
    for entry in entries:
        starts_at = webinar.starts_at + timedelta(minutes=entry["offset"])
        session = Session.objects.create(
            webinar=webinar,
            starts_at=starts_at,
            ends_at=starts_at + timedelta(minutes=entry["minutes"]),
            title=entry["title"],
        )
        session.speakers.set(speakers[place] for place in entry["speakers"])
