"""The page on which a meeting is planned: what can be chosen, on all clocks, and who could when."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.translation import get_language

from matching.introductions.calendars import Office, days_from
from matching.introductions.doors import Door
from matching.introductions.meeting_actions import (
    AHEAD,
    is_early_late_agreed,
    offices_of,
    proposals,
)
from matching.introductions.meeting_forms import code_of
from matching.introductions.models import Introduction, Meeting, Party
from matching.introductions.planning import HORIZON, Slot, first_day, shared_minutes
from matching.introductions.states import MeetingState
from matching.introductions.zones import clocks_of
from profiles.clock import zone_label
from profiles.models import Profile

Marks = Mapping[datetime, Collection[int]]
"""The keys of the parties that could, by the beginning."""


@dataclass(frozen=True)
class Choice:
    """A time that can be chosen; `clocks` in words; `able` are the parties that have ticked it."""

    slot: Slot
    clocks: str
    able: Sequence[Party]
    is_own: bool
    suits_all: bool
    suits_others: bool

    @property
    def code(self) -> str:
        return code_of(self.slot.starts_at)


@dataclass(frozen=True)
class Day:
    """A day of the European office; `minutes` are what the office hours share."""

    day: date
    minutes: int
    choices: Sequence[Choice]


@dataclass(frozen=True)
class Closed:
    """A day of the week on which an office is closed, and why."""

    day: date
    profile: Profile
    why: str


@dataclass(frozen=True)
class ClockChange:
    """From a day on the clocks of a side go otherwise: `CET` → `CEST`."""

    day: date
    profile: Profile
    old: str
    new: str


@dataclass(frozen=True)
class Plan:
    """`shared` are the minutes that office hours share on the days shown, each once."""

    door: Door
    meeting: Meeting | None
    when: str
    days: Sequence[Day]
    closed: Sequence[Closed]
    changes: Sequence[ClockChange]
    shared: Sequence[int]
    has_early_late: bool
    past: Sequence[tuple[Meeting, str]]

    @property
    def is_agreed(self) -> bool:
        return self.meeting is not None and self.meeting.state == MeetingState.AGREED

    @property
    def choices(self) -> list[Choice]:
        return [choice for day in self.days for choice in day.choices]

    @property
    def suiting(self) -> list[Choice]:
        """What everybody could, but for the time that is agreed; for a party that decides by it,
        all the others."""
        own = self.door.reader.party
        agreed = self.meeting.starts_at if self.is_agreed else None
        return [
            it
            for it in self.choices
            if (it.suits_others if own else it.suits_all) and it.slot.starts_at != agreed
        ]

    @property
    def waiting_for(self) -> list[Party]:
        """Who has ticked nothing that can be chosen."""
        able = {party.pk for choice in self.choices for party in choice.able}
        return [it for it in self.door.introduction.parties.all() if it.pk not in able]

    @property
    def against_early_late(self) -> list[Party]:
        parties = self.door.introduction.parties.all()
        return [it for it in parties if it.profile_id and not it.wants_early_late]


def plan_for(door: Door) -> Plan:
    introduction = door.introduction
    meetings = list(introduction.meetings.prefetch_related("availabilities"))
    ahead = next((it for it in meetings if it.state in AHEAD), None)
    offices, now = offices_of(introduction), timezone.now()
    days = []
    if ahead:
        ahead.introduction = introduction
        days = _days(door, ahead, offices)
    first = first_day(offices, now)
    looked_at = [shared_minutes(offices, day) for day in days_from(first, HORIZON)]
    return Plan(
        door=door,
        meeting=ahead,
        when=_when(introduction, ahead),
        days=days,
        closed=_closed(introduction, offices, first),
        changes=_changes(introduction, first),
        shared=sorted({it for it in looked_at if it}),
        has_early_late=is_early_late_agreed(list(introduction.parties.all())),
        past=[(it, _when(introduction, it)) for it in meetings if it.state not in AHEAD],
    )


def _when(introduction: Introduction, meeting: Meeting | None) -> str:
    if meeting is None or meeting.starts_at is None:
        return ""
    return clocks_of(introduction, meeting.starts_at)


def _days(door: Door, meeting: Meeting, offices: Sequence[Office]) -> list[Day]:
    able: dict[datetime, set[int]] = {}
    for mark in meeting.availabilities.all():
        able.setdefault(mark.starts_at, set()).add(mark.party_id)
    zone = offices[0].zone
    by_day = groupby(proposals(meeting), lambda slot: slot.starts_at.astimezone(zone).date())
    return [
        Day(day, shared_minutes(offices, day), [_choice(door, slot, able) for slot in found])
        for day, found in by_day
    ]


def _choice(door: Door, slot: Slot, marks: Marks) -> Choice:
    parties, own = list(door.introduction.parties.all()), door.reader.party
    able = [party for party in parties if party.pk in marks.get(slot.starts_at, ())]
    missing = [party for party in parties if party not in able]
    return Choice(
        slot,
        clocks_of(door.introduction, slot.starts_at),
        able,
        is_own=own in able,
        suits_all=not missing,
        suits_others=all(party == own for party in missing),
    )


def _closed(introduction: Introduction, offices: Sequence[Office], first: date) -> list[Closed]:
    language = get_language() or "en"
    sides = list(zip((introduction.europe, introduction.japan), offices, strict=True))
    return [
        Closed(day, profile, why)
        for day in days_from(first, HORIZON)
        for profile, office in sides
        if (why := office.closed_on(day, language))
    ]


def _changes(introduction: Introduction, first: date) -> list[ClockChange]:
    return [
        ClockChange(day, profile, old, new)
        for profile in (introduction.europe, introduction.japan)
        for day in days_from(first, HORIZON)
        if (old := _label(day - timedelta(days=1), profile)) != (new := _label(day, profile))
    ]


def _label(day: date, profile: Profile) -> str:
    zone = ZoneInfo(profile.place.time_zone)
    return zone_label(datetime.combine(day, time(12), zone), zone)
