"""Moves of a webinar that the desk may ask for, and what stands in their way."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, pgettext_lazy

from events import actions
from events.editor.readiness import errors
from events.models import Webinar
from events.seats import locked
from events.states import BOOKABLE, MOVES, State
from profiles.models import User
from profiles.moving import ForbiddenMove

REASONS: dict[State, str] = {
    State.DRAFT: gettext_noop("Back to draft"),
    State.PUBLISHED: gettext_noop("Announced by the helpdesk"),
    State.OPEN: gettext_noop("Registration opened by the helpdesk"),
    State.CLOSED: gettext_noop("Registration closed by the helpdesk"),
    State.DONE: gettext_noop("Declared over by the helpdesk"),
}
"""Where staff give no reason of their own. A webinar is full or live by itself."""
LABELS = {
    State.PUBLISHED: pgettext_lazy("button", "Announce"),
    State.OPEN: pgettext_lazy("button", "Open registration"),
    State.CLOSED: pgettext_lazy("button", "Close registration"),
    State.DRAFT: pgettext_lazy("button", "Back to draft"),
    State.DONE: pgettext_lazy("button", "Declare it over"),
}
REOPEN = pgettext_lazy("button", "Open registration again")


class NotReady(Exception):
    """It cannot be announced yet; `args`: what is missing."""

    def __str__(self) -> str:
        return _("Not yet possible. %(points)s") % {"points": ". ".join(self.args[0]) + "."}


class HasRegistrations(Exception):
    def __str__(self) -> str:
        return _("Somebody has registered: cancel the webinar instead, so that they are told.")


class NotOverYet(Exception):
    def __str__(self) -> str:
        return _("It has not ended yet.")


class ClosedByTheClock(Exception):
    """Opened again, it would be closed at once."""

    def __str__(self) -> str:
        return _("Registration closes in the past. Set a later time first.")


def offered(webinar: Webinar, now: datetime | None = None) -> list[tuple[State, str]]:
    """Moves for which there is a button, and what stands on it. Cancelling has its own page."""
    now = now or timezone.now()
    found = []
    for to in LABELS:
        if _may_ask(webinar, to) and _makes_sense(webinar, to, now):
            label = REOPEN if (webinar.state, to) == (State.CLOSED, State.OPEN) else LABELS[to]
            found.append((to, str(label)))
    return found


def _may_ask(webinar: Webinar, to: State) -> bool:
    """What is live ends, or is put off by another time; nobody just closes it."""
    is_live = webinar.state == State.LIVE
    return to in REASONS and to in MOVES[State(webinar.state)] and (not is_live or to == State.DONE)


def _makes_sense(webinar: Webinar, to: State, now: datetime) -> bool:
    if to == State.DONE:
        return webinar.ends_at <= now
    if to == State.DRAFT:
        return not webinar.registrations.exists()
    return not (webinar.state == State.FULL and to == State.OPEN) and webinar.starts_at > now


def may_cancel(webinar: Webinar) -> bool:
    return State.CANCELLED in MOVES[State(webinar.state)]


def move_webinar(webinar: Webinar, to: State, *, by: User, reason: str = "") -> Webinar:
    """Raises ForbiddenMove, NotReady, HasRegistrations, NotOverYet, ClosedByTheClock."""
    with transaction.atomic():
        row = locked(webinar.pk)
        _check(row, to, timezone.now())
        row.move(to, by=by, reason=reason or REASONS[to])
        if to in BOOKABLE:
            actions.follow_clock(row)
            row.refresh_from_db()
    return row


def _check(webinar: Webinar, to: State, now: datetime) -> None:
    if not _may_ask(webinar, to):
        raise ForbiddenMove(webinar.state, to)
    if to == State.DRAFT and webinar.registrations.exists():
        raise HasRegistrations
    if to == State.DONE and webinar.ends_at > now:
        raise NotOverYet
    if to in BOOKABLE and webinar.closes_at and webinar.closes_at <= now:
        raise ClosedByTheClock
    if webinar.state == State.DRAFT and to != State.DONE:
        lacking = errors(webinar, now)
        if lacking:
            raise NotReady([point.text for point in lacking])
