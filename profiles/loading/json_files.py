"""JSON files of the data, which are read whole; faults name the place of an entry in them."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from profiles.loading.table import Fault, FaultyData


@dataclass(frozen=True)
class PlacedFault(Fault):
    """`column` is the place: `nrw-fukushima, amendments[2].on`."""

    def __str__(self) -> str:
        return f"{self.file}, {self.column}: {self.message}"


def read_json(file: Path) -> Any:
    """Raises FaultyData for a file that is not there, or is no JSON."""
    try:
        return json.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise faulty(file.name, [("-", "there is no such file")]) from None
    except ValueError as error:
        raise faulty(file.name, [("-", f"not JSON: {error}")]) from None


def faulty(file: str, faults: Iterable[tuple[str, str]]) -> FaultyData:
    """Of places and messages."""
    return FaultyData([PlacedFault(file, 0, place, message) for place, message in faults])
