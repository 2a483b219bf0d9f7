"""Run every benchmark, or the one named; one process each, so that memory is told apart."""

import json
import multiprocessing
import os
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

# The engine alone uses every core: NumPy's and Numba's threads take turns instead of waiting
# actively in each other's way. Before NumPy is loaded, and inherited by every process.
CORES = str(os.cpu_count())
os.environ |= {"OMP_WAIT_POLICY": "PASSIVE", "OPENBLAS_THREAD_TIMEOUT": "4"}
os.environ |= {f"{name}_NUM_THREADS": CORES for name in ("OPENBLAS", "NUMBA", "OMP")}

from benchmarks import engine, pages, quality, sign_ups, topics, worker  # noqa: E402 - see above
from benchmarks.measure import Figure  # noqa: E402 - see above

RESULTS = Path(__file__).resolve().parent.parent / ".local" / "bench.json"
Benchmark = Callable[[], dict[str, Figure]]
SIZES = (1000, 3000, 10_000, 30_000)
BENCHMARKS: dict[str, Benchmark] = {
    "engine-3000": engine.engine_3000,
    "engine-10000": engine.engine_10000,
    **{f"growth-{count}": partial(engine.growth, count) for count in SIZES},
    "one-changed": engine.one_changed,
    "quality": quality.quality,
    "topics": topics.topics,
    "worker": worker.worker,
    "pages": pages.pages,
    "sign-ups": sign_ups.sign_ups,
}


def main(names: list[str]) -> int:
    unknown = set(names) - BENCHMARKS.keys()
    if unknown:
        print(f"No such benchmark: {', '.join(unknown)}. There are: {', '.join(BENCHMARKS)}")
        return 2
    figures: dict[str, dict[str, object]] = {}
    for name in names or BENCHMARKS:
        print(f"{name} …", flush=True)
        with multiprocessing.get_context("spawn").Pool(1) as pool:
            measured = pool.apply(BENCHMARKS[name])
        figures |= {key: dict(figure.as_dict()) for key, figure in measured.items()}
    if all(f"growth {size:,} a side" in figures for size in SIZES):
        slope = Figure(engine.exponent(figures), "exponent")
        figures["growth, time over size"] = dict(slope.as_dict())
    keep(figures)
    print(table(figures))
    return 0


def keep(figures: dict[str, dict[str, object]]) -> None:
    """Renew these figures in the file, and leave the others that stand there."""
    RESULTS.parent.mkdir(exist_ok=True)
    known = json.loads(RESULTS.read_text()) if RESULTS.exists() else {}
    RESULTS.write_text(json.dumps(known | figures, indent=2, ensure_ascii=False) + "\n")


def table(figures: dict[str, dict[str, object]]) -> str:
    width = max(map(len, figures))
    lines = [f"{'':<{width}}  {'value':>12}  {'unit':<15}  {'reference':>12}  {'ratio':>8}"]
    for name, figure in figures.items():
        value, reference, ratio = (
            "" if figure[key] is None else f"{figure[key]:,.3f}"
            for key in ("value", "reference", "ratio")
        )
        unit = str(figure["unit"])
        lines.append(f"{name:<{width}}  {value:>12}  {unit:<15}  {reference:>12}  {ratio:>8}")
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
