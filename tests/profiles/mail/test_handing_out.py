"""`send_waiting_mail`, every minute: what it hands out, and whom it gives up."""

from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings
from time_machine import TimeMachineFixture

from helpdesk.celery import app
from profiles import outbox, tasks
from profiles.models import Mail
from profiles.models.mail import HAND_OUT_AGAIN
from profiles.outbox import DOUBTFUL_AFTER
from profiles.states import MailState
from tests.makers import make_staff
from tests.profiles.mail.makers import letter, posted, queued, reasons, sent
from tests.smtp import SmtpServer

NOW = datetime(2026, 7, 1, 9, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
SECOND = timedelta(seconds=1)


@pytest.fixture(autouse=True)
def noon(queue: None, time_machine: TimeMachineFixture) -> None:
    """Real commits, an empty queue, and a clock that stands."""
    time_machine.move_to(NOW, tick=False)


def lost(key: str, **fields: object) -> Mail:
    """A mail that no queue knows of."""
    mail = posted(key=key)
    queued()
    Mail.objects.filter(pk=mail.pk).update(handed_out_at=None, **fields)
    return mail


def test_it_runs_every_minute_on_the_mails_own_queue() -> None:
    entry = settings.CELERY_BEAT_SCHEDULE["send-waiting-mail"]
    assert entry == {"task": "profiles.tasks.send_waiting_mail", "schedule": MINUTE}
    assert app.tasks[entry["task"]].name == tasks.send_waiting_mail.name
    ours = (tasks.send_mail, tasks.send_waiting_mail)
    assert [settings.CELERY_TASK_ROUTES[task.name] for task in ours] == [{"queue": "mail"}] * 2


def test_a_killed_workers_task_comes_back_after_its_mail_is_in_doubt() -> None:
    assert (settings.CELERY_TASK_ACKS_LATE, settings.CELERY_WORKER_PREFETCH_MULTIPLIER) == (True, 1)
    assert settings.CELERY_TASK_REJECT_ON_WORKER_LOST is True
    seconds = settings.CELERY_BROKER_TRANSPORT_OPTIONS["visibility_timeout"]
    assert timedelta(seconds=seconds) > DOUBTFUL_AFTER


def test_the_oldest_are_handed_out_first_and_not_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbox, "BATCH", 2)
    newer, newest, oldest = (
        lost(key, due_at=NOW - age * MINUTE) for key, age in (("a", 2), ("b", 1), ("c", 3))
    )
    assert tasks.send_waiting_mail() == 2
    assert queued() == [oldest.pk, newer.pk]
    assert tasks.send_waiting_mail() == 1
    assert queued() == [newest.pk]


def test_what_is_in_the_queue_already_is_left_there(time_machine: TimeMachineFixture) -> None:
    mail = posted()
    assert queued() == [mail.pk]
    assert tasks.send_waiting_mail() == 0
    time_machine.move_to(NOW + HAND_OUT_AGAIN, tick=False)
    assert tasks.send_waiting_mail() == 0
    time_machine.move_to(NOW + HAND_OUT_AGAIN + SECOND, tick=False)
    assert [tasks.send_waiting_mail() for _ in range(3)] == [1, 0, 0]
    assert queued() == [mail.pk]


def test_what_is_not_due_waits(time_machine: TimeMachineFixture) -> None:
    mail = lost("a", due_at=NOW + SECOND)
    assert tasks.send_waiting_mail() == 0
    time_machine.move_to(NOW + SECOND, tick=False)
    assert tasks.send_waiting_mail() == 1
    assert queued() == [mail.pk]


def test_a_mail_that_was_refused_is_handed_out_when_it_is_due(
    smtp_server: SmtpServer, time_machine: TimeMachineFixture
) -> None:
    smtp_server.data_answer = "451 not now"
    mail = sent(posted())
    queued()
    assert tasks.send_waiting_mail() == 0
    time_machine.move_to(mail.due_at, tick=False)
    assert tasks.send_waiting_mail() == 1
    assert queued() == [mail.pk]


@pytest.mark.parametrize("state", sorted(set(MailState) - {MailState.WAITING}))
def test_nothing_but_what_waits_is_handed_out(state: MailState) -> None:
    lost("a", state=state)
    assert tasks.send_waiting_mail() == 0
    assert queued() == []


def test_whoever_sends_for_too_long_has_died_and_the_mail_is_in_doubt() -> None:
    silent = lost("a", state=MailState.SENDING, claimed_at=NOW - DOUBTFUL_AFTER - SECOND)
    alive = lost("b", state=MailState.SENDING, claimed_at=NOW - DOUBTFUL_AFTER)
    assert [tasks.send_waiting_mail() for _ in range(2)] == [0, 0]
    states = [Mail.objects.get(pk=mail.pk).state for mail in (silent, alive)]
    assert states == [MailState.DOUBTFUL, MailState.SENDING]
    assert reasons(silent) == [("doubtful", "The sender died in between")]
    assert queued() == []


def test_a_sender_that_was_given_up_changes_nothing_any_more(
    caplog: pytest.LogCaptureFixture,
) -> None:
    mail = posted()
    claimed = outbox._claim(mail.pk)
    assert claimed is not None
    Mail.objects.update(claimed_at=NOW - DOUBTFUL_AFTER - SECOND)
    tasks.send_waiting_mail()
    outcome = outbox.Outcome(outbox.Answer.TAKEN, "The mail server took it")
    outbox._settle(claimed, outcome)
    mail.refresh_from_db()
    assert mail.state == MailState.DOUBTFUL
    assert [new for new, _ in reasons(mail)] == ["sending", "doubtful"]
    assert f"Mail {mail.pk} was taken for lost" in caplog.text


def test_staff_cancel_what_waits() -> None:
    dana, mail = make_staff(), posted()
    outbox.cancel(mail, by=dana, reason="Sent by hand")
    assert list(mail.transitions.values_list("actor", "old", "new", "reason")) == [
        (dana.pk, "waiting", "cancelled", "Sent by hand")
    ]
    assert outbox.send(mail) is False


def test_what_is_not_true_any_more_is_not_sent(
    smtp_server: SmtpServer, time_machine: TimeMachineFixture
) -> None:
    smtp_server.data_answer = "451 not now"
    mail = sent(posted(letter(not_after=NOW + MINUTE)))
    assert mail.state == MailState.WAITING
    smtp_server.data_answer = None
    time_machine.move_to(NOW + MINUTE, tick=False)
    assert (outbox.send(mail), outbox.send(mail)) == (False, False)
    mail.refresh_from_db()
    assert (mail.state, reasons(mail)[-1]) == ("cancelled", ("cancelled", "Deadline passed"))
    assert (len(smtp_server.messages), posted(letter()).pk) == (0, mail.pk)


def test_until_then_it_is_sent(smtp_server: SmtpServer) -> None:
    assert sent(posted(letter(not_after=NOW + SECOND))).state == MailState.SENT
    assert len(smtp_server.messages) == 1
