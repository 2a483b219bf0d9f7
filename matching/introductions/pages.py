"""What the page of an introduction shows to each kind of reader: a party, a third party, staff.

Members see their own answers and what has become of all of it, never who said no, or nothing.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.utils.translation import get_language

from matching.introductions.deadlines import days_left
from matching.introductions.disclosing import Contact, contacts_for, hindered
from matching.introductions.models import Introduction, Message, Outcome, Party
from matching.introductions.outcomes import differing_days
from matching.introductions.questions import unanswered
from matching.introductions.states import Answer, State
from matching.introductions.timelines import Entry, for_party, for_staff
from matching.introductions.wording import next_step, state_words
from matching.pages import Live
from matching.reasons import Explanation
from profiles.models import Membership, Profile, User

SPEAKERS = (Membership.Role.OWNER, Membership.Role.EDITOR)


@dataclass(frozen=True)
class Reader:
    """Who reads: for which party, if for any; `may_act` for it; or as the helpdesk."""

    party: Party | None
    may_act: bool = False
    is_staff: bool = False

    @classmethod
    def of(cls, introduction: Introduction, user: User) -> "Reader":
        """A member reads for their organisation, even if they work at the helpdesk too.

        Who belongs to both sides reads for the one that has not answered yet. Uses prefetched
        parties.
        """
        roles = dict(user.memberships.values_list("profile_id", "role"))
        own = [party for party in introduction.parties.all() if party.profile_id in roles]
        own.sort(key=lambda party: party.answer != Answer.WAITING)
        party = own[0] if own else None
        may_act = party is not None and roles[party.profile_id] in SPEAKERS
        return cls(party, may_act=may_act, is_staff=user.is_staff)


@dataclass(frozen=True)
class Words:
    """What a party wrote to the others, in its original language."""

    author: str
    language: str
    text: str


@dataclass(frozen=True)
class Page:
    """`state` and `next_step` are in the reader's words; `held_up` are the parties whose contact
    person must not be shown yet."""

    introduction: Introduction
    reader: Reader
    state: str
    next_step: str
    explanation: Explanation | None
    words: Sequence[Words]
    contacts: Sequence[Contact]
    timeline: Sequence[Entry]
    questions: Sequence[Message]
    outcomes: Sequence[Outcome]
    held_up: Sequence[Party] = field(default=())

    @property
    def note(self) -> tuple[str, str]:
        return self.introduction.note_in(get_language() or "en")

    @property
    def third(self) -> Party | None:
        parties = self.introduction.parties.all()
        return next((party for party in parties if party.role == Party.Role.THIRD), None)

    @property
    def refusal(self) -> str:
        """Why the helpdesk has not passed a request on; "" otherwise."""
        introduction = self.introduction
        if introduction.opened_at or introduction.state != State.DECLINED:
            return ""
        return next(it.reason for it in introduction.transitions.all() if it.new == State.DECLINED)

    @property
    def others(self) -> list[Party]:
        return [it for it in self.introduction.parties.all() if it != self.reader.party]

    @property
    def can_answer(self) -> bool:
        return self._may_while_asked(Answer.WAITING)

    @property
    def can_change_mind(self) -> bool:
        """Who has agreed may name somebody else, or still say no, until the others have agreed."""
        return self._may_while_asked(Answer.ACCEPTED)

    def _may_while_asked(self, answer: Answer) -> bool:
        party, is_asked = self.reader.party, self.introduction.state == State.ASKED
        return is_asked and self.reader.may_act and party.answer == answer

    @property
    def can_withdraw(self) -> bool:
        """Those who asked, as long as the others have not all answered."""
        party, introduction = self.reader.party, self.introduction
        asked = party is not None and party.profile_id == introduction.requested_for_id
        return introduction.is_open and asked and self.reader.may_act

    @property
    def is_held_up(self) -> bool:
        return self.reader.party in self.held_up

    @property
    def days_left(self) -> int:
        return days_left(self.reader.party) if self.can_answer else 0

    @property
    def differing(self) -> list[int]:
        return differing_days(self.outcomes)

    @property
    def open_questions(self) -> list[Party]:
        return unanswered(self.questions)


def page_for(introduction: Introduction, reader: Reader) -> Page:
    """`introduction` comes with `for_page()`; a reader without a party is of the helpdesk."""
    introduction.link_parties()
    parties, party = list(introduction.parties.all()), reader.party
    held_up = _held_up(introduction, parties)
    messages = _messages(introduction, parties)
    return Page(
        introduction=introduction,
        reader=reader,
        state=state_words(introduction, party),
        next_step=next_step(introduction, party, is_held_up=party in held_up) if party else "",
        explanation=explanation_of(introduction.europe, introduction.japan),
        words=_words(introduction, messages),
        contacts=_contacts(introduction, reader),
        timeline=for_party(introduction, party) if party else for_staff(introduction),
        questions=[it for it in messages if it.private_to and party in (None, it.private_to)],
        outcomes=_outcomes(parties if party is None else [party]),
        held_up=held_up,
    )


def explanation_of(europe: Profile, japan: Profile) -> Explanation | None:
    """Why the two fit; None before the first run. Both come with `for_comparison()`."""
    live = Live.get()
    return live.explain(live.between(europe, japan)) if live else None


def _held_up(introduction: Introduction, parties: Sequence[Party]) -> list[Party]:
    if introduction.state != State.ASKED:
        return []
    late = {party.pk for party in hindered(parties)}
    return [it for it in parties if it.pk in late and it.answer == Answer.ACCEPTED]


def _messages(introduction: Introduction, parties: Iterable[Party]) -> list[Message]:
    """In their order, each with the parties that are loaded already."""
    by_pk = {party.pk: party for party in parties}
    messages = list(introduction.messages.all())
    for message in messages:
        message.party = by_pk.get(message.party_id)
        message.private_to = by_pk.get(message.private_to_id)
    return messages


def _words(introduction: Introduction, messages: Iterable[Message]) -> list[Words]:
    """Of those who asked, and of those who asked for the same later; not the conversation."""
    found = []
    if introduction.message:
        asking = introduction.party_of(introduction.requested_for)
        found.append(Words(str(asking), introduction.language, introduction.message))
    if not introduction.is_introduced:
        open_ones = [it for it in messages if it.private_to is None and it.party]
        found += [Words(str(it.party), it.language, it.text) for it in open_ones]
    return found


def _contacts(introduction: Introduction, reader: Reader) -> list[Contact]:
    """The helpdesk sees of each side what the other side sees of it."""
    if reader.party is not None:
        return contacts_for(introduction, reader.party)
    found = {}
    for party in introduction.parties.all():
        if party.profile:
            found |= {it.party.pk: it for it in contacts_for(introduction, party)}
    return list(found.values())


def _outcomes(parties: Iterable[Party]) -> list[Outcome]:
    by_pk = {party.pk: party for party in parties}
    found = list(Outcome.objects.filter(party__in=by_pk).order_by("days", "party__role"))
    for outcome in found:
        outcome.party = by_pk[outcome.party_id]
    return found
