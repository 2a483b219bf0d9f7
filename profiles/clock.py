"""Moments as people on both sides read them: two clocks, zones named by IANA data."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language

BRUSSELS, TOKYO = ZoneInfo("Europe/Brussels"), ZoneInfo("Asia/Tokyo")


def zone_label(moment: datetime, zone: ZoneInfo) -> str:
    """`CET` or `CEST`, `JST`: the abbreviation in force in the zone at that very moment."""
    return moment.astimezone(zone).tzname() or ""


def day(moment: datetime) -> str:
    """`Tue 24 Nov`, `Di 24. Nov`, `11月24日（火）`: weekday and date, in the reader's order."""
    formats = {"ja": "n月j日（D）", "de": "D j. M"}
    return date_format(moment, formats.get(get_language() or "en", "D j M"))


def both_clocks(moment: datetime) -> str:
    """`Tue 24 Nov 2026, 09:00 CET / 17:00 JST`, with the second date where it differs.

    The reader's own zone comes first if it is Tokyo's; everybody else reads Brussels first.
    """
    return clocks(moment, (BRUSSELS, TOKYO))


def clocks(moment: datetime, zones: Sequence[ZoneInfo]) -> str:
    """The same for other zones: the reader's own comes first, if it is among them."""
    own = timezone.get_current_timezone_name()
    first, *others = sorted(zones, key=lambda zone: zone.key != own)
    here = moment.astimezone(first)
    date = f"{here:%Y}年{day(here)}" if get_language() == "ja" else f"{day(here)} {here:%Y}"
    parts = [f"{on_day(date)}{here:%H:%M} {zone_label(moment, first)}"]
    for zone in others:
        there = moment.astimezone(zone)
        other = "" if here.date() == there.date() else on_day(day(there))
        parts.append(f"{other}{there:%H:%M} {zone_label(moment, zone)}")
    return " / ".join(parts)


def on_day(date: str) -> str:
    """What stands before the hour: `Tue 24 Nov, `; Japanese needs no comma."""
    return date if get_language() == "ja" else f"{date}, "


def whole_date(moment: datetime) -> str:
    """`24 November 2026`, `24. November 2026`, `2026年11月24日`, in the reader's zone."""
    local = timezone.localtime(moment)
    formats = {"ja": "Y年n月j日", "de": "j. F Y"}
    return date_format(local, formats.get(get_language() or "en", "j F Y"))
