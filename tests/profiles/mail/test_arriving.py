"""What a real SMTP server gets."""

from email.message import EmailMessage
from functools import partial
from io import BytesIO

import pytest
from django.db import transaction
from PIL import Image
from pytest_django import Settings

from profiles import outbox, tasks
from profiles.letters import Attachment
from profiles.models import Mail
from profiles.states import MailState
from tests.makers import make_user
from tests.matching.test_crowd import at_once
from tests.profiles.mail.makers import letter, make_alice, make_haruka, posted, reasons, sent
from tests.smtp import SmtpServer, html_of, text_of

CALENDAR = b"BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nSUMMARY:\xe6\xb0\xb4\r\nEND:VCALENDAR\r\n"
TABLE = b"\xef\xbb\xbfname;city\n.\n\xe6\xb0\xb4\xe7\xb4\xa0;K\xc3\xb6ln\r\nlast, without an end"
NOBODY = 2**40


@pytest.fixture(autouse=True)
def real_commits(transactional_db: None) -> None:
    """As the outbox needs them."""


def picture() -> bytes:
    file = BytesIO()
    Image.new("RGB", (2, 2), "red").save(file, "PNG")
    return file.getvalue()


def header(message: EmailMessage, name: str) -> str:
    """Unfolded; a long one begins on a line of its own."""
    return str(message[name]).strip()


def only(server: SmtpServer) -> EmailMessage:
    (message,) = server.messages
    return message


def test_a_mail_arrives_as_it_was_written(smtp_server: SmtpServer, settings: Settings) -> None:
    settings.DEFAULT_FROM_EMAIL = "desk@helpdesk.example.org"
    write = letter("水素と和牛について — ご紹介", paragraphs=["はじめまして。", "Grüße"])
    mail = sent(posted(write, to=make_haruka()))
    message = only(smtp_server)
    headers = ("From", "To", "Subject", "Message-ID", "Content-Language", "Auto-Submitted")
    assert [str(message[name]) for name in headers] == [
        "desk@helpdesk.example.org",
        "haruka@example.org",
        "水素と和牛について — ご紹介",
        mail.message_id,
        "ja",
        "auto-generated",
    ]
    assert smtp_server.recipients == [["haruka@example.org"]]
    assert (text_of(message), html_of(message)) == (mail.text, mail.html)
    assert mail.state == MailState.SENT
    assert mail.sent_at is not None
    assert reasons(mail) == [
        ("sending", "A worker took it up"),
        ("sent", "The mail server took it"),
    ]


def test_the_longest_subject_arrives_whole(smtp_server: SmtpServer) -> None:
    sent(posted(letter("長い題名" * 2_500)))
    assert header(only(smtp_server), "Subject") == ("長い題名" * 63)[:249] + "…"


def test_line_breaks_in_titles_and_names_inject_nothing(smtp_server: SmtpServer) -> None:
    evil = "Note\r\nBcc: all@example.org\r\nX-Evil: yes\r\n\r\n<script>"
    user = make_user(given_name=evil, family_name=evil)
    write = letter(evil, attachments=[Attachment(f"{evil}.txt", "text/plain", b"A")])
    sent(posted(write, to=user))
    message = only(smtp_server)
    flat = "Note Bcc: all@example.org X-Evil: yes <script>"
    assert str(message["Subject"]) == flat
    assert [part.get_filename() for part in message.iter_attachments()] == [f"{flat}.txt"]
    for part in message.walk():
        assert (part["Bcc"], part["X-Evil"]) == (None, None)
    assert smtp_server.recipients == [["charlie@example.org"]]
    assert "<script>" not in html_of(message)


def test_a_subscription_has_its_headers_and_other_mails_do_not(smtp_server: SmtpServer) -> None:
    haruka = make_haruka()
    subscription = sent(posted(to=haruka, key="1", is_subscription=True))
    sent(posted(to=haruka, key="2"))
    names = ("List-Unsubscribe", "List-Unsubscribe-Post")
    assert [[header(it, name) for name in names] for it in smtp_server.messages] == [
        [subscription.headers["List-Unsubscribe"], "List-Unsubscribe=One-Click"],
        ["None", "None"],
    ]


def test_attachments_arrive_byte_by_byte(smtp_server: SmtpServer) -> None:
    files = [
        Attachment("meeting.ics", "text/calendar; method=REQUEST; charset=utf-8", CALENDAR),
        Attachment("組織一覧.csv", "text/csv; charset=utf-8", TABLE),
        Attachment("logo.png", "image/png", picture()),
    ]
    sent(posted(letter(attachments=files)))
    parts = list(only(smtp_server).iter_attachments())
    found = [(it.get_filename(), it["Content-Type"], it.get_payload(decode=True)) for it in parts]
    assert [(name, str(kind), content) for name, kind, content in found] == [
        (
            "meeting.ics",
            'text/calendar; method="REQUEST"; charset="utf-8"',
            CALENDAR,
        ),
        ("組織一覧.csv", 'text/csv; charset="utf-8"', TABLE),
        ("logo.png", "image/png", picture()),
    ]


def test_a_mail_is_sent_once_however_often_the_task_runs(smtp_server: SmtpServer) -> None:
    mail = posted()
    assert [tasks.send_mail(mail.pk) for _ in range(3)] == [True, False, False]
    assert smtp_server.ids() == [mail.message_id]


def test_a_mail_is_sent_once_if_eight_send_it_at_once(smtp_server: SmtpServer) -> None:
    mail = posted()
    copies = [Mail.objects.get(pk=mail.pk) for _ in range(8)]
    answers = at_once(*(partial(outbox.send, copy) for copy in copies))
    assert sorted(answers) == [False] * 7 + [True]
    assert smtp_server.ids() == [mail.message_id]
    assert [new for new, _ in reasons(mail)] == ["sending", "sent"]


def test_handing_out_twice_at_once_hands_out_once(smtp_server: SmtpServer) -> None:
    for number in range(20):
        posted(key=str(number))
    Mail.objects.update(handed_out_at=None)
    answers = at_once(*[tasks.send_waiting_mail] * 4)
    assert sum(answers) == 20


def test_a_mail_that_is_gone_is_not_sent(smtp_server: SmtpServer) -> None:
    assert tasks.send_mail(NOBODY) is False
    assert smtp_server.messages == []


def test_a_mail_is_not_sent_from_inside_a_transaction(smtp_server: SmtpServer) -> None:
    """A rollback would forget that it went out."""
    mail = posted()
    with transaction.atomic(), pytest.raises(RuntimeError, match="durable"):
        outbox.send(mail)
    assert smtp_server.messages == []


@pytest.mark.parametrize("state", sorted(set(MailState) - {MailState.WAITING}))
def test_only_what_waits_is_sent(smtp_server: SmtpServer, state: MailState) -> None:
    mail = posted()
    Mail.objects.update(state=state)
    assert outbox.send(mail) is False
    assert (smtp_server.messages, reasons(mail)) == ([], [])


def test_a_mail_whose_address_was_erased_fails(smtp_server: SmtpServer) -> None:
    mail = posted()
    Mail.objects.update(address="")
    assert sent(mail).state == MailState.FAILED
    assert reasons(mail)[1:] == [("failed", "Its address was erased")]
    assert smtp_server.messages == []


def test_a_mail_that_cannot_be_written_fails(smtp_server: SmtpServer) -> None:
    mail = posted(to="evil@example.org\nBcc: all@example.org")
    assert sent(mail).state == MailState.FAILED
    assert reasons(mail)[1:] == [("failed", "No mail can be made of it")]
    assert smtp_server.messages == []


def test_several_mails_of_a_person(smtp_server: SmtpServer) -> None:
    alice = make_alice()
    mails = [sent(posted(to=alice, key=str(n))) for n in range(3)]
    assert smtp_server.ids() == [mail.message_id for mail in mails]
