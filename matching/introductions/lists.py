"""“My introductions”: what is open for oneself first."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.core.paginator import Page, Paginator

from matching.introductions.models import Introduction, Party
from matching.introductions.states import INTRODUCED, UNDECIDED, Answer, State
from matching.introductions.wording import state_words
from profiles.models import Profile, User

PAST_SHOWN = 20
"""On one page; what is under way is shown completely."""


@dataclass(frozen=True)
class Row:
    introduction: Introduction
    party: Party

    @property
    def state(self) -> str:
        return state_words(self.introduction, self.party)

    @property
    def others(self) -> list[Party]:
        return [it for it in self.introduction.parties.all() if it != self.party]


@dataclass(frozen=True)
class Lists:
    """`to_answer` waits for oneself, `waiting` for others; `profiles` lead to suggestions."""

    to_answer: Sequence[Row]
    waiting: Sequence[Row]
    introduced: Sequence[Row]
    past: Sequence[Row]
    page: Page[Introduction]
    profiles: Sequence[Profile]

    @property
    def is_empty(self) -> bool:
        return not (self.to_answer or self.waiting or self.introduced or self.past)


def own_lists(user: User, page: str | None) -> Lists:
    """In a fixed number of queries, however many there are."""
    own = set(Profile.objects.of_member(user).values_list("pk", flat=True))
    mine = Introduction.objects.own_of(user).with_parties()
    under_way = _rows(mine.filter(state__in=[*UNDECIDED, State.ACCEPTED]), own)
    past = mine.exclude(state__in=[*UNDECIDED, State.ACCEPTED])
    shown = Paginator(past, PAST_SHOWN).get_page(page)
    undecided = [row for row in under_way if row.introduction.state in UNDECIDED]
    to_answer = [row for row in undecided if _waits_for(row)]
    return Lists(
        to_answer=sorted(to_answer, key=lambda row: row.party.due_on),
        waiting=[row for row in undecided if not _waits_for(row)],
        introduced=[row for row in under_way if row.introduction.state in INTRODUCED],
        past=_rows(shown.object_list, own),
        page=shown,
        profiles=list(Profile.objects.filter(pk__in=own).published().for_cards()),
    )


def _waits_for(row: Row) -> bool:
    is_asked = row.introduction.state == State.ASKED
    return is_asked and row.party.answer == Answer.WAITING and row.party.due_on is not None


def _rows(introductions: Sequence[Introduction], own: set[int]) -> list[Row]:
    """Each with the party that it is one's own by; of two, the one that has not answered."""
    found = []
    for introduction in introductions:
        introduction.link_parties()
        parties = [it for it in introduction.parties.all() if it.profile_id in own]
        parties.sort(key=lambda party: party.answer != Answer.WAITING)
        found.append(Row(introduction, parties[0]))
    return found
