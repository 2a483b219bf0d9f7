"""The mails that one may end: what they are called, and whether somebody gets them."""

from dataclasses import dataclass

from django.utils.functional import Promise

from profiles.models import User

LABELS: dict[str, str | Promise] = {}
"""By kind of mail."""


@dataclass(frozen=True)
class Subscription:
    kind: str
    label: str | Promise
    is_ended: bool


def register_subscription(kind: str, label: str | Promise) -> None:
    """Say what mails of a kind are called that are posted with `is_subscription`."""
    LABELS[kind] = label


def subscriptions_of(user: User) -> list[Subscription]:
    """Every kind that there is, or that the person has got or ended."""
    ended = set(user.mail_refusals.values_list("kind", flat=True))
    got = set(user.mails.subscriptions().order_by().values_list("kind", flat=True).distinct())
    kinds = sorted(ended | got | LABELS.keys())
    return [
        Subscription(kind, LABELS.get(kind) or kind.replace("_", " "), kind in ended)
        for kind in kinds
    ]
