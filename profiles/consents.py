"""What people agree to, in which words, and the log of their yes and no."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from profiles.models import Consent, User

Purpose = Consent.Purpose


@dataclass(frozen=True)
class Wording:
    """What is read beside the box. Whoever changes the text gives it a new version."""

    version: str
    text: str | Promise

    @property
    def digest(self) -> str:
        """SHA-256 of the text in the language in force."""
        return hashlib.sha256(str(self.text).encode()).hexdigest()


WORDINGS: dict[str, Wording] = {
    Purpose.ACCOUNT: Wording("2026-11", _("I have read the privacy notice.")),
    Purpose.NEWS: Wording(
        "2026-11",
        _(
            "Send me news of the helpdesk by e-mail: webinars, new partners, calls."
            " I can end this at any time."
        ),
    ),
    Purpose.DISCLOSURE: Wording(
        "2026-11",
        _(
            "When my organisation and one on the other side have both agreed to be introduced,"
            " show that organisation my name, function, e-mail address and phone number."
            " It may be in a country whose data protection differs from mine."
        ),
    ),
}


@dataclass(frozen=True)
class Choice:
    """A purpose one may agree to: the wording of today, and what was said of it last.

    last  a line of a log of consents, of a member or of whoever takes part in a webinar
    """

    purpose: TextChoices
    wording: Wording
    last: Any

    @property
    def is_given(self) -> bool:
        return bool(self.last and self.last.is_given)

    @property
    def is_older(self) -> bool:
        """What was agreed to was worded differently."""
        return bool(self.last and self.last.version != self.wording.version)


def choices_from(
    log: Iterable[Any], wordings: Mapping[str, Wording], *purposes: TextChoices
) -> list[Choice]:
    """These purposes, each with the last line of its log."""
    last = {row.purpose: row for row in sorted(log, key=lambda row: (row.at, row.pk))}
    return [Choice(it, wordings[it], last.get(it)) for it in purposes]


def give_consent(user: User, purpose: str, *, source: str) -> Consent:
    """Log a yes to the present wording, in the language in which it is being read.

    source  the page or letter where it was said: `sign-up`
    """
    wording = WORDINGS[purpose]
    return user.consents.create(
        purpose=purpose,
        is_given=True,
        version=wording.version,
        digest=wording.digest,
        language=get_language(),
        source=source,
    )


def withdraw_consent(user: User, purpose: str, *, source: str) -> Consent | None:
    """Log the end of a consent, with the wording that it was given to; None if none stands."""
    standing = standing_consent(user, purpose)
    if standing is None:
        return None
    return user.consents.create(
        purpose=purpose,
        is_given=False,
        version=standing.version,
        digest=standing.digest,
        language=standing.language,
        source=source,
    )


def standing_consent(user: User, purpose: str) -> Consent | None:
    """The consent in force: the last line of this purpose, if it is a yes."""
    last = user.consents.filter(purpose=purpose).latest_first().first()
    return last if last and last.is_given else None
