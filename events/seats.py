"""Seats under the webinar's lock: how many are free, and who moves up."""

from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext_noop

from events import mails, questions
from events.models import Registration, Webinar, WebinarTransition
from events.reasons import MOVED_UP
from events.states import AHEAD, BOOKABLE, Booking, State
from profiles.models import User

SHORTEST_OFFER = timedelta(hours=2)
"""An offer ends as long as this before the beginning; where it could not last so long itself, the
seat is given at once."""


def lock(registration: Registration) -> Webinar:
    """The webinar, locked; both rows as they are now."""
    webinar = locked(registration.webinar_id)
    registration.refresh_from_db()
    registration.webinar = webinar
    return webinar


def locked(webinar_id: int) -> Webinar:
    """`no_key`: sign-ups, whose rows only refer to the webinar, are not kept waiting."""
    rows = Webinar.objects.select_for_update(no_key=True).prefetch_related("texts")
    return rows.get(pk=webinar_id)


def has_free_seat(webinar: Webinar) -> bool:
    """One that nobody has and nobody is offered."""
    return webinar.capacity is None or _taken(webinar) < webinar.capacity


def _taken(webinar: Webinar) -> int:
    return int(webinar.registrations.seated().count())


def takes_latecomers(webinar: Webinar, now: datetime | None = None) -> bool:
    """Once it has begun: where registration was not closed before, and a seat is free at once.

    Nobody comes on a waiting list then, nor past one.
    """
    if webinar.closes_at and (now or timezone.now()) >= webinar.closes_at:
        return False
    has_line = webinar.registrations.in_line().exists()
    return _was_open(webinar) and has_free_seat(webinar) and not has_line


def _was_open(webinar: Webinar) -> bool:
    """Until it went live; it still is where the clock has not moved the state yet."""
    if webinar.state != State.LIVE:
        return webinar.state in BOOKABLE
    began = last_beginning(webinar)
    return began is not None and began.old in BOOKABLE


def last_beginning(webinar: Webinar) -> WebinarTransition | None:
    """What is put off once it has begun begins anew."""
    moves = webinar.transitions.filter(new=State.LIVE).exclude(old=State.LIVE)
    return moves.order_by("at", "pk").last()


def show_fullness(webinar: Webinar) -> None:
    """Open or full, by the seats; the caller holds the lock."""
    if webinar.state not in BOOKABLE:
        return
    is_full = not has_free_seat(webinar) or webinar.registrations.in_line().exists()
    wanted = State.FULL if is_full else State.OPEN
    if webinar.state != wanted:
        webinar.move(wanted, by=None, reason=gettext_noop("By the seats taken"))


def is_changeable(webinar: Webinar, now: datetime | None = None) -> bool:
    """Seats are given and taken only before the beginning."""
    return webinar.state in AHEAD and (now or timezone.now()) < webinar.starts_at


def move_up(webinar: Webinar, now: datetime | None = None) -> int:
    """Offer every free seat to who has waited longest; returns how many were promoted.

    The caller holds the webinar's lock. Long before the beginning a seat is offered, with a
    deadline to accept; shortly before, it is given at once.
    """
    now = now or timezone.now()
    if webinar.state not in (*BOOKABLE, State.CLOSED) or now >= webinar.starts_at:
        return 0
    line = webinar.registrations.in_line().select_related("user")
    if webinar.capacity is not None:
        line = line[: max(webinar.capacity - _taken(webinar), 0)]
    promoted = list(line)
    for registration in promoted:
        registration.webinar = webinar
        _promote(registration, now)
    show_fullness(webinar)
    return len(promoted)


def shorten_offers(webinar: Webinar, now: datetime) -> None:
    """The beginning was moved: offers end before it; whoever would have no time to answer has the
    seat, which is theirs, not the next one's. The caller holds the lock."""
    latest = webinar.starts_at - SHORTEST_OFFER
    offers = webinar.registrations.filter(state=Booking.OFFERED, offer_until__gt=max(latest, now))
    if not _is_too_late_to_ask(webinar, now):
        offers.update(offer_until=latest)
        return
    for registration in offers.select_related("user").order_by("pk"):
        registration.webinar = webinar
        give(registration, by=None, reason=MOVED_UP, has_moved_up=True)


def _is_too_late_to_ask(webinar: Webinar, now: datetime) -> bool:
    return webinar.starts_at - now < 2 * SHORTEST_OFFER


def give(
    registration: Registration, *, by: User | None, reason: str, has_moved_up: bool = False
) -> None:
    """A seat, of whatever else there was, and the mail that says so. The caller holds the lock."""
    registration.move(Booking.CONFIRMED, by=by, reason=reason, offer_until=None)
    questions.take_up(registration)
    mails.booked(registration, has_moved_up=has_moved_up)


def _promote(registration: Registration, now: datetime) -> None:
    webinar = registration.webinar
    until = min(now + timedelta(hours=webinar.accept_hours), webinar.starts_at - SHORTEST_OFFER)
    if not webinar.accept_hours or _is_too_late_to_ask(webinar, now):
        give(registration, by=None, reason=MOVED_UP, has_moved_up=True)
        return
    registration.move(Booking.OFFERED, by=None, reason=MOVED_UP, offer_until=until)
    mails.seat_offered(registration)
