"""Everything that is known of a person, for that person: in JSON, and to read.

A section is a list of rows; a row is a dict whose values are texts, numbers, moments, choices or
documents. Upper apps add their sections in `ready()`. `covers` names the columns that point to a
person (`profiles.Membership.user`); a test looks for columns that are neither covered nor exempt.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from django.conf import settings
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from profiles.models import User

FORMAT = "eu-japan-helpdesk/personal-data"
VERSION = 1
"""Of the format: grows when a section or a key changes its meaning or goes."""

Row = dict[str, object]
Words = Mapping[str, str | Promise]


@dataclass(frozen=True)
class Section:
    name: str
    label: str | Promise
    rows: Callable[[User], list[Row]]
    covers: frozenset[str] = frozenset()
    words: Words = field(default_factory=dict)
    rank: int = 1


SECTIONS: dict[str, Section] = {}
EXEMPT: dict[str, str] = {}
"""Columns that point to a person and are in no export, with the reason."""

WORDS: Words = {
    "about": _("About"),
    "action": _("As"),
    "address": _("E-mail address"),
    "at": _("When"),
    "basis": _("Legal basis"),
    "body": _("Text"),
    "cause": _("Cause"),
    "changed_at": _("Last changed"),
    "content": _("Content"),
    "created_at": _("Created"),
    "date_joined": _("Account since"),
    "device": _("Device"),
    "digest": _("SHA-256 of the wording"),
    "email": _("E-mail address"),
    "expires_at": _("Valid until"),
    "family_name": _("Family name"),
    "fields": _("What was shown"),
    "given_name": _("Given name"),
    "ip": _("IP address"),
    "is_given": _("Consent given"),
    "is_primary": _("Main address"),
    "is_staff": _("Helpdesk staff"),
    "is_verified": _("Verified"),
    "job_title": _("Function"),
    "joined_at": _("Joined"),
    "kind": _("Kind"),
    "language": _("Language"),
    "last_login": _("Last signed in"),
    "last_seen_at": _("Last seen"),
    "last_used_at": _("Last used"),
    "message": _("Message"),
    "new": _("After"),
    "old": _("Before"),
    "organisation": _("Organisation"),
    "phone": _("Phone"),
    "purpose": _("Purpose"),
    "reading": _("Reading of the name"),
    "reason": _("Reason"),
    "recipient": _("Recipient"),
    "role": _("Role"),
    "sent_at": _("Sent"),
    "source": _("Where it was said"),
    "state": _("State"),
    "subject": _("Subject"),
    "time_zone": _("Time zone"),
    "version": _("Version of the wording"),
}
"""The keys of rows, for people."""
LOGGED = frozenset({"reason"})
"""Keys whose values are logged in English where the site words them; of people's own words there
are no translations."""
LOGS: dict[str, str | Promise] = {}
"""What the lines of a log are about, by the label of its model."""


def register(
    name: str,
    label: str | Promise,
    rows: Callable[[User], list[Row]],
    *,
    covers: Iterable[str] = (),
    words: Words | None = None,
    rank: int = 1,
) -> None:
    """Add a section; `words` are its keys for people, where `WORDS` has none.

    Sections of a lower rank come first: 0 are the account's own.
    """
    SECTIONS[name] = Section(name, label, rows, frozenset(covers), words or {}, rank)


def sections() -> list[Section]:
    """In the order in which they are read."""
    return sorted(SECTIONS.values(), key=lambda section: section.rank)


def name_logs(names: Words) -> None:
    """Say what logs are about; upper apps do in `ready()`."""
    LOGS.update(names)


def exempt(column: str, reason: str) -> None:
    """Say why a column that points to a person is in no export."""
    EXEMPT[column] = reason


def covered() -> frozenset[str]:
    return frozenset().union(*(section.covers for section in SECTIONS.values()))


def export(user: User) -> dict[str, object]:
    """The document to download."""
    return {
        "format": FORMAT,
        "version": VERSION,
        "site": settings.SITE_URL,
        "made_at": timezone.now(),
        "sections": {section.name: section.rows(user) for section in sections()},
    }


@dataclass(frozen=True)
class Reading:
    """A section for people: rows of labelled values, without what is empty."""

    label: str | Promise
    rows: list[list[tuple[str | Promise, object]]]


def readable(user: User) -> list[Reading]:
    return [
        Reading(section.label, [_labelled(row, section.words) for row in section.rows(user)])
        for section in sections()
    ]


def _labelled(row: Row, words: Words) -> list[tuple[str | Promise, object]]:
    known = {**WORDS, **words}
    shown = {key: value for key, value in row.items() if value not in (None, "", [], {})}
    return [(known[key], gettext(it) if key in LOGGED else it) for key, it in shown.items()]
