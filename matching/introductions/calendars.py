"""When offices work: days by the public holidays of a place, hours by its clock.

Holidays come from the `holidays` package: national ones, and those of the German and Spanish
regions, which differ from each other by up to five days a year.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays
from django.utils.translation import gettext as _

from profiles.models import Place

OPENS, CLOSES = time(9), time(18)
"""Office hours on both sides, by each one's own clock."""
EARLY, LATE = time(7), time(20)
"""What those accept who agree to early and late times."""
SATURDAY = 5
ISO_COUNTRIES = {"EL": "GR"}
"""NUTS calls Greece otherwise than ISO 3166 does."""
SUBDIVISIONS = {
    "DE1": "BW",
    "DE2": "BY",
    "DE3": "BE",
    "DE4": "BB",
    "DE5": "HB",
    "DE6": "HH",
    "DE7": "HE",
    "DE8": "MV",
    "DE9": "NI",
    "DEA": "NW",
    "DEB": "RP",
    "DEC": "SL",
    "DED": "SN",
    "DEE": "ST",
    "DEF": "SH",
    "DEG": "TH",
    "ES11": "GA",
    "ES12": "AS",
    "ES13": "CB",
    "ES21": "PV",
    "ES22": "NC",
    "ES23": "RI",
    "ES24": "AR",
    "ES30": "MD",
    "ES41": "CL",
    "ES42": "CM",
    "ES43": "EX",
    "ES51": "CT",
    "ES52": "VC",
    "ES53": "IB",
    "ES61": "AN",
    "ES62": "MC",
    "ES70": "CN",
}
"""NUTS regions that keep holidays of their own, as ISO 3166-2 calls them."""
CLOSED_IN_JAPAN = frozenset({(12, 29), (12, 30), (12, 31), (1, 2), (1, 3)})
"""Month and day on which Japanese offices are closed besides public holidays, by the law on the
holidays of administrative organs (1988) and by custom."""


@dataclass(frozen=True)
class Office:
    """Where somebody works: whose holidays, whose clock."""

    country: str
    zone: ZoneInfo
    subdivision: str | None = None

    @classmethod
    def of(cls, place: Place) -> "Office":
        """The office of an organisation in this place."""
        country = place.code[:2]
        found = (SUBDIVISIONS.get(place.code[:length]) for length in (3, 4))
        return cls(
            ISO_COUNTRIES.get(country, country),
            ZoneInfo(place.time_zone),
            next((it for it in found if it), None),
        )

    def is_working_day(self, day: date) -> bool:
        if self.country == "JP" and (day.month, day.day) in CLOSED_IN_JAPAN:
            return False
        return day.weekday() < SATURDAY and day not in _holidays(self.country, self.subdivision)

    def holiday(self, day: date, language: str = "") -> str:
        """The name of the public holiday; "" for other days. In this language, if it is known in
        it, else in English, else in the country's own."""
        spoken = _spoken(self.country, self.subdivision, language)
        return str(_holidays(self.country, self.subdivision, spoken).get(day, ""))

    def closed_on(self, day: date, language: str = "") -> str:
        """Why the office is closed on a day of the week: a holiday's name; "" if it is open."""
        if day.weekday() >= SATURDAY:
            return ""
        if name := self.holiday(day, language):
            return name
        return "" if self.is_working_day(day) else _("Turn of the year")

    def add_working_days(self, day: date, count: int) -> date:
        """The working day that is so many working days after this day."""
        while count:
            day += timedelta(days=1)
            count -= self.is_working_day(day)
        return day

    def hours(self, day: date, *, early_late: bool = False) -> tuple[datetime, datetime] | None:
        """From when to when the office is open on a day of its own calendar; None if it is not."""
        if not self.is_working_day(day):
            return None
        opens, closes = (EARLY, LATE) if early_late else (OPENS, CLOSES)
        return (
            datetime.combine(day, opens, self.zone),
            datetime.combine(day, closes, self.zone),
        )


@lru_cache(maxsize=400)
def _holidays(
    country: str, subdivision: str | None, language: str | None = None
) -> holidays.HolidayBase:
    return holidays.country_holidays(country, subdiv=subdivision, language=language)


@lru_cache(maxsize=400)
def _spoken(country: str, subdivision: str | None, language: str) -> str | None:
    """The code under which the package knows the names of holidays; None for the country's own."""
    known = _holidays(country, subdivision).supported_languages
    for wanted in (language, "en"):
        for code in known:
            if wanted and code.partition("_")[0] == wanted:
                return str(code)
    return None


def days_from(first: date, count: int) -> Iterator[date]:
    return (first + timedelta(days=n) for n in range(count))
