"""Seats: register, confirm, wait, move up, cancel. Capacity holds however many come at once.

Whoever takes or frees a seat locks the webinar first, counts again, writes and logs; the order of
the waiting list is the order in which addresses were confirmed.
"""

import logging
from collections.abc import Mapping
from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_noop
from kombu.exceptions import OperationalError

from events import erasing, mails, presence, questions, reasons, tasks
from events.consents import log_consents
from events.deeds import CHANGED, note
from events.due import late, next_state
from events.models import Registration, Webinar
from events.models.registrations import is_second
from events.news import news_in, note_changes
from events.refusals import (
    HasBegun,
    IsCancelled,
    IsOver,
    NotBookable,
    NotOpenYet,
    OfferOver,
    RegistrationEnded,
    TooLate,
)
from events.seats import (
    give,
    has_free_seat,
    is_changeable,
    lock,
    locked,
    move_up,
    shorten_offers,
    show_fullness,
    takes_latecomers,
)
from events.states import BOOKABLE, SEATED, STANDING, Booking, State
from profiles.models import User
from profiles.moving import ForbiddenMove

logger = logging.getLogger(__name__)

TICK = timedelta(microseconds=1)


def check_bookable(webinar: Webinar, now: datetime | None = None) -> None:
    """Whether somebody may register now, by its state and by the clock. Raises NotBookable."""
    now = now or timezone.now()
    if webinar.state == State.PUBLISHED:
        raise NotOpenYet(webinar.opens_at)
    if webinar.state == State.CANCELLED:
        raise IsCancelled
    if webinar.state == State.DONE or now >= webinar.ends_at:
        raise IsOver
    if webinar.state == State.LIVE or now >= webinar.starts_at:
        if not takes_latecomers(webinar, now):
            raise HasBegun
    elif webinar.state not in BOOKABLE or (webinar.closes_at and now >= webinar.closes_at):
        raise NotBookable


def register(
    webinar: Webinar,
    *,
    email: str,
    user: User | None = None,
    consents: Mapping[str, bool] | None = None,
    **typed: object,
) -> tuple[Registration, bool]:
    """Note a registration and ask for confirmation by mail; it takes no seat yet.

    A member whose own confirmed address it is takes a seat or a place at once. An address that is
    registered already gets a mail with the link to its own page instead, so that nobody learns
    from the page who takes part. The flag tells whether it is new. Raises NotBookable.
    """
    check_bookable(webinar)
    owner = user if user and _is_own(email, user) else None
    fields = {**typed, "email": email, "user": owner}
    try:
        with transaction.atomic():
            registration = Registration.objects.create(webinar=webinar, **fields)
            _settle_in(registration, consents)
    except IntegrityError as error:
        if not is_second(error):
            raise
        registered = _register_again(webinar, consents, fields)
        if registered is None:  # cancelled at this very moment: the address is free again
            return register(webinar, email=email, user=user, consents=consents, **typed)
        return registered, False
    return registration, True


def _is_own(email: str, user: User) -> bool:
    return EmailAddress.objects.filter(user=user, verified=True, email__iexact=email).exists()


def _settle_in(registration: Registration, consents: Mapping[str, bool] | None) -> None:
    log_consents(registration, consents or {})
    if registration.user:
        confirm(registration)
    else:
        mails.confirm_address(registration)


def _register_again(
    webinar: Webinar, consents: Mapping[str, bool] | None, fields: Mapping[str, object]
) -> Registration | None:
    """Until the address is confirmed, what was typed last counts; afterwards nothing changes."""
    fields = {**fields, "created_at": timezone.now()}
    with transaction.atomic():
        row = locked(webinar.pk)
        mine = row.registrations.standing().with_address(str(fields["email"]))
        registration = mine.select_related("user").first()
        if registration is None:
            return None
        registration.webinar = row
        if registration.state != Booking.UNCONFIRMED:
            owner = fields["user"]
            if owner and registration.user in (None, owner):
                _take_over(registration, owner)
            else:
                mails.registered_already(registration)
            return registration
        for name, value in fields.items():
            setattr(registration, name, value)
        registration.save(update_fields=[*fields])
        _settle_in(registration, consents)
        return registration


def _take_over(registration: Registration, user: object) -> None:
    """A member's earlier registration without signing in becomes their own."""
    if registration.user_id is None:
        registration.user = user
        registration.save(update_fields=["user"])


def confirm(registration: Registration) -> Booking:
    """The address is right: take a seat, or a place on the waiting list.

    Confirming twice changes nothing. Raises NotBookable when registration has closed meanwhile,
    RegistrationEnded when it was cancelled or has lapsed.
    """
    with transaction.atomic():
        webinar = lock(registration)
        if registration.state != Booking.UNCONFIRMED:
            return _standing(registration)
        check_bookable(webinar)
        last = webinar.registrations.in_line().values_list("arrived_at", flat=True).last()
        has_seat = last is None and has_free_seat(webinar)
        state = Booking.CONFIRMED if has_seat else Booking.WAITING
        now = timezone.now()
        # Clocks of two machines differ: the order is that in which the lock was given.
        arrived_at = now if last is None else max(now, last + TICK)
        registration.move(
            state, by=registration.user, reason=reasons.ADDRESS_CONFIRMED, arrived_at=arrived_at
        )
        show_fullness(webinar)
        questions.take_up(registration)
        mails.booked(registration)
    return state


def check_confirmable(registration: Registration) -> None:
    """Whether a link that was mailed still leads to a seat or a place. Raises as `confirm` does."""
    _standing(registration)
    check_bookable(registration.webinar)


def _standing(registration: Registration) -> Booking:
    if registration.state not in STANDING:
        raise RegistrationEnded
    return Booking(registration.state)


def cancel(registration: Registration, *, by: User | None, reason: str) -> None:
    """Give the seat or place back; who waits moves up. Twice changes nothing.

    `by` is None for somebody without an account. Raises TooLate, or RegistrationEnded when it has
    lapsed.
    """
    with transaction.atomic():
        webinar = lock(registration)
        if registration.state == Booking.CANCELLED:
            return
        _standing(registration)
        if not is_changeable(webinar):
            raise TooLate
        had_entry = registration.state == Booking.CONFIRMED
        registration.move(Booking.CANCELLED, by=by, reason=reason)
        mails.cancelled(registration, with_entry=had_entry)
        move_up(webinar)


def edit(registration: Registration, **changes: object) -> None:
    """What a participant changes of their own data; the seat stays as it is."""
    with transaction.atomic():
        lock(registration)
        before = registration.question
        kept = Registration.objects.standing().kept().filter(pk=registration.pk)
        if kept.update(**changes):
            registration.refresh_from_db(fields=[*changes])
            questions.renew(registration, before=before)


def erase(registration: Registration) -> None:
    """Delete the person, keep the number: the seat goes to the next, the row names nobody."""
    with transaction.atomic():
        webinar = lock(registration)
        if registration.erased_at:
            return
        if registration.state in STANDING and is_changeable(webinar):
            registration.move(Booking.CANCELLED, by=None, reason=reasons.DELETED)
        erasing.erase(registration)
        move_up(webinar)


def accept_seat(registration: Registration, now: datetime | None = None) -> None:
    """Take the offered seat; twice changes nothing. After the deadline the seat is passed on.

    Raises OfferOver, TooLate, and ForbiddenMove where none was offered.
    """
    with transaction.atomic():
        webinar = lock(registration)
        now = now or timezone.now()
        if registration.state == Booking.CONFIRMED:
            return
        if registration.state == Booking.LAPSED:
            raise OfferOver
        if registration.state != Booking.OFFERED:
            raise ForbiddenMove(registration.state, Booking.CONFIRMED)
        if not is_changeable(webinar, now):
            raise TooLate
        in_time = registration.offer_until is None or now < registration.offer_until
        if in_time:
            give(registration, by=registration.user, reason=reasons.ACCEPTED)
        else:
            _lapse(registration)
            move_up(webinar, now)
    if not in_time:  # outside, so that the seat stays passed on
        raise OfferOver


def lapse(webinar: Webinar, now: datetime | None = None) -> int:
    """Forget addresses that were not confirmed and offers that were not accepted; who waits moves
    up. Returns how many lapsed. Safe to run twice."""
    now = now or timezone.now()
    with transaction.atomic():
        row = locked(webinar.pk)
        rows = list(late(now).filter(webinar=row).select_related("user").order_by("pk"))
        for registration in rows:
            registration.webinar = row
            _lapse(registration)
        move_up(row, now)
    return len(rows)


def _lapse(registration: Registration) -> None:
    """Whoever never confirmed was perhaps never there: what was typed goes, without a mail."""
    was_offered = registration.state in SEATED
    registration.move(Booking.LAPSED, by=None, reason=reasons.DEADLINE_PASSED)
    if was_offered:
        mails.offer_lapsed(registration)
    else:
        erasing.erase(registration, requested_by_person=False)


def change_webinar(webinar: Webinar, *, by: User | None, **changes: object) -> Webinar:
    """Change columns, and log it; what participants must know is told, and who waits moves up.

    Raises nothing; a lower capacity than there are participants takes no seat away.
    """
    with transaction.atomic():
        row = locked(webinar.pk)
        news, before = news_in(row, changes), (row.starts_at, row.ends_at)
        changed = [name for name, value in changes.items() if getattr(row, name) != value]
        for name in changed:
            setattr(row, name, changes[name])
        note_changes(row, news, before=before)
        row.save(update_fields=[*changed, "sequence"])
        if changed:
            note(row, CHANGED, changed, by=by)
        if "starts_at" in changed:
            _follow_beginning(row, by)
        move_up(row)
        if news:
            _tell_on_commit(row.pk)
    return row


def _follow_beginning(webinar: Webinar, by: User | None) -> None:
    """What has begun and is put off lies ahead again; seats are kept until shortly before it."""
    now = timezone.now()
    if webinar.state == State.LIVE and webinar.starts_at > now:
        webinar.move(State.CLOSED, by=by, reason=gettext_noop("Put off after it had begun"))
    if not is_changeable(webinar, now):
        return
    presence.forget_superseded(webinar, by=by, now=now)
    shorten_offers(webinar, now)


def cancel_webinar(webinar: Webinar, *, by: User, reason: str) -> None:
    """It does not take place: everybody who has a seat or waits is told. Raises ForbiddenMove."""
    with transaction.atomic():
        row = locked(webinar.pk)
        row.move(State.CANCELLED, by=by, reason=reason, sequence=row.sequence + 1)
        row.changes.create(sequence=row.sequence, starts_at=row.starts_at, ends_at=row.ends_at)
        _tell_on_commit(row.pk)
    webinar.refresh_from_db()


def _tell_on_commit(webinar_id: int) -> None:
    """If the broker is away, the clock finds who has not been told yet."""

    # Not a partial: Django asks a robust hook that fails for its `__qualname__`.
    def tell() -> None:
        try:
            tasks.tell_participants.delay(webinar_id)
        except OperationalError as error:
            logger.warning("Webinar %s: the broker is away: %s", webinar_id, type(error).__name__)

    transaction.on_commit(tell, robust=True)


def follow_clock(webinar: Webinar, now: datetime | None = None) -> State:
    """Open, close, begin and end by the clock; returns the state it has then."""
    now = now or timezone.now()
    with transaction.atomic():
        row = locked(webinar.pk)
        for _step in State:  # at most through all of them, when the clock stood still for long
            wanted = next_state(row, now)
            if wanted is None:
                break
            row.move(wanted, by=None, reason=gettext_noop("By the clock"))
        if row.state in BOOKABLE:
            show_fullness(row)
    return State(row.state)
