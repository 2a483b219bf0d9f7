"""A profile as a row, and back: which columns there are and what each stands for.

Columns end in the code of a language where a text has languages: `name_ja`, `offers_de`. A column
that a file does not have leaves what the profile says; an empty cell takes it away.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Final

from profiles.documents import CONTACTS, DIRECTIONS, FACTS, Document
from profiles.exchange.cells import join_lines, join_terms
from profiles.exchange.statements import DETAILS, write_statements
from profiles.exchange.vocabulary import PRIORITIES, SIZES
from profiles.models import Profile, ProfileLink

LINKS: Final = {
    "other_links" if kind == ProfileLink.Kind.OTHER else kind.value: kind.value
    for kind in ProfileLink.Kind
}
"""Columns of links by their kind."""
IDENTITY: Final = ("id", "key")
LISTS: Final = ("sectors", "topics", "areas")
FIXED: Final = (
    *IDENTITY,
    "kind",
    "place",
    "language",
    "languages",
    *LISTS,
    *(name for name in FACTS if name != "kind"),
    *CONTACTS,
    *LINKS,
    *(f"{direction}_{detail}" for direction in DIRECTIONS for detail in DETAILS),
)
READ_ONLY: Final = ("status", "confirmed_on")
"""Exported for information, left aside when a file comes back."""
TEXTS: Final = ("name", "description", *DIRECTIONS)
IN_LANGUAGE: Final = re.compile(rf"({'|'.join(TEXTS)})_([a-z]{{2,3}}(?:_[a-z]{{2}})?)")
FIRST: Final = ("id", "key", "kind", "place", "language", "languages")
"""Before the texts, so that a row can be told at its beginning."""

PRIORITY_NAMES: Final = {value: name for name, value in PRIORITIES.items()}
SIZE_NAMES: Final = {value: name for name, value in SIZES.items()}


def language_of(column: str) -> tuple[str, str] | None:
    """`("name", "ja")` for `name_ja`; None for a column without a language."""
    found = IN_LANGUAGE.fullmatch(column)
    return (found[1], found[2].replace("_", "-")) if found and column not in FIXED else None


def column_in(text: str, language: str) -> str:
    return f"{text}_{language.replace('-', '_')}"


def is_known(column: str) -> bool:
    return column in FIXED or column in READ_ONLY or language_of(column) is not None


def header_for(languages: Iterable[str]) -> list[str]:
    """All columns of a table with texts in these languages."""
    codes = list(languages)
    texts = [column_in(text, code) for text in TEXTS for code in codes]
    return [*FIRST, *texts, *(name for name in FIXED if name not in FIRST), *READ_ONLY]


def row_of(document: Document) -> dict[str, str]:
    """The cells of a content by column; what it does not have is left out."""
    organisation, contact, languages = (
        document[section] for section in ("organisation", "contact", "languages")
    )
    sectors = (f"{slug}:{PRIORITY_NAMES[level]}" for slug, level in document["sectors"].items())
    cells = {
        **{name: str(organisation[name] or "") for name in FACTS},
        **{name: contact[name] for name in CONTACTS},
        "place": organisation["place"],
        "member_count": _number(organisation["member_count"]),
        "size": SIZE_NAMES.get(organisation["size"], ""),
        "language": languages["written"],
        "languages": join_terms(languages["spoken"]),
        "sectors": join_terms(sectors),
        "topics": join_terms(document["topics"]),
        "areas": join_terms(document["areas"]),
    }
    for direction in DIRECTIONS:
        cells |= write_statements(direction, document[direction])
    return cells | _texts(organisation["texts"]) | _links(contact["links"])


def _number(value: int | None) -> str:
    return "" if value is None else str(value)


def _texts(texts: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    return {
        column_in(name, language): value
        for language, text in texts.items()
        for name, value in text.items()
    }


def _links(links: Iterable[Mapping[str, str]]) -> dict[str, str]:
    found: dict[str, list[str]] = {}
    for link in links:
        found.setdefault(link["kind"], []).append(link["url"])
    return {column: join_lines(found[kind]) for column, kind in LINKS.items() if kind in found}


def identity_of(profile: Profile) -> dict[str, str]:
    """What an exported row says beside the content."""
    return {
        "id": str(profile.pk),
        "key": profile.key or "",
        "status": profile.status,
        "confirmed_on": f"{profile.confirmed_at:%Y-%m-%d}" if profile.confirmed_at else "",
    }
