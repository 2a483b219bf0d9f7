"""The engine against the machine's own matrix product of the same shapes."""

import math
import time

import numpy as np

from benchmarks import synthetic
from benchmarks.measure import Figure, beside, peak_megabytes, seconds
from matching.engine.features import EUROPE, Features, features_of, frame_of, prepare
from matching.engine.pairing import best_both_ways, best_pairs
from matching.engine.parts import take_apart
from matching.engine.sides import Floats, Side, Vocabulary
from matching.engine.weights import Weights

KEEP = 20
NAIVE_PAIRS = 20_000
"""Scored by the naive loop, then extrapolated."""
CHANGED = 50
"""Profiles that change, one after the other."""


def sides(count: int) -> tuple[Side, Side, Vocabulary]:
    vocabulary = synthetic.vocabulary()
    europe, japan = (synthetic.side(count, len(vocabulary.groups), seed) for seed in (1, 2))
    return europe, japan, vocabulary


def compile_kernel() -> None:
    """Once, so that no measurement includes it."""
    left, right = prepare(*sides(8), Weights())
    best_both_ways(left, right, Weights(), KEEP)
    best_pairs(left, right, slice(0, 8), Weights(), KEEP)


def against_product(count: int) -> dict[str, Figure]:
    """Overall and seven sectors, exact best 20 both ways, features included."""
    compile_kernel()
    europe, japan, vocabulary = sides(count)
    bare = product_seconds(europe.voices, japan.voices)
    topics = len(vocabulary.groups)
    with_topics = product_seconds(*(np.hstack([s.voices, s.topics]) for s in (europe, japan)))

    def run() -> None:
        left, right = prepare(europe, japan, vocabulary, Weights())
        best_both_ways(left, right, Weights(), KEEP)

    engine = seconds(run)
    name = f"engine {count:,} a side"
    return {
        name: beside(engine, "s", with_topics),
        f"{name}, beside 512 columns alone": beside(engine, "s", bare),
        f"product {count:,} a side, 512 + {topics}": Figure(
            2 * count * count * (synthetic.DIMENSIONS + topics) / with_topics / 1e9, "GFLOP/s"
        ),
    }


def product_seconds(a: Floats, b: Floats) -> float:
    return seconds(lambda: a @ b.T)


def engine_3000() -> dict[str, Figure]:
    return against_product(3000)


def engine_10000() -> dict[str, Figure]:
    """With FAISS and a naive loop beside it, for the overall score alone."""
    figures = against_product(10_000)
    europe, japan, vocabulary = sides(10_000)
    left, right = prepare(europe, japan, vocabulary, Weights())
    a, b = (np.ascontiguousarray(np.hstack([s.common, s.overall])) for s in (left, right))
    engine = figures["engine 10,000 a side"].value
    figures["FAISS flat, 10,000 a side, overall only"] = beside(faiss_seconds(a, b), "s", engine)
    figures["naive loop, 10,000 a side, overall only (extrapolated)"] = beside(
        naive_seconds(a, b), "s", engine
    )
    return figures


def faiss_seconds(a: Floats, b: Floats) -> float:
    """The best 20 both ways by `IndexFlatIP`: exact, brute force."""
    import faiss

    def search() -> None:
        for asked, searched in ((a, b), (b, a)):
            index = faiss.IndexFlatIP(searched.shape[1])
            index.add(searched)
            index.search(asked, KEEP)

    return seconds(search, repeats=2)


def naive_seconds(a: Floats, b: Floats) -> float:
    """What a loop over all pairs would take, judged by the first NAIVE_PAIRS of them."""
    start = time.perf_counter()
    row = a[0]
    scores = [float(np.dot(row, b[n % len(b)])) for n in range(NAIVE_PAIRS)]
    sorted(scores, reverse=True)[:KEEP]
    return (time.perf_counter() - start) / NAIVE_PAIRS * len(a) * len(b)


def growth(count: int) -> dict[str, Figure]:
    """Time and memory of one run at this size, in a process of its own."""
    compile_kernel()
    europe, japan, vocabulary = sides(count)
    before = peak_megabytes()

    def run() -> None:
        left, right = prepare(europe, japan, vocabulary, Weights())
        best_both_ways(left, right, Weights(), KEEP)

    taken = seconds(run, repeats=1 if count > 10_000 else 3)
    return {
        f"growth {count:,} a side": Figure(taken, "s"),
        f"growth {count:,} a side, memory above inputs": Figure(peak_megabytes() - before, "MB"),
    }


def exponent(figures: dict[str, dict[str, object]]) -> float:
    """Slope of log time over log size, by least squares."""
    points = [
        (math.log(int(name.split()[1].replace(",", ""))), math.log(float(str(f["value"]))))
        for name, f in figures.items()
        if name.startswith("growth") and name.endswith("a side")
    ]
    slope, _ = np.polyfit(*zip(*points, strict=True), 1)
    return float(slope)


def one_changed() -> dict[str, Figure]:
    """One changed profile against 10,000: its features, all its scores, the pairs it keeps."""
    compile_kernel()
    europe, japan, vocabulary = sides(10_000)
    weights = Weights()
    frame = frame_of(europe, japan, vocabulary)
    _, right = prepare(europe, japan, vocabulary, weights)
    times = []
    for seed in range(CHANGED):
        changed = synthetic.side(1, len(vocabulary.groups), 100 + seed)
        start = time.perf_counter()
        score_one(features_of(changed, frame, weights, EUROPE), right, weights)
        times.append(1000 * (time.perf_counter() - start))
    return {
        "one changed profile against 10,000, p50": Figure(float(np.percentile(times, 50)), "ms"),
        "one changed profile against 10,000, p95": Figure(float(np.percentile(times, 95)), "ms"),
    }


def score_one(own: Features, right: Features, weights: Weights) -> None:
    kept = best_pairs(own, right, slice(0, 1), weights, KEEP)
    take_apart(own, right, kept.i, kept.j, weights)
