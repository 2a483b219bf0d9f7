"""What people agree to, in which words, and the log of their yes and no."""

import hashlib
from dataclasses import dataclass

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
