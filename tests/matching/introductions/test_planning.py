"""Slots, over all days of seven years, for every zone of Europe: held against clocks of our own.

Nothing of `planning` or `calendars` is used for the checking: only zoneinfo and `holidays`.
"""

import csv
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import holidays
import pytest
from django.conf import settings
from hypothesis import HealthCheck, given
from hypothesis import settings as trying
from hypothesis import strategies as st

from matching.introductions.calendars import Office
from matching.introductions.planning import NOTICE, Slot, shared_minutes, slots, upcoming
from profiles.clock import both_clocks, clocks

TOKYO, BRUSSELS = ZoneInfo("Asia/Tokyo"), ZoneInfo("Europe/Brussels")
FIRST, LAST = date(2024, 1, 1), date(2030, 12, 31)
DAYS = (LAST - FIRST).days + 1
OPENS, CLOSES = time(9), time(18)
SATURDAY = 5
patiently = trying(deadline=None, suppress_health_check=[HealthCheck.too_slow])
"""The machine may be busy."""


def places() -> list[tuple[str, str]]:
    """Countries and zones of Europe in the data: `("EL", "Europe/Athens")`."""
    with Path(settings.BASE_DIR / "data/places.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["side"] == "europe"]
    return sorted({(row["code"][:2], row["time_zone"]) for row in rows})


JAPAN = Office("JP", TOKYO)
BELGIUM = Office("BE", BRUSSELS)
PLACES = places()


def office(country: str, zone: str) -> Office:
    return Office({"EL": "GR"}.get(country, country), ZoneInfo(zone))


def days() -> Iterator[date]:
    return (FIRST + timedelta(days=n) for n in range(DAYS))


def is_inside(slot: Slot, zone: ZoneInfo) -> bool:
    """By the clock on that wall: on one day, not before nine, not after six."""
    starts, ends = slot.starts_at.astimezone(zone), slot.ends_at.astimezone(zone)
    return (
        starts.date() == ends.date()
        and starts.weekday() < SATURDAY
        and starts.time() >= OPENS
        and ends.time() <= CLOSES
    )


def summer_in_europe(day: date) -> bool:
    """From the last Sunday of March to the last Sunday of October, by arithmetic alone."""
    return last_sunday(day.year, 3) <= day < last_sunday(day.year, 10)


def last_sunday(year: int, month: int) -> date:
    end = date(year, month, 31)
    return end - timedelta(days=(end.weekday() + 1) % 7)


def test_all_zones_of_the_data_are_tried() -> None:
    assert len(PLACES) == 28
    assert ("BE", "Europe/Brussels") in PLACES


@pytest.mark.parametrize(("country", "zone"), PLACES, ids=lambda it: it.rpartition("/")[2])
def test_every_slot_lies_inside_both_office_hours(country: str, zone: str) -> None:
    there = office(country, zone)
    closed = holidays.country_holidays(there.country, years=range(2024, 2032))
    in_japan = holidays.country_holidays("JP", years=range(2024, 2032))
    found = list(slots([there, JAPAN], first=FIRST, days=DAYS, minutes=30))
    assert found
    assert [it for it in found if not is_inside(it, there.zone)] == []
    assert [it for it in found if not is_inside(it, TOKYO)] == []
    local = [it.starts_at.astimezone(there.zone).date() for it in found]
    assert [it for it in local if it in closed] == []
    assert [it for it in found if it.starts_at.astimezone(TOKYO).date() in in_japan] == []
    assert all(one.starts_at < other.starts_at for one, other in pairwise(found))


def test_brussels_and_tokyo_share_one_hour_in_winter_and_two_in_summer() -> None:
    closed = holidays.country_holidays("BE", years=range(2024, 2032))
    in_japan = holidays.country_holidays("JP", years=range(2024, 2032))
    shared = Counter()
    for day in days():
        is_free = day.weekday() >= SATURDAY or day in closed or day in in_japan
        is_turn = (day.month, day.day) in {(12, 29), (12, 30), (12, 31), (1, 2), (1, 3)}
        expected = 0 if is_free or is_turn else 120 if summer_in_europe(day) else 60
        assert shared_minutes([BELGIUM, JAPAN], day) == expected, day
        shared[expected] += 1
    assert set(shared) == {0, 60, 120}


@pytest.mark.parametrize("zone", sorted({zone for _, zone in PLACES}), ids=lambda it: it)
def test_printed_abbreviation_is_the_one_in_force(zone: str) -> None:
    here = ZoneInfo(zone)
    for day in days():
        moment = datetime.combine(day, time(9), here)
        written = clocks(moment, (here, TOKYO)).split(" / ")
        assert written[0].endswith(f"09:00 {moment.tzname()}")
        assert written[1].endswith("JST")


def test_never_summer_time_in_november_nor_winter_time_in_july() -> None:
    written = {
        day: both_clocks(datetime.combine(day, time(8), UTC))
        for day in days()
        if day.month in (7, 11)
    }
    assert [day for day, text in written.items() if day.month == 11 and "CEST" in text] == []
    assert [day for day, text in written.items() if day.month == 7 and "CET" in text] == []
    assert all(text.endswith(" JST") for text in written.values())


def test_every_ordinary_week_has_slots() -> None:
    """Only Golden Week and the turn of the year leave less than two days."""
    found = Counter(
        it.starts_at.astimezone(BRUSSELS).date().isocalendar()[:2]
        for it in slots([BELGIUM, JAPAN], first=FIRST, days=DAYS, minutes=60)
    )
    weeks = {day.isocalendar()[:2] for day in days()}
    poor = {week for week in weeks if found[week] < 2}
    assert {week for _, week in poor} <= {1, 18, 19, 52, 53}


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        # The day before, and the first working day after, Europe has changed its clocks.
        (date(2026, 3, 27), ["Fri 27 Mar 2026, 09:00 CET / 17:00 JST"]),
        (
            date(2026, 3, 30),
            [
                "Mon 30 Mar 2026, 09:00 CEST / 16:00 JST",
                "Mon 30 Mar 2026, 09:30 CEST / 16:30 JST",
                "Mon 30 Mar 2026, 10:00 CEST / 17:00 JST",
            ],
        ),
        (
            date(2026, 10, 23),
            [
                "Fri 23 Oct 2026, 09:00 CEST / 16:00 JST",
                "Fri 23 Oct 2026, 09:30 CEST / 16:30 JST",
                "Fri 23 Oct 2026, 10:00 CEST / 17:00 JST",
            ],
        ),
        (date(2026, 10, 26), ["Mon 26 Oct 2026, 09:00 CET / 17:00 JST"]),
        # A real invitation for this day said "8:00-10:00 CEST".
        (date(2022, 11, 18), ["Fri 18 Nov 2022, 09:00 CET / 17:00 JST"]),
        (date(2026, 3, 29), []),
        (date(2026, 10, 25), []),
    ],
)
def test_days_around_a_change_of_clocks(day: date, expected: list[str]) -> None:
    found = slots([BELGIUM, JAPAN], first=day, days=1, minutes=60)
    assert [both_clocks(it.starts_at) for it in found] == expected


@pytest.mark.parametrize("order", [1, -1])
@patiently
@given(day=st.dates(FIRST, LAST), minutes=st.sampled_from([30, 45, 60, 90, 120]))
def test_the_order_of_the_offices_changes_nothing(order: int, day: date, minutes: int) -> None:
    offices = [BELGIUM, JAPAN][::order]
    found = list(slots(offices, first=day, days=1, minutes=minutes))
    assert found == list(slots([BELGIUM, JAPAN], first=day, days=1, minutes=minutes))


@patiently
@given(
    now=st.datetimes(datetime(2024, 1, 1), datetime(2030, 11, 1), timezones=st.just(UTC)),  # noqa: DTZ001 - hypothesis wants naive bounds
    minutes=st.sampled_from([30, 60]),
    early_late=st.booleans(),
)
def test_what_is_proposed_leaves_time_and_lies_ahead(
    now: datetime, minutes: int, early_late: bool
) -> None:
    found = upcoming([BELGIUM, JAPAN], now=now, minutes=minutes, early_late=early_late)
    assert found
    assert all(it.starts_at - now >= NOTICE for it in found)
    assert all(it.starts_at - now <= timedelta(days=31) for it in found)
    outside = [it for it in found if it.is_early_or_late]
    assert all(not (is_inside(it, BRUSSELS) and is_inside(it, TOKYO)) for it in outside)
    assert bool(outside) == early_late


@pytest.mark.parametrize(
    ("place", "day", "language", "name"),
    [
        (Office("JP", TOKYO), date(2026, 11, 3), "ja", "文化の日"),
        (Office("JP", TOKYO), date(2026, 11, 3), "en", "Culture Day"),
        (Office("JP", TOKYO), date(2026, 11, 3), "fr", "Culture Day"),
        (Office("JP", TOKYO), date(2026, 12, 30), "en", "Turn of the year"),
        (Office("JP", TOKYO), date(2026, 8, 14), "en", ""),
        (Office("DE", ZoneInfo("Europe/Berlin"), "NW"), date(2026, 6, 4), "de", "Fronleichnam"),
        (Office("DE", ZoneInfo("Europe/Berlin"), "BE"), date(2026, 6, 4), "de", ""),
        (Office("BE", BRUSSELS), date(2026, 7, 21), "fr", "Fête nationale"),
        (Office("BE", BRUSSELS), date(2026, 11, 1), "en", ""),
    ],
)
def test_closed_days_are_named(place: Office, day: date, language: str, name: str) -> None:
    assert place.closed_on(day, language) == name
