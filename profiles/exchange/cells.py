"""What stands in a cell, and what it means: lists, choices, numbers, addresses.

Readers take the text of a cell and raise ValidationError with a sentence for whoever filled it in.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Final

from babel import Locale, UnknownLocaleError
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from profiles.documents import MOST_MEMBERS
from profiles.models import Place
from profiles.phones import FaultyPhone, read_phone

LONGEST_CODE: Final = 5
LONGEST_QUOTE: Final = 60
"""Characters of a wrong value that are repeated to its writer."""
BETWEEN_TERMS: Final = re.compile("[;,、，；\n|]")
BETWEEN_LINES: Final = re.compile(r"(?<!\\)((?:\\\\)*)(?:\r\n|\r|\n|\|)")
"""A line ends with a line break or an upright bar that no backslash takes away."""
ESCAPED: Final = {"\\": "\\\\", "|": "\\|", "\n": "\\n"}
ESCAPE: Final = re.compile(r"[\\|\n]")
UNESCAPE: Final = re.compile(r"\\([\\|n])")
TERM_SEPARATOR: Final = ";"
YES: Final = "yes"
AGREED: Final = frozenset({"yes", "ja", "oui", "はい", "true", "1", "x"})
GREECE: Final = {"EL": "GR"}
"""Country codes of ours that phone books write otherwise."""


def join_lines(lines: Iterable[str]) -> str:
    """Several texts in one cell, each on a line of its own; empty ones at the end are left out."""
    escaped = [ESCAPE.sub(lambda found: ESCAPED[found[0]], line) for line in lines]
    return "\n".join(escaped).rstrip("\n")


def split_lines(cell: str) -> list[str]:
    """What `join_lines` was given; bars separate as well as line breaks."""
    if not cell.strip():
        return []
    lines = BETWEEN_LINES.sub(lambda found: found[1] + "\n", cell).split("\n")
    return [UNESCAPE.sub(_unescaped, line.strip()) for line in lines]


def _unescaped(found: re.Match[str]) -> str:
    return "\n" if found[1] == "n" else found[1]


def split_terms(cell: str) -> list[str]:
    found = [term.strip() for term in BETWEEN_TERMS.split(cell)]
    terms = [term for term in found if term]
    for term in terms:
        if terms.count(term) > 1:
            raise ValidationError(_("“%(term)s” stands here twice."), params={"term": term})
    return terms


def join_terms(terms: Iterable[str]) -> str:
    return TERM_SEPARATOR.join(terms)


def read_choice(cell: str, choices: Mapping[str, object]) -> object:
    """One of the choices by its name; `Legal entity` is `legal_entity`."""
    name = re.sub(r"[\s-]+", "_", cell.strip().casefold())
    if name and name not in choices:
        raise ValidationError(
            _("“%(value)s” is not known here. Known are: %(known)s."),
            params={"value": cell[:LONGEST_QUOTE], "known": ", ".join(choices)},
        )
    return choices.get(name)


def read_count(cell: str) -> int | None:
    """A number of organisations, however its thousands are written."""
    if not cell:
        return None
    digits = re.sub(r"[\s,.’']", "", unicodedata.normalize("NFKC", cell))
    if not digits.isdecimal() or int(digits) > MOST_MEMBERS:
        raise ValidationError(
            _("“%(value)s” is not a number."), params={"value": cell[:LONGEST_QUOTE]}
        )
    return int(digits)


def read_email(cell: str) -> str:
    """Without the width that Japanese keyboards give to letters and the @."""
    address = unicodedata.normalize("NFKC", cell)
    if address:
        validate_email(address)
    return address


def at_most(most: int, found: list[str]) -> list[str]:
    if len(found) > most:
        raise ValidationError(
            _("Choose at most %(limit)d; these are %(count)d."),
            params={"limit": most, "count": len(found)},
        )
    return found


def read_phone_of(cell: str, place: str) -> str:
    """E.164; a number without its country's code belongs to the country of the place."""
    if not cell:
        return ""
    country = place[:2]
    try:
        return read_phone(cell, GREECE.get(country, country) or None)
    except FaultyPhone as error:
        raise ValidationError(
            _("Write the phone number with its country code, for example +81 24 521 1111.")
        ) from error


def read_language(cell: str) -> str:
    """A code such as `ja` or `pt`."""
    code = cell.strip().casefold()
    if not code:
        return ""
    try:
        Locale.parse(code, sep="-")
    except (UnknownLocaleError, ValueError) as error:
        raise _unknown_language(cell) from error
    if len(code) > LONGEST_CODE:
        raise _unknown_language(cell)
    return code


def _unknown_language(cell: str) -> ValidationError:
    return ValidationError(
        _("“%(value)s” is not the code of a language, like ja or de."),
        params={"value": cell[:LONGEST_QUOTE]},
    )


def read_place(cell: str, places: Mapping[str, Place]) -> str:
    """A code of the list of places: `DEA1`, `JP-07`."""
    code = cell.strip().upper()
    if code and code not in places:
        raise ValidationError(
            _("“%(value)s” is not the code of a place here, like DEA1 or JP-07."),
            params={"value": cell[:LONGEST_QUOTE]},
        )
    return code
