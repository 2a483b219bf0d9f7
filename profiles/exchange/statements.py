"""Offers and needs in cells: a column a language, a line a statement.

The nth lines of all columns of a direction belong together: `offers_en` and `offers_ja` hold the
same offers, `offers_topics` their topics.
"""

from collections.abc import Mapping, Sequence
from typing import Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from profiles.documents import MOST_STATEMENT_TOPICS, MOST_STATEMENTS, Document
from profiles.exchange.cells import (
    AGREED,
    YES,
    at_most,
    join_lines,
    join_terms,
    read_language,
    split_lines,
)
from profiles.exchange.vocabulary import Vocabulary
from profiles.texts import LONGEST_STATEMENT, clean_text

DETAILS: Final = ("language", "topics", "cooperation", "demonstration")


def write_statements(direction: str, statements: Sequence[Document]) -> dict[str, str]:
    """The cells of one direction; columns of languages that no statement has are left out."""
    languages = sorted({language for it in statements for language in it["texts"]})
    cells = {
        f"{direction}_{language}": join_lines(it["texts"].get(language, "") for it in statements)
        for language in languages
    }
    marks = [YES if it.get("is_demonstration") else "" for it in statements]
    return cells | {
        f"{direction}_language": join_lines(it["language"] for it in statements),
        f"{direction}_topics": join_lines(join_terms(it["topics"]) for it in statements),
        f"{direction}_cooperation": join_lines(join_terms(it["cooperation"]) for it in statements),
        f"{direction}_demonstration": join_lines(marks),
    }


def read_statements(
    cells: Mapping[str, str],
    old: Sequence[Document],
    *,
    written: str,
    vocabulary: Vocabulary,
) -> list[Document]:
    """From cells by what they hold (`en`, `topics`…), over what the profile says already.

    What has no column is taken from an old statement with the same text. Raises ValidationError,
    whose `params["column"]` names the cell.
    """
    lines = {name: split_lines(cell) for name, cell in cells.items()}
    count = max(map(len, lines.values()), default=0)
    if count > MOST_STATEMENTS:
        raise _fault("", _("At most %(most)d of them can be stated."), most=MOST_STATEMENTS)
    found = []
    for n in range(count):
        parts = {name: row[n] if n < len(row) else "" for name, row in lines.items()}
        if any(parts.values()):
            found.append(_read_one(parts, old, written, vocabulary))
    return found


def _read_one(
    parts: Mapping[str, str], old: Sequence[Document], written: str, vocabulary: Vocabulary
) -> Document:
    texts = {
        language: _text(language, text)
        for language, text in parts.items()
        if language not in DETAILS
    }
    said = {language: text for language, text in texts.items() if text}
    if not said:
        raise _fault("", _("There are topics or kinds of cooperation without a text."))
    known = next((it for it in old if _says(it, texts)), None)
    kept = {} if known is None else known["texts"]
    document = {
        "texts": {**{k: v for k, v in kept.items() if k not in texts}, **said},
        "language": "",
        "topics": [] if known is None else known["topics"],
        "cooperation": [] if known is None else known["cooperation"],
        "is_demonstration": known is not None and known.get("is_demonstration", False),
    }
    document |= _details(parts, vocabulary)
    default = written if known is None else known["language"]
    document["language"] = _original(document, default)
    return document


def _says(statement: Document, texts: Mapping[str, str]) -> bool:
    return all(statement["texts"].get(language, "") == text for language, text in texts.items())


def _text(language: str, text: str) -> str:
    try:
        return clean_text(text, limit=LONGEST_STATEMENT)
    except ValidationError as error:
        raise _fault(language, error.message, **(error.params or {})) from error


def _details(parts: Mapping[str, str], vocabulary: Vocabulary) -> Document:
    """What the columns say beside the texts; nothing of what has no column."""
    found: Document = {}
    for name, terms in (("topics", vocabulary.topics), ("cooperation", vocabulary.cooperation)):
        if name in parts:
            try:
                keys = at_most(MOST_STATEMENT_TOPICS, terms.read(parts[name]))
                found[name] = terms.in_order(keys)
            except ValidationError as error:
                raise _fault(name, error.error_list[0].message, **_params(error)) from error
    if "demonstration" in parts:
        found["is_demonstration"] = parts["demonstration"].casefold() in AGREED
    if "language" in parts:
        try:
            found["language"] = read_language(parts["language"])
        except ValidationError as error:
            raise _fault("language", error.message, **_params(error)) from error
    return found


def _original(document: Document, default: str) -> str:
    """The language a statement was written in: what is said, else the profile's, else any."""
    stated = document["language"]
    if stated and stated not in document["texts"]:
        raise _fault("language", _("There is no text in the language that it is written in."))
    return stated or (default if default in document["texts"] else min(document["texts"]))


def _params(error: ValidationError) -> dict[str, object]:
    return error.error_list[0].params or {}


def _fault(column: str, message: object, **params: object) -> ValidationError:
    return ValidationError(message, params={**params, "column": column})  # type: ignore[arg-type]
