"""What the pages about matches show, ready for their templates."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Prefetch

from matching import actions
from matching.engine.weights import Part, Weights
from matching.models import Match, MatchQuerySet, Run
from matching.reasons import PART_NAMES, Explanation, full_points
from profiles.models import Profile, Sector

BAR_UNITS = 100
"""Width of the longest bar, in the units of its drawing."""


@dataclass(frozen=True)
class Suggestion:
    partner: Profile
    explanation: Explanation
    url_ids: tuple[int, int]


@dataclass(frozen=True)
class PartRow:
    """One line of a score taken apart; points and the most possible, 0 to 100."""

    name: str
    points: float
    most: float | None
    bar: int


def live_matches(profile: Profile) -> MatchQuerySet:
    """Matches of a profile, with both sides ready for `Explanation`."""
    both = Profile.objects.for_comparison()
    loaded = (Prefetch("europe", both), Prefetch("japan", both))
    return Match.objects.live().of(profile).with_quotes().prefetch_related(*loaded)


def match_between(europe: Profile, japan: Profile) -> tuple[Match | None, Weights]:
    """The match of a pair: the stored one, else scored now by the live run's weights.

    None before the first run. The two profiles are put in place, loaded as they came.
    """
    run = Run.objects.live().select_related("weights").first()
    if run is None:
        return None, Weights()
    stored = Match.objects.live().between(europe, japan).with_quotes().first()
    match = stored or actions.score_pair(run, europe, japan)
    match.europe, match.japan = europe, japan
    return match, run.weights.weights()


def suggestions(profile: Profile, sector: Sector | None, count: int) -> list[Suggestion]:
    """The best partners of a profile, overall or in a sector; [] before the first run."""
    run = Run.objects.live().select_related("weights").first()
    if run is None:
        return []
    position = sector.position if sector else None
    found = live_matches(profile).best_first(position)[:count]
    weights = run.weights.weights()
    return [
        Suggestion(
            match.partner_of(profile),
            Explanation(match, weights, sector),
            (match.europe_id, match.japan_id),
        )
        for match in found
    ]


def part_rows(explanation: Explanation) -> list[PartRow]:
    """Every part of the score in points of 100, largest possible first, the loss last."""
    full = full_points(explanation.weights)
    most = max(full.values())
    rows = []
    for part in sorted(full, key=lambda part: -full[part]):
        points = explanation.points[part]
        bar = round(points / most * BAR_UNITS)
        rows.append(PartRow(str(PART_NAMES[part]), 100 * points, 100 * full[part], bar))
    loss = explanation.points[Part.ONE_SIDED]
    bar = round(-loss / most * BAR_UNITS)
    return [*rows, PartRow(str(PART_NAMES[Part.ONE_SIDED]), 100 * loss, None, bar)]


def sector_rows(match: Match, weights: Weights, sectors: Sequence[Sector]) -> list[Explanation]:
    """The match in each sector, best first."""
    explained = [Explanation(match, weights, sector) for sector in sectors]
    return sorted(explained, key=lambda explanation: -explanation.score)
