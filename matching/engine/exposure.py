"""Nobody invisible, nobody in everybody's list: congestion prices on the shortlists.

A profile that many would be shown pays a price that is taken off its score in others' lists; one
that hardly anybody is shown is paid one. Prices follow from a matching market with transferable
utility in the manner of Choo and Siow (2006), "Who marries whom and why": a reader picks a partner
with probability growing with exp((score − price) / NOISE), and prices are scaled by iterative
proportional fitting until everybody's expected exposure lies within bounds around the mean.

Lists are of one side's readers; each side has prices of its own. Scores themselves never change.
"""

from dataclasses import asdict, dataclass, replace

import numpy as np
from numpy.typing import NDArray

from matching.engine.sides import Exact, Indices

SHOWN = 20
"""Length of a list; exposure is the number of lists that one stands in."""
FIRST = 10
"""Everybody stands among the first ten of somebody."""
NOISE = 0.02
"""Score difference that a reader hardly notices: two points of a hundred."""
STEP = 0.5
ROUNDS = 60
BOUND = 1.25
"""Exposure is held between mean / BOUND and mean · BOUND, which keeps Gini near 0.1."""
HIGHEST = 0.10
"""The most that fairness may take off or add: ten points of a hundred."""
LONGEST, OWN = 80, 10
"""How far down the lists fairness looks, and how many of a candidate's own best it keeps."""
WIDEST = 4.0
"""More than two worths can differ by: it keeps readers apart in one sort."""
CURVE = 20
"""Points of the Lorenz curve that is drawn of a run."""
MOST_GINI, MOST_LOSS = 0.20, 0.03
"""What we promise at most."""


@dataclass(frozen=True)
class Fairness:
    """How a run's lists of one side turned out, before and after.

    gini    inequality of exposure at SHOWN, 0 (all equal) to 1
    unseen  how many stand in nobody's first FIRST
    loss    share of the mean shown score that fairness costs
    curve   Lorenz curve: the share of exposure that falls to the least shown, in CURVE steps
    """

    gini_before: float
    gini: float
    unseen_before: int
    unseen: int
    loss: float
    curve_before: list[float]
    curve: list[float]

    def as_dict(self) -> dict[str, object]:
        return asdict(self)


@dataclass(frozen=True)
class Shortlists:
    """The pairs that may be shown: reader, candidate and score, (p,) each."""

    readers: Indices
    candidates: Indices
    scores: Exact
    reader_count: int
    candidate_count: int

    def turned(self) -> "Shortlists":
        """The same pairs as the other side reads them."""
        return Shortlists(
            self.candidates, self.readers, self.scores, self.candidate_count, self.reader_count
        )

    def shorter(self, longest: int, own: int) -> "Shortlists":
        """The best `longest` of every list, and for everybody the `own` lists it fits best."""
        nothing = np.zeros(max(self.candidate_count, self.reader_count))
        kept = (self.ranks(nothing) < longest) | (self.turned().ranks(nothing) < own)
        return replace(
            self,
            readers=self.readers[kept],
            candidates=self.candidates[kept],
            scores=self.scores[kept],
        )

    def ranks(self, prices: Exact) -> Indices:
        """Each pair's place in its reader's list, from 0, by score less price."""
        worth = self.scores - prices[self.candidates]
        order = np.argsort(self.readers * WIDEST - worth, kind="stable")
        starts = np.searchsorted(self.readers[order], np.arange(self.reader_count))
        ranks = np.empty(len(order), np.int64)
        ranks[order] = np.arange(len(order)) - starts[self.readers[order]]
        return ranks

    def counts(self, chosen: NDArray[np.bool_]) -> Indices:
        """In how many of the chosen pairs each candidate stands."""
        counts: Indices = np.bincount(self.candidates[chosen], minlength=self.candidate_count)
        return counts


def fair_prices(lists: Shortlists) -> Exact:
    """What each candidate's score is lowered by in the readers' lists, −HIGHEST to HIGHEST.

    Below −HIGHEST only for those whom nobody would see among the first FIRST otherwise.
    """
    prices = np.zeros(lists.candidate_count)
    if not len(lists.scores):
        return prices
    lists = lists.shorter(LONGEST, OWN)
    mean = lists.counts(lists.ranks(prices) < SHOWN).mean()
    for _ in range(ROUNDS):
        ranks = lists.ranks(prices)
        seen = lists.counts(ranks < SHOWN)
        if np.all((seen <= mean * BOUND) & (seen >= mean / BOUND)):
            break
        expected = _expected(lists, prices, ranks)
        wanted = np.clip(expected, mean / BOUND, mean * BOUND)
        pressure = np.log(np.maximum(expected, 1e-9) / wanted)
        prices = np.clip(prices + STEP * NOISE * pressure, -HIGHEST, HIGHEST)
    return _show_everybody(lists, prices)


def _expected(lists: Shortlists, prices: Exact, ranks: Indices) -> Exact:
    """Expected exposure: each reader looks at SHOWN candidates, the better the likelier."""
    worth = (lists.scores - prices[lists.candidates]) / NOISE
    last = np.full(lists.reader_count, -np.inf)
    np.maximum.at(last, lists.readers[ranks == SHOWN - 1], worth[ranks == SHOWN - 1])
    chance = 1 / (1 + np.exp(np.clip(last[lists.readers] - worth, -50, 50)))
    expected = np.bincount(lists.candidates, chance, minlength=lists.candidate_count)
    return np.asarray(expected, np.float64)


def _show_everybody(lists: Shortlists, prices: Exact) -> Exact:
    """Pay those whom nobody would see among the first FIRST as much as one place costs.

    Who is pushed out of a list may need a place in turn: a few rounds settle it.
    """
    prices = prices.copy()
    for _ in range(FIRST):
        ranks = lists.ranks(prices)
        unseen = np.flatnonzero(lists.counts(ranks < FIRST) == 0)
        if not len(unseen):
            break
        bar = np.full(lists.reader_count, -np.inf)
        at = np.flatnonzero(ranks == FIRST - 1)
        bar[lists.readers[at]] = lists.scores[at] - prices[lists.candidates[at]]
        missing = np.full(lists.candidate_count, np.inf)
        np.minimum.at(missing, lists.candidates, bar[lists.readers] - lists.scores)
        reachable = unseen[np.isfinite(missing[unseen])]
        prices[reachable] = -missing[reachable] - 1e-9
    return prices


def fairness(lists: Shortlists, prices: Exact) -> Fairness:
    """Both figures of these lists, without the prices and with them. At least one pair."""
    before, after = lists.ranks(np.zeros(lists.candidate_count)), lists.ranks(prices)
    shown_before, shown = (lists.scores[ranks < SHOWN].mean() for ranks in (before, after))
    exposure_before, exposure = (lists.counts(ranks < SHOWN) for ranks in (before, after))
    return Fairness(
        gini_before=gini(exposure_before),
        gini=gini(exposure),
        unseen_before=int(np.count_nonzero(lists.counts(before < FIRST) == 0)),
        unseen=int(np.count_nonzero(lists.counts(after < FIRST) == 0)),
        loss=float(1 - shown / shown_before),
        curve_before=lorenz(exposure_before),
        curve=lorenz(exposure),
    )


def gini(counts: Indices) -> float:
    """Gini coefficient of non-negative counts: mean difference over twice the mean."""
    ordered = np.sort(counts.astype(np.float64))
    total = ordered.sum()
    if not total:
        return 0.0
    n = len(ordered)
    return float((2 * np.arange(1, n + 1) - n - 1) @ ordered / (n * total))


def lorenz(counts: Indices) -> list[float]:
    """Share of the total that the lowest 0, 1/CURVE, … 1 of the counts hold."""
    held = np.concatenate([[0.0], np.cumsum(np.sort(counts))])
    steps = np.linspace(0, 1, CURVE + 1)
    shares = np.interp(steps * len(counts), np.arange(len(held)), held / max(held[-1], 1))
    return [round(float(share), 4) for share in shares]
