"""What has happened to an introduction, in words: for a party what concerns it, for staff all."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext as _

from matching.introductions.models import Introduction, Party
from matching.introductions.states import Answer, State
from profiles.models import User
from profiles.moving import Transition


@dataclass(frozen=True)
class Entry:
    """`who` is empty where it does not matter, or is not to be told."""

    at: datetime
    what: str
    who: str = ""
    why: str = ""


def for_party(introduction: Introduction, party: Party) -> list[Entry]:
    """Without names, and without what the others answered."""
    entries = [_beginning(introduction)]
    entries += [
        Entry(row.at, _told(State(row.new)))
        for row in introduction.transitions.all()
        if row.old != row.new
    ]
    entries += [
        Entry(row.at, _own(Answer(row.new)))
        for row in party.transitions.all()
        if row.new not in (row.old, Answer.EXPIRED)
    ]
    return _sorted(entries)


def _beginning(introduction: Introduction) -> Entry:
    if introduction.requested_for_id is None:
        return Entry(introduction.created_at, _("The helpdesk had the idea"))
    sides = (introduction.europe, introduction.japan)
    asking = next(it for it in sides if it.pk == introduction.requested_for_id)
    what = _("%(organisation)s asked to be introduced") % {"organisation": asking.name}
    return Entry(introduction.created_at, what)


def _told(state: State) -> str:
    return {
        State.ASKED: _("The helpdesk asked everybody"),
        State.ACCEPTED: _("Everybody had agreed: contact persons were shown"),
        State.WITHDRAWN: _("The proposal was taken back"),
        State.CLOSED: _("The helpdesk closed it"),
    }.get(state, _("It did not come about"))


def _own(answer: Answer) -> str:
    if answer == Answer.DECLINED:
        return _("Your organisation said no")
    return _("Your organisation said yes")


def for_staff(introduction: Introduction) -> list[Entry]:
    """Every row of the logs, with its reason; people are named only if they are of the helpdesk."""
    entries = [_beginning(introduction)]
    entries += [_logged(row, State(row.new).label) for row in introduction.transitions.all()]
    for party in introduction.parties.all():
        entries += [
            _logged(row, f"{party}: {Answer(row.new).label}") for row in party.transitions.all()
        ]
    return _sorted(entries)


def _logged(row: Transition, what: str) -> Entry:
    return Entry(row.at, str(what), who=_staff_name(row.actor), why=_reason(row))


def _staff_name(actor: User | None) -> str:
    if actor is None:
        return pgettext("who did something", "by itself")
    return str(actor) if actor.is_staff else ""


def _reason(row: Transition) -> str:
    """Ours in the reader's language; what people wrote stays as it is."""
    return gettext(row.reason) if row.reason else ""


def _sorted(entries: Iterable[Entry]) -> list[Entry]:
    return sorted(entries, key=lambda entry: entry.at)
