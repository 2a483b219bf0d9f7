"""A conversation as its reader may see it: names only of people who were disclosed to them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from matching.introductions.conversation_forms import TranslationForm
from matching.introductions.disclosing import contacts_for
from matching.introductions.doors import Door
from matching.introductions.models import Message, MessageFile, Party

Names = Mapping[tuple[int, int], str]
"""What people are called, by their party and their own key."""


@dataclass(frozen=True)
class Line:
    """A message; `who` wrote it for whom, `files` with their addresses."""

    message: Message
    who: str
    organisation: str
    is_own: bool
    files: Sequence[tuple[MessageFile, str]]
    translate_url: str = ""
    translation_form: TranslationForm | None = None

    @property
    def author(self) -> str:
        """`Alice Martin, Rhine Valley`, or the organisation alone."""
        if not self.who:
            return self.organisation
        joined = pgettext("a person, and the organisation for which they speak", "%(name)s, %(of)s")
        return joined % {"name": self.who, "of": self.organisation}


@dataclass(frozen=True)
class Thread:
    """Between one party and the helpdesk only."""

    party: Party
    lines: Sequence[Line]


@dataclass(frozen=True)
class Conversation:
    door: Door
    lines: Sequence[Line]
    threads: Sequence[Thread]
    last: int

    @property
    def others(self) -> list[Party]:
        parties = self.door.introduction.parties.all()
        return [it for it in parties if it != self.door.reader.party]

    @property
    def own_thread(self) -> Thread | None:
        return self.threads[0] if self.door.reader.party else None

    @property
    def poll_url(self) -> str:
        return f"{self.door.url('show-conversation')}?after={self.last}"


def conversation_for(
    door: Door, *, after: int = 0, faulty: TranslationForm | None = None
) -> Conversation:
    """With `after`, only what was written after that message; with the form of a translation that
    was not filled in rightly, if there is one."""
    party = door.reader.party
    rows = door.introduction.messages.readable_by(party).select_related("author")
    rows = rows.prefetch_related("files", "translations")
    lines = _lines(door, list(rows.filter(pk__gt=after)), faulty)
    parties = [party] if party else door.introduction.parties.all()
    return Conversation(
        door,
        [it for it in lines if it.message.private_to_id is None],
        [Thread(it, [line for line in lines if _is_with(line, it)]) for it in parties],
        max([after, *(it.message.pk for it in lines)]),
    )


def _is_with(line: Line, party: Party) -> bool:
    return line.message.private_to_id == party.pk


def _lines(door: Door, messages: Iterable[Message], faulty: TranslationForm | None) -> list[Line]:
    names = _names(door)
    parties = {it.pk: it for it in door.introduction.parties.all()}
    return [_line(door, it, parties.get(it.party_id), names, faulty) for it in messages]


def _line(
    door: Door, message: Message, party: Party | None, names: Names, faulty: TranslationForm | None
) -> Line:
    organisation = str(party) if party else _("Helpdesk")
    own = door.reader.party
    return Line(
        message,
        who=_who(message, party, own, names),
        organisation=organisation,
        is_own=party == own,
        files=[(it, door.url("download-file", it.key)) for it in message.files.all()],
        translate_url=door.url("translate-message", message.pk) if door.is_helpdesk else "",
        translation_form=_translation_form(message, faulty) if door.is_helpdesk else None,
    )


def _translation_form(message: Message, faulty: TranslationForm | None) -> TranslationForm:
    is_it = faulty is not None and faulty.message == message
    return faulty if is_it else TranslationForm(message=message)


def _who(message: Message, party: Party | None, own: Party | None, names: Names) -> str:
    """The author's name, if the reader may know it; "" if the organisation's must do."""
    if party is None or message.author is None:
        return ""
    if party == own:
        return str(message.author.get_full_name())
    return names.get((party.pk, message.author.pk), "")


def _names(door: Door) -> Names:
    """Of the contact persons, as far as their data are open to the reader. For the helpdesk what
    one side sees of the other."""
    introduction, own = door.introduction, door.reader.party
    readers = [own] if own else [it for it in introduction.parties.all() if it.profile]
    return {
        (it.party.pk, it.party.contact_id): it.card.name
        for reader in readers
        for it in contacts_for(introduction, reader)
        if it.card and it.party.contact_id
    }
