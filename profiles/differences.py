"""What is different between two documents: field by field, language by language."""

from collections.abc import Iterator
from dataclasses import dataclass
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
        before, after = old or [], new or []
        for n in range(max(len(before), len(after))):
            yield from _compared(f"{path}.{n}", _item(before, n), _item(after, n))
    elif (old or None) != (new or None):
        yield Difference(path, old or None, new or None)


def _is_list_of_documents(value: Any) -> bool:
    return isinstance(value, list) and any(isinstance(item, dict) for item in value)


def _item(values: list[Any], n: int) -> Any:
    return values[n] if n < len(values) else None


def field_at(document: Document, path: str) -> Any:
    """The value at a path, or None; numbers count items of lists."""
    value: Any = document
    for step in path.split("."):
        if isinstance(value, dict):
            value = value.get(step)
        elif isinstance(value, list) and step.isdecimal():
            value = _item(value, int(step))
        else:
            return None
    return value
