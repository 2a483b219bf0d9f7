"""On whose clocks a meeting is shown: both sides', and the common one for a third party."""

from datetime import datetime
from zoneinfo import ZoneInfo

from matching.introductions.models import Introduction, Party
from profiles.clock import clocks

COMMON = ZoneInfo("UTC")
"""A third party's own clock is not known to us."""


def zones_of(introduction: Introduction) -> list[ZoneInfo]:
    """Uses prefetched parties."""
    sides = (introduction.europe, introduction.japan)
    zones = [ZoneInfo(profile.place.time_zone) for profile in sides]
    has_third = any(it.role == Party.Role.THIRD for it in introduction.parties.all())
    return [*zones, COMMON] if has_third else zones


def clocks_of(introduction: Introduction, moment: datetime) -> str:
    """`Tue 24 Nov 2026, 09:00 CET / 17:00 JST`, with a second date where it differs."""
    return clocks(moment, zones_of(introduction))
