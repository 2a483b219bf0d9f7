"""Who has a seat, who waits, who moves up."""

from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError
from django.utils import timezone

from events import actions
from events.models import Registration, Webinar
from events.refusals import (
    HasBegun,
    IsCancelled,
    IsOver,
    NotBookable,
    NotOpenYet,
    OfferOver,
    RegistrationEnded,
    TooLate,
)
from events.states import Booking, State
from profiles.models import Mail
from profiles.moving import ForbiddenMove
from tests.events.making import fill_up, make_webinar, register
from tests.makers import REASON, make_user

pytestmark = pytest.mark.django_db

START = datetime.fromisoformat("2027-03-10T09:00:00+01:00")


def states(webinar: Webinar) -> list[str]:
    """In the order in which they registered."""
    return list(webinar.registrations.order_by("pk").values_list("state", flat=True))


def kinds() -> list[str]:
    return list(Mail.objects.order_by("pk").values_list("kind", flat=True))


def state_of(registration: Registration) -> str:
    return str(Registration.objects.get(pk=registration.pk).state)


def cancel(registration: Registration) -> None:
    actions.cancel(registration, by=None, reason=REASON)


def test_a_registration_takes_no_seat_until_its_address_is_confirmed() -> None:
    webinar = make_webinar(capacity=1)
    registration = register(webinar, confirmed=False)
    assert (registration.state, webinar.registrations.seated().count()) == (Booking.UNCONFIRMED, 0)
    assert actions.confirm(registration) == Booking.CONFIRMED
    assert Webinar.objects.get().state == State.FULL


def test_who_comes_too_late_waits_and_moves_up_with_a_deadline() -> None:
    webinar = make_webinar(capacity=1)
    first, second = register(webinar), register(webinar, "haruka@example.org")
    assert second.state == Booking.WAITING
    actions.cancel(first, by=None, reason="Ill")
    second.refresh_from_db()
    assert second.state == Booking.OFFERED
    assert second.offer_until - timezone.now() > timedelta(hours=47)
    actions.accept_seat(second)
    assert kinds() == [
        "webinar_confirm",
        "webinar_booked",
        "webinar_confirm",
        "webinar_waiting",
        "webinar_cancelled",
        "webinar_offer",
        "webinar_booked",
    ]


def test_the_line_is_in_the_order_of_confirmation_not_of_registration() -> None:
    webinar = make_webinar(capacity=1)
    register(webinar)
    early, late = (register(webinar, f"{it}@example.org", confirmed=False) for it in ("a", "b"))
    actions.confirm(late)
    actions.confirm(early)
    assert list(webinar.registrations.in_line()) == [late, early]


def test_a_clock_that_goes_slow_jumps_no_queue() -> None:
    webinar = make_webinar(capacity=1)
    register(webinar)
    waiting = register(webinar, "a@example.org")
    late = register(webinar, "b@example.org", confirmed=False)
    with time_machine.travel(timezone.now() - timedelta(minutes=5)):
        actions.confirm(late)
    assert list(webinar.registrations.in_line()) == [waiting, late]


def test_confirming_twice_changes_nothing() -> None:
    registration = register(make_webinar())
    assert actions.confirm(registration) == Booking.CONFIRMED
    assert (registration.transitions.count(), kinds()) == (1, ["webinar_confirm", "webinar_booked"])


def test_who_was_cancelled_cannot_confirm_any_more() -> None:
    registration = register(make_webinar(), confirmed=False)
    cancel(registration)
    with pytest.raises(RegistrationEnded):
        actions.confirm(registration)
    assert state_of(registration) == Booking.CANCELLED


def test_cancelling_twice_changes_nothing() -> None:
    registration = register(make_webinar())
    cancel(registration)
    cancel(registration)
    assert kinds() == ["webinar_confirm", "webinar_booked", "webinar_cancelled"]


def test_a_webinar_without_a_limit_is_never_full() -> None:
    webinar = make_webinar()
    fill_up(webinar, 3)
    assert (states(webinar), Webinar.objects.get().state) == ([Booking.CONFIRMED] * 3, State.OPEN)


@pytest.mark.parametrize(
    ("state", "fields", "refusal"),
    [
        (State.DRAFT, {}, NotBookable),
        (State.PUBLISHED, {}, NotOpenYet),
        (State.CLOSED, {}, NotBookable),
        (State.LIVE, {"closes_at": START}, HasBegun),
        (State.DONE, {}, IsOver),
        (State.CANCELLED, {}, IsCancelled),
        (State.OPEN, {"starts_at": START - timedelta(hours=1), "closes_at": START}, HasBegun),
        (State.CLOSED, {"starts_at": START - timedelta(hours=1)}, HasBegun),
        (State.OPEN, {"starts_at": START - timedelta(days=1)}, IsOver),
        (State.OPEN, {"closes_at": START}, NotBookable),
        (State.FULL, {"closes_at": START}, NotBookable),
    ],
)
@time_machine.travel(START, tick=False)
def test_why_one_cannot_register(state: State, fields: Any, refusal: type[NotBookable]) -> None:
    """By the state, and by the clock when nobody has moved the state yet."""
    webinar = make_webinar(state=state, **fields)
    with pytest.raises(NotBookable) as caught:
        register(webinar)
    assert type(caught.value) is refusal
    assert (Registration.objects.count(), Mail.objects.count()) == (0, 0)


def test_each_refusal_says_why() -> None:
    opens = datetime.fromisoformat("2026-12-01T09:00:00+01:00")
    said = [NotBookable(), NotOpenYet(None), NotOpenYet(opens), HasBegun(), IsOver(), IsCancelled()]
    sentences = {str(it) for it in (*said, RegistrationEnded(), OfferOver(), TooLate())}
    assert len(sentences) == 9
    assert str(NotOpenYet(opens)) == (
        "Registration opens on Tue 1 Dec 2026, 09:00 CET / 17:00 JST."
    )


def test_who_confirms_after_registration_has_closed_is_told() -> None:
    webinar = make_webinar()
    registration = register(webinar, confirmed=False)
    webinar.move(State.CLOSED, by=None, reason=REASON)
    with pytest.raises(NotBookable):
        actions.confirm(registration)
    assert state_of(registration) == Booking.UNCONFIRMED


def test_another_broken_constraint_is_not_taken_for_a_second_registration() -> None:
    webinar = make_webinar()
    taken = register(webinar).certificate
    with pytest.raises(IntegrityError, match="certificate"):
        register(webinar, "haruka@example.org", certificate=taken)


def test_an_offer_past_its_deadline_goes_to_the_next_who_waits() -> None:
    webinar = make_webinar(capacity=1)
    first, second, third = fill_up(webinar, 3)
    cancel(first)
    with time_machine.travel(timezone.now() + timedelta(hours=49)), pytest.raises(OfferOver):
        actions.accept_seat(second)
    assert states(webinar) == [Booking.CANCELLED, Booking.LAPSED, Booking.OFFERED]
    with pytest.raises(OfferOver):
        actions.accept_seat(second)
    actions.accept_seat(third)
    assert states(webinar) == [Booking.CANCELLED, Booking.LAPSED, Booking.CONFIRMED]


def test_an_offer_is_accepted_until_the_last_moment() -> None:
    webinar = make_webinar(capacity=1)
    first, second = fill_up(webinar, 2)
    cancel(first)
    second.refresh_from_db()
    actions.accept_seat(second, second.offer_until - timedelta(seconds=1))
    actions.accept_seat(second)
    assert states(webinar) == [Booking.CANCELLED, Booking.CONFIRMED]
    assert Registration.objects.get(pk=second.pk).offer_until is None


def test_nobody_accepts_what_was_not_offered() -> None:
    webinar = make_webinar(capacity=1)
    _first, second = fill_up(webinar, 2)
    with pytest.raises(ForbiddenMove):
        actions.accept_seat(second)


@pytest.mark.parametrize("state", [State.LIVE, State.CANCELLED])
def test_after_the_beginning_nothing_is_accepted_or_cancelled(state: State) -> None:
    webinar = make_webinar(capacity=1)
    first, second = fill_up(webinar, 2)
    cancel(first)
    webinar.refresh_from_db()
    webinar.move(state, by=None, reason=REASON)
    with pytest.raises(TooLate):
        actions.accept_seat(second)
    with pytest.raises(TooLate):
        cancel(second)
    assert state_of(second) == Booking.OFFERED


@time_machine.travel(START, tick=False)
@pytest.mark.parametrize(
    ("hours_ahead", "accept_hours", "offered_for"),
    [(300, 48, 48), (300, 1, 1), (40, 48, 38), (4, 48, 2), (3.9, 48, None), (300, 0, None)],
)
def test_how_long_an_offer_is_kept(
    hours_ahead: float, accept_hours: int, offered_for: float | None
) -> None:
    """It ends two hours before the beginning; what could not last two hours is given at once."""
    starts_at = START + timedelta(hours=hours_ahead)
    webinar = make_webinar(capacity=1, starts_at=starts_at, accept_hours=accept_hours)
    first, second = fill_up(webinar, 2)
    cancel(first)
    second.refresh_from_db()
    if offered_for is None:
        assert (second.state, second.offer_until) == (Booking.CONFIRMED, None)
    else:
        until = START + timedelta(hours=offered_for)
        assert (second.state, second.offer_until) == (Booking.OFFERED, until)


def test_what_lapses_and_what_does_not() -> None:
    webinar = make_webinar(capacity=2)
    seated, offered, waiting = (register(webinar, f"{it}@example.org") for it in "abc")
    gone = register(webinar, "d@example.org")
    unconfirmed = register(webinar, "e@example.org", confirmed=False)
    cancel(offered)  # `waiting` is offered the seat, `gone` waits
    assert actions.lapse(webinar) == 0
    later = timezone.now() + timedelta(hours=49)
    assert actions.lapse(webinar, later) == 2
    assert actions.lapse(webinar, later) == 0
    states_now = [state_of(it) for it in (seated, waiting, gone, unconfirmed)]
    assert states_now == [Booking.CONFIRMED, Booking.LAPSED, Booking.OFFERED, Booking.LAPSED]


def test_an_address_that_nobody_confirmed_is_forgotten() -> None:
    webinar = make_webinar()
    registration = register(webinar, confirmed=False, question="Who pays?")
    assert actions.lapse(webinar, timezone.now() + timedelta(hours=49)) == 1
    row = Registration.objects.get(pk=registration.pk)
    assert (row.email, row.family_name, row.question) == ("", "", "")
    assert row.erased_at is not None
    mail = Mail.objects.get()
    assert (mail.state, mail.address, mail.text) == ("cancelled", "", "")


def test_more_seats_move_the_line_up() -> None:
    webinar = make_webinar(capacity=1)
    fill_up(webinar, 4)
    actions.change_webinar(webinar, by=make_user(), capacity=3)
    offered = [Booking.CONFIRMED, Booking.OFFERED, Booking.OFFERED, Booking.WAITING]
    assert states(webinar) == offered
    actions.change_webinar(webinar, by=make_user("a@example.org"), capacity=None)
    assert states(webinar) == [Booking.CONFIRMED, *[Booking.OFFERED] * 3]
    assert Webinar.objects.get().state == State.OPEN


def test_fewer_seats_take_none_away() -> None:
    webinar = make_webinar(capacity=3)
    people = fill_up(webinar, 3)
    actions.change_webinar(webinar, by=make_user(), capacity=1)
    assert states(webinar) == [Booking.CONFIRMED] * 3
    late = register(webinar, "late@example.org")
    for registration in people[:2]:
        cancel(registration)
    assert state_of(late) == Booking.WAITING
    cancel(people[2])
    assert state_of(late) == Booking.OFFERED


def test_who_comes_back_stands_at_the_end() -> None:
    webinar = make_webinar(capacity=1)
    _first, second, third = fill_up(webinar, 3)
    cancel(second)
    again = register(webinar, second.email)
    assert list(webinar.registrations.in_line()) == [third, again]


def test_full_and_open_follow_the_seats() -> None:
    webinar = make_webinar(capacity=1)
    first, second = fill_up(webinar, 2)
    assert Webinar.objects.get().state == State.FULL
    cancel(first)
    assert Webinar.objects.get().state == State.FULL
    cancel(second)
    assert Webinar.objects.get().state == State.OPEN


def test_who_deletes_their_data_gives_the_seat_to_the_next() -> None:
    webinar = make_webinar(capacity=1)
    first, second = fill_up(webinar, 2)
    actions.erase(first)
    actions.erase(first)
    assert (state_of(first), state_of(second)) == (Booking.CANCELLED, Booking.OFFERED)


def test_a_seat_freed_after_registration_closed_still_moves_up() -> None:
    webinar = make_webinar(capacity=1)
    first, second = fill_up(webinar, 2)
    webinar.refresh_from_db()
    webinar.move(State.CLOSED, by=None, reason=REASON)
    cancel(first)
    assert (state_of(second), Webinar.objects.get().state) == (Booking.OFFERED, State.CLOSED)
