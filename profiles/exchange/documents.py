"""Read a row into a document, over what the profile says already; every fault by its column."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_noop

from profiles.documents import (
    CONTACTS,
    DIRECTIONS,
    LONGEST_NUMBER,
    MOST_LINKS,
    MOST_TOPICS,
    Document,
    empty_document,
)
from profiles.exchange.cells import (
    at_most,
    read_choice,
    read_count,
    read_email,
    read_language,
    read_phone_of,
    read_place,
    split_lines,
    split_terms,
)
from profiles.exchange.columns import LINKS, column_in, language_of, row_of
from profiles.exchange.faults import Fault
from profiles.exchange.statements import read_statements
from profiles.exchange.vocabulary import SIZES, Vocabulary
from profiles.identifiers import clean_identifier
from profiles.links import clean_link
from profiles.models import Profile
from profiles.texts import (
    LONGEST_ADDRESS,
    LONGEST_DESCRIPTION,
    LONGEST_NAME,
    check_length,
    clean_name,
    clean_text,
)

REQUIRED = gettext_noop("This must not be empty.")
WHICH_LANGUAGE = gettext_noop("Say in which language the profile is written, for example ja.")
WHICH_NUMBER = gettext_noop("Say which kind of number it is: corporate_number, vat or registry.")
TOO_MANY_LINKS = gettext_noop("There are more than eight links in all.")
IN_JAPAN = gettext_noop("Prefectures lie in Japan: choose another kind or place.")
KINDS: Final = {kind.value: kind.value for kind in Profile.Kind}
LEGAL: Final = {status.value: status.value for status in Profile.LegalStatus}
NUMBERS: Final = {kind.value: kind.value for kind in Profile.IdentifierKind}


def read_row(
    cells: Mapping[str, str], old: Document | None, vocabulary: Vocabulary, *, line: int
) -> tuple[Document, list[Fault]]:
    """What the profile shall say, and what is wrong; with faults the document counts nothing."""
    base = old or empty_document(language="")
    if old is None:
        base["organisation"]["texts"] = {}
        base["languages"] = {"written": "", "spoken": []}
    reader = RowReader(line, cells, base, vocabulary, row_of(base))
    return reader.document(), reader.faults


def normal(cell: str) -> str:
    """As every cell arrives that went through a spreadsheet."""
    return cell.replace("\r\n", "\n").replace("\r", "\n").strip(" \u3000")


def one_line(cell: str, limit: int = LONGEST_NAME) -> str:
    name = clean_name(cell)
    check_length(name, limit)
    return name


@dataclass
class RowReader:
    """Reads one row; `exported` is how the old content would stand in it."""

    line: int
    cells: Mapping[str, str]
    old: Document
    vocabulary: Vocabulary
    exported: Mapping[str, str]
    faults: list[Fault] = field(default_factory=list)

    def document(self) -> Document:
        organisation = self._organisation()
        languages = self._languages(organisation["texts"])
        read = self.vocabulary
        return {
            "organisation": organisation,
            "sectors": self._value("sectors", read.read_sectors, self.old["sectors"]),
            "topics": self._value(
                "topics", lambda it: at_most(MOST_TOPICS, read.topics.read(it)), self.old["topics"]
            ),
            **{name: self._statements(name, languages["written"]) for name in DIRECTIONS},
            "areas": self._value(
                "areas", lambda it: read.areas.in_order(read.areas.read(it)), self.old["areas"]
            ),
            "contact": self._contact(organisation["place"]),
            "languages": languages,
        }

    def _value(self, column: str, read: Callable[[str], Any], kept: Any) -> Any:
        """What a cell means; what was kept if it has no cell, or one that was not touched."""
        if self._is_untouched(column):
            return kept
        try:
            return read(self.cells[column])
        except ValidationError as error:
            self.faults += Fault.of(error, self.line, column)
            return kept

    def _is_untouched(self, column: str) -> bool:
        exported = normal(self.exported.get(column, ""))
        return normal(self.cells.get(column, exported)) == exported

    def _organisation(self) -> Document:
        old = self.old["organisation"]
        found = {
            **old,
            "kind": self._value("kind", lambda it: read_choice(it, KINDS) or "", old["kind"]),
            "place": self._value(
                "place", lambda it: read_place(it, self.vocabulary.places), old["place"]
            ),
            "legal_status": self._value(
                "legal_status", lambda it: read_choice(it, LEGAL) or "", old["legal_status"]
            ),
            "host": self._value("host", one_line, old["host"]),
            "member_count": self._value("member_count", read_count, old["member_count"]),
            "size": self._value("size", lambda it: read_choice(it, SIZES), old["size"]),
            "texts": self._texts(old["texts"]),
        }
        self._require(found)
        return found | self._identifier(old)

    def _require(self, organisation: Document) -> None:
        if organisation["kind"] == Profile.Kind.PREFECTURE and organisation["place"][:2] not in (
            "",
            "JP",
        ):
            self._fault("kind", IN_JAPAN)
        for column in ("kind", "place"):
            if not organisation[column] and not self._has_fault(column):
                self._fault(column, REQUIRED)
        if not any(text["name"] for text in organisation["texts"].values()):
            names = [name for name in self.cells if (language_of(name) or ("",))[0] == "name"]
            if not any(self._has_fault(name) for name in names):
                self._fault(names[0] if names else "", REQUIRED)

    def _has_fault(self, column: str) -> bool:
        return any(fault.column == column for fault in self.faults)

    def _fault(self, column: str, message: str) -> None:
        self.faults.append(Fault(self.line, column, message))

    def _identifier(self, old: Document) -> Document:
        kind = self._value(
            "identifier_kind", lambda it: read_choice(it, NUMBERS) or "", old["identifier_kind"]
        )
        number = old["identifier"]
        if kind != old["identifier_kind"] or not self._is_untouched("identifier"):
            number = self.cells.get("identifier", number)
            number = self._checked_number(str(kind), number)
        return {"identifier_kind": kind, "identifier": number}

    def _checked_number(self, kind: str, number: str) -> str:
        if number and not kind:
            self._fault("identifier_kind", WHICH_NUMBER)
            return number
        try:
            return one_line(clean_identifier(kind, number), limit=LONGEST_NUMBER) if number else ""
        except ValidationError as error:
            self.faults += Fault.of(error, self.line, "identifier")
            return number

    def _texts(self, old: Mapping[str, Mapping[str, str]]) -> Document:
        written = [found for name in self.cells if (found := language_of(name))]
        languages = [*old, *(code for text, code in written if text in ("name", "description"))]
        found = {}
        for language in dict.fromkeys(languages):
            kept = old.get(language, {"name": "", "description": ""})
            name = self._value(column_in("name", language), one_line, kept["name"])
            description = self._value(
                column_in("description", language), _description, kept["description"]
            )
            if name or description:
                found[language] = {"name": name, "description": description}
        return found

    def _languages(self, texts: Mapping[str, Mapping[str, str]]) -> Document:
        old = self.old["languages"]
        named = [language for language, text in texts.items() if text["name"]]
        written = self._value("language", read_language, old["written"])
        if not written and not self._has_fault("language"):
            if len(named) == 1:
                written = named[0]
            elif named:
                self._fault("language", WHICH_LANGUAGE)
        spoken = self._value(
            "languages", lambda it: [read_language(term) for term in split_terms(it)], old["spoken"]
        )
        return {"written": written, "spoken": spoken or [written]}

    def _statements(self, direction: str, written: str) -> list[Document]:
        prefix = f"{direction}_"
        columns = [name for name in self.cells if name.startswith(prefix)]
        old: list[Document] = self.old[direction]
        if all(self._is_untouched(column) for column in columns):
            return old
        cells = {name.removeprefix(prefix).replace("_", "-"): self.cells[name] for name in columns}
        try:
            return read_statements(cells, old, written=written, vocabulary=self.vocabulary)
        except ValidationError as error:
            column = (error.params or {}).get("column", "")
            self.faults += Fault.of(
                error, self.line, column_in(direction, str(column)) if column else columns[0]
            )
            return old

    def _contact(self, place: str) -> Document:
        old = self.old["contact"]
        readers: dict[str, Callable[[str], str]] = {
            "email": read_email,
            "phone": lambda it: read_phone_of(it, place),
            "address": lambda it: clean_text(it, limit=LONGEST_ADDRESS),
        }
        return {
            **{name: self._value(name, readers[name], old[name]) for name in CONTACTS},
            "links": self._links(old["links"]),
            "logo": old["logo"],
        }

    def _links(self, old: list[dict[str, str]]) -> list[dict[str, str]]:
        """Those that were there stay in their order; new ones follow."""
        found = []
        for column, kind in LINKS.items():
            kept = [link["url"] for link in old if link["kind"] == kind]
            urls = self._value(column, partial(_urls, kind), kept)
            found += [{"kind": kind, "url": url} for url in urls]
        if len(found) > MOST_LINKS and len(found) > len(old):
            self._fault(next(name for name in LINKS if name in self.cells), TOO_MANY_LINKS)
        return sorted(found, key=lambda link: old.index(link) if link in old else len(old))


def _urls(kind: str, cell: str) -> list[str]:
    """Addresses of one kind, each once."""
    lines = filter(None, split_lines(cell))
    return list(dict.fromkeys(clean_link(kind, line) for line in lines))


def _description(cell: str) -> str:
    return clean_text(cell, limit=LONGEST_DESCRIPTION)
