"""Which words of a text are new, and which are gone."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import takewhile

WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]|[^\W\u3040-\u30ff\u3400-\u9fff]+\s*|\W\s*")
"""A word with the space after it; of Japanese and Chinese, a character."""
SENTENCE = re.compile(r"[^.!?。\n]*[.!?。\n]*\s*")
MOST_WORDS = 2000
"""Comparing takes the square of it: longer texts are compared by sentence."""


@dataclass(frozen=True)
class Span:
    """A piece of a text, or an item of a list; `is_changed`: the other side does not have it.

    url    where it leads, if it is a link
    image  the address of a picture, described by the text
    """

    text: str
    is_changed: bool = False
    url: str = ""
    image: str = ""


def compare_texts(old: str, new: str) -> tuple[list[Span], list[Span]]:
    """Both texts cut into spans; joined they are the texts again."""
    before, after = WORD.findall(old), WORD.findall(new)
    if max(len(before), len(after)) > MOST_WORDS:
        before, after = SENTENCE.findall(old), SENTENCE.findall(new)
    if max(len(before), len(after)) > MOST_WORDS:
        before, after = [old], [new]
    ours, theirs = compare_items(before, after)
    return _joined(ours), _joined(theirs)


def compare_items(old: Sequence[str], new: Sequence[str]) -> tuple[list[Span], list[Span]]:
    """Item by item; what only stands in another place counts as changed on both sides."""
    head = _length_in_common(old, new)
    tail = _length_in_common(old[head:][::-1], new[head:][::-1])
    before, after = old[head : len(old) - tail], new[head : len(new) - tail]
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    ours, theirs = [True] * len(before), [True] * len(after)
    for block in matcher.get_matching_blocks():
        ours[block.a : block.a + block.size] = [False] * block.size
        theirs[block.b : block.b + block.size] = [False] * block.size
    return _spans(old, ours, head), _spans(new, theirs, head)


def _length_in_common(one: Sequence[str], other: Sequence[str]) -> int:
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def _spans(items: Sequence[str], changed: Sequence[bool], head: int) -> list[Span]:
    middle = range(head, head + len(changed))
    return [Span(it, n in middle and changed[n - head]) for n, it in enumerate(items)]


def _joined(spans: list[Span]) -> list[Span]:
    """Neighbours of the same kind in one."""
    found: list[Span] = []
    for span in spans:
        if found and found[-1].is_changed == span.is_changed:
            found[-1] = Span(found[-1].text + span.text, span.is_changed)
        elif span.text:
            found.append(span)
    return found
