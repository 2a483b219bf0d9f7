"""Find a time, agree on it, move it, call it off. Each locks the meeting and looks again.

`meeting` is what somebody has seen: if it is another state or version by now, they are told so.
"""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from matching.introductions import mails_meeting as mails
from matching.introductions.calendars import Office
from matching.introductions.conversing import NotIntroduced
from matching.introductions.models import Availability, Introduction, Meeting, Party
from matching.introductions.planning import Slot, upcoming
from matching.introductions.states import MeetingState
from profiles.models import User
from profiles.moving import ForbiddenMove

COLLECTING, AGREED = MeetingState.COLLECTING, MeetingState.AGREED
AHEAD = (COLLECTING, AGREED)
"""Of an introduction there is at most one of these."""


class NotProposed(Exception):
    """The time is outside somebody's hours, too soon, or not looked at."""

    def __str__(self) -> str:
        return str(_("This time cannot be chosen any more. Choose one of those below."))


class DoesNotSuitAll(Exception):
    """Somebody has not said that they could."""

    def __str__(self) -> str:
        return str(_("This time does not suit everybody. Choose one that does."))


def offices_of(introduction: Introduction) -> list[Office]:
    """Europe's, then Japan's. A third party's hours are not known: it says when it could."""
    return [Office.of(introduction.europe.place), Office.of(introduction.japan.place)]


def is_early_late_agreed(parties: Collection[Party]) -> bool:
    return all(party.wants_early_late for party in parties if party.profile_id)


def proposals(meeting: Meeting, *, now: datetime | None = None) -> list[Slot]:
    """The times that can be chosen now."""
    introduction = meeting.introduction
    early_late = is_early_late_agreed(list(introduction.parties.all()))
    return upcoming(
        offices_of(introduction),
        now=now or timezone.now(),
        minutes=meeting.minutes,
        early_late=early_late,
    )


def start(
    introduction: Introduction, *, minutes: int, video_url: str, by: User, party: Party | None
) -> tuple[Meeting, bool]:
    """Begin to look for a time; the meeting that is ahead already, and False, if there is one.

    Raises NotIntroduced.
    """
    if not introduction.is_introduced:
        raise NotIntroduced
    fields = {"minutes": minutes, "video_url": video_url, "created_by": by}
    try:
        with transaction.atomic():
            meeting = Meeting.objects.create(introduction=introduction, **fields)
            mails.started(meeting, by=by, party=party)
    except IntegrityError:  # one_meeting_ahead: somebody else was faster
        return introduction.meetings.get(state__in=AHEAD), False
    return meeting, True


def mark(meeting: Meeting, *, party: Party, starts: Collection[datetime]) -> list[Availability]:
    """A party says when it could, in place of what it said before; other times are left out.

    Raises ForbiddenMove once the meeting is over or called off.
    """
    with transaction.atomic():
        row = _locked(meeting)
        if row.state not in AHEAD:
            raise ForbiddenMove(row.state, COLLECTING)
        row.availabilities.filter(party=party).delete()
        return Availability.objects.bulk_create(
            Availability(meeting=row, party=party, starts_at=slot.starts_at, ends_at=slot.ends_at)
            for slot in proposals(row)
            if slot.starts_at in starts
        )


def _locked(meeting: Meeting) -> Meeting:
    rows = Meeting.objects.select_for_update(of=["self"])
    sides = ("introduction__europe__place", "introduction__japan__place", "introduction__broker")
    return rows.select_related(*sides).get(pk=meeting.pk)


def _as_seen(meeting: Meeting, *states: MeetingState) -> Meeting:
    """The meeting, locked. Raises ForbiddenMove if it is not what somebody has seen."""
    row = _locked(meeting)
    if row.version != meeting.version or row.state not in states:
        raise ForbiddenMove(meeting.state, row.state)
    return row


def agree(meeting: Meeting, starts_at: datetime, *, by: User, party: Party | None) -> Meeting:
    """Settle the time, or another one in its place, and invite everybody.

    A party chooses what suits all the others; the helpdesk, which may have asked them by phone,
    any time that can be proposed. Raises ForbiddenMove, NotProposed and DoesNotSuitAll.
    """
    with transaction.atomic():
        row = _as_seen(meeting, *AHEAD)
        slot = next((it for it in proposals(row) if it.starts_at == starts_at), None)
        if slot is None:
            raise NotProposed
        if party is not None:
            _require_all(row, slot, but=party)
        is_first = not row.transitions.filter(new=AGREED).exists()
        if row.state == AGREED:
            row.move(COLLECTING, by=by, reason=gettext_noop("Moved to another time"))
        sequence = row.sequence if is_first else row.sequence + 1
        reason = gettext_noop("Agreed on a time")
        row.move(AGREED, by=by, reason=reason, starts_at=slot.starts_at, sequence=sequence)
        mails.invite(row, is_update=not is_first)
    return row


def _require_all(meeting: Meeting, slot: Slot, *, but: Party) -> None:
    """Whoever chooses a time says by that that they could."""
    marks = meeting.availabilities.filter(starts_at=slot.starts_at)
    able = set(marks.values_list("party_id", flat=True)) | {but.pk}
    if any(party.pk not in able for party in meeting.introduction.parties.all()):
        raise DoesNotSuitAll


def reopen(meeting: Meeting, *, by: User) -> Meeting:
    """The agreed time does not hold any more; another one is looked for. Raises ForbiddenMove."""
    with transaction.atomic():
        row = _as_seen(meeting, AGREED)
        reason = gettext_noop("Another time is looked for")
        row.move(COLLECTING, by=by, reason=reason, sequence=row.sequence + 1)
        mails.reopened(row)
    return row


def cancel(meeting: Meeting, *, by: User) -> Meeting:
    """It does not take place; calendars are told. Raises ForbiddenMove."""
    with transaction.atomic():
        row = _as_seen(meeting, *AHEAD)
        was_agreed = row.state == AGREED
        sequence = row.sequence + 1 if was_agreed else row.sequence
        row.move(
            MeetingState.CANCELLED, by=by, reason=gettext_noop("Called off"), sequence=sequence
        )
        mails.cancelled(row, was_agreed=was_agreed)
    return row


def edit(meeting: Meeting, *, minutes: int, video_url: str) -> Meeting:
    """Another length, as long as no time is agreed, or another link; calendars are told of that.

    Raises ForbiddenMove.
    """
    with transaction.atomic():
        row = _as_seen(meeting, *AHEAD)
        if row.state == COLLECTING and row.minutes != minutes:
            row.minutes = minutes
            for mark in row.availabilities.all():
                mark.ends_at = mark.starts_at + timedelta(minutes=minutes)
                mark.save(update_fields=["ends_at"])
        is_new_link, row.video_url = row.video_url != video_url, video_url
        if row.state == AGREED and is_new_link:
            row.sequence += 1
        row.save(update_fields=["minutes", "video_url", "sequence"])
        if row.state == AGREED and is_new_link:
            mails.invite(row, is_update=True)
    return row


def set_early_late(party: Party, *, wanted: bool) -> None:
    """Whether a party would also meet early or late."""
    Party.objects.filter(pk=party.pk).update(wants_early_late=wanted)
