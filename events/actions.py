"""Seats: register, confirm, wait, move up, cancel. Capacity holds however many come at once.

Whoever takes or frees a seat locks the webinar first, counts again, and writes; the order of the
waiting list is the order in which addresses were confirmed.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import partial

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from events import mails, tasks
from events.models import Registration, Webinar
from events.states import BOOKABLE, STANDING, Booking, State
from profiles.models import User
from profiles.moving import ForbiddenMove

CONFIRM_WITHIN = timedelta(hours=48)
"""After that an address that was not confirmed is forgotten."""
SHORTEST_OFFER = timedelta(hours=2)
"""A seat that becomes free later than this before the beginning is not held: first come."""


class NotBookable(Exception):
    """Registration is not open, or not any more."""

    def __str__(self) -> str:
        return str(_("Registration for this webinar is closed."))


def register(webinar: Webinar, *, email: str, **fields: object) -> tuple[Registration, bool]:
    """Note a registration and ask for confirmation by mail; it takes no seat yet.

    An address that is registered already gets a mail with the link to its own page instead, so
    that nobody learns from the page who takes part. The flag tells whether it is new.
    Raises NotBookable.
    """
    if webinar.state not in BOOKABLE:
        raise NotBookable
    try:
        with transaction.atomic():
            registration = Registration.objects.create(webinar=webinar, email=email, **fields)
            mails.confirm_address(registration)
    except IntegrityError:  # one_standing_registration
        standing = Registration.objects.standing().filter(webinar=webinar, email__iexact=email)
        registration = standing.get()
        mails.registered_already(registration)
        return registration, False
    return registration, True


def confirm(registration: Registration) -> Booking:
    """The address is right: take a seat, or a place on the waiting list. Raises ForbiddenMove.

    Confirming twice changes nothing. Raises NotBookable when registration has closed meanwhile.
    """
    with transaction.atomic():
        webinar = Webinar.objects.select_for_update().get(pk=registration.webinar_id)
        registration.refresh_from_db()
        if registration.state != Booking.UNCONFIRMED:
            if registration.state in STANDING:
                return Booking(registration.state)
            raise ForbiddenMove(registration.state, Booking.CONFIRMED)
        if webinar.state not in BOOKABLE:
            raise NotBookable
        has_seat = _free_seats(webinar) > 0 and not webinar.registrations.in_line().exists()
        state = Booking.CONFIRMED if has_seat else Booking.WAITING
        registration.move(
            state,
            by=registration.user,
            reason=gettext_noop("Address confirmed"),
            arrived_at=timezone.now(),
        )
        _show_fullness(webinar)
        mails.booked(registration)
    return state


def _free_seats(webinar: Webinar) -> int:
    """Seats that nobody has and nobody is offered; a great many where there is no limit."""
    if webinar.capacity is None:
        return 1 << 30
    return int(webinar.capacity) - webinar.registrations.seated().count()


def _show_fullness(webinar: Webinar) -> None:
    """Open or full, by the seats; the caller holds the lock."""
    is_full = _free_seats(webinar) <= 0 or webinar.registrations.in_line().exists()
    wanted = State.FULL if is_full else State.OPEN
    if webinar.state in BOOKABLE and webinar.state != wanted:
        webinar.move(wanted, by=None, reason=gettext_noop("By the seats taken"))


def cancel(registration: Registration, *, by: User | None, reason: str) -> None:
    """Give the seat or place back; who waits moves up. Raises ForbiddenMove."""
    with transaction.atomic():
        webinar = Webinar.objects.select_for_update().get(pk=registration.webinar_id)
        registration.refresh_from_db()
        registration.move(Booking.CANCELLED, by=by, reason=reason)
        mails.cancelled(registration)
        move_up(webinar)


def move_up(webinar: Webinar, now: datetime | None = None) -> int:
    """Offer every free seat to who has waited longest; returns how many were promoted.

    The caller holds the webinar's lock. Long before the beginning a seat is offered, with a
    deadline to accept; shortly before, it is given at once.
    """
    now = now or timezone.now()
    if webinar.state not in (*BOOKABLE, State.CLOSED):
        return 0
    free = _free_seats(webinar)
    count = 0
    for registration in webinar.registrations.in_line()[: max(free, 0)]:
        _promote(webinar, registration, now)
        count += 1
    _show_fullness(webinar)
    return count


def _promote(webinar: Webinar, registration: Registration, now: datetime) -> None:
    until = min(now + timedelta(hours=webinar.accept_hours), webinar.starts_at - SHORTEST_OFFER)
    if until - now < SHORTEST_OFFER:
        registration.move(
            Booking.CONFIRMED, by=None, reason=gettext_noop("Moved up from the waiting list")
        )
        mails.booked(registration)
        return
    registration.move(
        Booking.OFFERED,
        by=None,
        reason=gettext_noop("Moved up from the waiting list"),
        offer_until=until,
    )
    mails.seat_offered(registration)


def accept_seat(registration: Registration) -> None:
    """Take the offered seat. Raises ForbiddenMove when the offer has lapsed."""
    with transaction.atomic():
        Webinar.objects.select_for_update().get(pk=registration.webinar_id)
        registration.refresh_from_db()
        if registration.state == Booking.CONFIRMED:
            return
        if registration.state != Booking.OFFERED:
            raise ForbiddenMove(registration.state, Booking.CONFIRMED)
        registration.move(
            Booking.CONFIRMED,
            by=registration.user,
            reason=gettext_noop("Accepted the seat"),
            offer_until=None,
        )
        mails.booked(registration)


def lapse(webinar: Webinar, now: datetime | None = None) -> int:
    """Forget addresses that were not confirmed and offers that were not accepted; who waits moves
    up. Returns how many lapsed. Safe to run twice."""
    now = now or timezone.now()
    with transaction.atomic():
        row = Webinar.objects.select_for_update().get(pk=webinar.pk)
        registrations = row.registrations.order_by("pk")
        late = [
            *registrations.filter(state=Booking.UNCONFIRMED, created_at__lt=now - CONFIRM_WITHIN),
            *registrations.filter(state=Booking.OFFERED, offer_until__lt=now),
        ]
        for registration in late:
            was_offered = registration.state == Booking.OFFERED
            registration.move(Booking.LAPSED, by=None, reason=gettext_noop("Deadline passed"))
            if was_offered:
                mails.offer_lapsed(registration)
        move_up(row, now)
    return len(late)


def change_webinar(webinar: Webinar, *, by: User, **changes: object) -> Webinar:
    """Change what participants must know (time, link, capacity): the calendar entry follows.

    Raises nothing; a lower capacity than there are participants takes no seat away.
    """
    told = {"starts_at", "ends_at", "video_url"}
    with transaction.atomic():
        row = Webinar.objects.select_for_update().get(pk=webinar.pk)
        changed = {name for name, value in changes.items() if getattr(row, name) != value}
        for name in changed:
            setattr(row, name, changes[name])
        if changed & told:
            row.sequence += 1
        row.save(update_fields=[*changed, "sequence"])
        move_up(row)
        if changed & told and row.is_public:
            transaction.on_commit(partial(tasks.tell_participants.delay, row.pk), robust=True)
    return row


def cancel_webinar(webinar: Webinar, *, by: User, reason: str) -> None:
    """It does not take place: everybody who has a seat or waits is told. Raises ForbiddenMove."""
    with transaction.atomic():
        row = Webinar.objects.select_for_update().get(pk=webinar.pk)
        row.move(State.CANCELLED, by=by, reason=reason, sequence=row.sequence + 1)
        transaction.on_commit(partial(tasks.tell_participants.delay, row.pk), robust=True)
    webinar.refresh_from_db()


def follow_clock(webinar: Webinar, now: datetime | None = None) -> State:
    """Open, close, begin and end by the clock; returns the state it has then."""
    now = now or timezone.now()
    with transaction.atomic():
        row = Webinar.objects.select_for_update().get(pk=webinar.pk)
        for _step in State:  # at most through all of them, when the clock stood still for long
            wanted = _by_the_clock(row, now)
            if wanted is None:
                break
            row.move(wanted, by=None, reason=gettext_noop("By the clock"))
        if row.state in BOOKABLE:
            _show_fullness(row)
    return State(row.state)


def _by_the_clock(webinar: Webinar, now: datetime) -> State | None:
    """The next state that the clock asks for, None if it asks for none."""
    state = webinar.state
    if state == State.LIVE:
        return State.DONE if now >= webinar.ends_at else None
    if state in (State.OPEN, State.FULL, State.CLOSED) and now >= webinar.starts_at:
        return State.LIVE
    if state == State.PUBLISHED and now >= webinar.starts_at:
        return State.CLOSED
    closes_at = webinar.closes_at
    if state in BOOKABLE and closes_at and now >= closes_at:
        return State.CLOSED
    opens_at = webinar.opens_at
    is_time = opens_at is not None and now >= opens_at and not (closes_at and now >= closes_at)
    return State.OPEN if state == State.PUBLISHED and is_time else None


def give_consents(
    registration: Registration,
    consents: Mapping[str, bool],
    *,
    wordings: Mapping[str, tuple[str, str]],
) -> None:
    """Log what was ticked and what was not; `wordings` by purpose: version and digest."""
    registration.consents.bulk_create(
        registration.consents.model(
            registration=registration,
            purpose=purpose,
            is_given=is_given,
            version=wordings[purpose][0],
            digest=wordings[purpose][1],
            language=registration.language,
        )
        for purpose, is_given in consents.items()
    )
