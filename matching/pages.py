"""What the pages about matches show, ready for their templates."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import floor

from django.db.models import Prefetch

from matching.engine.weights import Part, Weights
from matching.facts import hidden_from, partner_ids
from matching.models import Match, MatchQuerySet, PairFact, Run
from matching.partners import paths_from
from matching.reasons import PART_NAMES, Explanation, full_points
from matching.rescoring import score_pairs
from profiles.models import Profile, Sector

NOTICED = 2
"""Places in a list; a smaller move by fairness is not worth a word."""
GOOD = 0.45
"""Score from which partners fit in a sector well enough to be told so (see `FIT_WORDS`)."""
STRENGTHENED, PATHS = 6, 4
"""How many are shown of what could grow."""


@dataclass(frozen=True)
class Suggestion:
    """`risen` is by how many places fairness lifts it in its list, 0 where nobody notices."""

    partner: Profile
    explanation: Explanation
    risen: int = 0


@dataclass(frozen=True)
class Strengthening:
    """A partnership there is, and the sectors, best first, that it does not cover yet."""

    partner: Profile
    fact: PairFact
    explanation: Explanation
    sectors: Sequence[Explanation]


@dataclass(frozen=True)
class Connection:
    """Somebody within reach over a partner and that one's other partner."""

    partner: Profile
    peer: Profile
    reached: Profile
    explanation: Explanation


@dataclass(frozen=True)
class PartRow:
    """One line of a score taken apart: points, 0 to 100, exact and as shown, and the most
    possible, None for what is only lost."""

    name: str
    points: float
    shown: float
    most: float | None


@dataclass(frozen=True)
class Live:
    """The run whose matches readers see."""

    run: Run
    weights: Weights

    @classmethod
    def get(cls) -> "Live | None":
        """None before the first run."""
        run = Run.objects.live().select_related("weights").first()
        return cls(run, run.weights.weights()) if run else None

    def between(self, europe: Profile, japan: Profile) -> Match:
        """The match of a pair: the stored one, else scored now in the same way.

        The two profiles are put in place, loaded as they came.
        """
        stored = Match.objects.filter(run=self.run).between(europe, japan).first()
        match = stored or score_pairs(self.run, [(europe.pk, japan.pk)])[0]
        Match.load_quotes([match])
        match.europe, match.japan = europe, japan
        return match

    def all_between(self, pairs: Iterable[tuple[int, int]]) -> dict[tuple[int, int], Match]:
        """The matches of these pairs of ids, each with both sides ready for `Explanation`."""
        wanted = list(dict.fromkeys(pairs))
        if not wanted:
            return {}
        sides = {pk for pair in wanted for pk in pair}
        stored = Match.objects.filter(run=self.run, europe__in=sides, japan__in=sides)
        found = {(match.europe_id, match.japan_id): match for match in stored}
        missing = [pair for pair in wanted if pair not in found]
        if missing:
            fresh = score_pairs(self.run, missing)
            found |= dict(zip(missing, fresh, strict=True))
        chosen = {pair: found[pair] for pair in wanted}
        profiles = Profile.objects.for_comparison().in_bulk(sides)
        for (europe, japan), match in chosen.items():
            match.europe, match.japan = profiles[europe], profiles[japan]
        Match.load_quotes(list(chosen.values()))
        return chosen

    def explain(self, match: Match, sector: Sector | None = None) -> Explanation:
        return Explanation(match, self.weights, sector)


def suggestions(
    live: Live, profile: Profile, sector: Sector | None, count: int
) -> list[Suggestion]:
    """The best new partners of a profile, overall or in a sector.

    Overall, the order takes fairness into account (see `engine.exposure`). Partners there are
    already, declined and blocked pairs are left out.
    """
    facts = PairFact.objects.in_force().of(profile).exclude(kind=PairFact.Kind.INTRODUCED)
    other = "europe" if profile.side == "japan" else "japan"
    shown = (
        shown_matches(live.run).of(profile).exclude(**{f"{other}__in": partner_ids(facts, profile)})
    )
    ordered = shown.best_first(sector.position) if sector else shown.fairest_first(other)
    found = list(ordered[:count])
    Match.load_quotes(found)
    by_score = sorted(found, key=lambda match: -match.score_in(sector.position if sector else None))
    return [
        Suggestion(match.partner_of(profile), live.explain(match, sector), _noticed(risen))
        for place, match in enumerate(found)
        if match.partner_of(profile).is_published
        for risen in [by_score.index(match) - place]
    ]


def _noticed(risen: int) -> int:
    return risen if risen >= NOTICED else 0


def shown_matches(run: Run) -> MatchQuerySet:
    """The matches of a run with both sides ready for `Explanation`."""
    both = Profile.objects.for_comparison()
    loaded = (Prefetch("europe", both), Prefetch("japan", both))
    return Match.objects.filter(run=run).prefetch_related(*loaded)


def strengthenings(live: Live, profile: Profile) -> list[Strengthening]:
    """Partnerships in force, each with the sectors in which the two fit and do nothing yet."""
    facts = list(PairFact.objects.in_force().partners().of(profile).order_by("europe", "japan"))
    by_pair = {(fact.europe_id, fact.japan_id): fact for fact in facts}
    covered = {pair: set() for pair in by_pair}
    for fact in facts:
        covered[fact.europe_id, fact.japan_id].update(fact.sectors)
    sectors = list(Sector.objects.all())
    hidden = hidden_from(profile)
    found = []
    for pair, match in live.all_between(by_pair).items():
        fitting = [
            explanation
            for explanation in sector_rows(match, live.weights, sectors)
            if explanation.score >= GOOD and explanation.sector.slug not in covered[pair]
        ]
        partner = match.partner_of(profile)
        if fitting and partner.is_published and partner.pk not in hidden:
            found.append(Strengthening(partner, by_pair[pair], live.explain(match), fitting))
    return sorted(found, key=lambda s: -s.sectors[0].score)[:STRENGTHENED]


def connections(live: Live, profile: Profile) -> list[Connection]:
    """Whom a profile could reach over its partners, best fit first, each once."""
    paths = paths_from(profile)
    hidden = hidden_from(profile)
    by_reached = {path.reached: path for path in paths if not {path.partner, path.reached} & hidden}
    turned = profile.side == "japan"
    pairs = {
        (reached, profile.pk) if turned else (profile.pk, reached): path
        for reached, path in by_reached.items()
    }
    matches = live.all_between(pairs)
    best = sorted(matches.items(), key=lambda item: -item[1].score)[:PATHS]
    between = {pk for pair, _ in best for pk in (pairs[pair].partner, pairs[pair].peer)}
    profiles = Profile.objects.published().for_cards().in_bulk(between)
    return [
        Connection(
            profiles[pairs[pair].partner],
            profiles[pairs[pair].peer],
            match.partner_of(profile),
            live.explain(match),
        )
        for pair, match in best
        if {pairs[pair].partner, pairs[pair].peer} <= profiles.keys()
        and match.partner_of(profile).is_published
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
