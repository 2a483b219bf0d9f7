"""Mail servers that say no, for now or for good, break off, or are not there."""

import logging
from datetime import UTC, datetime, timedelta

import pytest
from time_machine import TimeMachineFixture

from profiles import delivering, outbox
from profiles.models import Mail
from profiles.outbox import BACK_OFF
from profiles.states import MailState
from tests.makers import make_staff
from tests.profiles.mail.makers import letter, make_haruka, posted, queued, reasons, sent
from tests.smtp import SmtpServer

NOW = datetime(2026, 7, 1, 9, tzinfo=UTC)
CODES = [("rcpt_answer", 450), ("data_answer", 451), ("rcpt_answer", 421), ("data_answer", 452)]
FINAL_CODES = [("rcpt_answer", 550), ("data_answer", 554), ("rcpt_answer", 553)]
TELLING = "no such user <haruka@example.org> 佐藤 遥".encode().decode("latin-1")
"""Real servers repeat the address in what they say."""
SERVERS_OWN = "mail.log"


@pytest.fixture(autouse=True)
def clean_queue(queue: None) -> None:
    """Real commits."""


@pytest.mark.parametrize(("step", "code"), CODES)
def test_refused_for_now_it_waits_and_goes_out_later(
    smtp_server: SmtpServer, step: str, code: int, time_machine: TimeMachineFixture
) -> None:
    time_machine.move_to(NOW, tick=False)
    setattr(smtp_server, step, f"{code} not now")
    mail = sent(posted())
    assert (mail.state, mail.attempts, mail.due_at) == (MailState.WAITING, 1, NOW + BACK_OFF[0])
    assert reasons(mail)[1:] == [("waiting", f"The mail server refuses it for now: {code}")]
    smtp_server.behave()
    assert outbox.send(mail) is False
    time_machine.move_to(NOW + BACK_OFF[0], tick=False)
    assert outbox.send(mail) is True
    assert smtp_server.ids() == [mail.message_id]


def test_every_pause_is_longer_until_the_mail_has_failed(
    smtp_server: SmtpServer, time_machine: TimeMachineFixture
) -> None:
    time_machine.move_to(NOW, tick=False)
    smtp_server.rcpt_answer = "450 not now"
    mail, moment = posted(), NOW
    for number, pause in enumerate(BACK_OFF):
        outbox.send(mail)
        mail.refresh_from_db()
        moment += pause
        assert (mail.state, mail.attempts, mail.due_at) == (MailState.WAITING, number + 1, moment)
        time_machine.move_to(moment, tick=False)
    outbox.send(mail)
    mail.refresh_from_db()
    assert mail.state == MailState.FAILED
    assert timedelta(days=4) < moment - NOW < timedelta(days=5)
    assert list(BACK_OFF) == sorted(BACK_OFF)


@pytest.mark.parametrize(("step", "code"), FINAL_CODES)
def test_refused_for_good_it_has_failed_at_once(
    smtp_server: SmtpServer, step: str, code: int
) -> None:
    setattr(smtp_server, step, f"{code} never")
    mail = sent(posted())
    assert (mail.state, mail.attempts) == (MailState.FAILED, 1)
    assert reasons(mail)[1:] == [("failed", f"The mail server refuses it: {code}")]


def test_an_absent_server_is_waited_for(smtp_server: SmtpServer) -> None:
    smtp_server.stop()
    mail = sent(posted())
    assert reasons(mail)[1:] == [
        ("waiting", "The mail server cannot be reached: ConnectionRefusedError")
    ]
    assert [sent(mail).state, mail.attempts] == [MailState.WAITING, 2]
    smtp_server.start()
    assert sent(mail).state == MailState.SENT
    assert smtp_server.ids() == [mail.message_id]


def test_a_server_that_breaks_off_before_the_content_gets_it_later(
    smtp_server: SmtpServer,
) -> None:
    smtp_server.hang_up = "rcpt"
    mail = sent(posted())
    assert (mail.state, smtp_server.messages) == (MailState.WAITING, [])
    assert reasons(mail)[1:] == [
        ("waiting", "The mail server cannot be reached: SMTPServerDisconnected")
    ]
    smtp_server.behave()
    assert sent(mail).state == MailState.SENT
    assert smtp_server.ids() == [mail.message_id]


def doubtful(server: SmtpServer) -> Mail:
    """The server has it, and broke off before it said so."""
    server.hang_up = "dot"
    mail = sent(posted())
    server.behave()
    return mail


def test_a_server_that_breaks_off_after_the_content_leaves_a_doubt(
    smtp_server: SmtpServer,
) -> None:
    mail = doubtful(smtp_server)
    assert (mail.state, smtp_server.ids()) == (MailState.DOUBTFUL, [mail.message_id])
    assert reasons(mail)[1:] == [
        (
            "doubtful",
            "The connection broke while the mail was handed over: SMTPServerDisconnected",
        )
    ]
    assert sent(mail).state == MailState.DOUBTFUL
    assert smtp_server.ids() == [mail.message_id]


def test_a_server_that_never_answers_leaves_a_doubt(
    smtp_server: SmtpServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivering, "STEP_SECONDS", 0.2)
    smtp_server.is_slow = True
    mail = sent(posted())
    assert (mail.state, smtp_server.ids()) == (MailState.DOUBTFUL, [mail.message_id])


def test_a_dialogue_ends_before_its_sender_is_taken_for_dead() -> None:
    steps = 12
    assert timedelta(seconds=steps * delivering.STEP_SECONDS) < outbox.DOUBTFUL_AFTER


def test_staff_send_a_doubtful_mail_again_under_its_old_id(smtp_server: SmtpServer) -> None:
    mail = doubtful(smtp_server)
    queued()
    dana = make_staff()
    outbox.send_again(mail, by=dana, reason="She says that nothing came")
    assert queued() == [mail.pk]
    assert outbox.send(mail) is True
    assert smtp_server.ids() == [mail.message_id] * 2
    assert list(mail.transitions.values_list("actor", "new", "reason"))[2] == (
        dana.pk,
        "waiting",
        "She says that nothing came",
    )
    mail.refresh_from_db()
    assert (mail.state, mail.attempts) == (MailState.SENT, 1)


def test_no_reason_and_no_log_line_names_anybody(
    smtp_server: SmtpServer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    haruka = make_haruka()
    mails = []
    for number, (step, answer) in enumerate(
        [
            ("rcpt_answer", f"550 {TELLING}"),
            ("data_answer", f"451 {TELLING}"),
            ("hang_up", "rcpt"),
            ("hang_up", "dot"),
            ("data_answer", "250 OK"),
        ]
    ):
        smtp_server.behave()
        setattr(smtp_server, step, answer)
        mails.append(sent(posted(letter("About sake"), to=haruka, key=str(number))))
    smtp_server.stop()
    mails.append(sent(posted(letter("About sake"), to=haruka, key="absent")))
    assert [mail.state for mail in mails] == [
        "failed",
        "waiting",
        "waiting",
        "doubtful",
        "sent",
        "waiting",
    ]
    told = [reason for mail in mails for _, reason in reasons(mail)]
    told += [record.getMessage() for record in caplog.records if record.name != SERVERS_OWN]
    personal = ("haruka", "佐藤", "遥", "About sake")
    assert [line for line in told if any(word in line for word in personal)] == []
    assert len(told) >= 12
