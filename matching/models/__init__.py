"""Who fits whom: weights, runs, the matches they found, and what people made of them."""

from matching.models.facts import FactChange, PairFact, Verdict
from matching.models.matches import Match, MatchQuerySet
from matching.models.runs import (
    Run,
    RunBlock,
    RunTransition,
    Snapshot,
    Standing,
)
from matching.models.weights import WeightAdoption, WeightSet

KEEP = 20
"""Partners kept for each profile, overall and in each sector."""

__all__ = [
    "KEEP",
    "FactChange",
    "Match",
    "MatchQuerySet",
    "PairFact",
    "Run",
    "RunBlock",
    "RunTransition",
    "Snapshot",
    "Standing",
    "Verdict",
    "WeightAdoption",
    "WeightSet",
]
