"""What staff do with participants: cancel, promote, check in.

As in `events.actions`, whoever touches seats locks the webinar first. Each of these takes the ids
of registrations, leaves those alone for which it makes no sense, and returns how many it changed.
"""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Case, QuerySet, Value, When
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from events import actions, deeds
from events.models import Registration, Webinar
from events.presence import log
from events.reasons import CHECK_IN_TAKEN_BACK, CHECKED_IN
from events.seats import give, locked, move_up
from events.states import NOT_OVER, Booking
from profiles.models import User

CANCELLING_ORDER = (Booking.WAITING, Booking.UNCONFIRMED, Booking.OFFERED, Booking.CONFIRMED)
"""Who waits is cancelled first: nobody is offered a seat and cancelled in the next moment."""


class NoSeat(Exception):
    """There are fewer free seats than people to promote."""

    def __str__(self) -> str:
        return str(
            _("There are not enough free seats. Choose fewer people, or add seats for them.")
        )


class NotAhead(Exception):
    """The webinar is a draft, over or cancelled."""

    def __str__(self) -> str:
        return str(_("Seats are only given before a webinar ends, and not if it is cancelled."))


def cancel_chosen(webinar: Webinar, ids: Iterable[int], *, by: User, reason: str) -> int:
    """Each is told by mail; who waits moves up. Raises TooLate, and then nobody is cancelled."""
    order = Case(*[When(state=it, then=Value(n)) for n, it in enumerate(CANCELLING_ORDER)])
    with transaction.atomic():
        row = locked(webinar.pk)
        standing = row.registrations.standing().filter(pk__in=list(ids))
        found = list(standing.order_by(order, "-arrived_at", "-pk"))
        for registration in found:
            actions.cancel(registration, by=by, reason=reason)
    return len(found)


def promote(
    webinar: Webinar, ids: Iterable[int], *, by: User, reason: str, adds_seats: bool = False
) -> int:
    """Give a seat to people on the waiting list, whatever their place in it; an offered seat is
    theirs at once.

    Never beyond the capacity: with `adds_seats` it grows by what is missing, otherwise NoSeat is
    raised and nothing has changed. Raises NotAhead.
    """
    with transaction.atomic():
        row = locked(webinar.pk)
        if row.state not in NOT_OVER:
            raise NotAhead
        promotable = (
            row.registrations.kept()
            .filter(state__in=[Booking.WAITING, Booking.OFFERED])
            .select_related("user")
        )
        found = list(promotable.filter(pk__in=list(ids)).order_by("arrived_at", "pk"))
        _make_room(row, sum(it.state == Booking.WAITING for it in found), adds_seats, by)
        for registration in found:
            give(registration, by=by, reason=reason, has_moved_up=True)
        move_up(row)
    return len(found)


def _make_room(webinar: Webinar, needed: int, adds_seats: bool, by: User) -> None:
    if webinar.capacity is None:
        return
    wanted = webinar.registrations.seated().count() + needed
    if needed == 0 or wanted <= webinar.capacity:
        return
    if not adds_seats:
        raise NoSeat
    webinar.capacity = wanted
    webinar.save(update_fields=["capacity"])
    reason = gettext_noop("Seats added for people who were promoted by hand")
    deeds.log(webinar, reason, by=by)


def check_in(webinar: Webinar, ids: Iterable[int], *, by: User) -> int:
    """They are here. Only who has a seat; twice is once."""
    with transaction.atomic():
        absent = locked(webinar.pk).registrations.confirmed().filter(checked_in_at=None)
        return _mark(absent.filter(pk__in=list(ids)), True, by, CHECKED_IN)


def undo_check_in(webinar: Webinar, ids: Iterable[int], *, by: User) -> int:
    with transaction.atomic():
        here = locked(webinar.pk).registrations.exclude(checked_in_at=None)
        return _mark(here.filter(pk__in=list(ids)), False, by, CHECK_IN_TAKEN_BACK)


def _mark(found: QuerySet[Registration], is_here: bool, by: User, reason: str) -> int:
    rows = list(found.order_by("pk"))
    moment = timezone.now() if is_here else None
    Registration.objects.filter(pk__in=[it.pk for it in rows]).update(checked_in_at=moment)
    log(rows, by=by, reason=reason)
    return len(rows)
