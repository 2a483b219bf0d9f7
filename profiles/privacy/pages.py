"""What the pages about one's own data show, put together."""

from dataclasses import dataclass

from profiles import erasing
from profiles.consents import WORDINGS, Wording, standing_consent
from profiles.disclosing import ContactField
from profiles.models import Consent, Disclosure, User
from profiles.privacy.forms import ConsentForm


@dataclass(frozen=True)
class Choice:
    """A purpose that one may agree to: the wording now, and the consent that stands."""

    purpose: Consent.Purpose
    wording: Wording
    standing: Consent | None

    @property
    def answer(self) -> str:
        """What the button says."""
        return ConsentForm.WITHDRAW if self.standing else ConsentForm.GIVE

    @property
    def is_older(self) -> bool:
        """The consent was given to another wording than that of today."""
        return self.standing is not None and self.standing.version != self.wording.version


def choices(user: User) -> list[Choice]:
    purposes = [Consent.Purpose.DISCLOSURE, Consent.Purpose.NEWS]
    return [Choice(it, WORDINGS[it], standing_consent(user, it)) for it in purposes]


def disclosures(user: User) -> list[tuple[Disclosure, list[str]]]:
    """To whom the person was disclosed, the last first, with the words for what was shown."""
    rows = user.disclosures.select_related("recipient").prefetch_related("recipient__texts")
    return [(row, field_names(row.fields)) for row in rows.order_by("-at", "-pk")]


def field_names(fields: list[str]) -> list[str]:
    return [str(ContactField(name).label) for name in fields]


def consequences(user: User) -> dict[str, list[tuple[erasing.Item, int]]]:
    """What an erasure would delete and keep; kinds of which there is nothing are left out."""
    deleted, kept = erasing.count_deleted(user), erasing.count_kept(user)
    return {
        "deleted": [(item, deleted[item.key]) for item in erasing.DELETED if deleted[item.key]],
        "kept": [(item, kept[item.key]) for item in erasing.KEPT if kept[item.key]],
    }
