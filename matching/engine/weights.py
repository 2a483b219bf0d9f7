"""What a score is made of, and how much each part counts."""

from dataclasses import asdict, dataclass, fields
from enum import IntEnum


class Part(IntEnum):
    """The parts of a score, in the order of their columns."""

    TOPICS = 0
    TEXT = 1
    EUROPE_SERVED = 2  # Japanese offers against European needs
    JAPAN_SERVED = 3  # European offers against Japanese needs
    KIND = 4
    PRIORITIES = 5
    COOPERATION = 6
    AREAS = 7
    SIZE = 8
    ONE_SIDED = 9  # what is lost because one side gains more than the other; never above zero


MOST_ONE_SIDED = 0.5
"""At this price only the worse direction counts; above it a score could fall below zero."""
ROUNDING = 1e-6
"""How far from 1 the decimals of a form may put the sum."""


@dataclass(frozen=True)
class Weights:
    """Shares of the score, summing to 1, and `one_sided`, the price of an uneven match.

    The defaults give each signal the influence that it earned on profiles written by people
    who knew no partnership (see `docs/matching.md`).
    """

    topics: float = 0.36
    text: float = 0.26
    offers_needs: float = 0.20
    kind: float = 0.07
    priorities: float = 0.06
    cooperation: float = 0.02
    areas: float = 0.02
    size: float = 0.01
    one_sided: float = 0.25

    def __post_init__(self) -> None:
        values = asdict(self)
        if not all(value >= 0 for value in values.values()):  # true of NaN as well
            raise ValueError("weights must be numbers and not negative")
        if self.one_sided > MOST_ONE_SIDED:
            raise ValueError(f"one_sided must not exceed {MOST_ONE_SIDED}")
        total = sum(values.values()) - self.one_sided
        if abs(total - 1) > ROUNDING:
            raise ValueError(f"weights must sum to 1, not {total:.4f}")

    @property
    def shares(self) -> dict[str, float]:
        """What each signal counts, without the price of an uneven match; sums to 1."""
        return {name: value for name, value in asdict(self).items() if name != "one_sided"}

    @classmethod
    def names(cls) -> list[str]:
        return [field.name for field in fields(cls)]
