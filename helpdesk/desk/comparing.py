"""Two documents side by side: every field in every language, in the order of the guided form."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.forms import BoundField
from django.utils.translation import gettext as _

from helpdesk.desk.naming import Names
from helpdesk.desk.wording import Span, compare_items, compare_texts
from profiles.differences import paired
from profiles.documents import CONTACTS, FACTS, SECTIONS, Document
from profiles.fields import ITEMS, NAMES, SECTION_NAMES
from profiles.models import Profile, ProfileLink, ProfileSector


@dataclass
class Row:
    """One field on both sides.

    path      into the new document; what a remark is about
    language  of a text, "" for what has none
    remark    the box for the moderator's remark, if there is one
    """

    path: str
    label: str
    old: list[Span]
    new: list[Span]
    is_changed: bool
    language: str = ""
    is_list: bool = False
    remark: BoundField | None = None

    @property
    def is_empty(self) -> bool:
        return not (self.old or self.new)

    @property
    def old_mark(self) -> str:
        """The element around what is gone; where everything is, none is needed."""
        return "del" if self.new else ""

    @property
    def new_mark(self) -> str:
        return "ins" if self.old else ""


@dataclass
class Block:
    """One offer or need; `state` is new, gone, changed or same."""

    path: str
    label: str
    state: str
    rows: list[Row]


@dataclass
class Section:
    """`note` is the row that takes a remark about the section as a whole."""

    name: str
    label: str
    rows: list[Row] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    note: Row | None = None

    @property
    def changed(self) -> list[Row]:
        return [row for row in self.rows if row.is_changed]

    @property
    def unchanged(self) -> list[Row]:
        return [row for row in self.rows if not (row.is_changed or row.is_empty)]

    @property
    def empty(self) -> list[Row]:
        return [row for row in self.rows if row.is_empty]

    @property
    def count(self) -> int:
        """How many fields, offers or needs are different."""
        return len(self.changed) + sum(block.state != "same" for block in self.blocks)

    def remarkable(self) -> Iterator[Row]:
        """The rows that a remark can be about: not what is gone."""
        yield from self.rows
        for block in self.blocks:
            if block.state != "gone":
                yield from block.rows
        if self.note:
            yield self.note


def compare(old: Document | None, new: Document, names: Names) -> list[Section]:
    """Section by section; `old` is None for what was never public: then everything is new."""
    return [_section(name, (old or {}).get(name), new[name], names) for name in SECTIONS]


def _section(name: str, old: Any, new: Any, names: Names) -> Section:
    section = Section(name, str(SECTION_NAMES[name]))
    if name in ("offers", "needs"):
        section.blocks = list(_blocks(name, old or [], new, names))
        section.note = Row(name, section.label, [], [], is_changed=False)
    else:
        section.rows = list(ROWS[name](old, new, names))
    return section


# Rows ---------------------------------------------------------------------------------


def _text(path: str, label: str, old: str | None, new: str | None, language: str = "") -> Row:
    before, after = compare_texts(old or "", new or "")
    return Row(path, label, before, after, (old or "") != (new or ""), language)


def _fact(path: str, old: str, new: str) -> Row:
    """A short value that changes as a whole."""
    label = str(NAMES[path.rpartition(".")[2]])
    before, after = compare_items([old] if old else [], [new] if new else [])
    return Row(path, label, before, after, old != new)


def _list(path: str, label: str, old: list[str], new: list[str]) -> Row:
    before, after = compare_items(old, new)
    return Row(path, label, before, after, old != new, is_list=True)


def _organisation(old: Document | None, new: Document, names: Names) -> Iterator[Row]:
    before = old or {}
    yield from _names_and_descriptions(before.get("texts", {}), new["texts"], names)
    place = (names.places.get(it, it) for it in (before.get("place", ""), new["place"]))
    yield _fact("organisation.place", *place)
    for name in FACTS:
        shown = (_shown(name, it) for it in (before.get(name), new[name]))
        yield _fact(f"organisation.{name}", *shown)


def _names_and_descriptions(old: Document, new: Document, names: Names) -> Iterator[Row]:
    for language in dict.fromkeys([*new, *old]):
        before, after = old.get(language, {}), new.get(language, {})
        for name in ("name", "description"):
            path = f"organisation.texts.{language}.{name}"
            yield _text(path, str(NAMES[name]), before.get(name), after.get(name), language)


def _shown(name: str, value: object) -> str:
    if value in (None, ""):
        return ""
    choices = dict(Profile._meta.get_field(name).flatchoices)
    return str(choices.get(value, value))


def _sectors(old: Document | None, new: Document, names: Names) -> Iterator[Row]:
    def shown(sectors: Document) -> list[str]:
        return [
            _("%(sector)s: %(priority)s")
            % {
                "sector": names.sectors.get(slug, slug),
                "priority": ProfileSector.Priority(sectors[slug]).label,
            }
            for slug in names.sectors
            if slug in sectors
        ]

    yield _list("sectors", str(SECTION_NAMES["sectors"]), shown(old or {}), shown(new))


def _terms(path: str, vocabulary: str) -> "Compared":
    def rows(old: list[str] | None, new: list[str], names: Names) -> Iterator[Row]:
        yield _named(path, old or [], new, getattr(names, vocabulary))

    return rows


def _named(path: str, old: list[str], new: list[str], names: dict[str, str]) -> Row:
    before, after = ([names.get(slug, slug) for slug in slugs] for slugs in (old, new))
    return _list(path, str(NAMES[path.rpartition(".")[2]]), before, after)


def _contact(old: Document | None, new: Document, names: Names) -> Iterator[Row]:
    before = old or {}
    for name in CONTACTS:
        yield _text(f"contact.{name}", str(NAMES[name]), before.get(name), new[name])
    links = _list("contact.links", str(NAMES["links"]), _links(before), _links(new))
    urls = {text: text.rpartition(" ")[2] for text in (*_links(before), *_links(new))}
    links.old, links.new = (
        [Span(it.text, it.is_changed, urls[it.text]) for it in side]
        for side in (links.old, links.new)
    )
    yield links
    yield _logo(before.get("logo", ""), new["logo"], names)


def _logo(old: str, new: str, names: Names) -> Row:
    label = str(NAMES["logo"])
    before, after = (
        [Span(label, old != new, image=names.logos.get(it, ""))] if it else [] for it in (old, new)
    )
    return Row("contact.logo", label, before, after, old != new)


def _links(contact: Document) -> list[str]:
    kinds = dict(ProfileLink.Kind.choices)
    return [f"{kinds.get(it['kind'], it['kind'])}: {it['url']}" for it in contact.get("links", [])]


def _languages(old: Document | None, new: Document, names: Names) -> Iterator[Row]:
    before = old or {"written": "", "spoken": []}
    written = (names.language(it) if it else "" for it in (before["written"], new["written"]))
    yield _fact("languages.written", *written)
    spoken = ([names.language(code) for code in it["spoken"]] for it in (before, new))
    yield _list("languages.spoken", str(NAMES["spoken"]), *spoken)


# Offers and needs ---------------------------------------------------------------------


def _blocks(
    section: str, old: list[Document], new: list[Document], names: Names
) -> Iterator[Block]:
    for number, before, after in paired(old, new):
        path = f"{section}.{number}"
        rows = list(_statement(path, before or {}, after or {}, names))
        label = str(ITEMS[section]) % {"number": number + 1}
        yield Block(path, label, _state(before, after), rows)


def _state(old: Document | None, new: Document | None) -> str:
    if old is None:
        return "new"
    if new is None:
        return "gone"
    return "same" if old == new else "changed"


def _statement(path: str, old: Document, new: Document, names: Names) -> Iterator[Row]:
    before, after = old.get("texts", {}), new.get("texts", {})
    for language in dict.fromkeys([*after, *before]):
        where = f"{path}.texts.{language}"
        yield _text(where, _("Text"), before.get(language), after.get(language), language)
    for name in ("topics", "cooperation"):
        terms = getattr(names, name)
        yield _named(f"{path}.{name}", old.get(name, []), new.get(name, []), terms)
    marked = (_("Yes") if it.get("is_demonstration") else "" for it in (old, new))
    yield _fact(f"{path}.is_demonstration", *marked)


Compared = Callable[[Any, Any, Names], Iterator[Row]]

ROWS: dict[str, Compared] = {
    "organisation": _organisation,
    "sectors": _sectors,
    "topics": _terms("topics", "topics"),
    "areas": _terms("areas", "areas"),
    "contact": _contact,
    "languages": _languages,
}
