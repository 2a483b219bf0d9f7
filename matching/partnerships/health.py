"""How alive a partnership is, by what is done together; and what could be done next."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from dateutil.relativedelta import relativedelta
from django.db import models
from django.utils.translation import pgettext_lazy

IDLE = relativedelta(months=24)
"""So long without anything done together, and a partnership is ceremonial only."""
LIVELY = relativedelta(months=12)
CEREMONIES = ("signing",)
"""Kinds of activities that alone keep nothing alive: leaders who sign, or meet."""


class Health(models.TextChoices):
    LIVELY = "lively", pgettext_lazy("health of a partnership", "Lively")
    QUIET = "quiet", pgettext_lazy("health of a partnership", "Quiet")
    CEREMONIAL = "ceremonial", pgettext_lazy("health of a partnership", "Ceremonial only")
    UNKNOWN = "unknown", pgettext_lazy("health of a partnership", "No activity documented")


class Done(Protocol):
    """What `pulse` needs to know of an activity."""

    kind: str
    on: date


@dataclass(frozen=True)
class Pulse:
    """The health on a day, and the last day of joint work, None where none is documented."""

    health: Health
    last: date | None


def pulse(done: Iterable[Done], began: date | None, day: date) -> Pulse:
    """By what was done together until that day, and the day of the beginning.

    A signature alone is no activity; but who has only just begun is not called idle.
    """
    known = [it for it in done if it.on <= day]
    last = max((it.on for it in known if it.kind not in CEREMONIES), default=None)
    newest = max((it for it in (last, began) if it is not None), default=None)
    if newest is None or newest < day - IDLE:
        return Pulse(Health.CEREMONIAL if known else Health.UNKNOWN, last)
    if last is not None and last >= day - LIVELY:
        return Pulse(Health.LIVELY, last)
    return Pulse(Health.QUIET, last)
