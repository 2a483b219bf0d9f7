"""Tables of attendance in all the shapes that people and platforms give them."""

import pytest

from events.desk import attendance
from events.desk.attendance import NoAttendance, Row, parse
from events.desk.attendance_words import Column, column_of, is_about_the_meeting, platform_of
from profiles.exchange.reading import MOST_BYTES, UnreadableFile
from tests.events import reports

ERIKA = "erika@example.org"


@pytest.mark.parametrize(
    ("heading", "column"),
    [
        ("Name (Original Name)", Column.NAME),
        ("Name (original name)", Column.NAME),
        ("User Name (Original Name)", Column.NAME),
        ("Full Name", Column.NAME),
        ("Display Name", Column.NAME),
        ("Name (Ursprünglicher Name)", Column.NAME),
        ("名前（元の名前）", Column.NAME),
        ("氏名", Column.NAME),
        ("User Email", Column.EMAIL),
        ("Attendee Email", Column.EMAIL),
        ("E-Mail", Column.EMAIL),
        ("E-Mail-Adresse", Column.EMAIL),
        ("Participant ID (UPN)", Column.EMAIL),
        ("ｅメール", Column.EMAIL),
        ("メールアドレス", Column.EMAIL),
        ("Join Time", Column.JOIN),
        ("join_time", Column.JOIN),
        ("Beitrittszeit", Column.JOIN),
        ("参加時刻", Column.JOIN),
        ("入室時刻", Column.JOIN),
        ("Leave Time", Column.LEAVE),
        ("Austrittszeit", Column.LEAVE),
        ("退出時刻", Column.LEAVE),
        ("Duration (Minutes)", Column.DURATION),
        ("Total Duration (Minutes)", Column.DURATION),
        ("Time in Session (minutes)", Column.DURATION),
        ("In-Meeting Duration", Column.DURATION),
        ("Attendance Duration", Column.DURATION),
        ("Gesamtdauer (Minuten)", Column.DURATION),
        ("時間（分）", Column.DURATION),
        ("会議中の期間", Column.DURATION),
        ("Attended", Column.ATTENDED),
        ("Teilgenommen", Column.ATTENDED),
        # Not times of joining and leaving: they leave out every break.
        ("First Join", None),
        ("Last Leave", None),
        ("最初の参加", None),
        ("Erster Beitritt", None),
        ("Guest", None),
        ("Role", None),
        ("", None),
        ("—", None),
    ],
)
def test_headings_are_known_in_their_languages(heading: str, column: Column | None) -> None:
    assert column_of(heading) == column


@pytest.mark.parametrize("heading", ["Topic", "Thema", "トピック", "Meeting ID", "Webinar-ID"])
def test_a_line_about_the_meeting_is_told_by_its_headings(heading: str) -> None:
    assert is_about_the_meeting(heading)


@pytest.mark.parametrize(
    ("text", "platform"),
    [
        (reports.ZOOM, "zoom"),
        (reports.ZOOM_WEBINAR, "zoom"),
        (reports.WEBEX, "webex"),
        (reports.TEAMS, "teams"),
        (reports.TEAMS_GERMAN, "teams"),
        (reports.PLAIN, "table"),
        ("", "table"),
    ],
)
def test_the_platform_is_told_by_its_words(text: str, platform: str) -> None:
    assert platform_of(text) == platform


def test_a_participant_of_the_host_line_of_zoom_is_nobody() -> None:
    """Its first table has an address and a duration, too: those of the meeting."""
    emails = [row.email for row in parse(reports.ZOOM.encode()).rows]
    assert "host@example.org" not in emails


def test_the_order_of_columns_does_not_matter() -> None:
    table = f"minutes,country,email,name\n5,DE,{ERIKA},Erika\n"
    assert parse(table.encode()).rows == [Row(ERIKA, "Erika", 5)]


def test_short_lines_and_more_values_than_columns_are_read() -> None:
    table = f"email,minutes\n{ERIKA}\njoerg@example.org,5,6,7\n"
    assert parse(table.encode()).rows == [Row(ERIKA, "", 0), Row("joerg@example.org", "", 5)]


def test_a_blank_line_ends_a_table_and_another_may_follow() -> None:
    table = f"name,minutes\nErika,5\n\nReport made on Monday,\n\nname,email,minutes\nJ,{ERIKA},7\n"
    assert parse(table.encode()).rows == [Row("", "Erika", 5), Row(ERIKA, "J", 7)]


def test_quoted_values_may_hold_the_delimiter_and_line_breaks() -> None:
    table = f'name,email,minutes\n"Muster, Erika\nDr.",{ERIKA},5\n'
    assert parse(table.encode()).rows == [Row(ERIKA, "Muster, Erika\nDr.", 5)]


@pytest.mark.parametrize("email", ["ERIKA@example.org", " erika@example.org ", "Erika@Example.Org"])
def test_addresses_are_compared_without_case_and_spaces(email: str) -> None:
    assert parse(f"email,minutes\n{email},5\n".encode()).rows == [Row(ERIKA, "", 5)]


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("Erika (Erika Muster)", "Erika"),
        ("Erika # (Erika Muster)", "Erika"),
        ("春香（田中 春香）", "春香"),
        ("Erika (Cluster) Muster", "Erika (Cluster) Muster"),
    ],
)
def test_the_name_of_the_account_is_left_out(name: str, plain: str) -> None:
    assert parse(f"name,minutes\n{name},5\n".encode()).rows == [Row("", plain, 5)]


def test_what_is_no_address_is_none() -> None:
    assert parse(b"name,email,minutes\nErika,unknown,5\n").rows == [Row("", "Erika", 5)]


def test_who_has_neither_name_nor_address_is_left_out() -> None:
    assert parse(b"name,email,minutes\n,,5\nErika,,5\n").rows == [Row("", "Erika", 5)]


def test_a_name_alone_stands_for_the_person_whose_address_is_known() -> None:
    """Somebody joined signed in, then by phone without."""
    table = f"name,email,minutes\nErika,{ERIKA},5\nErika,,7\n"
    assert parse(table.encode()).rows == [Row(ERIKA, "Erika", 12, 2)]


def test_a_name_that_two_addresses_have_stands_for_neither() -> None:
    table = f"name,email,minutes\nErika,{ERIKA},5\nErika,e2@example.org,6\nErika,,7\n"
    assert parse(table.encode()).rows == [
        Row(ERIKA, "Erika", 5),
        Row("e2@example.org", "Erika", 6),
        Row("", "Erika", 7),
    ]


def test_somebody_who_leaves_before_joining_was_there_as_long_as_is_written() -> None:
    table = "name,join time,leave time,duration\nErika,2021-01-26 10:00,2021-01-26 09:00,5\n"
    assert parse(table.encode()).rows == [Row("", "Erika", 5)]


def test_a_meeting_over_midnight_is_read() -> None:
    table = "name,join time,leave time\nErika,2021-01-26 23:30,2021-01-27 00:30\n"
    assert parse(table.encode()).rows == [Row("", "Erika", 60)]


@pytest.mark.parametrize("answer", ["No", "NO", "Nein", "いいえ", "Non"])
def test_who_did_not_attend_is_left_out(answer: str) -> None:
    table = f"Attended,name,minutes\n{answer},Erika,5\nYes,Jörg,6\n"
    assert parse(table.encode()).rows == [Row("", "Jörg", 6)]


def test_a_file_that_is_too_large_is_refused() -> None:
    with pytest.raises(UnreadableFile):
        parse(b"x" * (MOST_BYTES + 1))


def test_a_file_with_too_many_lines_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attendance, "MOST_LINES", 3)
    lines = "email,minutes\n" + "e@example.org,1\n" * 3
    with pytest.raises(UnreadableFile):
        parse(lines.encode())


def test_a_value_that_is_far_too_long_is_refused() -> None:
    with pytest.raises((UnreadableFile, NoAttendance)):
        parse(b"email,minutes\n" + b"x" * 200_000 + b",1\n")


def test_a_table_without_anybody_is_read_as_such() -> None:
    assert parse(b"email,minutes\n").rows == []
