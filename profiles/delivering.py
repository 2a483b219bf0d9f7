"""Hand a mail to the mail server and tell what it said. Writes no row; its reasons name nobody."""

import logging
import smtplib
from dataclasses import dataclass
from email import encoders
from email.errors import MessageError
from email.mime.base import MIMEBase
from enum import Enum, auto
from threading import Event

from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.utils.translation import gettext_noop

from profiles.models import Mail, MailAttachment

logger = logging.getLogger(__name__)

STEP_SECONDS = 45
"""For each answer of the server. A dialogue has about twelve: less than `outbox.DOUBTFUL_AFTER`."""
TEMPORARY = 400
PERMANENT = 500
"""Reply codes from here on, RFC 5321."""

TAKEN = gettext_noop("The mail server took it")
UNREACHABLE = gettext_noop("The mail server cannot be reached")
REFUSED_FOR_NOW = gettext_noop("The mail server refuses it for now")
REFUSED = gettext_noop("The mail server refuses it")
BROKEN = gettext_noop("The connection broke while the mail was handed over")
UNWRITABLE = gettext_noop("No mail can be made of it")
NO_ADDRESS = gettext_noop("Its address was erased")


class Answer(Enum):
    """What became of the mail. Unknown: the server may have it, or may not."""

    TAKEN = auto()
    LATER = auto()
    NEVER = auto()
    UNKNOWN = auto()


@dataclass(frozen=True)
class Outcome:
    """`reason` is a translatable sentence, with a code or an error's name after a colon."""

    answer: Answer
    reason: str


def deliver(mail: Mail) -> Outcome:
    if not mail.address:
        return Outcome(Answer.NEVER, NO_ADDRESS)
    message = _message(mail)
    try:
        message.message()
    except (ValueError, MessageError):
        return Outcome(Answer.NEVER, UNWRITABLE)
    connection = get_connection(timeout=STEP_SECONDS)
    try:
        return _converse(message, connection)
    finally:
        _close(connection)


def _converse(message: EmailMultiAlternatives, connection: BaseEmailBackend) -> Outcome:
    """Whatever breaks, there is an outcome: a mail must not stay half sent."""
    try:
        connection.open()
    except Exception as error:
        return Outcome(Answer.LATER, f"{UNREACHABLE}: {type(error).__name__}")
    handed_over = _watched(connection)
    try:
        connection.send_messages([message])
    except Exception as error:
        return _failure(error, handed_over.is_set())
    return Outcome(Answer.TAKEN, TAKEN)


def _watched(connection: BaseEmailBackend) -> Event:
    """Is set when the content goes out: from then on the server may have the mail."""
    handed_over = Event()
    smtp = getattr(connection, "connection", None)
    if smtp is None:  # not SMTP: nobody knows when
        handed_over.set()
        return handed_over
    data = smtp.data

    def watched(content: bytes) -> object:
        handed_over.set()
        return data(content)

    smtp.data = watched
    return handed_over


def _failure(error: Exception, handed_over: bool) -> Outcome:
    code = _code(error)
    if code >= PERMANENT:
        return Outcome(Answer.NEVER, f"{REFUSED}: {code}")
    if code >= TEMPORARY:
        return Outcome(Answer.LATER, f"{REFUSED_FOR_NOW}: {code}")
    name = type(error).__name__
    if handed_over:
        return Outcome(Answer.UNKNOWN, f"{BROKEN}: {name}")
    return Outcome(Answer.LATER, f"{UNREACHABLE}: {name}")


def _code(error: Exception) -> int:
    """What the server replied to this mail; 0 if it did not, or did not get so far."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return max(code for code, _text in error.recipients.values())
    if isinstance(error, (smtplib.SMTPSenderRefused, smtplib.SMTPDataError)):
        return int(error.smtp_code)
    return 0


def _close(connection: BaseEmailBackend) -> None:
    """What happens after the server has answered changes nothing any more."""
    try:
        connection.close()
    except Exception as error:
        logger.warning("The mail server broke off after the mail: %s", type(error).__name__)


def _message(mail: Mail) -> EmailMultiAlternatives:
    message = EmailMultiAlternatives(
        mail.subject,
        mail.text,
        to=[mail.address],
        headers={
            "Message-ID": mail.message_id,
            "Content-Language": mail.language,
            "Auto-Submitted": "auto-generated",
            **mail.headers,
        },
    )
    message.attach_alternative(mail.html, "text/html")
    for attachment in mail.attachments.order_by("pk"):
        message.attach(_part(attachment))
    return message


def _part(attachment: MailAttachment) -> MIMEBase:
    """In base64, even if it is text: calendars and tables arrive byte by byte as they are."""
    name = attachment.name
    part = MIMEBase("application", "octet-stream")
    part.replace_header("Content-Type", attachment.content_type)
    part.set_payload(bytes(attachment.content))
    encoders.encode_base64(part)
    filename = name if name.isascii() else ("utf-8", "", name)
    part.add_header("Content-Disposition", "attachment", filename=filename)
    return part
