"""Lists of the video platforms: read, matched, applied once."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from events.desk import attendance_matching
from events.desk.attendance import NoAttendance, Row, covered, minutes_of, parse
from events.desk.attendance_words import LONGEST, moments_of, seconds_in
from events.models import AttendanceFile, Registration, Webinar
from profiles.exchange.reading import UnreadableFile
from profiles.models import User
from profiles.names import name_key
from tests.events import reports
from tests.events.making import make_webinar, register
from tests.profiles.reading import elements, html_of, texts

pages = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore:No directory at:UserWarning"),
]

ERIKA = Row("erika@example.org", "Erika Muster", 62, 2)
JOERG = Row("joerg@example.org", "Jörg Müller", 45)
TANAKA = Row("tanaka@example.jp", "田中 春香", 90)
REPORTS = {
    "ZOOM": ("zoom", [Row("erika@example.org", "Erika", 62, 2), Row("", "田中 春香", 90)]),
    "ZOOM_GERMAN": ("zoom", [JOERG]),
    "ZOOM_JAPANESE": ("zoom", [TANAKA]),
    "ZOOM_WEBINAR": (
        "zoom",
        [Row("host@example.org", "The Host", 96), Row("erika@example.org", "Erika Muster", 50)],
    ),
    "WEBEX": ("webex", [ERIKA]),
    "TEAMS": ("teams", [ERIKA, Row("dana@example.org", "Dana Novak", 96)]),
    "TEAMS_GERMAN": ("teams", [Row("joerg@example.org", "Jörg Müller", 62)]),
    "TEAMS_JAPANESE": ("teams", [TANAKA]),
    "PLAIN": ("table", [Row("erika@example.org", "", 62), Row("joerg@example.org", "", 0)]),
    "SEMICOLONS": ("table", [Row("erika@example.org", "", 62)]),
}
UNICODE = ["utf-8", "utf-8-sig", "utf-16"]
unhurried = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
"""No clock decides whether a test fails: the machine may have other work."""
NINE = datetime(2021, 1, 26, 9, tzinfo=UTC)


@pytest.mark.parametrize("encoding", UNICODE)
@pytest.mark.parametrize("name", REPORTS)
def test_the_lists_of_the_platforms_are_read(name: str, encoding: str) -> None:
    report = parse(getattr(reports, name).encode(encoding))
    assert (report.platform, report.rows) == REPORTS[name]


@pytest.mark.parametrize("encoding", ["cp932", "shift_jis"])
@pytest.mark.parametrize("name", ["ZOOM_JAPANESE", "TEAMS_JAPANESE"])
def test_japanese_windows_is_read(name: str, encoding: str) -> None:
    assert parse(getattr(reports, name).encode(encoding)).rows == [TANAKA]


def test_western_windows_is_read() -> None:
    assert parse(reports.ZOOM_GERMAN.encode("cp1252")).rows == [JOERG]


def test_windows_line_ends_and_utf_16_without_a_mark_are_read() -> None:
    text = reports.TEAMS.replace("\n", "\r\n")
    assert parse(text.encode("utf-16-le")).rows == REPORTS["TEAMS"][1]


def test_lines_without_times_are_added_up() -> None:
    table = "name,email,minutes\nErika,erika@example.org,20\nErika,ERIKA@example.org,22\n"
    assert parse(table.encode()).rows == [Row("erika@example.org", "Erika", 42, 2)]


def test_times_that_cannot_be_read_leave_the_durations() -> None:
    table = "name,join time,leave time,duration\nErika,early,late,20\nErika,1,2,22\n"
    assert parse(table.encode()).rows == [Row("", "Erika", 42, 2)]


def test_what_our_own_export_has_made_harmless_is_read_as_it_was() -> None:
    table = "name,email,minutes\n'=Erika,erika@example.org,20\n"
    assert parse(table.encode()).rows == [Row("erika@example.org", "=Erika", 20)]


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (b"first,second\n1,2\n", NoAttendance),
        (b"", NoAttendance),
        (b"email\nerika@example.org\n", NoAttendance),
        (b"minutes\n62\n", NoAttendance),
        (b"PK\x03\x04 a workbook", UnreadableFile),
        (b"\xff\xfe\x00", UnreadableFile),
        (b"\x00\x01\x02" * 50, NoAttendance),
    ],
)
def test_what_is_no_list_is_refused(content: bytes, error: type[Exception]) -> None:
    with pytest.raises(error):
        parse(content)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("62", 62 * 60),
        ("62.5", 62 * 60 + 30),
        ("62,5", 62 * 60 + 30),
        ("６２", 62 * 60),
        ("1h 2m 3s", 3723),
        ("1 h 2 min", 3720),
        ("2m 3s", 123),
        ("45s", 45),
        ("1:02:03", 3723),
        ("01:02:03.500", 3723),
        ("1:02", 3720),
        ("1 hr 2 mins", 3720),
        ("1 hour 2 minutes 3 seconds", 3723),
        ("62 mins", 3720),
        ("1 Std. 2 Min. 3 Sek.", 3723),
        ("1 Stunde 2 Minuten", 3720),
        ("1時間2分3秒", 3723),
        ("１時間 ２分", 3720),
        ("1 heure 2 minutes", 3720),
        ("", 0),
        ("--", 0),
        ("n/a", 0),
        ("-5", 0),
        ("99999999999", LONGEST),
        ("9" * 5000, LONGEST),
        ("9" * 5000 + " min", LONGEST),
        ("9" * 5000 + ":00", LONGEST),
    ],
)
def test_durations_are_read_however_they_are_written(text: str, seconds: float) -> None:
    assert seconds_in(text) == seconds


def test_nobody_took_part_longer_than_a_day() -> None:
    table = "name,join time,leave time\nErika,2020-01-01 10:00,2026-01-01 10:00\n"
    assert parse(table.encode()).rows == [Row("", "Erika", 24 * 60)]


def test_a_long_list_without_addresses_is_read_soon() -> None:
    count = 40_000
    lines = "".join(f"Person {number},30\n" for number in range(count))
    assert len(parse(f"name,minutes\n{lines}".encode()).rows) == count


def test_a_heading_may_say_that_numbers_are_seconds() -> None:
    table = "name,Duration (seconds)\nErika,120\n"
    assert parse(table.encode()).rows == [Row("", "Erika", 2)]


@pytest.mark.parametrize(
    "text",
    [
        "01/26/2021 09:02:11 AM",
        "1/26/21, 9:02:11 AM",
        "26.01.2021, 09:02:11",
        "26.01.21 09:02:11 Uhr",
        "2021/01/26 9:02:11",
        "2021/01/26 午前 9:02:11",
        "2021年1月26日 9:02:11",
        "2021-01-26T09:02:11Z",
        "2021-01-26T09:02:11.123+09:00",
        "Jan 26, 2021 09:02:11",
        "26 Jan 2021 09:02:11",
        "26/01/2021 09:02:11",
    ],
)
def test_times_are_read_however_they_are_written(text: str) -> None:
    assert moments_of([text]) == [datetime(2021, 1, 26, 9, 2, 11)]  # noqa: DTZ001 - as written


def test_all_times_of_a_list_are_read_in_one_format() -> None:
    """The second tells that the first is no 3rd of January."""
    found = moments_of(["01/03/2021 09:00", "13/03/2021 09:00", ""])
    assert found == [datetime(2021, 3, 1, 9), datetime(2021, 3, 13, 9), None]  # noqa: DTZ001
    assert moments_of(["01/03/2021 09:00", "yesterday"]) == [None, None]


def spell(start: int, end: int) -> tuple[datetime, datetime]:
    return NINE + timedelta(seconds=start), NINE + timedelta(seconds=end)


@pytest.mark.parametrize(
    ("spells", "seconds"),
    [
        ([], 0),
        ([(0, 60)], 60),
        ([(0, 60), (60, 90)], 90),
        ([(0, 60), (30, 90)], 90),
        ([(0, 100), (10, 20)], 100),
        ([(50, 60), (0, 10)], 20),
        ([(0, 60), (0, 60)], 60),
    ],
)
def test_overlapping_times_count_once(spells: list[tuple[int, int]], seconds: float) -> None:
    assert covered([spell(*it) for it in spells]) == seconds


SPELLS = st.lists(st.tuples(st.integers(0, 300), st.integers(0, 300)).map(sorted), max_size=8)


@unhurried
@given(SPELLS)
def test_covered_time_is_the_number_of_seconds_in_some_spell(spells: list[list[int]]) -> None:
    """Against the plainest way to count: every second by itself, whatever the order."""
    seconds = {second for start, end in spells for second in range(start, end)}
    assert covered([spell(*it) for it in spells]) == len(seconds)
    assert covered([spell(*it) for it in reversed(spells)]) == len(seconds)


@unhurried
@given(st.integers(0, 23), st.integers(0, 59), st.integers(0, 59))
def test_all_ways_to_write_a_duration_say_the_same(hours: int, minutes: int, rest: int) -> None:
    seconds = hours * 3600 + minutes * 60 + rest
    written = [
        f"{hours}:{minutes:02}:{rest:02}",
        f"{hours}h {minutes}m {rest}s",
        f"{hours}時間{minutes}分{rest}秒",
        f"{hours} Std. {minutes} Min. {rest} Sek.",
    ]
    assert [seconds_in(it) for it in written] == [seconds] * 4


@unhurried
@given(st.text(max_size=60))
def test_no_duration_breaks_the_reader(text: str) -> None:
    assert 0 <= seconds_in(text) <= LONGEST


@unhurried
@given(st.binary(max_size=300))
def test_no_file_breaks_the_reader(content: bytes) -> None:
    try:
        rows = parse(b"email,minutes\n" + content).rows
    except ValidationError:
        return
    assert all(row.email or row.name for row in rows)


@unhurried
@given(st.floats(0, LONGEST))
def test_minutes_are_rounded_and_nobody_is_lost(seconds: float) -> None:
    minutes = minutes_of(seconds)
    assert abs(minutes * 60 - seconds) <= 60
    assert (minutes == 0) == (seconds == 0)


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("Erika Muster", "MUSTER, Erika"),
        ("田中 春香", "春香　田中"),
        ("ＥＲＩＫＡ Muster", "erika muster"),
    ],
)
def test_names_are_the_same_in_any_order_case_and_width(name: str, other: str) -> None:
    assert name_key(name) == name_key(other)


class TestPages:
    pytestmark = pages

    @pytest.fixture
    def webinar(self) -> Webinar:
        webinar = make_webinar()
        register(webinar)
        names = {"family_name": "田中", "given_name": "春香"}
        register(webinar, "haruka.tanaka@example.jp", **names)
        return webinar

    def url(self, webinar: Webinar) -> str:
        return reverse("events:import-attendance", args=[webinar.pk])

    def upload(self, desk: Client, webinar: Webinar, text: str = reports.ZOOM) -> Any:
        file = SimpleUploadedFile("participants.csv", text.encode("utf-16"))
        return desk.post(self.url(webinar), {"file": file})

    def minutes(self, webinar: Webinar) -> list[int | None]:
        people = webinar.registrations.order_by("pk")
        return list(people.values_list("attended_minutes", flat=True))

    def test_looking_writes_nothing(self, desk: Client, dana: User, webinar: Webinar) -> None:
        answer = self.upload(desk, webinar)
        file = AttendanceFile.objects.get()
        assert answer["Location"] == reverse("events:show-attendance-file", args=[file.pk])
        assert (file.name, file.platform, file.imported_by) == ("participants.csv", "zoom", dana)
        assert self.minutes(webinar) == [None, None]
        page = desk.get(answer["Location"])
        assert texts(page, "span", "state-count__number") == ["1", "1", "0", "1"]
        assert "“田中 春香” of the list is 春香 田中" in html_of(page)

    def test_by_name_only_if_it_is_chosen(self, desk: Client, webinar: Webinar) -> None:
        self.upload(desk, webinar)
        file = AttendanceFile.objects.get()
        page = desk.get(reverse("events:show-attendance-file", args=[file.pk]))
        offered = [it["value"] for it in elements(page, "input") if it["name"] == "number"]
        assert offered == ["1"]
        apply = reverse("events:apply-attendance", args=[file.pk])
        desk.post(apply, {"number": offered})
        assert self.minutes(webinar) == [62, 90]

    def test_nobody_is_taken_for_another_unasked(self, desk: Client, webinar: Webinar) -> None:
        self.upload(desk, webinar)
        desk.post(reverse("events:apply-attendance", args=[AttendanceFile.objects.get().pk]))
        assert self.minutes(webinar) == [62, None]

    def test_applied_twice_is_applied_once(
        self, desk: Client, dana: User, webinar: Webinar
    ) -> None:
        self.upload(desk, webinar)
        file = AttendanceFile.objects.get()
        assert attendance_matching.apply(file, numbers=[], by=dana) == 1
        Registration.objects.update(attended_minutes=5)
        assert attendance_matching.apply(file, numbers=[1], by=dana) == 0
        file.refresh_from_db()
        assert (file.rows, self.minutes(webinar)) == ([], [5, 5])
        erika = webinar.registrations.order_by("pk").first()
        log = erika.transitions.filter(reason="Attendance imported")
        assert list(log.values_list("actor", "old", "new")) == [(dana.pk, "confirmed", "confirmed")]

    def test_a_time_noted_before_is_replaced(self, dana: User, webinar: Webinar) -> None:
        Registration.objects.update(attended_minutes=80)
        file = attendance_matching.keep(
            webinar, parse(reports.ZOOM.encode()), name="x" * 300, by=dana
        )
        assert attendance_matching.apply(file, numbers=[1], by=dana) == 2
        assert self.minutes(webinar) == [62, 90]

    def test_who_is_listed_without_a_minute_was_not_there(
        self, dana: User, webinar: Webinar
    ) -> None:
        Registration.objects.update(attended_minutes=80)
        table = b"email,minutes\nerika@example.org,0\nerika@example.org,0\n"
        file = attendance_matching.keep(webinar, parse(table), name="x", by=dana)
        assert attendance_matching.apply(file, numbers=[], by=dana) == 1
        assert self.minutes(webinar) == [0, 80]
        assert not webinar.registrations.get(email="erika@example.org").has_attended

    def test_two_of_one_name_are_offered_to_nobody(self, dana: User, webinar: Webinar) -> None:
        for number in (1, 2):
            register(webinar, f"d{number}@example.org", given_name="Dana", family_name="Novak")
        table = b"name,minutes\nDana Novak,5\n"
        file = attendance_matching.keep(webinar, parse(table), name="x", by=dana)
        found = attendance_matching.match(file)
        assert ([it.row.name for it in found.unmatched], found.offered) == (["Dana Novak"], [])

    def test_a_japanese_name_is_found_without_its_space(self, dana: User, webinar: Webinar) -> None:
        table = "名前,時間（分）\n田中春香,5\n".encode("cp932")
        file = attendance_matching.keep(webinar, parse(table), name="x", by=dana)
        found = attendance_matching.match(file).offered
        assert [it.registration.email for it in found] == ["haruka.tanaka@example.jp"]

    def test_who_has_cancelled_is_not_matched(self, dana: User, webinar: Webinar) -> None:
        Registration.objects.filter(email="erika@example.org").update(state="cancelled")
        file = attendance_matching.keep(webinar, parse(reports.PLAIN.encode()), name="x", by=dana)
        assert len(attendance_matching.match(file).unmatched) == 2

    def test_what_is_no_list_is_said(self, desk: Client, webinar: Webinar) -> None:
        page = self.upload(desk, webinar, "first,second\n1,2\n")
        assert page.status_code == 422
        assert "There is no table of participants in this file." in html_of(page)
        assert AttendanceFile.objects.count() == 0

    def test_strangers_and_participants_are_refused(
        self, desk: Client, charlie: Client, haruka: Client, webinar: Webinar
    ) -> None:
        self.upload(desk, webinar)
        file = AttendanceFile.objects.get()
        show = reverse("events:show-attendance-file", args=[file.pk])
        apply = reverse("events:apply-attendance", args=[file.pk])
        for browser in (charlie, haruka):
            answers = [browser.get(self.url(webinar)), browser.get(show), browser.post(apply)]
            answers.append(self.upload(browser, webinar))
            assert [it.status_code for it in answers] == [403] * 4
        assert (self.minutes(webinar), AttendanceFile.objects.count()) == ([None, None], 1)
