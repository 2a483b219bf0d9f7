"""What a benchmark gives back, and how times are taken."""

import resource
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass

REPEATS = 3


@dataclass(frozen=True)
class Figure:
    """One measured value; `ratio` is value / reference where there is something beside it."""

    value: float
    unit: str
    reference: float | None = None
    ratio: float | None = None

    def as_dict(self) -> dict[str, float | str | None]:
        return asdict(self)


def beside(value: float, unit: str, reference: float) -> Figure:
    return Figure(value, unit, reference, value / reference)


def seconds(work: Callable[[], object], repeats: int = REPEATS) -> float:
    """The best of some runs: what the machine can do when nobody disturbs it."""
    best = float("inf")
    for _ in range(repeats):
        start = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - start)
    return best


def peak_megabytes() -> float:
    """The most memory that this process has had so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
