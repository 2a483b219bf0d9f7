"""A webinar that is moved: from under way to ahead again, and the seats that are kept meanwhile."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from events import actions
from events.clock import following, telling
from events.desk import statistics
from events.live import certificates, joining
from events.models import Registration, Webinar
from events.sign_up.histories import told
from events.states import Booking, State
from profiles.models import Mail, User
from profiles.moving import ForbiddenMove
from tests.events.making import fill_up, make_webinar, register
from tests.makers import REASON, make_staff

pytestmark = pytest.mark.django_db

BEGINNING = datetime(2026, 12, 10, 9, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
LONG_BEFORE = BEGINNING - 20 * DAY


@pytest.fixture
def staff() -> User:
    return make_staff()


@pytest.fixture(autouse=True)
def stopped_clock() -> object:
    with time_machine.travel(LONG_BEFORE, tick=False) as traveller:
        yield traveller


def move_to(webinar: Webinar, moment: datetime, by: User) -> Webinar:
    return actions.change_webinar(webinar, by=by, starts_at=moment, ends_at=moment + HOUR)


def moves(webinar: Webinar) -> list[tuple[str, str, str]]:
    """Without what keeps the state."""
    rows = webinar.transitions.order_by("pk").values_list("old", "new", "reason")
    return [row for row in rows if row[0] != row[1]]


# Put off once it is live


def test_what_is_live_and_put_off_goes_on_by_the_clock(
    stopped_clock: time_machine.Traveller, staff: User
) -> None:
    webinar = make_webinar(starts_at=BEGINNING, minutes=60)
    register(webinar)
    stopped_clock.move_to(BEGINNING + HOUR / 6)
    following.follow_webinars()
    webinar = move_to(webinar, BEGINNING + 2 * DAY, staff)
    assert webinar.state == State.CLOSED
    assert moves(webinar)[-1] == ("live", "closed", "Put off after it had begun")
    assert webinar.transitions.order_by("pk").last().actor == staff
    Mail.objects.all().delete()
    done = [following.follow_webinars(BEGINNING + it) for it in (HOUR, DAY, 2 * DAY, 3 * DAY)]
    assert [(it["moved"], it["told"], it["reminded"]) for it in done] == [
        (0, 1, 1),
        (0, 0, 1),
        (1, 0, 0),
        (1, 0, 0),
    ]
    assert Webinar.objects.get().state == State.DONE
    assert [kind for (kind,) in Mail.objects.order_by("pk").values_list("kind")] == [
        "webinar_changed",
        "webinar_reminder",
        "webinar_reminder",
    ]


@pytest.mark.parametrize("changes", [{"starts_at": BEGINNING + HOUR / 12}, {"capacity": 5}])
def test_what_stays_under_way_stays_live(
    stopped_clock: time_machine.Traveller, staff: User, changes: dict[str, object]
) -> None:
    webinar = make_webinar(starts_at=BEGINNING, minutes=60)
    stopped_clock.move_to(BEGINNING + HOUR / 6)
    following.follow_webinars()
    assert actions.change_webinar(webinar, by=staff, **changes).state == State.LIVE


def test_the_desk_does_not_just_close_what_is_live(staff: User) -> None:
    from events.editor.moves import move_webinar

    webinar = make_webinar(state=State.LIVE)
    with pytest.raises(ForbiddenMove):
        move_webinar(webinar, State.CLOSED, by=staff)


def test_who_still_waits_is_told_of_each_beginning(
    stopped_clock: time_machine.Traveller, staff: User
) -> None:
    webinar = make_webinar(starts_at=BEGINNING, minutes=60, capacity=1)
    _seated, waiting = fill_up(webinar, 2)

    def told_at(moment: datetime) -> int:
        stopped_clock.move_to(moment)
        following.follow_webinars()
        return Mail.objects.filter(kind="webinar_no_seat", address=waiting.email).count()

    assert [told_at(BEGINNING + it * HOUR / 4) for it in (0, 1)] == [0, 1]
    move_to(webinar, BEGINNING + DAY, staff)
    assert [told_at(BEGINNING + DAY + it * HOUR / 4) for it in (-1, 0, 1, 2)] == [1, 1, 2, 2]
    stopped_clock.move_to(BEGINNING + DAY + 2 * HOUR)
    following.follow_webinars()
    move_to(webinar, BEGINNING + DAY + HOUR / 2, staff)  # corrected when all is over
    assert told_at(BEGINNING + DAY + 3 * HOUR) == 2


# Who was there


def came(registration: Registration, way: str = "joined_at") -> Registration:
    value = 50 if way == "attended_minutes" else timezone.now()
    Registration.objects.filter(pk=registration.pk).update(**{way: value})
    return registration


def reasons(registration: Registration) -> list[str]:
    return list(registration.transitions.order_by("pk").values_list("reason", flat=True))


@pytest.mark.parametrize("way", ["joined_at", "checked_in_at", "attended_minutes"])
@pytest.mark.parametrize("minutes", [-10, 10])
def test_who_was_there_before_it_was_put_off_has_not_taken_part(
    stopped_clock: time_machine.Traveller, staff: User, way: str, minutes: int
) -> None:
    webinar = make_webinar(starts_at=BEGINNING, minutes=60)
    present, absent = fill_up(webinar, 2)
    stopped_clock.move_to(BEGINNING + minutes * HOUR / 60)
    following.follow_webinars()
    came(present, way)
    move_to(webinar, BEGINNING + 2 * DAY, staff)
    stopped_clock.move_to(BEGINNING + 3 * DAY + 2 * HOUR)
    following.follow_webinars()
    present = Registration.objects.select_related("webinar").get(pk=present.pk)
    assert (present.has_attended, certificates.is_due(present)) == (False, False)
    assert statistics.of_webinar(webinar).figures.attended == 0
    thanks = Mail.objects.filter(kind="webinar_thanks")
    assert ["certificate" in it.text for it in thanks] == [False, False]
    put_off = "Put off: attendance before that does not count"
    assert reasons(present) == ["Address confirmed", put_off]
    assert present.transitions.order_by("pk").last().actor == staff
    assert reasons(absent) == ["Address confirmed"]
    assert told(present.transitions.order_by("pk").last()) == put_off


def entered(stopped_clock: time_machine.Traveller) -> tuple[Webinar, Registration]:
    """Somebody who came in when it began."""
    webinar = make_webinar(starts_at=BEGINNING, minutes=60)
    registration = register(webinar)
    stopped_clock.move_to(BEGINNING)
    joining.enter(registration)
    return webinar, registration


def test_who_comes_again_has_taken_part(stopped_clock: time_machine.Traveller, staff: User) -> None:
    webinar, registration = entered(stopped_clock)
    move_to(webinar, BEGINNING + DAY, staff)
    stopped_clock.move_to(BEGINNING + DAY)
    joining.enter(registration)
    registration.refresh_from_db()
    assert registration.joined_at == BEGINNING + DAY


def test_who_is_there_while_the_door_stays_open_need_not_come_again(
    stopped_clock: time_machine.Traveller, staff: User
) -> None:
    webinar, registration = entered(stopped_clock)
    move_to(webinar, BEGINNING + HOUR / 4, staff)
    registration.refresh_from_db()
    assert (registration.joined_at, reasons(registration)) == (BEGINNING, ["Address confirmed"])


def test_correcting_the_hours_of_what_is_over_leaves_who_was_there(
    stopped_clock: time_machine.Traveller, staff: User
) -> None:
    webinar, registration = entered(stopped_clock)
    stopped_clock.move_to(BEGINNING + 2 * HOUR)
    following.follow_webinars()
    for moment in (BEGINNING - HOUR, BEGINNING + DAY):
        move_to(webinar, moment, staff)
    registration.refresh_from_db()
    assert registration.joined_at == BEGINNING


# Offers


def offered(accept_hours: int = 72) -> tuple[Webinar, Registration, Registration]:
    """Its webinar is full; who comes next waits."""
    webinar = make_webinar(starts_at=BEGINNING, capacity=1, accept_hours=accept_hours)
    first, second, third = fill_up(webinar, 3)
    actions.cancel(first, by=None, reason=REASON)
    second.refresh_from_db()
    Mail.objects.all().delete()
    return webinar, second, third


def states(*registrations: Registration) -> list[str]:
    return [Registration.objects.get(pk=it.pk).state for it in registrations]


def test_a_seat_is_kept_until_two_hours_before_an_earlier_beginning(
    stopped_clock: time_machine.Traveller, staff: User
) -> None:
    webinar, second, third = offered()
    stopped_clock.shift(HOUR / 60)
    assert second.offer_until == LONG_BEFORE + 72 * HOUR
    move_to(webinar, LONG_BEFORE + DAY, staff)
    second.refresh_from_db()
    assert second.offer_until == LONG_BEFORE + DAY - 2 * HOUR
    assert states(second, third) == [Booking.OFFERED, Booking.WAITING]
    assert telling.tell_participants(webinar) == 2
    texts = {it.address: it.text for it in Mail.objects.filter(kind="webinar_changed")}
    until = "It is kept for you until Sat 21 Nov 2026, 08:00 CET / 16:00 JST."
    assert {address: until in text for address, text in texts.items()} == {
        "p1@example.org": True,
        "p2@example.org": False,
    }


def test_an_offer_that_ends_before_stays_as_it_is(staff: User) -> None:
    webinar, second, _third = offered(accept_hours=12)
    move_to(webinar, LONG_BEFORE + DAY, staff)
    second.refresh_from_db()
    assert second.offer_until == LONG_BEFORE + 12 * HOUR


@pytest.mark.parametrize("minutes", [60, 123, 239])
def test_who_would_have_no_time_to_answer_has_the_seat(staff: User, minutes: int) -> None:
    webinar, second, third = offered()
    move_to(webinar, LONG_BEFORE + minutes * HOUR / 60, staff)
    assert states(second, third) == [Booking.CONFIRMED, Booking.WAITING]
    last = second.transitions.order_by("pk").last()
    assert (last.old, last.reason) == ("offered", "Moved up from the waiting list")
    assert list(Mail.objects.order_by("pk").values_list("kind", "address")) == [
        ("webinar_booked", "p1@example.org"),
    ]


def test_an_offer_that_is_over_is_not_taken_up_again(
    stopped_clock: time_machine.Traveller, staff: User
) -> None:
    webinar, second, third = offered(accept_hours=12)
    stopped_clock.shift(12 * HOUR)
    move_to(webinar, timezone.now() + HOUR, staff)
    following.follow_webinars()
    assert states(second, third) == [Booking.LAPSED, Booking.CONFIRMED]


def test_a_later_beginning_leaves_offers_alone(staff: User) -> None:
    webinar, second, _third = offered()
    move_to(webinar, BEGINNING + DAY, staff)
    second.refresh_from_db()
    assert second.offer_until == LONG_BEFORE + 72 * HOUR


# The log


def test_a_change_is_logged_with_who_made_it(staff: User) -> None:
    webinar = make_webinar(starts_at=BEGINNING)
    actions.change_webinar(webinar, by=staff, capacity=5, starts_at=BEGINNING)
    row = webinar.transitions.order_by("pk").last()
    assert (row.old, row.new, row.actor) == ("open", "open", staff)
    assert row.reason == "Changed: seats"
    actions.change_webinar(webinar, by=staff, capacity=5)
    assert webinar.transitions.order_by("pk").last() == row
