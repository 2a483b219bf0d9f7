"""Mails of the desk that nobody began to write, or that stopped half-way."""

import logging
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from kombu.exceptions import OperationalError

from events import tasks
from events.clock.batches import Key, without_mail
from events.models import Circular, Webinar
from events.models.registrations import RegistrationQuerySet
from events.states import REACHABLE
from profiles.outbox import RETRY_AT_ONCE

logger = logging.getLogger(__name__)

KIND: Final = "webinar_circular"
RESUMED_FOR: Final = timedelta(days=3)
"""After that a mail is no news any more."""


def recipients(circular: Circular) -> RegistrationQuerySet:
    """Those chosen who can still be reached."""
    chosen = circular.webinar.registrations.filter(pk__in=circular.recipients)
    return chosen.kept().filter(state__in=REACHABLE).exclude(email="").order_by("pk")


def key_of(circular: Circular) -> Key:
    return Key(KIND, str(circular.pk))


def resume(webinar: Webinar, now: datetime) -> int:
    """Hand over again what was sent and is not written; how many circulars that were."""
    sent = webinar.circulars.filter(sent_at__gt=now - RESUMED_FOR)
    left = [it for it in sent if without_mail(recipients(it), key_of(it)).exists()]
    for circular in left:
        write_on_commit(circular.pk)
    return len(left)


def write_on_commit(circular_id: int) -> None:
    """If the broker is away, the clock resumes it."""

    # Not a partial: Django asks a robust hook that fails for its `__qualname__`.
    def write() -> None:
        try:
            tasks.send_circular.apply_async((circular_id,), retry_policy=RETRY_AT_ONCE)
        except OperationalError as error:
            logger.warning("Circular %s: the broker is away: %s", circular_id, type(error).__name__)

    transaction.on_commit(write, robust=True)
