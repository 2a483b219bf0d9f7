"""Texts cut into passages: what is embedded, and quoted, is a sentence or two."""

import re

SENTENCE_END = re.compile(r"(?<=[.!?])\s+|(?<=[。！？])")
SHORTEST = 12
"""Bytes of UTF-8; anything shorter is joined to the passage before it (initials, `e.g.`)."""


def passages(text: str) -> list[str]:
    """The sentences of a text, in order, in any of our languages; [] for an empty one."""
    found: list[str] = []
    for piece in SENTENCE_END.split(text.strip()):
        sentence = piece.strip()
        if found and len(sentence.encode()) < SHORTEST:
            found[-1] = f"{found[-1]} {sentence}".strip()
        elif sentence:
            found.append(sentence)
    return found
