"""How a profile ages until its people say again that it is right: what happens after how long."""

from datetime import timedelta
from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _

ASKED_AFTER: Final = timedelta(days=180)
UNCONFIRMED_AFTER: Final = timedelta(days=210)
REMINDED_AFTER: Final = timedelta(days=300)
UNMATCHED_AFTER: Final = timedelta(days=365)
"""Nobody is suggested who has not been confirmed for so long."""


class Stage(models.TextChoices):
    ASKED = "asked", _("Asked whether it is right")
    UNCONFIRMED = "unconfirmed", _("Marked as unconfirmed")
    REMINDED = "reminded", _("Reminded")
    UNMATCHED = "unmatched", _("Out of matching")
    CONFIRMED = "confirmed", _("Confirmed")


BEGINS: Final[dict[Stage, timedelta]] = {
    Stage.UNMATCHED: UNMATCHED_AFTER,
    Stage.REMINDED: REMINDED_AFTER,
    Stage.UNCONFIRMED: UNCONFIRMED_AFTER,
    Stage.ASKED: ASKED_AFTER,
}
"""Since the last confirmation, the latest first. Days of 24 hours: no clock change counts."""


def stage_at(age: timedelta) -> Stage | None:
    """The stage that a profile of this age has reached; None while it is fresh."""
    return next((stage for stage, begins in BEGINS.items() if age >= begins), None)
