"""Time zones to choose from, named by a city in the reader's language (Unicode's CLDR)."""

from functools import lru_cache
from zoneinfo import available_timezones

from babel.dates import get_timezone_location

from profiles.clock import BRUSSELS, TOKYO

OFFERED = (
    "Africa/Johannesburg",
    "Africa/Nairobi",
    "America/Los_Angeles",
    "America/New_York",
    "America/Sao_Paulo",
    "Asia/Bangkok",
    "Asia/Dubai",
    "Asia/Jakarta",
    "Asia/Kolkata",
    "Asia/Nicosia",
    "Asia/Seoul",
    "Asia/Shanghai",
    "Asia/Singapore",
    "Asia/Tokyo",
    "Atlantic/Azores",
    "Atlantic/Canary",
    "Atlantic/Reykjavik",
    "Australia/Sydney",
    "Europe/Amsterdam",
    "Europe/Athens",
    "Europe/Berlin",
    "Europe/Bratislava",
    "Europe/Brussels",
    "Europe/Bucharest",
    "Europe/Budapest",
    "Europe/Copenhagen",
    "Europe/Dublin",
    "Europe/Helsinki",
    "Europe/Istanbul",
    "Europe/Kyiv",
    "Europe/Lisbon",
    "Europe/Ljubljana",
    "Europe/London",
    "Europe/Luxembourg",
    "Europe/Madrid",
    "Europe/Malta",
    "Europe/Oslo",
    "Europe/Paris",
    "Europe/Prague",
    "Europe/Riga",
    "Europe/Rome",
    "Europe/Sofia",
    "Europe/Stockholm",
    "Europe/Tallinn",
    "Europe/Vienna",
    "Europe/Vilnius",
    "Europe/Warsaw",
    "Europe/Zagreb",
    "Europe/Zurich",
    "Pacific/Auckland",
)
"""Every member state of the EU, its neighbours, Japan, and where a colleague may travel."""


def default_zone(language: str) -> str:
    return TOKYO.key if language == "ja" else BRUSSELS.key


def is_zone(name: str) -> bool:
    """Any place of IANA's data; abbreviations such as `EST` know no summer."""
    return "/" in name and name in available_timezones()


@lru_cache(maxsize=1000)
def city(zone: str, language: str) -> str:
    """`Europe/Vienna` for a German reader is `Wien`."""
    return get_timezone_location(zone, locale=language, return_city=True)


def choices(language: str) -> list[tuple[str, str]]:
    """Zones and cities, in the order of their names as shown."""
    return sorted(((zone, city(zone, language)) for zone in OFFERED), key=lambda pair: pair[1])
