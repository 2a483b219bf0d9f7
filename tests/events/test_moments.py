"""Times as they are typed, on both nights on which clocks are changed."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation

from events.editor.moments import (
    NoSuchTime,
    TwoSuchTimes,
    in_clocks,
    moment_of,
    read_local,
    readings,
    typed,
    which_of,
)

BRUSSELS, TOKYO = ZoneInfo("Europe/Brussels"), ZoneInfo("Asia/Tokyo")
LORD_HOWE = ZoneInfo("Australia/Lord_Howe")
"""Its clocks are changed by half an hour."""


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("local", "zone", "moment"),
    [
        ("2027-01-14T10:00", BRUSSELS, "2027-01-14T09:00"),
        ("2027-07-14T10:00", BRUSSELS, "2027-07-14T08:00"),
        ("2027-07-14T10:00", TOKYO, "2027-07-14T01:00"),
        ("2027-03-28T01:59", BRUSSELS, "2027-03-28T00:59"),
        ("2027-03-28T03:00", BRUSSELS, "2027-03-28T01:00"),
        ("2027-10-31T01:59", BRUSSELS, "2027-10-30T23:59"),
        ("2027-10-31T03:00", BRUSSELS, "2027-10-31T02:00"),
    ],
)
def test_a_time_on_the_clock_is_a_moment(local: str, zone: ZoneInfo, moment: str) -> None:
    assert moment_of(at(local), zone) == utc(moment)


@pytest.mark.parametrize("local", ["2027-03-28T02:00", "2027-03-28T02:30", "2027-03-28T02:59"])
def test_in_spring_an_hour_is_missing(local: str) -> None:
    with pytest.raises(NoSuchTime) as refusal:
        moment_of(at(local), BRUSSELS)
    assert str(refusal.value) == (
        "There is no such time on that day: clocks are put forward then, to 03:00 CEST. Choose"
        " another time."
    )


def test_a_gap_of_half_an_hour_is_named_too() -> None:
    with pytest.raises(NoSuchTime) as refusal:
        moment_of(at("2027-10-03T02:15"), LORD_HOWE)
    assert refusal.value.args[0].strftime("%H:%M") == "02:30"


def test_in_autumn_an_hour_comes_twice() -> None:
    local = at("2027-10-31T02:30")
    with pytest.raises(TwoSuchTimes):
        moment_of(local, BRUSSELS)
    assert moment_of(local, BRUSSELS, "0") == utc("2027-10-31T00:30")
    assert moment_of(local, BRUSSELS, "1") == utc("2027-10-31T01:30")


@pytest.mark.parametrize("which", ["", "0", "1"])
def test_what_is_stored_comes_back_as_it_was_typed(which: str) -> None:
    text = "2027-10-31T02:30" if which else "2027-01-14T10:00"
    moment = moment_of(at(text), BRUSSELS, which)
    assert (typed(moment, BRUSSELS.key), which_of(moment, BRUSSELS.key)) == (text, which)


def test_nothing_is_typed_as_nothing() -> None:
    assert (typed(None, "Asia/Tokyo"), which_of(None, "Asia/Tokyo")) == ("", "")


@pytest.mark.parametrize(
    ("text", "local"),
    [
        ("2027-01-14T10:00", at("2027-01-14T10:00")),
        (" 2027-01-14 10:00 ", at("2027-01-14T10:00")),
        ("2027-01-14T10:00:59", at("2027-01-14T10:00")),
        ("2027-01-14T10:00+09:00", at("2027-01-14T10:00")),
        ("2027-02-30T10:00", None),
        ("ten o'clock", None),
        ("", None),
    ],
)
def test_what_a_browser_or_a_person_types(text: str, local: datetime | None) -> None:
    assert read_local(text) == local


@pytest.mark.parametrize(
    ("moment", "sentence"),
    [
        ("2027-01-14T09:00", "Thu 14 Jan 2027, 10:00 CET / 18:00 JST"),
        ("2027-10-30T23:30", "Sun 31 Oct 2027, 01:30 CEST / 08:30 JST"),
        ("2027-10-31T01:30", "Sun 31 Oct 2027, 02:30 CET / 10:30 JST"),
        ("2027-07-14T16:00", "Wed 14 Jul 2027, 18:00 CEST / Thu 15 Jul, 01:00 JST"),
    ],
)
def test_on_both_clocks(moment: str, sentence: str) -> None:
    assert in_clocks(utc(moment), "Europe/Brussels") == sentence


def test_the_organisers_own_clock_stands_beside_them() -> None:
    assert in_clocks(utc("2027-01-14T09:00"), "Europe/Helsinki") == (
        "Thu 14 Jan 2027, 11:00 EET / 10:00 CET / 18:00 JST"
    )


def test_a_clock_that_shows_the_same_is_named_once() -> None:
    assert in_clocks(utc("2027-01-14T09:00"), "Europe/Berlin") == (
        "Thu 14 Jan 2027, 10:00 CET / 18:00 JST"
    )


def test_while_somebody_types_faults_are_said_instead() -> None:
    typed_so_far = {
        "time_zone": "Europe/Brussels",
        "starts_at": "2027-03-28T02:30",
        "ends_at": "2027-03-28T03:30",
    }
    names = ("starts_at", "ends_at")
    first, second = readings(typed_so_far, names)
    assert first[1].startswith("There is no such time on that day")
    assert second == ("ends_at", "Sun 28 Mar 2027, 03:30 CEST / 10:30 JST")
    assert readings(typed_so_far | {"time_zone": "Nowhere/City"}, names) == []
    assert readings({"time_zone": "Asia/Tokyo", "starts_at": "soon"}, names) == []


@pytest.mark.parametrize("year", ["0001", "1999", "2101", "9999"])
def test_years_that_nobody_means_are_not_read(year: str) -> None:
    typed_so_far = {"time_zone": "Asia/Tokyo", "starts_at": f"{year}-12-31T23:00"}
    assert read_local(typed_so_far["starts_at"]) is None
    assert readings(typed_so_far, ["starts_at"]) == []


def test_faults_are_said_in_the_readers_language() -> None:
    with translation.override("ja"):
        assert in_clocks(utc("2027-01-14T09:00"), "Asia/Tokyo").startswith("2027年1月14日")
