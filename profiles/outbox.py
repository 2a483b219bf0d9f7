"""Post a mail: a row in the same transaction as its cause; a worker sends it, once.

A mail is waiting, being sent, then sent. Whoever moves it from waiting to being sent is the one
who sends it. If the server says no, it waits and is tried again; if the sender dies in between,
the mail is in doubt, and staff decide: it is never sent twice by itself.
"""

import logging
import smtplib
from collections.abc import Callable
from datetime import timedelta
from email.utils import make_msgid
from functools import partial

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, pgettext

from profiles import tasks
from profiles.letters import Letter, address_of, reading
from profiles.models import Mail, MailAttachment, MailRefusal, User
from profiles.moving import ForbiddenMove
from profiles.states import MailState
from profiles.unsubscribing import unsubscribe_token

logger = logging.getLogger(__name__)

BACK_OFF = [timedelta(minutes=m) for m in (1, 5, 15, 60, 240, 720)]
"""Pauses after the first, second… failed attempt; after the last one the mail has failed."""
DOUBTFUL_AFTER = timedelta(minutes=10)
"""Longer than any SMTP dialogue: whoever has been sending for so long has died."""
SMTP_TIMEOUT = 60
"""Seconds."""


def post(
    write: Callable[[], Letter],
    *,
    to: User | str,
    key: str,
    kind: str,
    language: str = "",
    time_zone: str = "",
    is_subscription: bool = False,
) -> Mail | None:
    """Put a mail into the outbox, written in the recipient's language and time zone.

    `to` is a person, or a bare address with a `language`. A subscription can be ended by a link
    and a header (RFC 8058), and is not posted to somebody who has ended it: then None is returned.
    A second post under a key returns the first one's mail.
    """
    user = to if isinstance(to, User) else None
    address = user.email if user else str(to)
    language = language or (user.language if user else settings.LANGUAGE_CODE)
    if user and is_subscription and user.mail_refusals.filter(kind=kind).exists():
        return None
    zone = time_zone or (user.time_zone if user else "Europe/Brussels")
    with reading(language, zone):
        letter = write()
        end = _unsubscribe_url(user, kind) if user and is_subscription else ""
        text, html = letter.render(greeting=_greeting(user), unsubscribe_url=end)
    fields = {
        "kind": kind,
        "user": user,
        "address": address,
        "language": language,
        "subject": " ".join(letter.subject.split()),
        "text": text,
        "html": html,
        "headers": _unsubscribe_headers(end),
        "message_id": make_msgid(domain=settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip(">")),
    }
    with transaction.atomic():
        mail, is_new = Mail.objects.get_or_create(key=key, defaults=fields)
        if is_new:
            MailAttachment.objects.bulk_create(
                MailAttachment(
                    mail=mail, name=it.name, content_type=it.content_type, content=it.content
                )
                for it in letter.attachments
            )
            transaction.on_commit(partial(_enqueue, mail.pk), robust=True)
    return mail


def _greeting(user: User | None) -> str:
    """The salutation of a mail; people's titles are never guessed."""
    name = user.get_full_name() if user else ""
    if not name:
        return _("Good day,")
    # Translators: opens a mail; in Japanese the name comes first: “%(name)s 様”
    return pgettext("salutation of a mail", "Dear %(name)s,") % {"name": name}


def _unsubscribe_url(user: User, kind: str) -> str:
    return address_of(reverse("profiles:unsubscribe", args=[unsubscribe_token(user, kind)]))


def _unsubscribe_headers(url: str) -> dict[str, str]:
    if not url:
        return {}
    return {"List-Unsubscribe": f"<{url}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}


def _enqueue(mail_id: int) -> None:
    """Hand it to a worker. If the broker is away, `send_waiting` finds the row within a minute."""
    tasks.send_mail.delay(mail_id)


def send(mail: Mail) -> bool:
    """Send one mail that is due; False if somebody else does, or it is not due any more."""
    if mail.due_at > timezone.now() or not _claim(mail):
        return False
    connection = get_connection(timeout=SMTP_TIMEOUT)
    try:
        connection.open()
    except (OSError, smtplib.SMTPException) as error:
        _try_later(mail, type(error).__name__)
        return False
    try:
        return _deliver(mail, connection)
    finally:
        _close(connection)


def _claim(mail: Mail) -> bool:
    try:
        mail.move(
            MailState.SENDING,
            by=None,
            reason=gettext_noop("A worker took it up"),
            claimed_at=timezone.now(),
            attempts=mail.attempts + 1,
        )
    except ForbiddenMove:
        return False
    return True


def _deliver(mail: Mail, connection: BaseEmailBackend) -> bool:
    """Give it to the server, and note what the server says. Reasons name nobody's address."""
    try:
        connection.send_messages([_message(mail)])
    except smtplib.SMTPRecipientsRefused as error:
        _refused(mail, max(code for code, _text in error.recipients.values()))
    except smtplib.SMTPResponseException as error:
        _refused(mail, error.smtp_code)
    except (OSError, smtplib.SMTPException) as error:
        mail.move(
            MailState.DOUBTFUL, by=None, reason=f"The connection broke: {type(error).__name__}"
        )
    else:
        reason = gettext_noop("The server took it")
        mail.move(MailState.SENT, by=None, reason=reason, sent_at=timezone.now())
    return mail.state == MailState.SENT


def _close(connection: BaseEmailBackend) -> None:
    """Say goodbye; what happens after the server took the mail changes nothing."""
    try:
        connection.close()
    except (OSError, smtplib.SMTPException):
        logger.warning("The mail server broke off after the mail", exc_info=True)


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
    for it in mail.attachments.all():
        message.attach(it.name, bytes(it.content), it.content_type)
    return message


def _refused(mail: Mail, code: int) -> None:
    """The server said no: for now (4xx), or for good (5xx)."""
    if code >= 500:  # noqa: PLR2004 - RFC 5321: permanent
        mail.move(MailState.FAILED, by=None, reason=f"The server refuses it: {code}")
    else:
        _try_later(mail, str(code))


def _try_later(mail: Mail, why: str) -> None:
    reason = f"Attempt {mail.attempts} failed: {why}"
    if mail.attempts > len(BACK_OFF):
        mail.move(MailState.FAILED, by=None, reason=reason)
        return
    due = timezone.now() + BACK_OFF[mail.attempts - 1]
    mail.move(MailState.WAITING, by=None, reason=reason, due_at=due)


def send_waiting() -> int:
    """Hand out what is due and was not handed out, or failed before; mark what is in doubt."""
    stuck = Mail.objects.filter(
        state=MailState.SENDING, claimed_at__lt=timezone.now() - DOUBTFUL_AFTER
    )
    for mail in stuck:
        try:
            mail.move(
                MailState.DOUBTFUL, by=None, reason=gettext_noop("The sender died in between")
            )
        except ForbiddenMove:
            continue
    due = list(Mail.objects.due().values_list("pk", flat=True))
    for pk in due:
        tasks.send_mail.delay(pk)
    return len(due)


def send_again(mail: Mail, *, by: User, reason: str) -> None:
    """Staff decide that a mail in doubt, or failed, goes out once more. Raises ForbiddenMove."""
    mail.move(MailState.WAITING, by=by, reason=reason, due_at=timezone.now(), attempts=0)
    transaction.on_commit(partial(_enqueue, mail.pk), robust=True)


def refuse(user: User, kind: str) -> None:
    """No more mails of this kind for this person."""
    MailRefusal.objects.get_or_create(user=user, kind=kind)
