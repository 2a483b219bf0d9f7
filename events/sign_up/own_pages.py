"""What a participant's own page says, by the state of the registration and of the webinar."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext as _

from events import hours
from events.consents import Purpose, choices_of
from events.due import HOURS_TO_CONFIRM
from events.links import join_token, own_token
from events.live.certificates import is_due
from events.live.joining import Phase, phase_of
from events.mails import place_in_line
from events.models import Registration
from events.presence import OPENS_BEFORE
from events.presenting import presented
from events.seats import is_changeable
from events.sign_up.countries import country_name
from events.sign_up.custom_questions import answers_of
from events.sign_up.histories import told
from events.states import STANDING, Booking, State
from profiles.consents import Choice
from profiles.retention import YEAR

LISTED_FOR = YEAR
"""From the end, as long as those are kept who do not want news: the others' names stay longer."""


@dataclass(frozen=True)
class OwnPage:
    """`now` decides what may still be done."""

    registration: Registration
    now: datetime
    hours_to_confirm: ClassVar[int] = HOURS_TO_CONFIRM

    @property
    def token(self) -> str:
        return own_token(self.registration)

    @property
    def join_token(self) -> str:
        return join_token(self.registration)

    @property
    def state(self) -> Booking:
        return Booking(self.registration.state)

    @property
    def headline(self) -> str:
        """Where it stands, in a few words."""
        if self.registration.webinar.state == State.CANCELLED:
            return _("The webinar does not take place")
        return {
            Booking.UNCONFIRMED: _("Your address is not confirmed yet"),
            Booking.CONFIRMED: self._seat,
            Booking.WAITING: _("You are on the waiting list"),
            Booking.OFFERED: _("A seat is kept for you"),
            Booking.CANCELLED: _("Your registration is cancelled"),
            Booking.LAPSED: _("Your registration has run out"),
        }[self.state]

    @property
    def _seat(self) -> str:
        if self.has_attended:
            return _("You took part")
        return _("You had a seat") if self.is_over else _("You have a seat")

    @property
    def next_step(self) -> str:
        """What happens next, or what to do; nothing once the webinar is over."""
        if self.registration.webinar.state == State.CANCELLED or self.is_over:
            return ""
        if self.state == Booking.CONFIRMED:
            return self._way_in
        if self.state == Booking.WAITING and self.can_change_seat:
            place = {"place": place_in_line(self.registration)}
            return _("You are number %(place)d now. We write when a seat is free for you.") % place
        if self.state == Booking.OFFERED and self.registration.offer_until:
            return self._deadline(self._on_clocks(self.registration.offer_until))
        if self.state in (Booking.CANCELLED, Booking.LAPSED):
            return _("As long as registration is open, you can register again.")
        return ""

    @property
    def _way_in(self) -> str:
        opens_at = self.registration.webinar.starts_at - OPENS_BEFORE
        if opens_at <= self.now:
            return _("The way in is open.")
        return _("The way in opens on %(when)s.") % {"when": self._on_clocks(opens_at)}

    def _on_clocks(self, instant: datetime) -> str:
        return hours.at(instant, self.registration.webinar)

    def _deadline(self, until: str) -> str:
        if self.can_accept:
            words = _("Accept it by %(until)s; after that it goes to the next in line.")
        else:
            words = _("It could be accepted until %(until)s.")
        return words % {"until": until}

    @property
    def has_attended(self) -> bool:
        return self.is_over and self.registration.has_attended

    @property
    def is_over(self) -> bool:
        webinar = self.registration.webinar
        return webinar.state == State.DONE or self.now >= webinar.ends_at

    @property
    def is_standing(self) -> bool:
        return self.state in STANDING

    @property
    def can_change_seat(self) -> bool:
        return self.is_standing and is_changeable(self.registration.webinar, self.now)

    @property
    def can_accept(self) -> bool:
        until = self.registration.offer_until
        in_time = until is None or self.now < until
        return self.state == Booking.OFFERED and self.can_change_seat and in_time

    @property
    def can_register_again(self) -> bool:
        return not self.is_standing and self.registration.webinar.is_bookable

    @property
    def has_way_in(self) -> bool:
        phase = phase_of(self.registration.webinar, self.now)
        return self.state == Booking.CONFIRMED and phase in (Phase.AHEAD, Phase.OPEN)

    @property
    def can_give_feedback(self) -> bool:
        return self.state == Booking.CONFIRMED and self.registration.webinar.state == State.DONE

    @property
    def has_certificate(self) -> bool:
        return is_due(self.registration)

    @property
    def can_ask_introduction(self) -> bool:
        return self.can_give_feedback and bool(presented(self.registration.webinar))

    @property
    def country(self) -> str:
        return country_name(self.registration.country)

    @property
    def language(self) -> str:
        return str(self.registration.get_language_display())

    @property
    def answers(self) -> list[tuple[str, str]]:
        return answers_of(self.registration)

    @property
    def consents(self) -> list[Choice]:
        return choices_of(self.registration)

    @property
    def sees_participants(self) -> bool:
        return may_see_participants(self.registration)

    @property
    def log(self) -> list[tuple[datetime, str]]:
        """What happened, the first first."""
        begun = (self.registration.created_at, _("Registered"))
        moves = self.registration.transitions.all()
        return [begun, *((it.at, gettext(told(it))) for it in moves)]


def own_page_of(registration: Registration) -> OwnPage:
    return OwnPage(registration, timezone.now())


def may_see_participants(registration: Registration) -> bool:
    """Who lets themselves be seen sees the others who do, for a year: then most are taken out."""
    if registration.webinar.ends_at < timezone.now() - LISTED_FOR:
        return False
    mine = Registration.objects.confirmed().agreeing_to(Purpose.LISTED)
    return mine.filter(pk=registration.pk).exists()


@dataclass(frozen=True)
class Seen:
    """All that participants learn of each other."""

    name: str
    organisation: str
    country: str


def participants_seen_by(registration: Registration) -> list[Seen]:
    """The others with a seat who are on the list; none for who is not on it."""
    if not may_see_participants(registration):
        return []
    listed = Registration.objects.confirmed().agreeing_to(Purpose.LISTED)
    rows = listed.kept().filter(webinar=registration.webinar_id)
    seen = [
        Seen(it.name, it.organisation, country_name(it.country))
        for it in rows.only("family_name", "given_name", "organisation", "country", "language")
    ]
    return sorted(seen, key=lambda it: (it.organisation.casefold(), it.name.casefold()))
