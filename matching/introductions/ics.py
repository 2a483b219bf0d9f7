"""Calendar files (RFC 5545, RFC 5546): times in UTC, one entry, updated by its sequence number."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from django.conf import settings
from django.utils import timezone
from icalendar import Calendar, Event, vCalAddress, vText

from profiles.letters import Attachment

PRODUCT = "-//EU-Japan Regional Cooperation Helpdesk//EN"
REQUEST, CANCEL, PUBLISH = "REQUEST", "CANCEL", "PUBLISH"


@dataclass(frozen=True)
class Entry:
    """One entry of a calendar; texts are in the reader's language already."""

    uid: UUID
    sequence: int
    starts_at: datetime
    ends_at: datetime
    summary: str
    description: str = ""
    url: str = ""
    location: str = ""
    is_cancelled: bool = False
    stamp: datetime | None = None


def mailbox() -> str:
    """The bare address from which we send."""
    return settings.DEFAULT_FROM_EMAIL.rpartition("<")[2].rstrip(">")


def calendar(entries: Sequence[Entry], *, method: str, name: str = "", attendee: str = "") -> bytes:
    """The file. `attendee` is the address of the one invited, with REQUEST and CANCEL."""
    found = Calendar()
    found.add("prodid", PRODUCT)
    found.add("version", "2.0")
    found.add("method", method)
    if name:
        found.add("name", name)
        found.add("x-wr-calname", name)
    for entry in entries:
        found.add_component(_event(entry, method, attendee))
    return bytes(found.to_ical())


def _event(entry: Entry, method: str, attendee: str) -> Event:
    event = Event()
    event.add("uid", f"{entry.uid}@{mailbox().rpartition('@')[2]}")
    event.add("sequence", entry.sequence)
    event.add("dtstamp", (entry.stamp or timezone.now()).astimezone(UTC))
    event.add("dtstart", entry.starts_at.astimezone(UTC))
    event.add("dtend", entry.ends_at.astimezone(UTC))
    event.add("summary", _one_line(entry.summary))
    for name in ("description", "location"):
        if value := getattr(entry, name):
            event.add(name, value)
    if entry.url:
        event.add("url", entry.url)
    cancelled = entry.is_cancelled or method == CANCEL
    event.add("status", "CANCELLED" if cancelled else "CONFIRMED")
    if method != PUBLISH:
        organizer = vCalAddress(f"MAILTO:{mailbox()}")
        event["organizer"] = organizer
        guest = vCalAddress(f"MAILTO:{attendee}")
        guest.params["rsvp"] = vText("FALSE")
        event.add("attendee", guest, encode=0)
    return event


def _one_line(text: str) -> str:
    return " ".join(text.split())


def attachment(entry: Entry, *, method: str, attendee: str) -> Attachment:
    """The invitation, its update or its cancellation, to go with a mail."""
    content = calendar([entry], method=method, attendee=attendee)
    return Attachment("invite.ics", f"text/calendar; method={method}; charset=utf-8", content)
