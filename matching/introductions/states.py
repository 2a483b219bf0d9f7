"""The lives of introductions, of each party's consent, and of meetings: which moves are allowed."""

from django.db import models
from django.utils.translation import pgettext_lazy


class State(models.TextChoices):
    """Of an introduction."""

    REQUESTED = "requested", pgettext_lazy("state of an introduction", "Requested")
    ASKED = "asked", pgettext_lazy("state of an introduction", "Waiting for consent")
    ACCEPTED = "accepted", pgettext_lazy("state of an introduction", "Introduced")
    DECLINED = "declined", pgettext_lazy("state of an introduction", "Not taken up")
    EXPIRED = "expired", pgettext_lazy("state of an introduction", "No answer in time")
    WITHDRAWN = "withdrawn", pgettext_lazy("state of an introduction", "Withdrawn")
    CLOSED = "closed", pgettext_lazy("state of an introduction", "Closed")


UNDECIDED = (State.REQUESTED, State.ASKED)
STANDING = (*UNDECIDED, State.ACCEPTED)
"""A pair has at most one of these."""
INTRODUCED = (State.ACCEPTED, State.CLOSED)
"""Contacts are disclosed and the conversation is open."""
MOVES: dict[State, frozenset[State]] = {
    State.REQUESTED: frozenset({State.ASKED, State.DECLINED, State.WITHDRAWN}),
    State.ASKED: frozenset({State.ACCEPTED, State.DECLINED, State.EXPIRED, State.WITHDRAWN}),
    State.ACCEPTED: frozenset({State.CLOSED}),
    State.DECLINED: frozenset(),
    State.EXPIRED: frozenset(),
    State.WITHDRAWN: frozenset(),
    State.CLOSED: frozenset(),
}
"""A broker who sees no sense in a request declines it, and says why."""


class Answer(models.TextChoices):
    """Of one party."""

    WAITING = "waiting", pgettext_lazy("answer of a party", "No answer yet")
    ACCEPTED = "accepted", pgettext_lazy("answer of a party", "Accepted")
    DECLINED = "declined", pgettext_lazy("answer of a party", "Declined")
    EXPIRED = "expired", pgettext_lazy("answer of a party", "No answer in time")


ANSWERS: dict[Answer, frozenset[Answer]] = {
    Answer.WAITING: frozenset({Answer.ACCEPTED, Answer.DECLINED, Answer.EXPIRED}),
    Answer.ACCEPTED: frozenset({Answer.DECLINED}),
    Answer.DECLINED: frozenset(),
    Answer.EXPIRED: frozenset(),
}
"""Who has accepted may change their mind while the others are still asked."""


class MeetingState(models.TextChoices):
    COLLECTING = "collecting", pgettext_lazy("state of a meeting", "Looking for a time")
    AGREED = "agreed", pgettext_lazy("state of a meeting", "Agreed")
    HELD = "held", pgettext_lazy("state of a meeting", "Held")
    CANCELLED = "cancelled", pgettext_lazy("state of a meeting", "Cancelled")


MEETING_MOVES: dict[MeetingState, frozenset[MeetingState]] = {
    MeetingState.COLLECTING: frozenset({MeetingState.AGREED, MeetingState.CANCELLED}),
    MeetingState.AGREED: frozenset(
        {MeetingState.COLLECTING, MeetingState.HELD, MeetingState.CANCELLED}
    ),
    MeetingState.HELD: frozenset(),
    MeetingState.CANCELLED: frozenset(),
}
"""An agreed meeting that must be moved goes back to looking for a time."""
