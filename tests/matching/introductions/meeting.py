"""Makers for the tests of meetings: a winter's day, times on it, marks."""

from datetime import UTC, datetime, timedelta

from django.utils import timezone

from matching.introductions import actions, meeting_actions
from matching.introductions.meeting_actions import proposals
from matching.introductions.models import Introduction, Meeting
from tests.matching.introductions.people import (
    World,
    accept,
    consent,
    introduce,
    make_third,
    party,
    propose,
)

NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)
"""A Monday in winter time, 10:00 in Brussels."""
SLOT = datetime(2026, 11, 5, 8, tzinfo=UTC)
"""Thursday, 09:00 CET / 17:00 JST: the one hour that office hours share."""
NEXT = SLOT + timedelta(days=1)
URL = "https://video.example.org/room"


def make_meeting(world: World, introduction: Introduction | None = None) -> Meeting:
    made = introduction or introduce(world)
    own = party(made, "europe")
    return meeting_actions.start(made, minutes=60, video_url=URL, by=world.alice, party=own)[0]


def mark(meeting: Meeting, *roles: str, starts: tuple[datetime, ...] = (SLOT,)) -> None:
    for role in roles:
        meeting_actions.mark(meeting, party=party(meeting.introduction, role), starts=starts)


def agreed(world: World) -> Meeting:
    """On `SLOT`, by alice, as haruka could too."""
    meeting = make_meeting(world)
    mark(meeting, "europe", "japan", starts=(SLOT, NEXT))
    own = party(meeting.introduction, "europe")
    return meeting_actions.agree(meeting, SLOT, by=world.alice, party=own)


def first_proposal(meeting: Meeting) -> datetime:
    return proposals(meeting, now=timezone.now())[0].starts_at


def introduce_with_third(world: World) -> Introduction:
    """Everybody has agreed, the third party too."""
    consent(world.haruka)
    made = propose(world, third=make_third())
    accept(made, world, "alice")
    accept(made, world, "haruka")
    actions.accept(party(made, "third"), by=None, contact=None)
    made.refresh_from_db()
    return made
