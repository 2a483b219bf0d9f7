"""What is different between two documents: field by field, language by language."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import Any

from profiles.documents import SECTIONS, Document


@dataclass(frozen=True)
class Difference:
    """One field that two documents do not agree on.

    path      into the document: `organisation.texts.ja.description`, `offers.0.topics`
    old, new  its values; None where a document does not have the field
    """

    path: str
    old: Any
    new: Any

    @property
    def section(self) -> str:
        return self.path.partition(".")[0]

    @property
    def language(self) -> str:
        """The language of the text, "" for what has none."""
        parts = self.path.split(".")
        return parts[parts.index("texts") + 1] if "texts" in parts else ""


def differences(old: Document | None, new: Document) -> list[Difference]:
    """In the order of the guided form; without an old document everything filled in is new."""
    before = old or {}
    found: list[Difference] = []
    for section in SECTIONS:
        found += _compared(section, before.get(section), new.get(section))
    return found


def _compared(path: str, old: Any, new: Any) -> Iterator[Difference]:
    if isinstance(old, dict) or isinstance(new, dict):
        before, after = old or {}, new or {}
        for key in [*after, *(key for key in before if key not in after)]:
            yield from _compared(f"{path}.{key}", before.get(key), after.get(key))
    elif _is_list_of_documents(old) or _is_list_of_documents(new):
        for n, before, after in paired(old or [], new or []):
            yield from _compared(f"{path}.{n}", before, after)
    elif (old or None) != (new or None):
        yield Difference(path, old or None, new or None)


def paired(
    old: list[Document], new: list[Document]
) -> Iterator[tuple[int, Document | None, Document | None]]:
    """Items side by side, equal ones first, so that one taken out does not move all others.

    Each with its number in the new list; what is gone bears its old number.
    """
    before, after = ([json.dumps(it, sort_keys=True) for it in side] for side in (old, new))
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for _tag, i, j, k, m in matcher.get_opcodes():
        for earlier, later in zip_longest(range(i, j), range(k, m)):
            number = earlier if later is None else later
            yield number, _item(old, earlier), _item(new, later)


def changed_fields(old: Document | None, new: Document) -> set[str]:
    """The paths that a reader would count: an offer, a need or a list counts as one."""
    return {_counted(difference.path) for difference in differences(old, new)}


def _counted(path: str) -> str:
    steps = path.split(".")
    kept = {"offers": 2, "needs": 2, "sectors": 1}.get(steps[0], 2 if "links" in steps else 9)
    return ".".join(steps[:kept])


def _is_list_of_documents(value: Any) -> bool:
    return isinstance(value, list) and any(isinstance(item, dict) for item in value)


def _item(values: list[Any], n: int | None) -> Any:
    return values[n] if n is not None and n < len(values) else None
