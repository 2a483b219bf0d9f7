"""People's names in the order of the reader's language, and as they are compared."""

import unicodedata

FAMILY_FIRST = frozenset({"ja"})


def personal_name(family: str, given: str, *, language: str) -> str:
    """`Tanaka Haruka` for a Japanese reader, `Haruka Tanaka` for the others."""
    parts = (family, given) if language in FAMILY_FIRST else (given, family)
    return " ".join(part for part in parts if part)


def name_key(name: str) -> str:
    """The same for both orders of a name, in any case and width."""
    narrow = unicodedata.normalize("NFKC", name).casefold().replace(",", " ")
    return " ".join(sorted(narrow.split()))


def name_keys(family: str, given: str) -> frozenset[str]:
    """Of a name with and without a space between its parts; none where one is missing."""
    if not (family and given):
        return frozenset()
    return frozenset({name_key(f"{given} {family}"), name_key(family + given)})
