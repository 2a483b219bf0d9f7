"""One mail for each of many participants, in batches: a worker that is killed begins where it was.

A batch is one transaction, so its mails stand or do not; who has a mail under the key is not
written to again. It holds the webinar's lock, then those of its registrations, in the order of
`events.actions`: whoever is cancelled or erased, or a webinar that is moved or called off, is so
before a batch or after it, never in between.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.db import transaction
from django.db.models import CharField, Exists, OuterRef, Value
from django.db.models.functions import Cast, Concat

from events import erasing
from events.models import Registration, Webinar
from events.models.registrations import RegistrationQuerySet
from events.seats import locked
from profiles.models import Mail

BATCH = 25
"""Mails in one transaction: whoever takes a seat of this webinar waits so long."""


@dataclass(frozen=True)
class Key:
    """Of one occasion: `webinar_reminder-17-60` is the mail to registration 17 on the occasion 60.

    The number of the registration comes first: by it `events.erasing` finds somebody's mails.
    """

    kind: str
    occasion: str = ""

    def __call__(self, registration: Registration) -> str:
        return erasing.mail_key(self.kind, registration.pk, self.occasion)

    @property
    def suffix(self) -> str:
        return f"-{self.occasion}" if self.occasion else ""


def without_mail(registrations: RegistrationQuerySet, key_of: Key) -> RegistrationQuerySet:
    """Those to whom no mail was posted yet on this occasion."""
    return registrations.exclude(has_mail(key_of))


def has_mail(key_of: Key) -> Exists:
    """Of a registration: whether a mail was posted to it on this occasion."""
    number = Cast(OuterRef("pk"), CharField())
    key = Concat(Value(f"{key_of.kind}-"), number, Value(key_of.suffix))
    return Exists(Mail.objects.filter(key=key))


def post_to_each(
    webinar: Webinar,
    registrations: RegistrationQuerySet,
    key_of: Key,
    post: Callable[[Registration, str], object],
    *,
    may_go_on: Callable[[Webinar], bool] = lambda webinar: True,
) -> int:
    """Call `post(registration, key)` for everybody who has no such mail; how many there were.

    `may_go_on` is asked at the beginning of each batch, with the webinar as it is then, locked;
    where nobody is left, nothing is.
    """
    count = last = 0
    left = without_mail(registrations.kept(), key_of).select_related("user").order_by("pk")
    while left.filter(pk__gt=last).exists():
        with transaction.atomic():
            row = locked(webinar.pk)
            if not may_go_on(row):
                break
            rows = left.select_for_update(of=("self",), no_key=True)
            batch = list(rows.filter(pk__gt=last)[:BATCH])
            for registration in batch:
                registration.webinar = row
                post(registration, key_of(registration))
        if not batch:  # somebody else was faster
            break
        count, last = count + len(batch), batch[-1].pk
    return count
