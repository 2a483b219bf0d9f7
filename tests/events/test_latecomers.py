"""Who comes late: once a webinar has begun, only a free seat is given, and only at once."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from events import actions
from events.clock.following import follow_webinars
from events.links import join_token
from events.models import Registration, Webinar
from events.refusals import HasBegun
from events.states import Booking, State
from profiles.models import Mail
from tests.events.making import fill_up, make_webinar, register
from tests.events.parsing import page
from tests.events.visiting import form_of, link_in, rows, sign_up
from tests.makers import REASON, make_staff, make_user
from tests.profiles.accounts.walking import MARKS, visitor
from tests.profiles.reading import elements, html_of

pytestmark = MARKS

BEGINNING = datetime(2026, 12, 10, 9, tzinfo=UTC)
BEFORE, LATE = BEGINNING - timedelta(days=1), BEGINNING + timedelta(minutes=20)
LINK = "https://video.example.org/j/1"


@pytest.fixture(autouse=True)
def stopped_clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(BEFORE, tick=False) as traveller:
        yield traveller


@pytest.fixture
def begin(stopped_clock: time_machine.Traveller) -> Any:
    """Twenty minutes after the beginning; the clock has moved the states."""

    def go_on() -> None:
        stopped_clock.move_to(LATE)
        follow_webinars()
        Mail.objects.all().delete()

    return go_on


def ahead(**fields: Any) -> Webinar:
    return make_webinar(starts_at=BEGINNING, video_url=LINK, **fields)


def button(webinar: Webinar) -> list[str]:
    links = elements(page(Client(), webinar), "a", "button")
    return [it["href"] for it in links if it["href"] == form_of(webinar)]


def refused(webinar: Webinar) -> bool:
    """On the page, of the form, and by the action."""
    answers = [button(webinar) == [], sign_up(webinar).status_code == 409]
    with pytest.raises(HasBegun):
        register(webinar, "late@example.org")
    assert answers[0] == answers[1]
    return all(answers)


def test_who_comes_late_confirms_and_goes_in(begin: Any) -> None:
    webinar = ahead(capacity=2)
    register(webinar, "first@example.org")
    begin()
    assert button(webinar) == [form_of(webinar)]
    client = visitor()
    assert sign_up(webinar, client, language="en").status_code == 302
    confirmed = client.post(link_in(Mail.objects.get()))
    assert rows(webinar)[1:] == [("erika@example.org", Booking.CONFIRMED)]
    mail = Mail.objects.get(kind="webinar_booked")
    token = join_token(Registration.objects.get(email="erika@example.org"))
    way_in = f"/en/webinars/join/{token}/"
    assert (link_in(mail), confirmed["Location"] in mail.text) == (way_in, True)
    own_page = client.get(confirmed["Location"])
    assert way_in in [it["href"] for it in elements(own_page, "a")]
    entered = client.post(f"{way_in}enter/")
    assert (entered.status_code, entered["Location"]) == (303, LINK)
    assert Registration.objects.get(email="erika@example.org").joined_at == LATE
    assert Webinar.objects.get().state == State.LIVE


def test_a_member_who_comes_late_has_a_seat_at_once(begin: Any) -> None:
    webinar = ahead()
    begin()
    client = visitor()
    client.force_login(make_user("haruka@example.jp"))
    answer = sign_up(webinar, client, email="haruka@example.jp")
    assert rows(webinar) == [("haruka@example.jp", Booking.CONFIRMED)]
    assert "You have a seat" in html_of(client.get(answer["Location"]))


def test_who_registered_in_time_may_confirm_late(begin: Any) -> None:
    registration = register(ahead(), confirmed=False)
    begin()
    assert actions.confirm(registration) == Booking.CONFIRMED


def test_what_the_desk_changes_while_it_is_live_closes_nothing(begin: Any) -> None:
    webinar = ahead()
    begin()
    actions.change_webinar(webinar, by=make_staff(), capacity=5)
    assert register(webinar).state == Booking.CONFIRMED


def test_before_the_clock_has_moved_the_state_it_is_the_same(
    stopped_clock: time_machine.Traveller,
) -> None:
    webinar = ahead()
    stopped_clock.move_to(BEGINNING)
    assert register(webinar).state == Booking.CONFIRMED


def test_what_is_full_stays_full(begin: Any) -> None:
    webinar = ahead(capacity=1)
    register(webinar, "first@example.org")
    begin()
    assert refused(webinar)
    assert len(rows(webinar)) == 1


def test_the_last_seat_goes_to_one_and_nobody_waits(begin: Any) -> None:
    webinar = ahead(capacity=2)
    register(webinar, "first@example.org")
    begin()
    late, later = [register(webinar, f"{n}@example.org", confirmed=False) for n in (1, 2)]
    assert actions.confirm(late) == Booking.CONFIRMED
    with pytest.raises(HasBegun):
        actions.confirm(later)
    found = Registration.objects.order_by("pk").values_list("state", flat=True)
    assert list(found) == [Booking.CONFIRMED, Booking.CONFIRMED, Booking.UNCONFIRMED]


def test_nobody_comes_past_those_who_wait(begin: Any) -> None:
    webinar = ahead(capacity=1)
    fill_up(webinar, 2)
    begin()
    actions.change_webinar(webinar, by=make_staff(), capacity=5)
    assert refused(webinar)


def test_what_the_desk_closed_before_stays_closed(begin: Any) -> None:
    webinar = ahead()
    webinar.move(State.CLOSED, by=None, reason=REASON)
    begin()
    assert refused(webinar)


@pytest.mark.parametrize("closes_at", [BEGINNING - timedelta(hours=1), BEGINNING, LATE])
def test_what_was_closed_by_its_deadline_stays_closed(begin: Any, closes_at: datetime) -> None:
    webinar = ahead(closes_at=closes_at)
    begin()
    assert refused(webinar)


def test_a_deadline_after_the_beginning_is_kept(begin: Any) -> None:
    webinar = ahead(closes_at=LATE + timedelta(minutes=1))
    begin()
    assert register(webinar).state == Booking.CONFIRMED


def test_at_the_end_it_is_over(begin: Any, stopped_clock: time_machine.Traveller) -> None:
    webinar = ahead()
    begin()
    stopped_clock.move_to(webinar.ends_at)
    assert sign_up(webinar).status_code == 409
    assert rows(webinar) == []
