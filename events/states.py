"""The lives of webinars, registrations, questions and wishes: which moves are allowed."""

from django.db import models
from django.utils.translation import pgettext_lazy


class State(models.TextChoices):
    """Of a webinar: while it is full, registration leads to the waiting list."""

    DRAFT = "draft", pgettext_lazy("state of a webinar", "Draft")
    PUBLISHED = "published", pgettext_lazy("state of a webinar", "Announced")
    OPEN = "open", pgettext_lazy("state of a webinar", "Registration open")
    FULL = "full", pgettext_lazy("state of a webinar", "Full, with a waiting list")
    CLOSED = "closed", pgettext_lazy("state of a webinar", "Registration closed")
    LIVE = "live", pgettext_lazy("state of a webinar", "Live now")
    DONE = "done", pgettext_lazy("state of a webinar", "Over")
    CANCELLED = "cancelled", pgettext_lazy("state of a webinar", "Cancelled")


PUBLIC = (
    State.PUBLISHED,
    State.OPEN,
    State.FULL,
    State.CLOSED,
    State.LIVE,
    State.DONE,
    State.CANCELLED,
)
BOOKABLE = (State.OPEN, State.FULL)
AHEAD = (State.PUBLISHED, State.OPEN, State.FULL, State.CLOSED)
NOT_OVER = (*AHEAD, State.LIVE)
MOVES: dict[State, frozenset[State]] = {
    State.DRAFT: frozenset({State.PUBLISHED, State.OPEN, State.DONE}),
    State.PUBLISHED: frozenset({State.OPEN, State.DRAFT, State.CLOSED, State.CANCELLED}),
    State.OPEN: frozenset({State.FULL, State.CLOSED, State.LIVE, State.CANCELLED}),
    State.FULL: frozenset({State.OPEN, State.CLOSED, State.LIVE, State.CANCELLED}),
    State.CLOSED: frozenset({State.OPEN, State.FULL, State.LIVE, State.CANCELLED}),
    State.LIVE: frozenset({State.DONE, State.CANCELLED, State.CLOSED}),
    State.DONE: frozenset(),
    State.CANCELLED: frozenset(),
}
"""A draft may be done at once: that is how what took place before us is loaded. What is live is
closed again where it is put off at the last moment."""


class Booking(models.TextChoices):
    """Of a registration."""

    UNCONFIRMED = "unconfirmed", pgettext_lazy("state of a registration", "Not confirmed yet")
    CONFIRMED = "confirmed", pgettext_lazy("state of a registration", "Confirmed")
    WAITING = "waiting", pgettext_lazy("state of a registration", "On the waiting list")
    OFFERED = "offered", pgettext_lazy("state of a registration", "A seat is offered")
    CANCELLED = "cancelled", pgettext_lazy("state of a registration", "Cancelled")
    LAPSED = "lapsed", pgettext_lazy("state of a registration", "Lapsed")


SEATED = (Booking.CONFIRMED, Booking.OFFERED)
"""These take a seat: one that is offered is kept until its deadline."""
STANDING = (Booking.UNCONFIRMED, Booking.CONFIRMED, Booking.WAITING, Booking.OFFERED)
"""An address has at most one of these for a webinar."""
LEFT = (Booking.CANCELLED, Booking.LAPSED)
"""These take part no more."""
REACHABLE = (Booking.CONFIRMED, Booking.OFFERED, Booking.WAITING)
"""These have confirmed the address and not cancelled: they are told what happens."""
BOOKING_MOVES: dict[Booking, frozenset[Booking]] = {
    Booking.UNCONFIRMED: frozenset(
        {Booking.CONFIRMED, Booking.WAITING, Booking.CANCELLED, Booking.LAPSED}
    ),
    Booking.CONFIRMED: frozenset({Booking.CANCELLED}),
    Booking.WAITING: frozenset({Booking.OFFERED, Booking.CONFIRMED, Booking.CANCELLED}),
    Booking.OFFERED: frozenset(
        {Booking.CONFIRMED, Booking.WAITING, Booking.CANCELLED, Booking.LAPSED}
    ),
    Booking.CANCELLED: frozenset(),
    Booking.LAPSED: frozenset(),
}
"""Who was cancelled and comes back registers anew, at the end of the line."""


class Asked(models.TextChoices):
    """Of a question from the audience."""

    NEW = "new", pgettext_lazy("state of a question", "New")
    SHOWN = "shown", pgettext_lazy("state of a question", "Shown")
    ANSWERED = "answered", pgettext_lazy("state of a question", "Answered")
    HIDDEN = "hidden", pgettext_lazy("state of a question", "Hidden")


ASKED_MOVES: dict[Asked, frozenset[Asked]] = {
    Asked.NEW: frozenset({Asked.SHOWN, Asked.ANSWERED, Asked.HIDDEN}),
    Asked.SHOWN: frozenset({Asked.ANSWERED, Asked.HIDDEN}),
    Asked.ANSWERED: frozenset({Asked.SHOWN}),
    Asked.HIDDEN: frozenset({Asked.SHOWN}),
}


class FollowUp(models.TextChoices):
    """Of a participant's wish to be introduced to somebody."""

    OPEN = "open", pgettext_lazy("state of a wish", "Open")
    DONE = "done", pgettext_lazy("state of a wish", "Taken care of")
    DROPPED = "dropped", pgettext_lazy("state of a wish", "Dropped")


FOLLOW_UP_MOVES: dict[FollowUp, frozenset[FollowUp]] = {
    FollowUp.OPEN: frozenset({FollowUp.DONE, FollowUp.DROPPED}),
    FollowUp.DONE: frozenset({FollowUp.OPEN}),
    FollowUp.DROPPED: frozenset({FollowUp.OPEN}),
}
