"""The clock: states, deadlines, and that one webinar which fails stops no other."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from events import actions, tasks
from events.clock import following
from events.due import CONFIRM_WITHIN
from events.models import Registration, Webinar
from events.states import Booking, State
from profiles.models import Mail
from tests.events.making import make_webinar, register

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def state_at(webinar: Webinar, moment: datetime) -> str:
    following.follow_webinars(moment)
    return Webinar.objects.get(pk=webinar.pk).state


def test_it_opens_closes_begins_and_ends_by_the_clock() -> None:
    webinar = make_webinar(
        state=State.PUBLISHED,
        starts_at=NOON,
        minutes=60,
        opens_at=NOON - 10 * HOUR,
        closes_at=NOON - 2 * HOUR,
    )
    minute = timedelta(minutes=1)
    moments = [NOON + offset for offset in (-11 * HOUR, -10 * HOUR, -2 * HOUR, -minute)]
    moments += [NOON, NOON + HOUR - minute, NOON + HOUR, NOON + 2 * HOUR]
    assert [state_at(webinar, moment) for moment in moments] == [
        State.PUBLISHED,
        State.OPEN,
        State.CLOSED,
        State.CLOSED,
        State.LIVE,
        State.LIVE,
        State.DONE,
        State.DONE,
    ]


def test_after_a_long_sleep_it_goes_through_all_states_at_once() -> None:
    webinar = make_webinar(state=State.OPEN, starts_at=NOON, minutes=60)
    assert state_at(webinar, NOON + 5 * HOUR) == State.DONE
    reasons = webinar.transitions.order_by("pk").values_list("new", "reason")
    assert list(reasons)[1:] == [("live", "By the clock"), ("done", "By the clock")]


@pytest.mark.parametrize("state", [State.DRAFT, State.CANCELLED, State.DONE])
def test_drafts_and_what_is_over_stay_as_they_are(state: State) -> None:
    webinar = make_webinar(state=state, starts_at=NOON, opens_at=NOON - HOUR)
    assert state_at(webinar, NOON + 5 * HOUR) == state
    assert state_at(webinar, NOON - HOUR) == state


def test_a_second_run_changes_nothing() -> None:
    webinar = make_webinar(state=State.OPEN, starts_at=NOON, minutes=60)
    first = following.follow_webinars(NOON)
    before = webinar.transitions.count()
    second = following.follow_webinars(NOON)
    assert (first["moved"], second["moved"], webinar.transitions.count()) == (1, 0, before)


def test_addresses_that_nobody_confirmed_lapse_after_two_days() -> None:
    with time_machine.travel(NOON, tick=False):
        webinar = make_webinar(starts_at=NOON + 300 * HOUR)
        register(webinar, confirmed=False)
    limit = NOON + CONFIRM_WITHIN
    assert following.follow_webinars(limit)["lapsed"] == 0
    assert following.follow_webinars(limit + timedelta(seconds=1))["lapsed"] == 1
    assert Registration.objects.get().state == Booking.LAPSED


def test_an_offer_that_lapses_goes_to_the_next_in_line() -> None:
    with time_machine.travel(NOON, tick=False):
        webinar = make_webinar(starts_at=NOON + 300 * HOUR, capacity=1, accept_hours=4)
        first = register(webinar, "first@example.org")
        second = register(webinar, "second@example.org")
        third = register(webinar, "third@example.org")
        actions.cancel(first, by=None, reason="Ill")
    with time_machine.travel(NOON + 5 * HOUR, tick=False):
        assert following.follow_webinars()["lapsed"] == 1
    second.refresh_from_db()
    third.refresh_from_db()
    assert (second.state, third.state) == (Booking.LAPSED, Booking.OFFERED)


def test_one_that_fails_stops_no_other(caplog: pytest.LogCaptureFixture) -> None:
    with time_machine.travel(NOON - 4 * HOUR, tick=False):
        broken = make_webinar(starts_at=NOON + 2 * HOUR, reminders=[120])
        other = make_webinar("The other one", starts_at=NOON + 2 * HOUR, reminders=[120])
        participant = register(broken)
        register(other)
    Registration.objects.filter(pk=participant.pk).update(time_zone="Nowhere/Land")
    Mail.objects.all().delete()
    caplog.clear()
    done = following.follow_webinars(NOON)
    assert done["reminded"] == 1
    assert [it.getMessage() for it in caplog.records] == [f"Webinar {broken.pk}: not reminded"]
    assert [mail.subject for mail in Mail.objects.all()] == ["Coming up: The other one"]


def test_the_task_says_what_was_done() -> None:
    with time_machine.travel(NOON, tick=False):
        make_webinar(starts_at=NOON, minutes=60)
        assert tasks.follow_webinars() == {
            "moved": 1,
            "lapsed": 0,
            "told": 0,
            "reminded": 0,
            "thanked": 0,
            "consoled": 0,
            "resumed": 0,
        }


def test_who_waited_in_vain_is_told_once_when_it_has_begun() -> None:
    with time_machine.travel(NOON - timedelta(days=1), tick=False):
        webinar = make_webinar(starts_at=NOON, minutes=60, capacity=1)
        register(webinar, "first@example.org")
        register(webinar, "second@example.org")
    for minute in (-1, 0, 14):
        following.follow_webinars(NOON + timedelta(minutes=minute))
    assert Mail.objects.filter(kind="webinar_no_seat").count() == 0
    for minute in (15, 16, 61):
        following.follow_webinars(NOON + timedelta(minutes=minute))
    told = Mail.objects.filter(kind="webinar_no_seat")
    assert [mail.address for mail in told] == ["second@example.org"]
