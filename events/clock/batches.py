"""One mail for each of many participants, in batches: a worker that is killed begins where it was.

A batch is one transaction, so its mails stand or do not; who has a mail under the key is not
written to again.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.db import transaction
from django.db.models import CharField, Exists, OuterRef, Value
from django.db.models.functions import Cast, Concat

from events.models import Registration
from events.models.registrations import RegistrationQuerySet
from profiles.models import Mail

BATCH = 100
"""Mails in one transaction."""


@dataclass(frozen=True)
class Key:
    """Of one occasion: `webinar_reminder-17-60` is the mail to registration 17 on the occasion 60.

    The number of the registration comes first: by it `events.erasing` finds somebody's mails.
    """

    kind: str
    occasion: str = ""

    def __call__(self, registration: Registration) -> str:
        return f"{self.kind}-{registration.pk}{self.suffix}"

    @property
    def suffix(self) -> str:
        return f"-{self.occasion}" if self.occasion else ""


def without_mail(registrations: RegistrationQuerySet, key_of: Key) -> RegistrationQuerySet:
    """Those to whom no mail was posted yet on this occasion."""
    number = Cast(OuterRef("pk"), CharField())
    key = Concat(Value(f"{key_of.kind}-"), number, Value(key_of.suffix))
    return registrations.exclude(Exists(Mail.objects.filter(key=key)))


def post_to_each(
    registrations: RegistrationQuerySet,
    key_of: Key,
    post: Callable[[Registration, str], object],
    *,
    may_go_on: Callable[[], bool] = lambda: True,
) -> int:
    """Call `post(registration, key)` for everybody who has no such mail; how many there were.

    `may_go_on` is asked at the beginning of each batch, inside its transaction: the place for
    a lock.
    """
    count = last = 0
    left = without_mail(registrations, key_of).select_related("webinar", "user").order_by("pk")
    while True:
        with transaction.atomic():
            if not may_go_on():
                return count
            batch = list(left.filter(pk__gt=last)[:BATCH])
            for registration in batch:
                post(registration, key_of(registration))
        if not batch:
            return count
        count, last = count + len(batch), batch[-1].pk
