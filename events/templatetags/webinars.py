"""How webinars are written: their hours on every clock, states as sentences."""

from django import template
from django.utils.translation import get_language

from events.hours import at, day_of, long_day, moment, offsets, spans, starts
from events.models import Material, Session, Speaker, Webinar
from events.public.videos import at_second
from profiles.names import personal_name

register = template.Library()
register.filter("day_of", day_of)
register.filter("long_day", long_day)
register.filter("moment", moment)
register.filter("on_clocks_of", at)
register.filter("starts", starts)
register.filter("offsets", offsets)
register.filter("at_second", at_second)


@register.filter
def hours(webinar: Webinar) -> list[object]:
    """From beginning to end, on every clock."""
    return list(spans(webinar, webinar.starts_at, webinar.ends_at))


@register.filter
def session_hours(session: Session, webinar: Webinar) -> list[object]:
    return list(spans(webinar, session.starts_at, session.ends_at))


@register.filter
def minutes(webinar: Webinar) -> int:
    return int((webinar.ends_at - webinar.starts_at).total_seconds() // 60)


@register.filter
def file_size(material: Material) -> int | None:
    """None where the file is not on the disk any more."""
    try:
        return int(material.file.size)
    except FileNotFoundError:
        return None


@register.filter
def clock_time(second: int) -> str:
    """Of a recording: `1:05:09`, `5:09`."""
    minute, rest = divmod(second, 60)
    hour, minute = divmod(minute, 60)
    return f"{hour}:{minute:02}:{rest:02}" if hour else f"{minute}:{rest:02}"


@register.filter
def speaker_name(speaker: Speaker) -> str:
    """In the order of the reader's language; nothing where no name is on record."""
    language = get_language() or "en"
    return personal_name(speaker.family_name, speaker.given_name, language=language)
