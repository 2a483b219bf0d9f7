"""Two workers at once: nobody is reminded, told or thanked twice, no state is skipped."""

from collections import Counter
from datetime import timedelta

import pytest
from django.utils import timezone

from events import actions
from events.clock import following
from events.models import Registration, Webinar
from events.states import Booking, State
from profiles.models import Mail
from tests.events.making import make_webinar
from tests.makers import make_staff
from tests.profiles.mail.makers import queued
from tests.profiles.privacy.test_at_once import together

pytestmark = pytest.mark.django_db(transaction=True)

PEOPLE = 250
"""Several batches."""


def with_participants(starts_in: timedelta) -> Webinar:
    webinar = make_webinar(starts_at=timezone.now() + starts_in)
    long_ago = timezone.now() - timedelta(days=20)
    Registration.objects.bulk_create(
        Registration(
            webinar=webinar,
            email=f"p{number}@example.org",
            state=Booking.CONFIRMED,
            arrived_at=long_ago,
        )
        for number in range(PEOPLE)
    )
    return webinar


def mails(kind: str) -> Counter[int]:
    """How many people got how many mails of this kind."""
    addresses = Counter(Mail.objects.filter(kind=kind).values_list("address", flat=True))
    return Counter(addresses.values())


@pytest.fixture(autouse=True)
def empty_queue() -> object:
    yield
    queued()


def test_reminders() -> None:
    with_participants(timedelta(minutes=30))
    together(following.follow_webinars, following.follow_webinars)
    assert mails("webinar_reminder") == {1: PEOPLE}


def test_news_of_a_change() -> None:
    webinar = with_participants(timedelta(days=40))
    later = webinar.starts_at + timedelta(days=1)
    end = webinar.ends_at + timedelta(days=1)
    actions.change_webinar(webinar, by=make_staff(), starts_at=later, ends_at=end)
    together(following.follow_webinars, following.follow_webinars)
    assert mails("webinar_changed") == {1: PEOPLE}


def test_states_and_thanks() -> None:
    webinar = with_participants(timedelta(hours=-26))
    together(following.follow_webinars, following.follow_webinars)
    following.follow_webinars()
    moves = webinar.transitions.order_by("pk").values_list("new", flat=True)
    assert list(moves) == [State.OPEN, State.LIVE, State.DONE]
    assert mails("webinar_thanks") == {1: PEOPLE}
