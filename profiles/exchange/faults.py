"""What is wrong in a file, by line and column; said in the language of whoever reads it."""

from dataclasses import dataclass, field
from typing import Any, Self

from django.core.exceptions import ValidationError
from django.utils import translation
from django.utils.translation import gettext


@dataclass(frozen=True)
class Fault:
    """`message` is an id of the catalogue, so that it can be kept and translated later.

    line    of the table, 1 is the one with the names of the columns; 0 is the whole file
    column  its name, "" for the whole line
    """

    line: int
    column: str
    message: str
    params: dict[str, Any] = field(default_factory=dict)

    @property
    def text(self) -> str:
        return gettext(self.message) % self.params if self.params else gettext(self.message)

    def stored(self) -> list[Any]:
        return [self.line, self.column, self.message, self.params]

    @classmethod
    def of(cls, error: ValidationError, line: int, column: str) -> list[Self]:
        """One fault for every message of the error."""
        with translation.override(None):  # ids instead of translations
            return [
                cls(line, column, str(one.message), _plain(one.params or {}))
                for one in error.error_list
            ]


def _plain(params: dict[str, Any]) -> dict[str, Any]:
    return {name: value if isinstance(value, int) else str(value) for name, value in params.items()}
