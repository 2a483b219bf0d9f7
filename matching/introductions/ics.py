"""Calendar files (RFC 5545, RFC 5546): times in UTC, one entry, updated by its sequence number."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parseaddr
from uuid import UUID

from django.conf import settings
from django.utils import timezone
from icalendar import Calendar, Event, vCalAddress, vDuration, vText

from profiles.letters import Attachment, one_line

PRODUCT = "-//EU-Japan Regional Cooperation Helpdesk//EN"
REQUEST, CANCEL, PUBLISH = "REQUEST", "CANCEL", "PUBLISH"
LINE_ENDS = str.maketrans({"\v": "\n", "\f": "\n", "\x85": "\n", "\u2028": "\n", "\u2029": "\n"})
"""What some readers of calendars take for the end of a line, besides CR and LF."""


@dataclass(frozen=True)
class Entry:
    """One entry of a calendar; texts are in the reader's language already.

    is_cancelled: it does not take place. Where only its reader takes part no more, CANCEL without
        it says so (RFC 5546, 3.2.5).
    has_accepted: its reader said on our pages that they come.
    is_whole_day: only the day is known, by the clock in which `starts_at` is given.
    """

    uid: UUID
    sequence: int
    starts_at: datetime
    ends_at: datetime
    summary: str
    description: str = ""
    url: str = ""
    location: str = ""
    is_cancelled: bool = False
    has_accepted: bool = False
    is_whole_day: bool = False
    stamp: datetime | None = None


def mailbox() -> str:
    """The bare address from which we send."""
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1]


def calendar(
    entries: Sequence[Entry],
    *,
    method: str,
    name: str = "",
    attendee: str = "",
    refresh: timedelta | None = None,
) -> bytes:
    """The file. `attendee` is the address of the one invited, with REQUEST and CANCEL.

    `refresh` is how often those who subscribe to it should look again.

    Whatever stands in texts and addresses, it stays inside its own line.
    """
    found = Calendar()
    found.add("prodid", PRODUCT)
    found.add("version", "2.0")
    found.add("calscale", "GREGORIAN")
    found.add("method", method)
    if name:
        found.add("name", one_line(name))
        found.add("x-wr-calname", one_line(name))
    if refresh:
        found.add("refresh-interval", refresh, parameters={"VALUE": "DURATION"})
        found.add("x-published-ttl", vDuration(refresh).to_ical().decode())
    for entry in entries:
        found.add_component(_event(entry, method, attendee))
    return bytes(found.to_ical())


def _event(entry: Entry, method: str, attendee: str) -> Event:
    event = Event()
    event.add("uid", f"{entry.uid}@{mailbox().rpartition('@')[2]}")
    event.add("sequence", entry.sequence)
    event.add("dtstamp", (entry.stamp or timezone.now()).astimezone(UTC))
    _add_time(event, entry)
    event.add("summary", one_line(entry.summary))
    if entry.description:
        event.add("description", _several_lines(entry.description))
    if entry.location:
        event.add("location", one_line(entry.location))
    if entry.url:
        event.add("url", _no_space(entry.url))
    if entry.is_cancelled or method != CANCEL:
        event.add("status", "CANCELLED" if entry.is_cancelled else "CONFIRMED")
    event["organizer"] = vCalAddress(f"mailto:{mailbox()}")
    if method != PUBLISH:
        _invite(event, attendee, has_accepted=entry.has_accepted)
    return event


def _add_time(event: Event, entry: Entry) -> None:
    if entry.is_whole_day:
        event.add("dtstart", entry.starts_at.date())
        event.add("dtend", entry.starts_at.date() + timedelta(days=1))
    else:
        event.add("dtstart", entry.starts_at.astimezone(UTC))
        event.add("dtend", entry.ends_at.astimezone(UTC))


def _invite(event: Event, attendee: str, *, has_accepted: bool) -> None:
    """Answers are given on our pages: calendars are not asked to send any."""
    guest = vCalAddress(f"mailto:{_no_space(attendee)}")
    guest.params["role"] = vText("REQ-PARTICIPANT")
    guest.params["partstat"] = vText("ACCEPTED" if has_accepted else "NEEDS-ACTION")
    guest.params["rsvp"] = vText("FALSE")
    event.add("attendee", guest, encode=0)


def _several_lines(text: str) -> str:
    """With plain line feeds, which are escaped, and no other control characters."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").translate(LINE_ENDS)
    return "".join(it for it in lines if it == "\n" or unicodedata.category(it) not in ("Cc", "Cs"))


def _no_space(text: str) -> str:
    """An address has neither spaces nor ends of lines."""
    return "".join(one_line(text).split())


def attachment(entry: Entry, *, method: str, attendee: str) -> Attachment:
    """The invitation, its update or its cancellation, to go with a mail."""
    content = calendar([entry], method=method, attendee=attendee)
    return Attachment("invite.ics", f"text/calendar; method={method}; charset=utf-8", content)
