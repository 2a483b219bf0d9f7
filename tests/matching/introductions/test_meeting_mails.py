"""Mails about meetings: who is invited, what calendars are told, reminders each once, the end."""

from datetime import datetime, timedelta
from email.message import EmailMessage
from typing import Any

import icalendar
import pytest
import time_machine

from matching.introductions import meeting_actions
from matching.introductions.meeting_following import follow_meetings
from matching.introductions.models import Meeting
from matching.introductions.states import MeetingState
from profiles import outbox
from profiles.models import Mail
from tests.makers import make_user
from tests.matching.introductions.meeting import (
    NEXT,
    NOW,
    SLOT,
    URL,
    agreed,
    introduce_with_third,
    make_meeting,
    mark,
)
from tests.matching.introductions.people import World, join, party
from tests.smtp import SmtpServer, text_of

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
PEOPLE = ["alice@example.org", "dana@example.org", "haruka@example.org"]
MONDAY = SLOT + 4 * DAY
MOMENTS = [SLOT - DAY, SLOT - HOUR, SLOT + HOUR]


@pytest.fixture(autouse=True)
def winter() -> Any:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


def posted(kind: str) -> list[Mail]:
    return list(Mail.objects.filter(kind=f"introduction_{kind}").order_by("pk"))


def entries(kind: str = "meeting") -> list[tuple[str, str, str, int, datetime]]:
    """What each calendar was told: whose, the method, the status, the sequence, the beginning."""
    found = []
    for mail in posted(kind):
        read = icalendar.Calendar.from_ical(bytes(mail.attachments.get().content))
        event = read.events[0]
        guest = str(event["attendee"]).removeprefix("mailto:")
        assert guest == mail.address
        state = (str(read["method"]), str(event["status"]), int(event["sequence"]))
        found.append((guest, *state, event.start))
    return found


def told(*what: object) -> list[tuple[object, ...]]:
    """The same to everybody, in the order of their parties."""
    people = ("alice@example.org", "haruka@example.org", "dana@example.org")
    return [(it, *what) for it in people]


def test_the_others_are_asked_when_they_could(world: World) -> None:
    make_meeting(world)
    mails = posted("meeting_started")
    assert [it.address for it in mails] == ["haruka@example.org", "dana@example.org"]
    assert mails[0].language == "ja"
    assert "/ja/introductions/" in mails[0].text


def test_everybody_is_invited_with_an_entry_of_their_own(world: World) -> None:
    made = agreed(world)
    assert entries() == told("REQUEST", "CONFIRMED", 0, SLOT)
    files = [bytes(it.attachments.get().content) for it in posted("meeting")]
    assert [it.count(str(made.uid).encode()) for it in files] == [1, 1, 1]
    mail = posted("meeting")[0]
    assert mail.subject == "Video call with Aoba, Thu 5 Nov 2026, 09:00 CET / 17:00 JST"
    assert URL in mail.text


def test_nobody_reads_the_addresses_of_others(world: World) -> None:
    agreed(world)
    for mail in posted("meeting"):
        whole = mail.text + mail.html + bytes(mail.attachments.get().content).decode()
        assert [it for it in PEOPLE if it in whole and it != mail.address] == []


def test_another_time_updates_the_entry(world: World) -> None:
    made = agreed(world)
    meeting_actions.agree(made, NEXT, by=world.dana, party=None)
    assert entries()[3:] == told("REQUEST", "CONFIRMED", 1, NEXT)


def test_taking_a_time_back_takes_it_out_of_calendars(world: World) -> None:
    made = meeting_actions.reopen(agreed(world), by=world.alice)
    assert entries()[3:] == told("CANCEL", "CANCELLED", 1, SLOT)
    meeting_actions.agree(made, NEXT, by=world.dana, party=None)
    assert entries()[6:] == told("REQUEST", "CONFIRMED", 2, NEXT)


def test_calling_off_cancels_the_entry(world: World) -> None:
    meeting_actions.cancel(agreed(world), by=world.haruka)
    assert entries()[3:] == told("CANCEL", "CANCELLED", 1, SLOT)


def test_calling_off_what_has_no_time_sends_no_entry(world: World) -> None:
    meeting_actions.cancel(make_meeting(world), by=world.haruka)
    assert [it.attachments.count() for it in posted("meeting")] == [0, 0, 0]


def test_another_link_is_told_once(world: World) -> None:
    made = meeting_actions.edit(agreed(world), minutes=60, video_url="https://new.example.org/")
    meeting_actions.edit(made, minutes=60, video_url="https://new.example.org/")
    assert entries()[3:] == told("REQUEST", "CONFIRMED", 1, SLOT)


def test_who_belongs_to_both_sides_is_invited_once(world: World) -> None:
    both = make_user("both@example.org")
    join(world.europe, both)
    join(world.japan, both)
    agreed(world)
    assert [it.address for it in posted("meeting")].count("both@example.org") == 1


def test_a_third_party_is_invited_at_its_address(world: World) -> None:
    meeting = make_meeting(world, introduce_with_third(world))
    mark(meeting, "europe", "japan", "third")
    own = party(meeting.introduction, "japan")
    meeting_actions.agree(meeting, SLOT, by=world.haruka, party=own)
    mail = Mail.objects.get(kind="introduction_meeting", address="wanjiru@example.org")
    assert "08:00 UTC" in mail.subject
    assert "/introductions/answer/" in mail.text


@pytest.mark.parametrize("late", [timedelta(0), timedelta(minutes=20)])
def test_reminders_come_a_day_and_an_hour_before_each_once(
    world: World, winter: Any, late: timedelta
) -> None:
    agreed(world)
    winter.move_to(SLOT - DAY - timedelta(minutes=1))
    assert follow_meetings() == {}
    steps = []
    for moment in MOMENTS:
        winter.move_to(moment + late)
        steps += [follow_meetings(), follow_meetings()]
    assert steps == [{"reminded": 1}, {}, {"reminded": 1}, {}, {"held": 1}, {}]
    subjects = [it.subject.partition(":")[0] for it in posted("meeting_reminder")]
    assert subjects[::3] == ["Tomorrow", "In an hour"]
    assert len(subjects) == 6


def test_a_missed_reminder_is_left_out(world: World, winter: Any) -> None:
    agreed(world)
    winter.move_to(SLOT - HOUR)
    follow_meetings()
    winter.move_to(SLOT - HOUR + timedelta(minutes=5))
    follow_meetings()
    assert len(posted("meeting_reminder")) == 3


def test_a_moved_meeting_is_reminded_of_anew(world: World, winter: Any) -> None:
    made = agreed(world)
    winter.move_to(SLOT - DAY)
    follow_meetings()
    made.refresh_from_db()
    meeting_actions.agree(made, MONDAY, by=world.dana, party=None)
    winter.move_to(MONDAY - DAY)
    assert follow_meetings() == {"reminded": 1}
    assert len(posted("meeting_reminder")) == 6


def test_what_is_called_off_is_not_reminded_of(world: World, winter: Any) -> None:
    meeting_actions.cancel(agreed(world), by=world.alice)
    for moment in MOMENTS:
        winter.move_to(moment)
        assert follow_meetings() == {}
    assert Meeting.objects.get().state == MeetingState.CANCELLED


def invitation_of(message: EmailMessage) -> icalendar.Calendar:
    part = next(it for it in message.walk() if it.get_content_type() == "text/calendar")
    assert part.get_param("method") == "REQUEST"
    return icalendar.Calendar.from_ical(part.get_payload(decode=True))


def test_an_invitation_arrives_by_smtp(world: World, smtp_server: SmtpServer) -> None:
    agreed(world)
    for mail in posted("meeting"):
        assert outbox.send(mail)
    assert smtp_server.recipients == [
        ["alice@example.org"],
        ["haruka@example.org"],
        ["dana@example.org"],
    ]
    japanese = smtp_server.messages[1]
    assert "2026年11月5日（木）17:00 JST / 09:00 CET" in text_of(japanese)
    assert invitation_of(japanese).events[0].start == SLOT
