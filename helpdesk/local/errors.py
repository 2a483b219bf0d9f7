"""What every reason for having no local server has in common. Each reason is a class beside the
code that finds it.
"""

from typing import ClassVar


class LocalServerError(RuntimeError):
    """Why there is no local server; the text says what to do."""

    text: ClassVar[str]

    def __init__(self, **names: object) -> None:
        super().__init__(self.text.format(**names))
