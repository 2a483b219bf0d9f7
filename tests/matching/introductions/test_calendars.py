"""Working days of offices: public holidays of their place, and the Japanese turn of the year."""

from datetime import date, timedelta

import pytest

from matching.introductions.calendars import Office
from tests.makers import make_place

pytestmark = pytest.mark.django_db


def office(code: str) -> Office:
    return Office.of(make_place(code))


def closed(code: str, first: str, last: str) -> list[str]:
    """The weekdays in this span on which nobody works there."""
    place, day, end = office(code), date.fromisoformat(first), date.fromisoformat(last)
    found = []
    while day <= end:
        if day.weekday() < 5 and not place.is_working_day(day):
            found.append(day.isoformat())
        day += timedelta(days=1)
    return found


CLOSED = [
    # Golden Week: Showa Day, then Constitution, Greenery and Children's Day in a row.
    ("JP-07", "2027-04-26", "2027-05-07", ["2027-04-29", "2027-05-03", "2027-05-04", "2027-05-05"]),
    # Obon is custom, no public holiday; Mountain Day is one.
    ("JP-07", "2027-08-09", "2027-08-20", ["2027-08-11"]),
    # Offices are closed from 29 December to 3 January.
    (
        "JP-13",
        "2026-12-28",
        "2027-01-06",
        ["2026-12-29", "2026-12-30", "2026-12-31", "2027-01-01"],
    ),
    # A substitute holiday: the Sunday's is kept on Monday.
    ("JP-13", "2026-02-23", "2026-02-24", ["2026-02-23"]),
    ("JP-13", "2027-03-20", "2027-03-23", ["2027-03-22"]),
    # A day between two holidays is one too.
    ("JP-13", "2026-09-21", "2026-09-25", ["2026-09-21", "2026-09-22", "2026-09-23"]),
    # Nordrhein-Westfalen keeps Corpus Christi and All Saints, Bavaria Epiphany too.
    ("DEA", "2027-01-04", "2027-01-08", []),
    ("DE2", "2027-01-04", "2027-01-08", ["2027-01-06"]),
    ("DEA", "2027-05-27", "2027-05-28", ["2027-05-27"]),
    ("DE2", "2027-05-27", "2027-05-28", ["2027-05-27"]),
    ("DEA2", "2027-10-29", "2027-11-02", ["2027-11-01"]),
    # Hamburg has none of these, but Reformation Day, as Saxony.
    ("DE6", "2028-10-30", "2028-11-02", ["2028-10-31"]),
    ("DED", "2028-10-30", "2028-11-02", ["2028-10-31"]),
    ("DEA", "2028-10-30", "2028-11-02", ["2028-11-01"]),
    # France, Greece by its NUTS code, and Spain with regions of their own.
    ("FR", "2027-05-03", "2027-05-07", ["2027-05-06"]),
    ("EL", "2027-03-22", "2027-03-26", ["2027-03-25"]),
    ("ES51", "2026-09-10", "2026-09-11", ["2026-09-11"]),
    ("ES30", "2026-09-10", "2026-09-11", []),
]


@pytest.mark.parametrize(("code", "first", "last", "days"), CLOSED)
def test_when_offices_are_closed(code: str, first: str, last: str, days: list[str]) -> None:
    assert closed(code, first, last) == days


@pytest.mark.parametrize(
    ("code", "start", "count", "end"),
    [
        ("DEA", "2026-11-02", 15, "2026-11-23"),
        ("JP-07", "2026-11-02", 15, "2026-11-25"),
        ("JP-07", "2027-04-28", 3, "2027-05-07"),
        ("JP-07", "2026-12-28", 1, "2027-01-04"),
        ("DEA", "2026-12-23", 2, "2026-12-28"),
        ("DEA", "2026-11-06", 1, "2026-11-09"),
        ("DEA", "2026-11-07", 1, "2026-11-09"),
        ("DEA", "2026-11-07", 0, "2026-11-07"),
    ],
)
def test_working_days_are_counted_from_the_next_one(
    code: str, start: str, count: int, end: str
) -> None:
    found = office(code).add_working_days(date.fromisoformat(start), count)
    assert found == date.fromisoformat(end)


def test_every_place_of_the_data_has_a_calendar() -> None:
    from django.conf import settings

    with (settings.DATA_DIR / "places.csv").open(encoding="utf-8") as file:
        codes = [line.partition(",")[0] for line in file][1:]
    countries = {code[:2] for code in codes}
    assert len(countries) > 25
    for country in sorted(countries):
        assert office(country).is_working_day(date(2026, 12, 25)) is (country in {"JP", "TR"})
