"""Post a mail: a row in the same transaction as its cause; a worker sends it, once.

A mail is waiting, being sent, then sent. Whoever moves it from waiting to being sent is the one
who sends it. If the server says no for now, it waits and is tried again; if the sender dies in
between, the mail is in doubt, and staff decide: it is never sent twice by itself.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from email.utils import make_msgid, parseaddr

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, pgettext
from kombu.exceptions import OperationalError

from profiles import tasks
from profiles.delivering import Answer, Outcome, deliver
from profiles.letters import Attachment, Letter, address_of, one_line, reading
from profiles.models import Mail, MailAttachment, MailRefusal, User
from profiles.moving import ForbiddenMove
from profiles.states import MailState
from profiles.unsubscribing import unsubscribe_token

logger = logging.getLogger(__name__)

BACK_OFF = [timedelta(minutes=m) for m in (1, 5, 15, 30, 60, 120, *[240] * 27)]
"""Pauses after the first, second… failed attempt: in all nearly five days, as RFC 5321 asks.
After the last one the mail has failed."""
DOUBTFUL_AFTER = timedelta(minutes=10)
"""Longer than any SMTP dialogue: whoever has been sending for so long has died."""
BATCH = 500
"""Mails that `send_waiting` hands out at a time."""
RETRY_AT_ONCE = {"max_retries": 1, "interval_start": 0}
"""Heals a stale connection to the broker, and does not keep a visitor waiting for an absent one."""


@dataclass(frozen=True)
class Reader:
    """To whom a mail goes: a person, or only an address."""

    user: User | None
    address: str
    language: str
    time_zone: str
    name: str = ""


def post(
    write: Callable[[], Letter],
    *,
    to: User | str,
    key: str,
    kind: str,
    language: str = "",
    time_zone: str = "",
    addressee: str = "",
    is_subscription: bool = False,
) -> Mail | None:
    """Put a mail into the outbox, written in the recipient's language and time zone.

    `to` is a person, or a bare address with a `language` and, if we know it, the `addressee`, a
    name in the order of that language. A subscription is a person's; it can be
    ended by a link and a header (RFC 8058), and is not posted to somebody who has ended it: then
    None is returned. A second post under a key returns the first one's mail.
    """
    reader = _reader(to, language, time_zone, addressee)
    if is_subscription and _refuses(reader.user, kind):
        return None
    letter, end, text, html = _written(write, reader, kind if is_subscription else "")
    fields = {
        "kind": kind,
        "user": reader.user,
        "address": reader.address,
        "language": reader.language,
        "subject": letter.subject,
        "text": text,
        "html": html,
        "headers": _unsubscribe_headers(end),
        "not_after": letter.not_after,
        "message_id": make_msgid(domain=_our_domain()),
    }
    return _put(key, fields, letter.attachments)


def preview(
    write: Callable[[], Letter], *, language: str, time_zone: str = "", addressee: str = ""
) -> tuple[str, str]:
    """Subject and text, exactly as `post` would write them to a bare address; nothing is sent."""
    letter, _end, text, _html = _written(write, _reader("", language, time_zone, addressee))
    return letter.subject, text


def _written(
    write: Callable[[], Letter], reader: Reader, subscription: str = ""
) -> tuple[Letter, str, str, str]:
    """The letter, the address that ends the subscription, if it is one, the text and the HTML."""
    with reading(reader.language, reader.time_zone):
        letter = _with_fitting_subject(write())
        end = _unsubscribe_url(reader.user, subscription) if subscription else ""
        text, html = letter.render(greeting=_greeting(reader), unsubscribe_url=end)
    return letter, end, text, html


def _with_fitting_subject(letter: Letter) -> Letter:
    return replace(letter, subject=one_line(letter.subject, Mail.SUBJECT_LENGTH))


def _reader(to: User | str, language: str, time_zone: str, name: str) -> Reader:
    if isinstance(to, User):
        return Reader(to, to.email, language or to.language, time_zone or to.time_zone)
    language = language or settings.LANGUAGE_CODE
    return Reader(None, to, language, time_zone or "Europe/Brussels", name)


def _refuses(user: User | None, kind: str) -> bool:
    if user is None:
        raise TypeError("A subscription is posted to a person, who can end it.")
    return user.mail_refusals.filter(kind=kind).exists()


def _greeting(reader: Reader) -> str:
    """The salutation of a mail; people's titles are never guessed."""
    name = one_line(reader.user.get_full_name() if reader.user else reader.name)
    if not name:
        return _("Good day,")
    # Translators: opens a mail; in Japanese the name comes first: “%(name)s 様”
    return pgettext("salutation of a mail", "Dear %(name)s,") % {"name": name}


def _unsubscribe_url(user: User | None, kind: str) -> str:
    return address_of(reverse("profiles:unsubscribe", args=[unsubscribe_token(user, kind)]))


def _unsubscribe_headers(url: str) -> dict[str, str]:
    if not url:
        return {}
    return {"List-Unsubscribe": f"<{url}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}


def _our_domain() -> str:
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]


def _put(key: str, fields: dict[str, object], attachments: list[Attachment]) -> Mail:
    """The row, unless there is one under this key; then that one."""
    handed_out = {"handed_out_at": timezone.now()}
    with transaction.atomic():
        mail, is_new = Mail.objects.get_or_create(key=key, defaults=fields | handed_out)
        if is_new:
            MailAttachment.objects.bulk_create(
                MailAttachment(
                    mail=mail,
                    name=one_line(it.name, MailAttachment.NAME_LENGTH),
                    content_type=it.content_type,
                    content=it.content,
                )
                for it in attachments
            )
            _enqueue_on_commit(mail)
    return mail


def _enqueue_on_commit(mail: Mail) -> None:
    # Not a partial: Django asks a robust hook that fails for its `__qualname__`.
    transaction.on_commit(lambda: _enqueue(mail.pk), robust=True)


def _enqueue(mail_id: int) -> bool:
    """Hand it to a worker. If the broker is away, `send_waiting` finds the row within a minute."""
    try:
        tasks.send_mail.apply_async((mail_id,), retry_policy=RETRY_AT_ONCE)
    except OperationalError as error:
        logger.warning("Mail %s waits, the broker is away: %s", mail_id, type(error).__name__)
        Mail.objects.filter(pk=mail_id).update(handed_out_at=None)
        return False
    return True


def send(mail: Mail) -> bool:
    """Send one mail that is due; False if somebody else does, the server does not take it, or it
    would not be true any more."""
    claimed = _claim(mail.pk)
    if claimed is None:
        return False
    outcome = deliver(claimed)
    _settle(claimed, outcome)
    return outcome.answer == Answer.TAKEN


def _claim(mail_id: int) -> Mail | None:
    """Durable: it must stand in the database before the first word to the server."""
    with transaction.atomic(durable=True):
        due = Mail.objects.due().select_for_update(skip_locked=True)
        mail = due.filter(pk=mail_id).first()
        if mail is not None and mail.is_too_late:
            mail.move(MailState.CANCELLED, by=None, reason=gettext_noop("Deadline passed"))
            return None
        if mail is not None:
            mail.move(
                MailState.SENDING,
                by=None,
                reason=gettext_noop("A worker took it up"),
                claimed_at=timezone.now(),
                attempts=mail.attempts + 1,
            )
    return mail


def _settle(mail: Mail, outcome: Outcome) -> None:
    """Note what became of it, unless `send_waiting` has taken us for dead: then it stays so."""
    now = timezone.now()
    try:
        match outcome.answer:
            case Answer.TAKEN:
                mail.move(MailState.SENT, by=None, reason=outcome.reason, sent_at=now)
            case Answer.LATER:
                _try_later(mail, outcome.reason)
            case Answer.NEVER:
                mail.move(MailState.FAILED, by=None, reason=outcome.reason)
            case Answer.UNKNOWN:
                mail.move(MailState.DOUBTFUL, by=None, reason=outcome.reason)
    except ForbiddenMove:
        logger.warning("Mail %s was taken for lost before its sender knew: %s", mail.pk, outcome)


def _try_later(mail: Mail, reason: str) -> None:
    if mail.attempts > len(BACK_OFF):
        mail.move(MailState.FAILED, by=None, reason=reason)
        return
    due = timezone.now() + BACK_OFF[mail.attempts - 1]
    mail.move(MailState.WAITING, by=None, reason=reason, due_at=due, handed_out_at=None)


def send_waiting() -> int:
    """Hand out what is due and in nobody's hands, the oldest first; mark what is in doubt."""
    _doubt_the_stuck()
    with transaction.atomic():
        idle = Mail.objects.idle().select_for_update(skip_locked=True)
        batch = list(idle.order_by("due_at", "pk").values_list("pk", flat=True)[:BATCH])
        Mail.objects.filter(pk__in=batch).update(handed_out_at=timezone.now())
    return sum([_enqueue(pk) for pk in batch])


def _doubt_the_stuck() -> None:
    for mail in Mail.objects.sending_since(timezone.now() - DOUBTFUL_AFTER):
        try:
            mail.move(
                MailState.DOUBTFUL, by=None, reason=gettext_noop("The sender died in between")
            )
        except ForbiddenMove:
            continue


def send_again(mail: Mail, *, by: User, reason: str) -> None:
    """Staff decide that a mail in doubt, or failed, goes out once more. Raises ForbiddenMove."""
    if not mail.is_undecided:  # a worker may be sending it
        raise ForbiddenMove(mail.state, MailState.WAITING)
    now = timezone.now()
    with transaction.atomic():
        mail.move(
            MailState.WAITING, by=by, reason=reason, due_at=now, attempts=0, handed_out_at=now
        )
        _enqueue_on_commit(mail)


def cancel(mail: Mail, *, by: User, reason: str) -> None:
    """It is not sent, or not sent any more. Raises ForbiddenMove."""
    mail.move(MailState.CANCELLED, by=by, reason=reason)


def refuse(user: User, kind: str) -> None:
    """No more mails of this kind for this person, not even those that wait already."""
    MailRefusal.objects.get_or_create(user=user, kind=kind)
    for mail in user.mails.waiting().subscriptions().filter(kind=kind):
        try:
            cancel(mail, by=user, reason=gettext_noop("Its recipient wants no more of them"))
        except ForbiddenMove:  # on its way already
            continue
