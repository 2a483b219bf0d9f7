"""When a webinar is, on every clock that matters: the reader's, both sides', the organiser's."""

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import wraps
from zoneinfo import ZoneInfo

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language

from events.models import Webinar
from profiles.clock import BRUSSELS, TOKYO, clocks, day, on_day, zone_label
from profiles.models import User

ZONES = {"ja": TOKYO}
"""Of readers whom we do not know, by their language; everybody else reads Brussels'."""
View = Callable[..., HttpResponse]


@dataclass(frozen=True)
class Span:
    """From when to when on one clock.

    other_day is the date where it is not the first clock's; side, whose clock it is: `europe`,
    `japan` or nobody's. starts_at and ends_at are on this clock, the same where no end is told.
    """

    hours: str
    zone: str
    other_day: str
    side: str
    starts_at: datetime
    ends_at: datetime

    def __str__(self) -> str:
        start = on_day(self.other_day) if self.other_day else ""
        return f"{start}{self.hours} {self.zone}"


def on_readers_clock(view: View) -> View:
    @wraps(view)
    def shown(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        with readers_clock(request.user):
            return view(request, *args, **kwargs)

    return shown


def readers_clock(user: User | AnonymousUser) -> AbstractContextManager[None]:
    """Whoever is signed in has a zone, in force already; of others the language tells it."""
    return nullcontext() if user.is_authenticated else timezone.override(readers_zone())


def readers_zone() -> ZoneInfo:
    return ZONES.get(get_language() or "", BRUSSELS)


def zones_of(webinar: Webinar) -> list[ZoneInfo]:
    """The reader's, then both sides', then the organiser's; none that reads as one before it."""
    own = ZoneInfo(timezone.get_current_timezone_name())
    found: dict[tuple[object, str], ZoneInfo] = {}
    for zone in (own, BRUSSELS, TOKYO, ZoneInfo(webinar.time_zone)):
        local = webinar.starts_at.astimezone(zone)
        found.setdefault((local.utcoffset(), local.tzname() or ""), zone)
    return list(found.values())


def day_of(webinar: Webinar) -> date:
    """On the reader's clock; on the organiser's, where no hour is known."""
    if webinar.time_is_known:
        return timezone.localdate(webinar.starts_at)
    return webinar.starts_at.astimezone(ZoneInfo(webinar.time_zone)).date()


def long_day(day: date) -> str:
    """`Tuesday 24 November 2026`, `Dienstag, 24. November 2026`, `2026年11月24日（火）`."""
    formats = {"ja": "Y年n月j日（D）", "de": "l, j. F Y"}
    return date_format(day, formats.get(get_language() or "en", "l j F Y"))


def moment(webinar: Webinar) -> str:
    """In one line, with every clock; only the day where no more is known."""
    if webinar.time_is_known:
        return clocks(webinar.starts_at, zones_of(webinar))
    return long_day(day_of(webinar))


def at(instant: datetime, webinar: Webinar) -> str:
    """Another moment of it, such as the opening of the way in, on the same clocks."""
    return clocks(instant, zones_of(webinar))


def spans(webinar: Webinar, starts_at: datetime, ends_at: datetime) -> list[Span]:
    """From when to when, on every clock, the reader's first."""
    first, *_others = zones = zones_of(webinar)
    return [_span(zone, first, starts_at, ends_at) for zone in zones]


def starts(webinar: Webinar) -> list[Span]:
    """When it begins, on every clock; nothing where only the day is known."""
    if not webinar.time_is_known:
        return []
    first, *_others = zones = zones_of(webinar)
    return [_span(zone, first, webinar.starts_at) for zone in zones]


def offsets(found: Iterable[Span]) -> str:
    """Of these clocks at that moment, in minutes ahead of UTC: `60 540`; so browsers count."""
    minutes = (it.starts_at.utcoffset() or timedelta() for it in found)
    return " ".join(str(it // timedelta(minutes=1)) for it in minutes)


def _span(
    zone: ZoneInfo, first: ZoneInfo, starts_at: datetime, ends_at: datetime | None = None
) -> Span:
    """Where the clock is changed meanwhile, both ends carry their own abbreviation."""
    start, end = starts_at.astimezone(zone), (ends_at or starts_at).astimezone(zone)
    here, there = zone_label(start, zone), zone_label(end, zone)
    hours = f"{start:%H:%M}"
    if ends_at:
        next_day = "" if start.date() == end.date() else on_day(day(end))
        hours += f"{'' if here == there else f' {here}'}–{next_day}{end:%H:%M}"
    is_other_day = start.date() != starts_at.astimezone(first).date()
    return Span(hours, there, day(start) if is_other_day else "", _side(start), start, end)


def _side(local: datetime) -> str:
    """Whose clock reads like this one."""
    for side, zone in (("europe", BRUSSELS), ("japan", TOKYO)):
        there = local.astimezone(zone)
        if (there.utcoffset(), there.tzname()) == (local.utcoffset(), local.tzname()):
            return side
    return ""
