"""Mails to participants: one for each thing that happens to a registration."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import reduce
from operator import or_
from uuid import uuid5

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from events.due import CONFIRM_WITHIN, HOURS_TO_CONFIRM
from events.erasing import mail_key
from events.hours import at, moment
from events.links import own_page, own_token, way_in
from events.models import Registration, Webinar
from events.presence import MINUTES_BEFORE, OPENS_BEFORE
from events.states import LEFT, Booking
from matching.introductions.ics import CANCEL, REQUEST, Entry, attachment
from profiles import outbox
from profiles.clock import both_clocks
from profiles.erasing import cancel_mails
from profiles.letters import Letter, address_of, reading
from profiles.models import Mail

AGAIN_AFTER = timedelta(hours=1)
"""Whoever enters somebody's address over and over fills nobody's mailbox."""


def post(
    registration: Registration,
    kind: str,
    write: Callable[[], Letter],
    *,
    key: str,
    language: str = "",
) -> Mail | None:
    """To a participant, in their language unless another is named, in their zone.

    An address that nobody has confirmed is greeted without the name that was typed.
    """
    language = language or registration.language
    with reading(language, registration.time_zone):
        name = "" if registration.state == Booking.UNCONFIRMED else registration.name
    return outbox.post(
        write,
        to=registration.user or registration.email,
        key=key,
        kind=kind,
        language=language,
        time_zone=registration.time_zone,
        addressee=name,
    )


def _post(
    registration: Registration, kind: str, write: Callable[[], Letter], *, cause: str = ""
) -> Mail | None:
    """Once for each kind and cause: unless told otherwise, the registration's latest move."""
    occasion = cause or str(registration.transitions.count())
    key = mail_key(f"webinar_{kind}", registration.pk, occasion)
    return post(registration, f"webinar_{kind}", write, key=key)


def entry_of(webinar: Webinar, *, url: str, is_cancelled: bool = False) -> Entry:
    """The webinar as an entry of a calendar, in the language in force."""
    text = webinar.text
    lines = [both_clocks(webinar.starts_at), text.summary if text else "", url]
    return Entry(
        uid=webinar.uid,
        sequence=webinar.sequence,
        starts_at=webinar.starts_at,
        ends_at=webinar.ends_at,
        summary=webinar.title,
        description="\n".join(filter(None, lines)),
        url=url,
        is_cancelled=is_cancelled,
    )


def own_entry(registration: Registration, *, url: str = "", is_cancelled: bool = False) -> Entry:
    """The webinar in the calendar of one participant, under a UID of the registration.

    Whoever cancels and registers again has another entry: what was cancelled under its number
    (RFC 5546, 3.2.5: one more than the last) never returns.
    """
    webinar = registration.webinar
    entry = entry_of(webinar, url=url or way_in(registration), is_cancelled=is_cancelled)
    has_left = registration.state in LEFT
    uid = uuid5(webinar.uid, str(registration.pk))
    sequence = entry.sequence + int(has_left)
    return replace(entry, uid=uid, sequence=sequence, has_accepted=not has_left)


def names_of(webinar: Webinar) -> dict[str, str]:
    return {"webinar": webinar.title, "when": moment(webinar)}


def _post_hourly(registration: Registration, kind: str, write: Callable[[], Letter]) -> Mail | None:
    """What a stranger can cause goes out once an hour at most; None if that was not long ago."""
    now = timezone.now()
    start = mail_key(f"webinar_{kind}", registration.pk)
    earlier = Mail.objects.filter(key__startswith=f"{start}-")
    if earlier.filter(created_at__gt=now - AGAIN_AFTER).exists():
        return None
    return _post(registration, kind, write, cause=f"{now:%Y%m%dT%H%M%S}")


def confirm_address(registration: Registration) -> Mail | None:
    """Please confirm: without it nothing is kept.

    It says nothing that was typed: that may have been somebody else, and an advertisement.
    """
    return _post_hourly(registration, "confirm", lambda: _confirm(registration))


def _confirm(registration: Registration) -> Letter:
    names = names_of(registration.webinar)
    path = reverse("events:confirm-registration", args=[own_token(registration)])
    return Letter(
        subject=_("Please confirm: %(webinar)s") % names,
        paragraphs=[
            _("You, or somebody in your name, want to take part in “%(webinar)s” (%(when)s).")
            % names,
            _(
                "You are not registered yet. Seats are given in the order in which people confirm"
                " their address."
            ),
        ],
        action=(_("Confirm the registration"), address_of(path)),
        closing=[
            _("If it was not you, do nothing: what was entered is deleted after %(hours)s hours.")
            % {"hours": HOURS_TO_CONFIRM},
        ],
        not_after=registration.created_at + CONFIRM_WITHIN,
    )


def registered_already(registration: Registration) -> Mail | None:
    """Somebody registered an address a second time: the way to its own page."""
    return _post_hourly(registration, "again", lambda: _again(registration))


def _again(registration: Registration) -> Letter:
    names = names_of(registration.webinar)
    return Letter(
        subject=_("You are registered already: %(webinar)s") % names,
        paragraphs=[
            _(
                "This address is registered for “%(webinar)s” (%(when)s) already. On your own"
                " page you can change or cancel it."
            )
            % names,
        ],
        action=(_("To your registration"), own_page(registration)),
        closing=[_("If it was not you who registered a second time, do nothing.")],
    )


def booked(registration: Registration, *, has_moved_up: bool = False) -> Mail | None:
    """You have a seat, with the calendar entry; or you are on the waiting list."""
    if registration.state == Booking.WAITING:
        return _post(registration, "waiting", lambda: _waiting(registration))
    return _post(registration, "booked", lambda: _seated(registration, has_moved_up))


def _waiting(registration: Registration) -> Letter:
    names = names_of(registration.webinar)
    return Letter(
        subject=_("On the waiting list: %(webinar)s") % names,
        paragraphs=[
            _(
                "“%(webinar)s” (%(when)s) is full. You are on the waiting list; as soon as a seat"
                " becomes free for you, we write to you."
            )
            % names,
            _("When this mail was written, you were number %(place)d.")
            % {"place": place_in_line(registration)},
        ],
        action=(_("To your registration"), own_page(registration)),
        closing=[_("If you do not want to wait any more, cancel there.")],
    )


def place_in_line(registration: Registration) -> int:
    """1 for who comes next."""
    before = registration.webinar.registrations.in_line().filter(
        arrived_at__lte=registration.arrived_at
    )
    return int(before.count())


def _seated(registration: Registration, has_moved_up: bool) -> Letter:
    webinar = registration.webinar
    names = names_of(webinar)
    first = (
        _("A seat has become free: you take part in “%(webinar)s”.")
        if has_moved_up
        else _("You are registered for “%(webinar)s”.")
    )
    where, action, closing = _way_on(registration)
    return Letter(
        subject=_("You have a seat: %(webinar)s") % names,
        paragraphs=[first % names, names["when"], where],
        action=action,
        closing=[
            closing,
            _("Whoever has the link can change your registration: do not pass it on."),
        ],
        attachments=[
            attachment(own_entry(registration), method=REQUEST, attendee=registration.email)
        ],
    )


def _way_on(registration: Registration) -> tuple[str, tuple[str, str], str]:
    """Where the way in is, what to press, how to cancel: late, one goes straight in."""
    page = own_page(registration)
    if timezone.now() < registration.webinar.starts_at - OPENS_BEFORE:
        where = _(
            "On your own page you find the way in, which opens %(minutes)s minutes before the"
            " beginning."
        )
        cancel = _("If you cannot come, cancel there: somebody else may be waiting.")
        return where % {"minutes": MINUTES_BEFORE}, (_("To your registration"), page), cancel
    action = (_("To the webinar"), way_in(registration))
    return _("The way in is open."), action, _("Your own page: %(url)s") % {"url": page}


def kept_until(registration: Registration) -> str:
    """A sentence: a seat is free, and until when it is kept."""
    webinar = registration.webinar
    names = names_of(webinar) | {"until": at(registration.offer_until, webinar)}
    return (
        _(
            "A seat has become free for “%(webinar)s” (%(when)s). It is kept for you until"
            " %(until)s."
        )
        % names
    )


def seat_offered(registration: Registration) -> Mail | None:
    """A seat is free; until when it is kept."""

    def write() -> Letter:
        names = names_of(registration.webinar)
        return Letter(
            subject=_("A seat for you: %(webinar)s") % names,
            paragraphs=[kept_until(registration)],
            action=(_("Take the seat"), own_page(registration)),
            closing=[_("If you do not need it any more, cancel there or do nothing.")],
            not_after=registration.offer_until,
        )

    return _post(registration, "offer", write)


def offer_lapsed(registration: Registration) -> Mail | None:
    """The offered seat went to the next in line."""

    def write() -> Letter:
        names = names_of(registration.webinar)
        return Letter(
            subject=_("The seat has been passed on: %(webinar)s") % names,
            paragraphs=[
                _(
                    "The seat that was kept for you in “%(webinar)s” has gone to the next in line."
                    " You can register again as long as registration is open."
                )
                % names,
            ],
            action=(
                _("To the webinar"),
                address_of(registration.webinar.get_absolute_url()),
            ),
        )

    return _post(registration, "offer_lapsed", write)


def cancelled(registration: Registration, *, with_entry: bool) -> Mail | None:
    """Cancelled; with the calendar's cancellation for who had been sent an entry."""
    withdraw(registration, gettext_noop("Its recipient takes part no more"))
    return _post(registration, "cancelled", lambda: _cancelled(registration, with_entry))


def withdraw(registration: Registration, reason: str) -> None:
    """What still waits to be sent, and asks to come."""
    cancel_mails(_unsent(registration, "webinar_reminder", "webinar_offer"), reason)


def withdraw_outdated_reminders(registration: Registration) -> None:
    """Those that still wait to be sent, and name another beginning than that which stands."""
    reminders = _unsent(registration, "webinar_reminder")
    outdated = reminders.exclude(not_after=registration.webinar.starts_at)
    cancel_mails(outdated, gettext_noop("Moved to another time"))


def _unsent(registration: Registration, *kinds: str) -> QuerySet[Mail]:
    starts = [Q(key__startswith=f"{mail_key(it, registration.pk)}-") for it in kinds]
    return Mail.objects.waiting().filter(reduce(or_, starts))


def _cancelled(registration: Registration, with_entry: bool) -> Letter:
    webinar = registration.webinar
    names = names_of(webinar)
    page = address_of(webinar.get_absolute_url())
    entry = own_entry(registration, url=page)
    files = [attachment(entry, method=CANCEL, attendee=registration.email)]
    return Letter(
        subject=_("Cancelled: your registration for %(webinar)s") % names,
        paragraphs=[
            _("Your registration for “%(webinar)s” (%(when)s) is cancelled.") % names,
        ],
        action=(_("To the webinar"), page),
        closing=[_("You can register again as long as registration is open.")],
        attachments=files if with_entry else [],
    )
