"""The engine against the machine's own matrix product of the same shapes."""

import numpy as np

from benchmarks import synthetic
from benchmarks.measure import Figure, beside, peak_megabytes, seconds
from matching.engine.features import prepare
from matching.engine.pairing import best_both_ways
from matching.engine.weights import Weights

KEEP = 20


def engine_3000() -> dict[str, Figure]:
    """3,000 × 3,000 profiles, overall and seven sectors, best 20 both ways."""
    return against_product(3000)


def against_product(count: int) -> dict[str, Figure]:
    vocabulary = synthetic.vocabulary()
    topics = len(vocabulary.groups)
    europe, japan = (synthetic.side(count, topics, seed) for seed in (1, 2))
    product = seconds(lambda: europe.voices @ japan.voices.T)
    before = peak_megabytes()

    def run() -> None:
        weights = Weights()
        left, right = prepare(europe, japan, vocabulary, weights)
        best_both_ways(left, right, weights, KEEP)

    engine = seconds(run)
    return {
        f"engine {count} × {count}": beside(engine, "s", product),
        f"engine {count} × {count}, memory": Figure(peak_megabytes() - before, "MB above inputs"),
        f"product {count} × {count} × 512": Figure(
            2 * count * count * synthetic.DIMENSIONS / product / 1e9, "GFLOP/s"
        ),
    }


def quiet() -> None:
    """Spin the arithmetic up once, so that the first measurement is not of page faults."""
    np.ones((512, 512), np.float32) @ np.ones((512, 512), np.float32)
