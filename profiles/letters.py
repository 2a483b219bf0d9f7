"""What a mail says: one source for its text and its HTML, in the recipient's language and zone."""

import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone, translation

CONTROL = frozenset({"Cc", "Cs"})
"""Categories of characters that no header may carry: controls and halves of pairs."""


@dataclass(frozen=True)
class Attachment:
    """A file that goes with a mail."""

    name: str
    content_type: str
    content: bytes


@dataclass(frozen=True)
class Letter:
    """A mail's content, translated already.

    paragraphs  plain text, shown in order; quotes (what somebody wrote) are indented
    action      what to do: a label and an absolute address; at most one
    choices     instead of an action, one question's answers: the same for each of them
    closing     what is said after the action: until when it holds, why one gets this
    not_after   from then on it is not true any more, and is not sent
    """

    subject: str
    paragraphs: list[str]
    quote: str = ""
    action: tuple[str, str] | None = None
    choices: list[tuple[str, str]] = field(default_factory=list)
    closing: list[str] = field(default_factory=list)
    attachments: list[Attachment] = field(default_factory=list)
    not_after: datetime | None = None

    def render(self, *, greeting: str, unsubscribe_url: str = "") -> tuple[str, str]:
        """The text and the HTML."""
        context = {
            "letter": self,
            "greeting": greeting,
            "unsubscribe_url": unsubscribe_url,
            "site_url": settings.SITE_URL,
        }
        return (
            render_to_string("mail/letter.txt", context),
            render_to_string("mail/letter.html", context),
        )


@contextmanager
def reading(language: str, time_zone: str = "Europe/Brussels") -> Iterator[None]:
    """Everything inside is written for somebody who reads this language in this zone."""
    with translation.override(language), timezone.override(ZoneInfo(time_zone)):
        yield


def address_of(path: str) -> str:
    """The absolute address of a path of ours, for mails."""
    return f"{settings.SITE_URL.rstrip('/')}{path}"


def one_line(text: str, at_most: int | None = None) -> str:
    """Fit for a header: white space collapsed, no control characters, cut with an ellipsis."""
    spaced = "".join(" " if unicodedata.category(it) in CONTROL else it for it in text)
    line = " ".join(spaced.split())
    if at_most is None or len(line) <= at_most:
        return line
    return line[: at_most - 1].rstrip() + "…"
