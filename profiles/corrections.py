"""What counts as a small correction, which trusted organisations may make without a review."""

from difflib import SequenceMatcher

from profiles.differences import Difference, differences
from profiles.documents import Document

LIKENESS = 0.9
"""Share of a text that must stay: a typing error or a number, not another statement."""
FREE = ("contact.phone", "contact.address", "languages.spoken")
"""Fields that say nothing about what the organisation does; links and logos are looked at."""


def is_small_correction(old: Document, new: Document) -> bool:
    """Whether all that differs are words within texts, phone, address or languages spoken."""
    found = differences(old, new)
    return bool(found) and all(_is_small(difference) for difference in found)


def _is_small(difference: Difference) -> bool:
    if difference.path in FREE:
        return True
    if difference.path.endswith(".is_demonstration"):
        return False
    is_text = bool(difference.language) and not difference.path.endswith(".name")
    if not (is_text and difference.old and difference.new):
        return False
    words = SequenceMatcher(None, difference.old, difference.new, autojunk=False)
    return words.ratio() >= LIKENESS
