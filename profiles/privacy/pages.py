"""What the pages about one's own data show, put together."""

from collections.abc import Iterable

from profiles import erasing
from profiles.consents import WORDINGS, Choice, choices_from
from profiles.disclosing import ContactField
from profiles.models import Consent, Disclosure, User

CHOSEN_HERE = (Consent.Purpose.DISCLOSURE, Consent.Purpose.NEWS)
"""The consent to the account is not among them: it ends with the account."""


def choices(log: Iterable[Consent]) -> list[Choice]:
    return choices_from(log, WORDINGS, *CHOSEN_HERE)


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
