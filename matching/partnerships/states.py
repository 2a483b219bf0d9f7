"""The life of a partnership. The days decide: `state_on` works out what it is on any date."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Protocol, TypeVar

from dateutil.relativedelta import relativedelta
from django.db import models
from django.utils.translation import pgettext_lazy

DUE = relativedelta(months=12)
"""So long before its renewal date a partnership is due."""
LAPSED = relativedelta(months=36)
"""So long after a missed date nobody counts on a renewal any more."""
FRESH = relativedelta(months=12)
"""So long after a renewal it is shown as renewed."""


class State(models.TextChoices):
    ACTIVE = "active", pgettext_lazy("state of a partnership", "Active")
    DUE = "due", pgettext_lazy("state of a partnership", "Renewal due")
    OVERDUE = "overdue", pgettext_lazy("state of a partnership", "Renewal overdue")
    RENEWED = "renewed", pgettext_lazy("state of a partnership", "Renewed")
    LAPSED = "lapsed", pgettext_lazy("state of a partnership", "No renewal known")
    ENDED = "ended", pgettext_lazy("state of a partnership", "Ended")


RENEWALS = ("renewed", "extended")
LIVING = (State.ACTIVE, State.DUE, State.OVERDUE, State.RENEWED)
TIMED = (State.DUE, State.OVERDUE, State.LAPSED)
"""Those in which the last day in force matters."""
MOVES: dict[State, frozenset[State]] = {
    old: frozenset(set(State) - {old}) if old != State.ENDED else frozenset({State.RENEWED})
    for old in State
}
"""Days and documents decide, so that every state may follow another; what was ended in so many
words lives again only by a renewal."""


class Dated(Protocol):
    """What `state_on` needs to know of an amendment."""

    kind: str
    signed_on: date
    valid_until: date | None


Some = TypeVar("Some", bound=Dated)


def binding(amendments: Sequence[Some], day: date) -> Some | None:
    """The amendment that says on this day how long it all holds; they are in order of their dates.

    A wider scope alone does not change how long; nor does it revive what was ended.
    """
    signed = [it for it in amendments if it.signed_on <= day]
    setting = [it for it in signed if it.kind != "widened" or it.valid_until is not None]
    ends = [n for n, it in enumerate(setting) if it.kind == "ended"]
    if ends and all(it.kind == "widened" for it in setting[ends[-1] + 1 :]):
        return setting[ends[-1]]
    return setting[-1] if setting else next(iter(signed), None)


def state_on(amendments: Sequence[Dated], day: date) -> State:
    """The state by what was signed until that day; `amendments` in order of their dates.

    A partnership without a date of renewal is active for as long as nobody ends it.
    """
    last = binding(amendments, day)
    if last is None:
        return State.ACTIVE
    if last.kind == "ended":
        return State.ENDED
    until = last.valid_until
    if until is not None and day > until:
        return State.LAPSED if day > until + LAPSED else State.OVERDUE
    if until is not None and day >= until - DUE:
        return State.DUE
    return State.RENEWED if last.kind in RENEWALS and day < last.signed_on + FRESH else State.ACTIVE


def began_on(amendments: Sequence[Dated], day: date) -> date | None:
    """Since when it has been in the state of that day; None where nothing is signed."""
    last = binding(amendments, day)
    if last is None:
        return None
    until, begun = last.valid_until, last.signed_on
    match state_on(amendments, day):
        case State.LAPSED:
            return until + LAPSED + timedelta(days=1)
        case State.OVERDUE:
            return until + timedelta(days=1)
        case State.DUE:
            return max(until - DUE, begun)
        case State.ACTIVE if last.kind in RENEWALS:
            return begun + FRESH
    return begun
