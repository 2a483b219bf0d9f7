"""What the pages about matches show, ready for their templates."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import floor

from django.db.models import Prefetch

from matching import actions
from matching.engine.weights import Part, Weights
from matching.models import Match, MatchQuerySet, Run
from matching.reasons import PART_NAMES, Explanation, full_points
from profiles.models import Profile, Sector


@dataclass(frozen=True)
class Suggestion:
    partner: Profile
    explanation: Explanation
    url_ids: tuple[int, int]


@dataclass(frozen=True)
class PartRow:
    """One line of a score taken apart: points, 0 to 100, exact and as shown, and the most
    possible, None for what is only lost."""

    name: str
    points: float
    shown: float
    most: float | None


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
    parts = [*sorted(full, key=lambda part: -full[part]), Part.ONE_SIDED]
    points = [100 * explanation.points[part] for part in parts]
    most = [100 * full[part] if part in full else None for part in parts]
    return [
        PartRow(str(PART_NAMES[part]), *values)
        for part, *values in zip(parts, points, rounded(points), most, strict=True)
    ]


def rounded(points: Sequence[float]) -> list[float]:
    """To tenths, so that they add up to the rounded total: the largest remainders go up."""
    tenths = [10 * point for point in points]
    whole = [floor(tenth) for tenth in tenths]
    missing = round(sum(tenths)) - sum(whole)
    order = sorted(range(len(whole)), key=lambda n: whole[n] - tenths[n])
    for n in order[:missing]:
        whole[n] += 1
    return [tenth / 10 for tenth in whole]


def sector_rows(match: Match, weights: Weights, sectors: Sequence[Sector]) -> list[Explanation]:
    """The match in each sector, best first."""
    explained = [Explanation(match, weights, sector) for sector in sectors]
    return sorted(explained, key=lambda explanation: -explanation.score)
