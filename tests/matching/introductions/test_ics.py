"""Calendar files, read back by two parsers that know nothing of each other."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import icalendar
import pytest
import vobject
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from matching.introductions.ics import (
    CANCEL,
    PUBLISH,
    REQUEST,
    Entry,
    attachment,
    calendar,
    mailbox,
)

UID = UUID("6d1f2b1e-0b1c-4c53-9d0e-3a3f0a8f3f11")
START = datetime(2026, 11, 24, 8, tzinfo=UTC)
STAMP = datetime(2026, 11, 2, 9, tzinfo=UTC)
GUEST = "haruka@example.org"
LONGEST_LINE = 75
"""Octets, without the end of the line (RFC 5545, 3.1)."""
ATTACKS = [
    "Call\r\nATTENDEE:mailto:eve@example.org",
    "Call\nBEGIN:VALARM\nACTION:EMAIL\nEND:VALARM",
    "Call\rX-EVIL:1",
    "Call\u2028X-EVIL:1",
    "Call\x0bX-EVIL:1",
    "Call\x85X-EVIL:1",
    "Call\x00\x1b[31m",
    'a;b,c\\n\\;d:e"f',
]


def entry(**fields: Any) -> Entry:
    times = {"starts_at": START, "ends_at": START + timedelta(hours=1), "stamp": STAMP}
    return Entry(**({"uid": UID, "sequence": 0, "summary": "Call"} | times | fields))


def read(made: Entry, method: str = REQUEST, guest: str = GUEST) -> tuple[Any, Any]:
    """The event as icalendar and as vobject understand it."""
    content = calendar([made], method=method, attendee=guest)
    one = icalendar.Calendar.from_ical(content)
    assert [it.name for it in one.walk()] == ["VCALENDAR", "VEVENT"]
    other = vobject.readOne(content.decode())
    assert [it.name for it in other.components()] == ["VEVENT"]
    return one.events[0], other.vevent


@pytest.mark.parametrize(
    ("method", "cancelled", "status"),
    [
        (REQUEST, False, "CONFIRMED"),
        (PUBLISH, False, "CONFIRMED"),
        (PUBLISH, True, "CANCELLED"),
        (CANCEL, True, "CANCELLED"),
    ],
)
def test_method_status_and_sequence(method: str, cancelled: bool, status: str) -> None:
    made = entry(sequence=3, is_cancelled=cancelled)
    one, other = read(made, method)
    assert (str(one["status"]), int(one["sequence"])) == (status, 3)
    assert (other.status.value, other.sequence.value) == (status, "3")
    assert f"METHOD:{method}\r\n".encode() in calendar([made], method=method)


def test_who_alone_is_uninvited_reads_nothing_of_the_whole() -> None:
    one, other = read(entry(sequence=1), CANCEL)
    assert ("status" in one, "status" in other.contents) == (False, False)


def test_one_is_invited_and_nobody_else_is_named() -> None:
    one, other = read(entry())
    assert str(one["attendee"]) == f"mailto:{GUEST}"
    assert other.attendee.value == f"mailto:{GUEST}"
    assert str(one["organizer"]).startswith("mailto:")
    assert other.attendee.params["RSVP"] == ["FALSE"]


def test_what_is_published_names_nobody_but_us() -> None:
    """RFC 5546, 3.2.1: an organizer, and no attendee."""
    one, other = read(entry(), PUBLISH)
    assert str(one["organizer"]) == other.organizer.value == f"mailto:{mailbox()}"
    assert ("attendee" in one, "attendee" in other.contents) == (False, False)


@pytest.mark.parametrize(("has_accepted", "answer"), [(True, "ACCEPTED"), (False, "NEEDS-ACTION")])
def test_who_said_on_our_pages_that_they_come_is_not_asked(has_accepted: bool, answer: str) -> None:
    one, other = read(entry(has_accepted=has_accepted))
    assert one["attendee"].params["PARTSTAT"] == answer
    assert other.attendee.params["PARTSTAT"] == [answer]


@pytest.mark.parametrize("text", ATTACKS)
@pytest.mark.parametrize("field", ["summary", "description", "location", "url"])
def test_ends_of_lines_inject_nothing(field: str, text: str) -> None:
    one, other = read(entry(**{field: text}))
    assert sorted(one.property_items(recursive=False))
    expected = {
        *("UID", "SEQUENCE", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY", "STATUS"),
        *("ORGANIZER", "ATTENDEE", field.upper()),
    }
    assert {name.upper() for name in one} == expected
    assert {name.upper() for name in other.contents} == expected
    assert str(one["attendee"]) == other.attendee.value == f"mailto:{GUEST}"


def test_an_address_injects_nothing() -> None:
    one, other = read(entry(), guest="a@example.org\r\nX-EVIL:1")
    assert "X-EVIL" not in one
    assert "x-evil" not in other.contents


@pytest.mark.parametrize(
    "summary",
    [
        "青葉県と再生可能エネルギー協議会とのビデオ会議について、水素と発酵食品の協力を話し合う"
        * 3,
        "Réunion à Liège ; énergie, hydrogène \\ suite",
        "x" * 300,
        "🎌" * 60,
    ],
)
def test_long_and_japanese_lines_are_folded_and_read_back(summary: str) -> None:
    one, other = read(entry(summary=summary))
    assert str(one["summary"]) == summary
    assert other.summary.value == summary
    lines = calendar([entry(summary=summary)], method=PUBLISH).split(b"\r\n")
    assert max(map(len, lines)) <= LONGEST_LINE
    assert [line for line in lines if b"\n" in line or b"\r" in line] == []
    for line in lines:
        line.decode()  # no character is torn apart


def test_description_keeps_its_lines() -> None:
    one, other = read(entry(description="One\r\ntwo, three; four\r\rfive"))
    assert str(one["description"]) == "One\ntwo, three; four\n\nfive"
    assert other.description.value == "One\ntwo, three; four\n\nfive"


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # the machine may be busy
@given(
    day=st.dates(date(2024, 1, 1), date(2030, 12, 31)),
    clock=st.times(time(7), time(19, 30)),
    zone=st.sampled_from(["Europe/Brussels", "Europe/Lisbon", "Europe/Athens", "Asia/Tokyo"]),
)
def test_times_come_back_from_both_parsers(day: date, clock: time, zone: str) -> None:
    starts = datetime.combine(day, clock.replace(second=0, microsecond=0), ZoneInfo(zone))
    ends = starts.astimezone(UTC) + timedelta(minutes=45)
    one, other = read(entry(starts_at=starts, ends_at=ends))
    assert (one.start, one.end) == (starts, ends)
    assert (other.dtstart.value, other.dtend.value) == (starts, ends)


@pytest.mark.parametrize(
    ("day", "written"),
    [
        (date(2026, 3, 27), b"20260327T080000Z"),
        (date(2026, 3, 30), b"20260330T070000Z"),
        (date(2026, 10, 23), b"20261023T070000Z"),
        (date(2026, 10, 26), b"20261026T080000Z"),
        (date(2022, 11, 18), b"20221118T080000Z"),
    ],
)
def test_times_are_written_in_utc_around_changes_of_clocks(day: date, written: bytes) -> None:
    local = datetime.combine(day, time(9), ZoneInfo("Europe/Brussels"))
    content = calendar([entry(starts_at=local)], method=PUBLISH)
    assert b"DTSTART:" + written + b"\r\n" in content
    assert b"VTIMEZONE" not in content


def test_attachment_says_what_it_is() -> None:
    made = attachment(entry(), method=CANCEL, attendee=GUEST)
    assert made.name == "invite.ics"
    assert made.content_type == "text/calendar; method=CANCEL; charset=utf-8"
    assert made.content == calendar([entry()], method=CANCEL, attendee=GUEST)
