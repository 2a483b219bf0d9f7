"""Mails of the desk to participants: written, looked at, tried on oneself, then sent once.

The text is in one language or more; everybody gets the one of their own language if there is it,
otherwise the original. Whoever sends fixes the recipients; a task writes the mails, and may run as
often as it likes: the keys of the mails let each be posted once.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Final

from django.conf import settings
from django.db import transaction
from django.db.models import Count, prefetch_related_objects
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from events.clock.batches import post_to_each
from events.clock.resuming import KIND, key_of, recipients, write_on_commit
from events.deeds import MAILED, log
from events.erasing import mail_key
from events.hours import moment
from events.links import own_page
from events.mails import post
from events.models import Circular, Registration, Webinar
from profiles import outbox
from profiles.letters import Letter, address_of, reading
from profiles.models import Mail, User
from profiles.states import MailState

TEST_KIND: Final = "webinar_circular_test"
NO_TOKEN: Final = "..."  # noqa: S105 - stands for everybody's own in what staff look at


@dataclass(frozen=True)
class Preview:
    """What those get who read this language; count: how many they are."""

    language: str
    count: int
    subject: str
    text: str


@dataclass(frozen=True)
class Progress:
    """total: recipients; written: mails in the outbox; sent, failed: of those."""

    total: int
    written: int
    sent: int
    failed: int

    @property
    def is_complete(self) -> bool:
        return self.written >= self.total


def draft(
    webinar: Webinar,
    *,
    subject: Mapping[str, str],
    text: Mapping[str, str],
    recipients: Iterable[int],
    by: User,
) -> Circular:
    return Circular.objects.create(
        webinar=webinar,
        subject=dict(subject),
        text=dict(text),
        recipients=sorted(recipients),
        created_by=by,
    )


def original(circular: Circular) -> str:
    """The webinar's own language, if it is written in it; else English; else any."""
    wanted = (circular.webinar.language, "en", *dict(settings.LANGUAGES))
    return next(it for it in wanted if it in circular.text)


def language_for(circular: Circular, registration: Registration) -> str:
    own = registration.language
    return own if own in circular.text else original(circular)


def letter(circular: Circular, language: str, url: str) -> Letter:
    """In a language it is written in, which is in force."""
    webinar = circular.webinar
    names = {"webinar": webinar.title, "when": moment(webinar)}
    return Letter(
        subject=circular.subject[language],
        paragraphs=circular.text[language].split("\n\n"),
        action=(_("To your registration"), url),
        closing=[
            _("You get this mail because you registered for “%(webinar)s” (%(when)s).") % names
        ],
    )


def previews(circular: Circular) -> list[Preview]:
    """One for each language in which somebody gets it, as the first of them does."""
    readers: dict[str, list[Registration]] = {}
    for registration in recipients(circular):
        readers.setdefault(language_for(circular, registration), []).append(registration)
    return [_preview(circular, it, readers[it]) for it in circular.text if it in readers]


def _preview(circular: Circular, language: str, readers: list[Registration]) -> Preview:
    first = readers[0]
    subject, text = outbox.preview(
        lambda: letter(circular, language, _no_page()),
        language=language,
        time_zone=first.time_zone,
        addressee=_name(first, language),
    )
    return Preview(language, len(readers), subject, text)


def _no_page() -> str:
    return address_of(reverse("events:show-registration", args=[NO_TOKEN]))


def _name(registration: Registration, language: str) -> str:
    with reading(language, registration.time_zone):
        return registration.name


def send_test(circular: Circular, *, to: User) -> int:
    """In each language it is written in, to somebody of the staff; returns how many mails."""
    before = Mail.objects.filter(kind=TEST_KIND, key__startswith=f"circular_test-{circular.pk}-")
    attempt = before.count()
    for language in circular.text:
        outbox.post(
            partial(_test_letter, circular, language),
            to=to,
            key=f"circular_test-{circular.pk}-{attempt}-{language}",
            kind=TEST_KIND,
            language=language,
        )
    return len(circular.text)


def _test_letter(circular: Circular, language: str) -> Letter:
    return letter(circular, language, _no_page())


def rewrite(circular: Circular, *, subject: Mapping[str, str], text: Mapping[str, str]) -> bool:
    """Whether it was in time: what is sent stays as it was sent."""
    unsent = Circular.objects.filter(pk=circular.pk, sent_at=None)
    return bool(unsent.update(subject=dict(subject), text=dict(text)))


def send(circular: Circular, *, by: User) -> int:
    """Fix the recipients and let the worker write to them; returns how many, 0 if it was sent
    already."""
    with transaction.atomic():
        row = Circular.objects.select_for_update(of=["self"]).select_related("webinar")
        circular = row.get(pk=circular.pk)
        if circular.sent_at:
            return 0
        circular.recipients = [it.pk for it in recipients(circular)]
        circular.sent_at = timezone.now()
        circular.save(update_fields=["recipients", "sent_at"])
        count = len(circular.recipients)
        log(circular.webinar, f"{MAILED}: {count}", by=by)
        write_on_commit(circular.pk)
    return count


def send_again(circular: Circular) -> None:
    """Once more for those to whom no mail was written, should the worker have stopped."""
    write_on_commit(circular.pk)


def write_mails(circular: Circular) -> int:
    """Post what is not posted yet, some at a time; returns how many mails that were."""
    if circular.sent_at is None:
        return 0
    prefetch_related_objects([circular.webinar], "texts")
    return post_to_each(
        circular.webinar, recipients(circular), key_of(circular), partial(_post, circular)
    )


def _post(circular: Circular, registration: Registration, key: str) -> Mail | None:
    language = language_for(circular, registration)

    def write() -> Letter:
        return letter(circular, language, own_page(registration))

    return post(registration, KIND, write, key=key, language=language)


def progress(circular: Circular) -> Progress:
    keys = [mail_key(KIND, number, str(circular.pk)) for number in circular.recipients]
    mails = Mail.objects.filter(key__in=keys).order_by()
    counted = dict(mails.values_list("state").annotate(Count("pk")))
    written = sum(counted.values())
    failed = (MailState.FAILED, MailState.DOUBTFUL, MailState.CANCELLED)
    return Progress(
        total=len(circular.recipients),
        written=written,
        sent=counted.get(MailState.SENT, 0),
        failed=sum(counted.get(state, 0) for state in failed),
    )
