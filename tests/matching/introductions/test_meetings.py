"""Meetings: who plans them, what can be agreed, and that two who agree at once agree on one."""

from collections.abc import Iterator
from datetime import timedelta
from threading import Barrier, Thread

import pytest
import time_machine
from django.db import connection
from pytest_django import DjangoAssertNumQueries

from matching.introductions import meeting_actions
from matching.introductions.conversing import NotIntroduced
from matching.introductions.links import party_token
from matching.introductions.meeting_actions import DoesNotSuitAll, NotProposed
from matching.introductions.meeting_forms import code_of
from matching.introductions.models import Availability, Meeting, MeetingTransition
from matching.introductions.states import MEETING_MOVES, MeetingState
from profiles.moving import ForbiddenMove
from tests.matching.introductions.meeting import (
    NEXT,
    NOW,
    SLOT,
    URL,
    agreed,
    introduce_with_third,
    make_meeting,
    mark,
)
from tests.matching.introductions.people import World, introduce, make_world, party, propose

AGREED, COLLECTING = MeetingState.AGREED, MeetingState.COLLECTING
BARE = ("reopen-meeting", "cancel-meeting")


@pytest.fixture(autouse=True)
def winter() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def meeting(world: World) -> Meeting:
    return make_meeting(world)


def state_of(meeting: Meeting) -> tuple[str, int]:
    meeting.refresh_from_db()
    return meeting.state, meeting.sequence


@pytest.mark.parametrize("who", ["alice", "haruka", "dana"])
def test_parties_and_the_helpdesk_see_the_plan(world: World, meeting: Meeting, who: str) -> None:
    response = world.page(who, "plan-meeting", meeting.introduction_id)
    assert response.status_code == 200
    assert response.context["plan"].choices[0].slot.starts_at == SLOT


@pytest.mark.parametrize("name", ["plan-meeting", "download-invitation"])
def test_strangers_see_no_meeting(world: World, name: str) -> None:
    made = agreed(world).introduction_id
    assert world.page("alice", name, made).status_code == 200
    assert world.page("charlie", name, made).status_code == 404
    assert world.page("", name, made).status_code == 302


@pytest.mark.parametrize(
    "name",
    [
        *("start-meeting", "mark-availability", "agree-meeting", "edit-meeting"),
        *("reopen-meeting", "cancel-meeting", "set-hours"),
    ],
)
def test_strangers_change_nothing(world: World, name: str) -> None:
    made = agreed(world)
    data = {"seen": made.version, "minutes": 30, "slots": [code_of(NEXT)], "early_late": "on"}
    answer = world.send("charlie", name, made.introduction_id, **data)
    assert answer.status_code == 404
    assert state_of(made) == (AGREED, 0)
    assert Availability.objects.count() == 4


@pytest.mark.parametrize("name", ["plan-meeting", "download-invitation"])
def test_nothing_is_planned_before_the_consent(world: World, name: str) -> None:
    made = propose(world)
    assert world.page("alice", name, made.pk).status_code == 404
    with pytest.raises(NotIntroduced):
        meeting_actions.start(made, minutes=60, video_url="", by=world.alice, party=None)


def test_a_meeting_from_the_first_click_to_the_invitation(world: World) -> None:
    made = introduce(world).pk
    world.send("alice", "start-meeting", made, minutes=60, video_url=URL)
    codes = [code_of(SLOT), code_of(NEXT)]
    world.send("alice", "mark-availability", made, slots=codes)
    world.send("haruka", "mark-availability", made, slots=codes[1:])
    plan = world.page("haruka", "plan-meeting", made).context["plan"]
    assert [(it.slot.starts_at, it.suits_all) for it in plan.suiting] == [
        (SLOT, False),
        (NEXT, True),
    ]
    seen = plan.meeting.version
    world.send("haruka", "agree-meeting", made, starts_at=codes[1], seen=seen)
    plan = world.page("alice", "plan-meeting", made).context["plan"]
    assert (plan.is_agreed, plan.when) == (True, "Fri 6 Nov 2026, 09:00 CET / 17:00 JST")


def test_a_second_meeting_is_the_first_one(world: World, meeting: Meeting) -> None:
    found, is_new = meeting_actions.start(
        meeting.introduction, minutes=30, video_url="", by=world.haruka, party=None
    )
    assert (found, is_new, Meeting.objects.count()) == (meeting, False, 1)


@pytest.mark.parametrize(
    ("url", "status"),
    [
        ("https://video.example.org/room", 302),
        ("http://video.example.org/room", 422),
        ("javascript:alert(1)", 422),
        ("https://me:secret@video.example.org/", 422),
    ],
)
def test_only_links_by_https_are_taken(world: World, url: str, status: int) -> None:
    answer = world.send("alice", "start-meeting", introduce(world).pk, minutes=60, video_url=url)
    assert answer.status_code == status
    assert Meeting.objects.count() == (1 if status == 302 else 0)


def test_times_that_are_not_proposed_are_refused(world: World, meeting: Meeting) -> None:
    night = code_of(SLOT + timedelta(hours=9))
    answer = world.send("alice", "mark-availability", meeting.introduction_id, slots=[night])
    assert (answer.status_code, Availability.objects.count()) == (422, 0)
    with pytest.raises(NotProposed):
        meeting_actions.agree(meeting, SLOT + timedelta(hours=9), by=world.dana, party=None)


def test_a_party_agrees_only_on_what_suits_the_others(world: World, meeting: Meeting) -> None:
    mark(meeting, "europe")
    own = party(meeting.introduction, "europe")
    with pytest.raises(DoesNotSuitAll):
        meeting_actions.agree(meeting, SLOT, by=world.alice, party=own)
    assert state_of(meeting) == (COLLECTING, 0)
    other = party(meeting.introduction, "japan")
    meeting_actions.agree(meeting, SLOT, by=world.haruka, party=other)
    assert state_of(meeting) == (AGREED, 0)


def test_the_helpdesk_may_settle_any_proposed_time(world: World, meeting: Meeting) -> None:
    made = meeting.introduction_id
    world.send("dana", "agree-meeting", made, starts_at=code_of(NEXT), seen=meeting.version)
    assert state_of(meeting) == (AGREED, 0)


def test_what_was_shown_is_what_is_decided(world: World, meeting: Meeting) -> None:
    mark(meeting, "europe", "japan", starts=(SLOT, NEXT))
    seen, made = meeting.version, meeting.introduction_id
    world.send("alice", "agree-meeting", made, starts_at=code_of(SLOT), seen=seen)
    world.send("haruka", "agree-meeting", made, starts_at=code_of(NEXT), seen=seen)
    world.send("haruka", "cancel-meeting", made, seen=seen)
    assert state_of(meeting) == (AGREED, 0)
    assert meeting.starts_at == SLOT


def test_sequence_grows_with_every_change(world: World) -> None:
    made = agreed(world)
    assert state_of(made) == (AGREED, 0)
    made = meeting_actions.agree(made, NEXT, by=world.dana, party=None)
    assert state_of(made) == (AGREED, 1)
    made = meeting_actions.reopen(made, by=world.alice)
    assert state_of(made) == (COLLECTING, 2)
    made = meeting_actions.agree(made, SLOT, by=world.dana, party=None)
    assert state_of(made) == (AGREED, 3)
    made = meeting_actions.edit(made, minutes=60, video_url="https://other.example.org/")
    assert state_of(made) == (AGREED, 4)
    made = meeting_actions.cancel(made, by=world.alice)
    assert state_of(made) == (MeetingState.CANCELLED, 5)


def test_the_agreed_time_is_not_offered_again(world: World) -> None:
    made = agreed(world)
    plan = world.page("alice", "plan-meeting", made.introduction_id).context["plan"]
    assert [it.slot.starts_at for it in plan.suiting] == [NEXT]


def test_log_is_unbroken(world: World) -> None:
    made = meeting_actions.agree(agreed(world), NEXT, by=world.dana, party=None)
    meeting_actions.cancel(made, by=world.alice)
    rows = list(MeetingTransition.objects.values_list("old", "new"))
    assert rows == [
        ("collecting", "agreed"),
        ("agreed", "collecting"),
        ("collecting", "agreed"),
        ("agreed", "cancelled"),
    ]


@pytest.mark.parametrize("old", MeetingState)
@pytest.mark.parametrize("new", MeetingState)
def test_every_pair_of_states(world: World, old: MeetingState, new: MeetingState) -> None:
    meeting = Meeting.objects.create(introduction=propose(world), state=old, starts_at=SLOT)
    if new in MEETING_MOVES[old]:
        meeting.move(new, by=world.dana, reason="Tested")
    else:
        with pytest.raises(ForbiddenMove):
            meeting.move(new, by=world.dana, reason="Tested")
    assert state_of(meeting)[0] == (new if new in MEETING_MOVES[old] else old)


def test_early_and_late_times_come_when_both_sides_want_them(
    world: World, meeting: Meeting
) -> None:
    made = meeting.introduction_id
    usual = len(world.page("alice", "plan-meeting", made).context["plan"].choices)
    world.send("alice", "set-hours", made, early_late="on")
    alone = world.page("alice", "plan-meeting", made).context["plan"]
    assert (len(alone.choices), alone.has_early_late) == (usual, False)
    world.send("haruka", "set-hours", made, early_late="on")
    both = world.page("alice", "plan-meeting", made).context["plan"]
    on_the_first_day_after_the_notice = 3
    expected = 9 * usual + on_the_first_day_after_the_notice
    assert (len(both.choices), both.has_early_late) == (expected, True)
    world.send("haruka", "set-hours", made)
    assert len(world.page("alice", "plan-meeting", made).context["plan"].choices) == usual


def test_the_page_names_hours_holidays_and_changes_of_clocks(
    world: World, meeting: Meeting
) -> None:
    with time_machine.travel(NOW.replace(month=10, day=19), tick=False):
        plan = world.page("alice", "plan-meeting", meeting.introduction_id).context["plan"]
    assert plan.shared == [60, 120]
    assert [(str(it.day), it.profile, it.why) for it in plan.closed] == [
        ("2026-11-03", world.japan, "Culture Day")
    ]
    assert [(str(it.day), it.old, it.new) for it in plan.changes] == [("2026-10-25", "CEST", "CET")]


def test_a_third_party_says_when_it_could_by_its_link(world: World) -> None:
    meeting = make_meeting(world, introduce_with_third(world))
    mark(meeting, "europe", "japan")
    token = party_token(party(meeting.introduction, "third"))
    page = world.page("", "plan-meeting-by-link", token)
    assert page.context["plan"].choices[0].clocks == (
        "Thu 5 Nov 2026, 09:00 CET / 17:00 JST / 08:00 UTC"
    )
    own = party(meeting.introduction, "japan")
    with pytest.raises(DoesNotSuitAll):
        meeting_actions.agree(meeting, SLOT, by=world.haruka, party=own)
    world.send("", "mark-availability-by-link", token, slots=[code_of(SLOT)])
    world.send("", "agree-meeting-by-link", token, starts_at=code_of(SLOT), seen=meeting.version)
    assert state_of(meeting) == (AGREED, 0)
    assert world.page("", "download-invitation-by-link", token).status_code == 200
    assert world.page("", "plan-meeting-by-link", f"{token}x").status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_queries_do_not_grow_with_meetings(
    world: World, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    meeting = make_meeting(world)
    mark(meeting, "europe", "japan", starts=(SLOT, NEXT)[: 1 if count == 1 else 2])
    for _ in range(count):
        Meeting.objects.create(
            introduction=meeting.introduction, state=MeetingState.HELD, starts_at=SLOT
        )
    client = world.client("alice")
    with django_assert_num_queries(23):
        client.get(f"/en/introductions/{meeting.introduction_id}/meeting/")


@pytest.mark.django_db(transaction=True)
def test_two_who_agree_at_once_agree_on_one_time(transactional_db: None) -> None:
    world = make_world()
    meeting = make_meeting(world)
    mark(meeting, "europe", "japan", starts=(SLOT, NEXT))
    barrier, outcomes = Barrier(2), []

    def agree(role: str, starts_at: object) -> None:
        own = party(meeting.introduction, role)
        seen = Meeting.objects.get(pk=meeting.pk)
        barrier.wait()
        try:
            meeting_actions.agree(seen, starts_at, by=None, party=own)
            outcomes.append("agreed")
        except ForbiddenMove:
            outcomes.append("too late")
        finally:
            connection.close()

    threads = [Thread(target=agree, args=it) for it in (("europe", SLOT), ("japan", NEXT))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["agreed", "too late"]
    assert MeetingTransition.objects.count() == 1
