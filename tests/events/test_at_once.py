"""Many people at the same moment, on connections of their own."""

import random
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from functools import partial
from itertools import pairwise
from typing import Any

import pytest
import time_machine
from django.db import transaction
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from events import actions
from events.models import Feedback, Registration, Webinar
from events.refusals import OfferOver, RegistrationEnded
from events.states import SEATED, STANDING, Booking, State
from profiles.models import Mail
from profiles.moving import ForbiddenMove
from tests.events.making import fill_up, make_webinar, register
from tests.events.visiting import page_of
from tests.makers import REASON, make_user
from tests.matching.test_crowd import at_once, waiting

ROUNDS = 20
SEATS, WAITING, LEAVING = 100, 80, 50
LATER = timedelta(hours=49)


def fresh(registration: Registration) -> Registration:
    return Registration.objects.get(pk=registration.pk)


def states(webinar: Webinar) -> list[str]:
    return list(webinar.registrations.order_by("pk").values_list("state", flat=True))


def cancel(registration: Registration) -> None:
    actions.cancel(registration, by=None, reason=REASON)


def in_batches(calls: list[Callable[[], Any]], size: int = 10) -> list[Any]:
    """So many at a time: the server of the tests has a hundred connections."""
    batches = [calls[n : n + size] for n in range(0, len(calls), size)]
    return [answer for batch in batches for answer in at_once(*batch)]


@pytest.mark.django_db(transaction=True)
def test_the_last_seat_is_given_once() -> None:
    for _round in range(ROUNDS):
        webinar = make_webinar(capacity=1)
        rivals = [register(webinar, f"{it}@example.org", confirmed=False) for it in "ab"]
        answers = at_once(*(partial(actions.confirm, it) for it in rivals))
        assert sorted(answers) == [Booking.CONFIRMED, Booking.WAITING]
        assert webinar.registrations.seated().count() == 1


@pytest.mark.django_db(transaction=True)
def test_twenty_who_confirm_at_once_stand_in_one_line() -> None:
    webinar = make_webinar(capacity=5)
    people = [register(webinar, f"p{n}@example.org", confirmed=False) for n in range(20)]
    at_once(*(partial(actions.confirm, it) for it in people))
    assert sorted(states(webinar)) == [Booking.CONFIRMED] * 5 + [Booking.WAITING] * 15
    arrivals = [it.arrived_at for it in webinar.registrations.in_line()]
    assert all(earlier < later for earlier, later in pairwise(arrivals))
    seats = webinar.registrations.confirmed().order_by("-arrived_at")
    assert seats[0].arrived_at < arrivals[0]


@pytest.mark.django_db(transaction=True)
def test_fifty_who_cancel_at_once_promote_the_first_fifty() -> None:
    webinar = make_webinar(capacity=SEATS)
    people = fill_up(webinar, SEATS + WAITING)
    leaving = random.Random(6).sample(people[:SEATS], LEAVING)
    assert in_batches([partial(cancel, it) for it in leaving]) == [None] * LEAVING
    line = people[SEATS:]
    promoted = webinar.registrations.filter(state=Booking.OFFERED).order_by("arrived_at")
    assert list(promoted) == line[:LEAVING]
    assert list(webinar.registrations.in_line()) == line[LEAVING:]
    assert webinar.registrations.seated().count() == SEATS
    assert Mail.objects.filter(kind="webinar_offer").count() == LEAVING


@pytest.mark.django_db(transaction=True)
def test_an_address_entered_ten_times_at_once_is_registered_once() -> None:
    webinar = make_webinar()
    entered = partial(actions.register, webinar, email="Erika@example.org")
    answers = at_once(*[entered] * 10)
    assert sorted(is_new for _registration, is_new in answers) == [False] * 9 + [True]
    assert (Registration.objects.count(), Mail.objects.count()) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_feedback_sent_twice_at_once_is_given_once() -> None:
    with time_machine.travel(timezone.now() - timedelta(days=60), tick=False):
        registration = register(make_webinar())
    send = partial(Client().post, page_of(registration, "feedback/"), {"rating": 4})
    with transaction.atomic():
        Feedback.objects.create(registration=registration, rating=1)
        second = waiting(send)
    second.join()
    assert Feedback.objects.get().rating == 4


@pytest.mark.django_db(transaction=True)
def test_ten_members_who_sign_up_at_once_share_three_seats() -> None:
    """They need not confirm: the row is written and the seat taken in one transaction."""
    webinar = make_webinar(capacity=3)
    members = [make_user(f"m{n}@example.org", password=None) for n in range(10)]
    entered = (partial(actions.register, webinar, email=it.email, user=it) for it in members)
    answers = at_once(*entered)
    assert sorted(registration.state for registration, _is_new in answers) == (
        [Booking.CONFIRMED] * 3 + [Booking.WAITING] * 7
    )


@pytest.mark.django_db(transaction=True)
def test_a_link_followed_ten_times_at_once_confirms_once() -> None:
    registration = register(make_webinar(), confirmed=False)
    views = [fresh(registration) for _ in range(10)]
    answers = at_once(*(partial(actions.confirm, it) for it in views))
    assert answers == [Booking.CONFIRMED] * 10
    assert registration.transitions.count() == 1
    assert Mail.objects.filter(kind="webinar_booked").count() == 1


@pytest.mark.django_db(transaction=True)
def test_accepting_against_lapsing_leaves_one_winner() -> None:
    for _round in range(ROUNDS // 2):
        webinar = make_webinar(capacity=1)
        first, second, third = fill_up(webinar, 3)
        cancel(first)
        accepted, _lapsed = at_once(
            partial(actions.accept_seat, fresh(second)),
            partial(actions.lapse, webinar, timezone.now() + LATER),
        )
        if accepted is None:
            expected = [Booking.CONFIRMED, Booking.WAITING]
        else:
            assert type(accepted) is OfferOver
            expected = [Booking.LAPSED, Booking.OFFERED]
        assert [fresh(second).state, fresh(third).state] == expected


@pytest.mark.django_db(transaction=True)
def test_accepting_against_cancelling_frees_the_seat() -> None:
    for _round in range(ROUNDS // 2):
        webinar = make_webinar(capacity=1)
        first, second, third = fill_up(webinar, 3)
        cancel(first)
        accepted, cancelled = at_once(
            partial(actions.accept_seat, fresh(second)), partial(cancel, fresh(second))
        )
        assert cancelled is None
        assert accepted is None or type(accepted) is ForbiddenMove
        assert states(webinar) == [Booking.CANCELLED, Booking.CANCELLED, Booking.OFFERED]
        assert third.pk == webinar.registrations.seated().get().pk


@pytest.mark.django_db(transaction=True)
def test_a_seat_freed_while_somebody_confirms_is_not_lost() -> None:
    for _round in range(ROUNDS // 2):
        webinar = make_webinar(capacity=1)
        [first] = fill_up(webinar, 1)
        late = register(webinar, "late@example.org", confirmed=False)
        at_once(partial(cancel, first), partial(actions.confirm, late))
        assert fresh(late).state in SEATED
        assert Webinar.objects.get(pk=webinar.pk).state == State.FULL


@pytest.mark.django_db(transaction=True)
def test_more_seats_while_people_leave_and_come() -> None:
    webinar = make_webinar(capacity=5)
    people = fill_up(webinar, 15)
    new = [register(webinar, f"new{n}@example.org", confirmed=False) for n in range(5)]
    at_once(
        partial(actions.change_webinar, webinar, by=None, capacity=8),
        *(partial(cancel, it) for it in people[:3]),
        *(partial(actions.confirm, it) for it in new),
    )
    assert webinar.registrations.seated().count() == 8
    assert list(webinar.registrations.in_line()[:4]) == people[11:]


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["confirm", "cancel", "accept", "lapse", "resize", "erase"]),
        st.integers(0, 7),
    ),
    max_size=30,
)


class AnySequence(TestCase):
    """Whatever happens in whatever order: nobody too many, no seat idle, nobody overtaken."""

    @settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
    @given(capacity=st.integers(1, 4), steps=STEPS)
    def test_invariants_hold(self, capacity: int, steps: list[tuple[str, int]]) -> None:
        webinar = make_webinar(capacity=capacity)
        people = [register(webinar, f"p{n}@example.org", confirmed=False) for n in range(8)]
        now, largest = timezone.now(), capacity
        for step, number in steps:
            before = list(webinar.registrations.in_line())
            if step == "resize":
                largest = max(largest, number + 1)
                actions.change_webinar(webinar, by=None, capacity=number + 1)
            elif step == "lapse":
                actions.lapse(webinar, now + LATER * (number % 2))
            else:
                do(step, people[number])
            check(webinar, before, largest)


def do(step: str, registration: Registration) -> None:
    calls = {"confirm": actions.confirm, "cancel": cancel, "accept": actions.accept_seat}
    with suppress(ForbiddenMove, OfferOver, RegistrationEnded):
        (calls | {"erase": actions.erase})[step](fresh(registration))


def check(webinar: Webinar, before: list[Registration], largest: int) -> None:
    row = Webinar.objects.get(pk=webinar.pk)
    seated, line = row.registrations.seated().count(), list(row.registrations.in_line())
    assert seated <= largest
    assert not line or seated >= row.capacity
    assert row.state == (State.FULL if line or seated >= row.capacity else State.OPEN)
    stayed = [it for it in before if it in line]
    assert line[: len(stayed)] == stayed
    overtaken = [it for it in before if it not in line and fresh(it).state in SEATED]
    left = [it for it in before if fresh(it).state in STANDING]
    assert left[: len(overtaken)] == overtaken
