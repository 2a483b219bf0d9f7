"""Real workers killed while they remind a thousand people: everybody gets exactly one mail."""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.utils import timezone

from events import tasks
from events.clock import following
from events.models import Registration, Reminder, Webinar
from events.states import Booking
from profiles import outbox
from profiles.models import Mail
from profiles.states import MailState
from tests.conftest import wait_until
from tests.events.making import make_webinar
from tests.makers import make_staff
from tests.profiles.mail.makers import queued
from tests.profiles.mail.test_workers import DELIVERY_SECONDS, KILLS, later, worker
from tests.smtp import SmtpServer

pytestmark = pytest.mark.worker

MANY = 1_000
KIND = "webinar_reminder"


@pytest.fixture(autouse=True)
def real_commits(transactional_db: None) -> Iterator[None]:
    queued()
    yield
    queued()


def due_with_participants() -> Webinar:
    """It begins in half an hour, and a thousand people have had a seat for long."""
    webinar = make_webinar(starts_at=timezone.now() + timedelta(minutes=30))
    long_ago = timezone.now() - timedelta(days=20)
    Registration.objects.bulk_create(
        Registration(
            webinar=webinar,
            email=f"person{number}@example.org",
            given_name="Person",
            family_name=str(number),
            language=("de", "en", "fr", "ja")[number % 4],
            state=Booking.CONFIRMED,
            arrived_at=long_ago,
        )
        for number in range(MANY)
    )
    return webinar


def all_settled() -> bool:
    settled = Mail.objects.filter(state__in=[MailState.SENT, MailState.DOUBTFUL], kind=KIND)
    return settled.count() == MANY


def test_everybody_is_reminded_once_though_workers_are_killed(smtp_server: SmtpServer) -> None:
    webinar = due_with_participants()
    with worker(smtp_server):
        tasks.follow_webinars.delay()
        wait_until(lambda: Mail.objects.filter(kind=KIND).exists(), "the first batch")
    written = Mail.objects.filter(kind=KIND).count()
    assert 0 < written < MANY  # killed in the middle of writing
    assert Reminder.objects.get().finished_at is None
    for number in range(1, KILLS + 1):
        goal = number * MANY // (KILLS + 2)
        with worker(smtp_server, with_empty_queue=False):
            tasks.follow_webinars.delay()
            wait_until(lambda goal=goal: len(smtp_server.messages) >= goal, "some to arrive", 60)
    following.follow_webinars()  # what the clock does every minute
    assert Reminder.objects.get().finished_at is not None
    later()
    while outbox.send_waiting():
        pass
    with worker(smtp_server, with_empty_queue=False):
        wait_until(all_settled, "all to be sent", DELIVERY_SECONDS)
        in_doubt = list(Mail.objects.filter(kind=KIND, state=MailState.DOUBTFUL))
        arrived = Counter(to for (to,) in smtp_server.recipients)
        assert set(arrived.values()) == {1}
        assert len(in_doubt) <= KILLS + 1
        missing = [mail for mail in in_doubt if mail.address not in arrived]
        dana = make_staff() if missing else None
        for mail in missing:  # the server's log says that it never came: staff send it again
            outbox.send_again(mail, by=dana, reason="It is not in the server's log")
        wait_until(lambda: len(smtp_server.recipients) >= MANY, "the last to arrive")
    arrived = Counter(to for (to,) in smtp_server.recipients)
    expected = webinar.registrations.values_list("email", flat=True)
    assert arrived == Counter(dict.fromkeys(expected, 1))
