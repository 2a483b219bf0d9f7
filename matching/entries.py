"""What is known of profiles, wherever it comes from, as the arrays that the engine takes."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from matching.engine.sides import (
    KINDS,
    PRIORITY_SHARE,
    UNKNOWN,
    Floats,
    Items,
    Side,
    topic_strength,
)


@dataclass(frozen=True)
class Wish:
    """An offer or a need: its id, and the passages of its versions in different languages."""

    id: int
    passages: Sequence[str]


@dataclass(frozen=True)
class Entry:
    """One profile. Topics, sectors, types and areas are columns of the vocabulary."""

    id: int
    kind: str
    passages: Sequence[str]
    topics: Sequence[int]
    priorities: Mapping[int, int]
    offers: Sequence[Wish] = ()
    needs: Sequence[Wish] = ()
    cooperation: Iterable[int] = ()
    areas: Iterable[int] = ()
    size: int = UNKNOWN

    def all_passages(self) -> list[str]:
        wishes = [*self.offers, *self.needs]
        return [*self.passages, *(passage for wish in wishes for passage in wish.passages)]


@dataclass(frozen=True)
class Shape:
    """How many columns each kind of array has."""

    dimensions: int
    topics: int
    sectors: int
    cooperation: int = 0
    areas: int = 0


@dataclass
class SideBuilder:
    """Turns entries into a Side; `vectors` knows the vector of every embedded passage."""

    shape: Shape
    vectors: Mapping[str, Floats]
    zeros: Floats = field(init=False)

    def __post_init__(self) -> None:
        self.zeros = np.zeros(self.shape.dimensions, np.float32)

    def build(self, entries: Sequence[Entry]) -> Side:
        return Side(
            ids=np.array([entry.id for entry in entries], np.int64),
            kinds=np.array([KINDS.index(entry.kind) for entry in entries], np.int64),
            sizes=np.array([entry.size for entry in entries], np.int64),
            voices=_table(
                [self.mean(entry.all_passages()) for entry in entries], self.shape.dimensions
            ),
            topics=_table([self._topics(entry) for entry in entries], self.shape.topics),
            priorities=_table([self._priorities(entry) for entry in entries], self.shape.sectors),
            offers=self._items([entry.offers for entry in entries]),
            needs=self._items([entry.needs for entry in entries]),
            cooperation=self._flags([e.cooperation for e in entries], self.shape.cooperation),
            areas=self._flags([entry.areas for entry in entries], self.shape.areas),
        )

    def mean(self, passages: Iterable[str]) -> Floats:
        """The mean vector of the passages that have one, of length 1; zeros if none has.

        In half precision, as snapshots keep it: read from there or made anew, it is the same.
        """
        known = [self.vectors[passage] for passage in passages if passage in self.vectors]
        if not known:
            return self.zeros
        mean = np.mean(known, axis=0, dtype=np.float64)
        length = np.linalg.norm(mean)
        return (mean / length).astype(np.float16).astype(np.float32) if length else self.zeros

    def _items(self, wishes: Sequence[Sequence[Wish]]) -> Items:
        found = [
            (self.mean(wish.passages), owner, wish.id)
            for owner, owned in enumerate(wishes)
            for wish in owned
        ]
        kept = [item for item in found if np.any(item[0])]
        return Items(
            vectors=_table([vector for vector, _, _ in kept], self.shape.dimensions),
            owners=np.array([owner for _, owner, _ in kept], np.int64),
            ids=np.array([wish for _, _, wish in kept], np.int64),
        )

    def _topics(self, entry: Entry) -> Floats:
        row = np.zeros(self.shape.topics, np.float32)
        for position, topic in enumerate(entry.topics):
            row[topic] = topic_strength(position)
        return row

    def _priorities(self, entry: Entry) -> Floats:
        row = np.zeros(self.shape.sectors, np.float32)
        for sector, priority in entry.priorities.items():
            row[sector] = PRIORITY_SHARE[priority]
        return row

    def _flags(self, chosen: Sequence[Iterable[int]], width: int) -> Floats:
        flags = np.zeros((len(chosen), width), np.float32)
        for row, columns in enumerate(chosen):
            flags[row, list(columns)] = 1
        return flags


def _table(rows: Sequence[Floats], width: int) -> Floats:
    """Rows as one array (n, width), also where there are none."""
    return np.array(rows, np.float32).reshape(len(rows), width)
