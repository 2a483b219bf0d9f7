"""Mails to participants: one for each thing that happens to a registration."""

from collections.abc import Callable

from django.urls import reverse
from django.utils.translation import gettext as _

from events.links import own_page, own_token
from events.models import Registration, Webinar
from events.states import Booking
from matching.introductions.ics import CANCEL, REQUEST, Entry, attachment
from profiles import outbox
from profiles.clock import both_clocks
from profiles.letters import Letter, address_of, reading
from profiles.models import Mail


def _post(registration: Registration, kind: str, write: Callable[[], Letter]) -> Mail | None:
    """Once for each kind and state of the webinar's calendar entry."""
    with reading(registration.language, registration.time_zone):
        name = registration.name
    return outbox.post(
        write,
        to=registration.user or registration.email,
        key=f"webinar_{kind}-{registration.pk}-{registration.transitions.count()}",
        kind=f"webinar_{kind}",
        language=registration.language,
        time_zone=registration.time_zone,
        addressee=name,
    )


def entry_of(webinar: Webinar, *, url: str) -> Entry:
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
    )


def _when(webinar: Webinar) -> dict[str, str]:
    return {"webinar": webinar.title, "when": both_clocks(webinar.starts_at)}


def confirm_address(registration: Registration) -> Mail | None:
    """Please confirm: without it nothing is kept."""

    def write() -> Letter:
        names = _when(registration.webinar)
        path = reverse("events:confirm-registration", args=[own_token(registration)])
        return Letter(
            subject=_("Please confirm: %(webinar)s") % names,
            paragraphs=[
                _("You, or somebody in your name, want to take part in “%(webinar)s” (%(when)s).")
                % names,
                _("Your seat is yours as soon as you confirm this address."),
            ],
            action=(_("Confirm the registration"), address_of(path)),
            closing=[
                _("If it was not you, do nothing: the registration is deleted after two days.")
            ],
        )

    return _post(registration, "confirm", write)


def registered_already(registration: Registration) -> Mail | None:
    """Somebody registered an address a second time: the way to its own page."""

    def write() -> Letter:
        names = _when(registration.webinar)
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
        )

    return _post(registration, "again", write)


def booked(registration: Registration) -> Mail | None:
    """You have a seat, with the calendar entry; or you are on the waiting list."""
    if registration.state == Booking.WAITING:
        return _post(registration, "waiting", lambda: _waiting(registration))
    return _post(registration, "booked", lambda: _seated(registration))


def _waiting(registration: Registration) -> Letter:
    names = _when(registration.webinar)
    return Letter(
        subject=_("On the waiting list: %(webinar)s") % names,
        paragraphs=[
            _(
                "“%(webinar)s” (%(when)s) is full. You are on the waiting list; as soon as a seat"
                " becomes free, we write to you."
            )
            % names,
        ],
        action=(_("To your registration"), own_page(registration)),
    )


def _seated(registration: Registration) -> Letter:
    webinar, page = registration.webinar, own_page(registration)
    names = _when(webinar)
    return Letter(
        subject=_("You have a seat: %(webinar)s") % names,
        paragraphs=[
            _("You are registered for “%(webinar)s”.") % names,
            names["when"],
            _("On your own page you find the way in, which opens 15 minutes before the beginning."),
        ],
        action=(_("To your registration"), page),
        closing=[_("If you cannot come, cancel there: somebody else may be waiting.")],
        attachments=[
            attachment(entry_of(webinar, url=page), method=REQUEST, attendee=registration.email)
        ],
    )


def seat_offered(registration: Registration) -> Mail | None:
    """A seat is free; until when it is kept."""

    def write() -> Letter:
        names = _when(registration.webinar) | {"until": both_clocks(registration.offer_until)}
        return Letter(
            subject=_("A seat for you: %(webinar)s") % names,
            paragraphs=[
                _(
                    "A seat has become free for “%(webinar)s” (%(when)s). It is kept for you until"
                    " %(until)s."
                )
                % names,
            ],
            action=(_("Take the seat"), own_page(registration)),
            closing=[_("If you do not need it any more, cancel there or do nothing.")],
        )

    return _post(registration, "offer", write)


def offer_lapsed(registration: Registration) -> Mail | None:
    """The offered seat went to the next in line."""

    def write() -> Letter:
        names = _when(registration.webinar)
        return Letter(
            subject=_("The seat has been passed on: %(webinar)s") % names,
            paragraphs=[
                _(
                    "The seat that was kept for you in “%(webinar)s” has gone to the next in line."
                    " You can register again at any time."
                )
                % names,
            ],
            action=(
                _("To the webinar"),
                address_of(registration.webinar.get_absolute_url()),
            ),
        )

    return _post(registration, "offer_lapsed", write)


def cancelled(registration: Registration) -> Mail | None:
    """Cancelled, with the calendar's cancellation."""

    def write() -> Letter:
        webinar = registration.webinar
        names = _when(webinar)
        page = address_of(webinar.get_absolute_url())
        entry = entry_of(webinar, url=page)
        return Letter(
            subject=_("Cancelled: your registration for %(webinar)s") % names,
            paragraphs=[
                _("Your registration for “%(webinar)s” (%(when)s) is cancelled.") % names,
            ],
            action=(_("To the webinar"), page),
            attachments=[attachment(entry, method=CANCEL, attendee=registration.email)],
        )

    return _post(registration, "cancelled", write)
