"""Until when a party may answer, and when it is reminded: by the working days of its own office."""

from datetime import date, datetime

from django.utils import timezone

from matching.introductions.calendars import Office
from matching.introductions.models import Party

ANSWER_WITHIN = 15
REMIND_AFTER = (5, 10)
"""Working days, in the calendar of the one who is asked."""


def office_of(party: Party) -> Office:
    """Whose working days count; a third party, whose holidays we do not know, keeps Europe's."""
    profile = party.profile or party.introduction.europe
    return Office.of(profile.place)


def today_at(party: Party) -> date:
    return timezone.now().astimezone(office_of(party).zone).date()


def last_day(party: Party) -> date:
    """The last day to answer for a party that is asked today."""
    return office_of(party).add_working_days(today_at(party), ANSWER_WITHIN)


def is_late(party: Party) -> bool:
    return party.due_on is not None and party.due_on < today_at(party)


def days_left(party: Party) -> int:
    """Working days until its last day, that one included."""
    office, day, count = office_of(party), today_at(party), 0
    while party.due_on and day < party.due_on:
        day = office.add_working_days(day, 1)
        count += 1
    return count


def reminder_due(party: Party, opened_at: datetime) -> int | None:
    """The reminder that is due now: after how many working days; the last one, if days passed by.

    Nobody is written to on a holiday, or before their office opens.
    """
    office, now = office_of(party), timezone.now()
    hours = office.hours(now.astimezone(office.zone).date())
    if hours is None or now < hours[0]:
        return None
    asked_on = opened_at.astimezone(office.zone).date()
    for after in reversed(REMIND_AFTER):
        if office.add_working_days(asked_on, after) <= hours[0].date():
            return after
    return None
