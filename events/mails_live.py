"""Mails around a webinar: reminders, news of changes, thanks. The caller names the key."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from events.hours import at
from events.links import own_page, way_in
from events.mails import (
    kept_until,
    names_of,
    own_entry,
    post,
    withdraw,
    withdraw_outdated_reminders,
)
from events.models import Change, Material, Registration, Webinar
from events.presence import MINUTES_BEFORE
from events.states import Booking, State
from matching.introductions.ics import CANCEL, REQUEST, attachment
from profiles.letters import Attachment, Letter, address_of
from profiles.models import Mail


def reminder(registration: Registration, *, key: str, has_way_in: bool) -> Mail | None:
    """It begins soon; from the last day on with the personal way in."""

    def write() -> Letter:
        names = names_of(registration.webinar)
        closing = [_("If you cannot come, cancel on your own page: somebody else may be waiting.")]
        if has_way_in:
            action = (_("To the webinar"), way_in(registration))
            closing = [
                _("This way in is yours alone. It opens %(minutes)s minutes before the beginning.")
                % {"minutes": MINUTES_BEFORE},
                f"{closing[0]} {own_page(registration)}",
            ]
        else:
            action = (_("To your registration"), own_page(registration))
        return Letter(
            subject=_("Coming up: %(webinar)s") % names,
            paragraphs=[
                _("You have a seat in “%(webinar)s”. It begins at:") % names,
                names["when"],
            ],
            action=action,
            closing=closing,
            not_after=registration.webinar.starts_at,
        )

    return post(registration, "webinar_reminder", write, key=key)


def _calendar(registration: Registration, *, method: str) -> list[Attachment]:
    """Only for who has the entry in their calendar: with the seat it came."""
    if registration.state != Booking.CONFIRMED:
        return []
    is_off = registration.webinar.state == State.CANCELLED
    entry = own_entry(registration, is_cancelled=is_off)
    return [attachment(entry, method=method, attendee=registration.email)]


def changed(registration: Registration, before: Change, *, key: str) -> Mail | None:
    """What was and what is now, with the updated calendar entry for those who have a seat."""
    withdraw_outdated_reminders(registration)

    def write() -> Letter:
        names = names_of(registration.webinar)
        paragraphs = _what_changed(registration.webinar, before, names)
        if registration.state == Booking.OFFERED and registration.offer_until:
            paragraphs.append(kept_until(registration))
        return Letter(
            subject=_("Changed: %(webinar)s") % names,
            paragraphs=paragraphs,
            action=(_("To your registration"), own_page(registration)),
            closing=[_("If you cannot come, cancel there: somebody else may be waiting.")],
            attachments=_calendar(registration, method=REQUEST),
        )

    return post(registration, "webinar_changed", write, key=key)


def _what_changed(webinar: Webinar, before: Change, names: dict[str, str]) -> list[str]:
    has_moved = (before.starts_at, before.ends_at) != (webinar.starts_at, webinar.ends_at)
    if not has_moved:
        return [
            _(
                "The link to the video call of “%(webinar)s” has changed. Your way in and your own"
                " page lead to the right place."
            )
            % names,
            names["when"],
        ]
    minutes = int((webinar.ends_at - webinar.starts_at).total_seconds()) // 60
    return [
        _("“%(webinar)s” takes place at another time.") % names,
        _("Until now: %(when)s") % {"when": at(before.starts_at, webinar)},
        _("Now: %(when)s, %(minutes)s minutes") % {"when": names["when"], "minutes": minutes},
    ]


def called_off(registration: Registration, *, key: str) -> Mail | None:
    """It does not take place; the calendar's entry is taken out."""
    withdraw(registration, gettext_noop("The webinar does not take place"))

    def write() -> Letter:
        webinar = registration.webinar
        names = names_of(webinar)
        return Letter(
            subject=_("Does not take place: %(webinar)s") % names,
            paragraphs=[
                _("“%(webinar)s” (%(when)s) is cancelled. You need not do anything.") % names,
            ],
            action=(_("To the webinar"), address_of(webinar.get_absolute_url())),
            attachments=_calendar(registration, method=CANCEL),
        )

    return post(registration, "webinar_called_off", write, key=key)


def no_seat(registration: Registration, *, key: str) -> Mail | None:
    """It has begun, and whoever still waited had no seat."""

    def write() -> Letter:
        webinar = registration.webinar
        names = names_of(webinar)
        return Letter(
            subject=_("No seat became free: %(webinar)s") % names,
            paragraphs=[
                _("“%(webinar)s” has begun, and no seat became free for you. We are sorry.")
                % names,
                _("If a recording is published, you find it on the page of the webinar."),
            ],
            action=(_("To the webinar"), address_of(webinar.get_absolute_url())),
        )

    return post(registration, "webinar_no_seat", write, key=key)


def thanks(registration: Registration, *, key: str) -> Mail | None:
    """Thanks to who took part; to who did not, where the recording is."""

    def write() -> Letter:
        return Letter(
            subject=_("Thank you: %(webinar)s") % names_of(registration.webinar),
            paragraphs=_thanks_in_words(registration),
            action=(_("To your registration"), own_page(registration)),
        )

    return post(registration, "webinar_thanks", write, key=key)


def _thanks_in_words(registration: Registration) -> list[str]:
    webinar = registration.webinar
    names = names_of(webinar)
    lines = [_("“%(webinar)s” is over. Thank you for your interest.") % names]
    if registration.has_attended:
        lines = [
            _("Thank you for taking part in “%(webinar)s”.") % names,
            _("On your own page your certificate of attendance is ready."),
        ]
    lines.append(_("Please tell us there how it was: five steps and, if you like, a few words."))
    if webinar.recording_url or webinar.materials.filter(kind=Material.Kind.RECORDING).exists():
        lines.append(_("The recording is there, too."))
    return lines
