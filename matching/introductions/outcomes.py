"""What the sides say has come of an introduction."""

from collections import defaultdict
from collections.abc import Iterable

from django.utils import timezone

from matching.introductions.models import Outcome
from profiles.models import User


def answer_outcome(outcome: Outcome, result: str, *, by: User) -> Outcome:
    """Note what a party says; the last word counts."""
    outcome.result, outcome.answered_at, outcome.answered_by = result, timezone.now(), by
    outcome.save(update_fields=["result", "answered_at", "answered_by"])
    return outcome


def differing_days(outcomes: Iterable[Outcome]) -> list[int]:
    """After how many days the sides said different things; who did not answer does not differ."""
    said: defaultdict[int, set[str]] = defaultdict(set)
    for outcome in outcomes:
        if outcome.result:
            said[outcome.days].add(outcome.result)
    return sorted(days for days, results in said.items() if len(results) > 1)
