"""What counts as a small correction, which trusted organisations may make without a review."""

import re
from collections.abc import Sequence
from difflib import SequenceMatcher

from profiles.differences import Difference, differences
from profiles.documents import Document
from profiles.quality import EMAIL, PHONE, WEB

LIKENESS = 0.9
"""Share of a text that must stay: a typing error or a number, not another statement."""
MOST_CHANGED = 200
"""Characters taken out or put in. In a long text a tenth would be a paragraph."""
MOST_LETTERS = 500
"""Comparing takes the square: longer stretches are compared word by word."""
MOST_WORDS = 2000
WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]|\w+|\W")
FREE = ("contact.phone", "contact.address", "languages.spoken")
"""Fields that say nothing about what the organisation does; links and logos are looked at."""


def is_small_correction(old: Document, new: Document) -> bool:
    """Whether all that differs are words within texts, phone, address or languages spoken."""
    found = differences(old, new)
    return bool(found) and all(_is_small(difference) for difference in found)


def _is_small(difference: Difference) -> bool:
    if difference.path in FREE:
        return True
    is_text = bool(difference.language) and not difference.path.endswith(".name")
    if not (is_text and difference.old and difference.new):
        return False
    return is_nearly(difference.old, difference.new) and not _brings_an_address(difference)


def is_nearly(old: str, new: str) -> bool:
    """Whether two texts differ by a few letters or words."""
    head = _common(old, new)
    tail = _common(old[head:][::-1], new[head:][::-1])
    kept = head + tail + _kept(old[head : len(old) - tail], new[head : len(new) - tail])
    is_little = max(len(old), len(new)) - kept <= MOST_CHANGED
    return is_little and 2 * kept >= LIKENESS * (len(old) + len(new))


def _kept(old: str, new: str) -> int:
    """How many characters of a stretch are in both, in the same order."""
    before: Sequence[str] = old
    after: Sequence[str] = new
    if max(len(old), len(new)) > MOST_LETTERS:
        before, after = WORD.findall(old), WORD.findall(new)
    if max(len(before), len(after)) > MOST_WORDS:
        return 0
    blocks = SequenceMatcher(None, before, after, autojunk=False).get_matching_blocks()
    return sum(len("".join(before[it.a : it.a + it.size])) for it in blocks)


def _common(one: str, other: str) -> int:
    """How many characters both begin with."""
    for n, (mine, theirs) in enumerate(zip(one, other, strict=False)):
        if mine != theirs:
            return n
    return min(len(one), len(other))


def _brings_an_address(difference: Difference) -> bool:
    """A link, mailbox or number within a text is looked at, however short it is."""
    kinds = (EMAIL, PHONE, WEB)
    return any(set(it.findall(difference.new)) - set(it.findall(difference.old)) for it in kinds)
