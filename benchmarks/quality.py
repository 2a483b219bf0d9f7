"""Does each step help to find real partners? Before and after each, both directions."""

from pathlib import Path

import numpy as np

from benchmarks.measure import Figure
from matching import evaluating
from matching.engine import evaluation
from matching.engine.evaluation import Quality
from matching.engine.exposure import Shortlists, fair_prices
from matching.engine.features import Features, prepare
from matching.engine.learning import (
    FOLDS,
    PULLS,
    Query,
    as_weights,
    even,
    fit,
    fold_of_pairs,
    out_of_fold,
    shares_in,
    without,
)
from matching.engine.pairing import best_both_ways
from matching.engine.parts import Decomposition, take_apart
from matching.engine.sides import Exact
from matching.engine.weights import Part, Weights
from matching.evaluating import SEED, Field

DATA = Path(__file__).resolve().parent.parent / "data"
FILES = {"actors.csv": DATA / "actors.csv", "blind": DATA / "evaluation" / "blind_profiles.csv"}
KEEP = 20


def quality() -> dict[str, Figure]:
    """Two-sidedness, exposure and learned weights (out of fold), on both files of actors."""
    figures: dict[str, Figure] = {}
    for name, actors in FILES.items():
        known = DATA / "known_partnerships.csv"
        field = evaluating.read_field(actors, known, DATA, "core", "thematic")
        world = World(field)
        for step, (there, back) in world.steps().items():
            for direction, ranks in (("EU→JP", there), ("JP→EU", back)):
                measured = evaluation.quality(ranks, SEED)
                figures |= _figures(f"{name}, {step}, {direction}", measured)
    return figures


def _figures(name: str, measured: Quality) -> dict[str, Figure]:
    return {
        f"{name}, MRR": Figure(measured.mrr, "0–1"),
        f"{name}, recall@5": Figure(measured.recall_5, "0–1"),
        f"{name}, recall@10": Figure(measured.recall_10, "0–1"),
        f"{name}, nDCG@10": Figure(measured.ndcg_10, "0–1"),
    }


class World:
    """All pairs of a field taken apart, and the ranks of its real pairs."""

    def __init__(self, field: Field) -> None:
        self.field = field
        self.shape = len(field.europe), len(field.japan)
        self.left, self.right = self.prepared(Weights())
        self.apart = self.taken_apart(Weights())
        self.scores = self.apart.scores[:, 0].reshape(self.shape)

    def prepared(self, weights: Weights) -> tuple[Features, Features]:
        field = self.field
        return prepare(field.europe, field.japan, field.vocabulary, weights)

    def taken_apart(self, weights: Weights) -> Decomposition:
        i, j = np.divmod(np.arange(self.shape[0] * self.shape[1]), self.shape[1])
        return take_apart(self.left, self.right, i, j, weights)

    def ranks(self, there: Exact, back: Exact) -> tuple[Exact, Exact]:
        """Of the asked pairs, by the scores (n, m) that either side's readers see."""
        asked, known = self.field.asked, self.field.known
        turned = [[(j, i) for i, j in pairs] for pairs in (asked, known)]
        return evaluation.ranks(there, asked, known), evaluation.ranks(back.T, *turned)

    def steps(self) -> dict[str, tuple[Exact, Exact]]:
        return {
            "own needs only": self.ranks(*self.own_needs_only()),
            "two-sided": self.ranks(self.scores, self.scores),
            "two-sided and fair": self.ranks(*self.priced()),
            "two-sided and learned": self.learned(),
        }

    def own_needs_only(self) -> tuple[Exact, Exact]:
        """As if each reader's list asked only what the other one offers them."""
        points = self.apart.points[:, 0]
        both = points[:, [Part.EUROPE_SERVED, Part.JAPAN_SERVED, Part.ONE_SIDED]].sum(axis=1)
        rest = points.sum(axis=1) - both
        there, back = (
            (rest + 2 * points[:, part]).reshape(self.shape)
            for part in (Part.EUROPE_SERVED, Part.JAPAN_SERVED)
        )
        return there, back

    def priced(self) -> tuple[Exact, Exact]:
        i, j = best_both_ways(self.left, self.right, Weights(), KEEP)
        lists = Shortlists(i, j, self.scores[i, j], *self.shape)
        there = self.scores - fair_prices(lists)
        return there, self.scores - fair_prices(lists.turned())[:, None]

    def learned(self) -> tuple[Exact, Exact]:
        """Every pair is ranked by weights that were learned without its actors."""
        current = Weights()
        shares = shares_in(self.taken_apart(even(current.one_sided)))
        queries = self.queries(shares)
        start = np.array(list(current.shares.values()))
        folds = fold_of_pairs(sorted({query.pair for query in queries}))
        pull = max(PULLS, key=lambda p: out_of_fold(queries, folds, start, p).mean())
        print(f"  pull {pull}: {as_weights(fit(queries, start, pull), current.one_sided)}")
        there, back = np.zeros((2, len(self.field.asked)))
        for fold in range(FOLDS):
            taken = [pair for pair, number in folds.items() if number == fold]
            seen = [without(q, taken) for q in queries if folds[q.pair] != fold]
            scores = (shares @ fit(seen, start, pull)).reshape(self.shape)
            own = np.array([folds[pair] == fold for pair in self.field.asked])
            ranks = self.ranks(scores, scores)
            there[own], back[own] = ranks[0][own], ranks[1][own]
        return there, back

    def queries(self, shares: Exact) -> list[Query]:
        """The asked pairs from both their sides, beside everybody else."""
        width = self.shape[1]
        known = set(self.field.known)
        found = []
        for i, j in self.field.asked:
            for rivals in (
                [(i, n) for n in range(width) if (i, n) not in known],
                [(n, j) for n in range(self.shape[0]) if (n, j) not in known],
            ):
                actors = np.array(rivals)
                rows = actors[:, 0] * width + actors[:, 1]
                found.append(Query((i, j), shares[i * width + j], shares[rows], actors))
        return found
