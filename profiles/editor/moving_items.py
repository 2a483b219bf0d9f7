"""Moving and removing items of a list by buttons, before they are validated."""

from typing import Any, Protocol


class Step(Protocol):
    @property
    def verb(self) -> str: ...
    @property
    def item(self) -> str: ...


def moved(items: list[Any], step: Step) -> list[Any]:
    """The items after the step; `step.item` is an item as text. The first cannot go up."""
    at = next((n for n, item in enumerate(items) if str(item) == step.item), None)
    if at is None or step.verb not in ("remove", "up", "down"):
        return items
    rest = [*items[:at], *items[at + 1 :]]
    if step.verb == "remove":
        return rest
    to = max(at - 1, 0) if step.verb == "up" else at + 1
    return [*rest[:to], items[at], *rest[to:]]
