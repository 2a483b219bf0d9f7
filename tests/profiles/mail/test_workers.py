"""Real workers, killed where it hurts: every mail goes out once, or is marked as in doubt."""

import subprocess
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from profiles import outbox
from profiles.models import Mail
from profiles.states import MailState
from tests.conftest import STARTING_SECONDS, start_worker, wait_until
from tests.makers import make_staff
from tests.profiles.mail.makers import broker_away, letter, posted, reasons
from tests.smtp import SmtpServer

pytestmark = pytest.mark.worker

MANY = 400
KILLS = 3
LONG_AGO = timedelta(hours=1)
DELIVERY_SECONDS = 120


@contextmanager
def worker(
    server: SmtpServer, *, with_empty_queue: bool = True
) -> Iterator[subprocess.Popen[bytes]]:
    process = start_worker(with_empty_queue=with_empty_queue, EMAIL_URL=server.url)
    try:
        yield process
    finally:
        process.kill()
        process.wait(STARTING_SECONDS)


def count(state: MailState) -> int:
    return Mail.objects.filter(state=state).count()


def all_settled() -> bool:
    return count(MailState.SENT) + count(MailState.DOUBTFUL) == MANY


def later() -> None:
    """As if an hour had passed since anybody touched a mail."""
    moment = timezone.now() - LONG_AGO
    Mail.objects.filter(handed_out_at__isnull=False).update(handed_out_at=moment)
    Mail.objects.filter(state=MailState.SENDING).update(claimed_at=moment)


@pytest.fixture(autouse=True)
def real_commits(queue: None) -> None:
    """And an empty queue."""


def test_a_worker_sends_what_is_posted(smtp_server: SmtpServer) -> None:
    with worker(smtp_server):
        with transaction.atomic():
            mail = posted(letter("水素について"))
        wait_until(lambda: count(MailState.SENT) == 1, "the mail to be sent")
    assert smtp_server.ids() == [mail.message_id]
    assert smtp_server.recipients == [["haruka@example.org"]]


def test_what_was_committed_without_a_broker_is_delivered_later(smtp_server: SmtpServer) -> None:
    with worker(smtp_server):
        with broker_away(), transaction.atomic():
            mail = posted()
        assert (count(MailState.WAITING), smtp_server.messages) == (1, [])
        outbox.send_waiting()
        wait_until(lambda: count(MailState.SENT) == 1, "the mail to be sent")
    assert smtp_server.ids() == [mail.message_id]


def test_a_worker_killed_in_the_dialogue_leaves_a_doubt_that_staff_resolve(
    smtp_server: SmtpServer,
) -> None:
    smtp_server.is_slow = True
    with worker(smtp_server) as killed:
        mail = posted()
        assert smtp_server.is_holding.wait(STARTING_SECONDS)
        killed.kill()
        killed.wait(STARTING_SECONDS)
    smtp_server.behave()
    with worker(smtp_server, with_empty_queue=False):
        assert (outbox.send_waiting(), count(MailState.SENDING)) == (0, 1)
        later()
        assert (outbox.send_waiting(), count(MailState.DOUBTFUL)) == (0, 1)
        later()
        assert outbox.send_waiting() == 0
        assert smtp_server.ids() == [mail.message_id]
        mail.refresh_from_db()
        outbox.send_again(mail, by=make_staff(), reason="Nothing came, she says")
        wait_until(lambda: count(MailState.SENT) == 1, "the mail to be sent")
    assert smtp_server.ids() == [mail.message_id] * 2
    assert [new for new, _ in reasons(mail)] == [
        "sending",
        "doubtful",
        "waiting",
        "sending",
        "sent",
    ]


def test_hundreds_of_mails_go_out_once_each_though_workers_are_killed(
    smtp_server: SmtpServer,
) -> None:
    with transaction.atomic():
        mails = [posted(key=str(n), to=f"person{n}@example.org") for n in range(MANY)]
    for number in range(1, KILLS + 1):
        with worker(smtp_server, with_empty_queue=False):
            goal = number * MANY // (KILLS + 2)
            wait_until(lambda goal=goal: len(smtp_server.messages) >= goal, "some to arrive")
    later()
    while outbox.send_waiting():
        pass
    with worker(smtp_server, with_empty_queue=False):
        wait_until(all_settled, "all to be sent", DELIVERY_SECONDS)
    arrived = Counter(smtp_server.ids())
    in_doubt = set(
        Mail.objects.filter(state=MailState.DOUBTFUL).values_list("message_id", flat=True)
    )
    assert set(arrived.values()) == {1}
    assert set(arrived) | in_doubt == {mail.message_id for mail in mails}
    assert len(in_doubt) <= KILLS
    assert [to for (to,) in sorted(smtp_server.recipients)] == sorted(
        str(message["To"]) for message in smtp_server.messages
    )
