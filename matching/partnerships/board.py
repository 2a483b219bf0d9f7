"""The helpdesk's board: partnerships by state, those first that need somebody."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from matching.models.facts import today
from matching.partnerships.health import Pulse
from matching.partnerships.models import Amendment, Partnership
from matching.partnerships.states import TIMED, State, began_on

ORDER = (
    State.OVERDUE,
    State.DUE,
    State.RENEWED,
    State.ACTIVE,
    State.LAPSED,
    State.ENDED,
)
FAR = date.max


@dataclass(frozen=True)
class Card:
    """`since` is the day on which it came into this state, by what was signed."""

    partnership: Partnership
    term: Amendment | None
    pulse: Pulse
    since: date
    is_late: bool


def columns(partnerships: Iterable[Partnership]) -> list[tuple[State, list[Card]]]:
    """Every state, each with its cards: what is to be done first comes first."""
    cards = [_card(it, today()) for it in partnerships]
    cards.sort(key=lambda it: (it.partnership.next_on or FAR, _deadline(it), it.partnership.pk))
    return [(state, [it for it in cards if it.partnership.state == state]) for state in ORDER]


def for_board(owner: str = "", user: object = None) -> Iterable[Partnership]:
    """All partnerships, or those of one member of the helpdesk, or nobody's."""
    found = Partnership.objects.for_list().select_related("owner")
    if owner == "mine":
        return found.filter(owner=user)
    return found.filter(owner=None) if owner == "nobody" else found


def _card(partnership: Partnership, day: date) -> Card:
    amendments = list(partnership.amendments.all())
    since = began_on(amendments, day) or partnership.created_at.date()
    is_late = partnership.next_on is not None and partnership.next_on < day
    term, pulse = partnership.term_on(day), partnership.pulse_on(day)
    return Card(partnership, term, pulse, since, is_late)


def _deadline(card: Card) -> date:
    is_timed = card.partnership.state in TIMED and card.term and card.term.valid_until
    return card.term.valid_until if is_timed else FAR
