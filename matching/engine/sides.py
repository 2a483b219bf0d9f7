"""What the engine is given: one `Side` of profiles for Europe, one for Japan."""

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Exact = NDArray[np.float64]
Indices = NDArray[np.int64]

KINDS = ("region", "prefecture", "municipality", "cluster", "agency")
SIZES = 5
"""Classes from very small to very large, 0 to 4, each within its kind of organisation."""
UNKNOWN = -1
PRIORITY_SHARE = np.array([0.0, 0.5, 1.0], np.float32)
"""None, secondary, main: how much of a sector's full priority each is."""


@dataclass(frozen=True)
class Items:
    """Offers or needs: `vectors` (m, 512), the profile that owns each, and its id.

    `owners` is ascending, so that a profile's items stand together.
    """

    vectors: Floats
    owners: Indices
    ids: Indices

    def __len__(self) -> int:
        return len(self.owners)

    @classmethod
    def none(cls, dimensions: int) -> Self:
        empty = np.zeros(0, np.int64)
        return cls(np.zeros((0, dimensions), np.float32), empty, empty)

    def of(self, rows: slice) -> Self:
        """The items of these profiles, with owners counted from the first of them."""
        start, stop = np.searchsorted(self.owners, [rows.start, rows.stop])
        part = slice(int(start), int(stop))
        return type(self)(self.vectors[part], self.owners[part] - rows.start, self.ids[part])


@dataclass(frozen=True)
class Side:
    """The n profiles of one side.

    ids          (n,) whatever the caller knows them by
    kinds        (n,) index into KINDS
    sizes        (n,) class of size, 0 to SIZES − 1, or UNKNOWN
    voices       (n, d) mean vector of all that a profile says; zero where it says nothing
    topics       (n, t) 0 where a topic is absent, 1 for the most characteristic, less below
    priorities   (n, s) 0 none, 0.5 secondary, 1 main
    offers, needs
    cooperation  (n, c) 1 where a type of cooperation is wanted; a row of zeros says nothing
    areas        (n, a) 1 where a third country is; a row of zeros says nothing
    """

    ids: Indices
    kinds: Indices
    sizes: Indices
    voices: Floats
    topics: Floats
    priorities: Floats
    offers: Items
    needs: Items
    cooperation: Floats
    areas: Floats

    def __len__(self) -> int:
        return len(self.ids)


@dataclass(frozen=True)
class Vocabulary:
    """The topics' taxonomy: `groups` (t,) and how much each belongs to a sector (t, s) 0 to 1."""

    groups: Indices
    sector_weights: Floats

    @property
    def sectors(self) -> int:
        return int(self.sector_weights.shape[1])


def topic_strength(position: int) -> float:
    """What the topic at this position in a profile's own list counts: 1 for the first."""
    return 1 / (1 + position / 10)
