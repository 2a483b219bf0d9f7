"""Who has a seat, who waits, who moves up."""

from datetime import timedelta

import pytest
from django.utils import timezone

from events import actions
from events.models import Webinar
from events.states import Booking, State
from profiles.models import Mail
from tests.events.making import make_webinar, register

pytestmark = pytest.mark.django_db


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
    kinds = Mail.objects.order_by("pk").values_list("kind", flat=True)
    assert list(kinds) == [
        "webinar_confirm",
        "webinar_booked",
        "webinar_confirm",
        "webinar_waiting",
        "webinar_cancelled",
        "webinar_offer",
        "webinar_booked",
    ]
