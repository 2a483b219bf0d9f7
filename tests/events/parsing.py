"""A webinar's page; calendar files as two independent parsers understand them, who must agree."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import icalendar
import vobject
from django.http import HttpResponse
from django.test import Client

from events.models import Webinar


@dataclass(frozen=True)
class Event:
    uid: str
    start: datetime | date
    end: datetime | date
    summary: str
    description: str
    url: str
    status: str
    sequence: int


def page(client: Client, webinar: Webinar, language: str = "en") -> HttpResponse:
    path = webinar.get_absolute_url().partition("/webinars/")[2]
    return client.get(f"/{language}/webinars/{path}")


def events_of(response: HttpResponse) -> list[Event]:
    """In the order of the file."""
    content = response.content
    assert b"\n" not in content.replace(b"\r\n", b"")
    assert max(len(line) for line in content.split(b"\r\n")) <= 75
    one = [_by_icalendar(it) for it in icalendar.Calendar.from_ical(content).walk("VEVENT")]
    calendar = vobject.readOne(content.decode())
    other = [_by_vobject(it) for it in calendar.contents.get("vevent", [])]
    assert one == other
    return one


def head_of(response: HttpResponse) -> dict[str, str]:
    """What the calendar says of itself."""
    calendar = icalendar.Calendar.from_ical(response.content)
    return {name: value.to_ical().decode() for name, value in calendar.items()}


def _by_icalendar(event: Any) -> Event:
    return Event(
        uid=str(event["uid"]),
        start=event.decoded("dtstart"),
        end=event.decoded("dtend"),
        summary=str(event["summary"]),
        description=str(event["description"]),
        url=str(event["url"]),
        status=str(event["status"]),
        sequence=int(event["sequence"]),
    )


def _by_vobject(event: Any) -> Event:
    return Event(
        uid=event.uid.value,
        start=event.dtstart.value,
        end=event.dtend.value,
        summary=event.summary.value,
        description=event.description.value,
        url=event.url.value,
        status=event.status.value,
        sequence=int(event.sequence.value),
    )
