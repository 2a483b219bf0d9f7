"""People's names in the order of the reader's language."""

FAMILY_FIRST = frozenset({"ja"})


def personal_name(family: str, given: str, *, language: str) -> str:
    """`Tanaka Haruka` for a Japanese reader, `Haruka Tanaka` for the others."""
    parts = (family, given) if language in FAMILY_FIRST else (given, family)
    return " ".join(part for part in parts if part)
