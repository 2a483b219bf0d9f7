"""Why two profiles fit, in sentences of the reader's language, from what made the score."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from matching.engine.features import NEUTRAL
from matching.engine.weights import Part, Weights
from matching.models import Match
from profiles.models import Profile, ProfileSector, Sector, StatementText

REASONS = 3
ROUNDED = 1e-6
"""Points nearer than this are the same."""
NAMED_TOPICS = 3
"""Topics named in one sentence; more would be a list, and the page shows that too."""

USUAL = {
    Part.TOPICS: 0.13,
    Part.TEXT: 0.50,
    Part.EUROPE_SERVED: 0.54,
    Part.JAPAN_SERVED: 0.54,
    Part.KIND: 0.58,
    Part.PRIORITIES: 0.84,
    Part.COOPERATION: 0.50,
    Part.AREAS: 0.50,
    Part.SIZE: 0.50,
}
"""Share of each part's full points that an average pair reaches (see `docs/matching.md`):
what a pair has above this is a reason; what every pair has is none."""

REACHED = {
    Part.TOPICS: 0.55,
    Part.TEXT: 0.64,
    Part.EUROPE_SERVED: 0.61,
    Part.JAPAN_SERVED: 0.61,
    Part.KIND: 1.0,
    Part.PRIORITIES: 0.95,
    Part.COOPERATION: 0.80,
    Part.AREAS: 0.80,
    Part.SIZE: 0.80,
}
"""The same share among everybody's best suggestions: what a pair has below this is a gap."""

PART_NAMES = {
    Part.TOPICS: gettext_lazy("Topics in common"),
    Part.TEXT: gettext_lazy("Likeness of the descriptions"),
    Part.EUROPE_SERVED: gettext_lazy("What Europe needs, Japan offers"),
    Part.JAPAN_SERVED: gettext_lazy("What Japan needs, Europe offers"),
    Part.KIND: gettext_lazy("Kind of organisation"),
    Part.PRIORITIES: gettext_lazy("Priorities"),
    Part.COOPERATION: gettext_lazy("Kinds of cooperation"),
    Part.AREAS: gettext_lazy("Third countries"),
    Part.SIZE: gettext_lazy("Size"),
    Part.ONE_SIDED: gettext_lazy("One side gains more than the other"),
}

FIT_WORDS = (
    (0.66, gettext_lazy("very strong fit")),
    (0.54, gettext_lazy("strong fit")),
    (0.45, gettext_lazy("good fit")),
    (0.00, gettext_lazy("possible fit")),
)


@dataclass(frozen=True)
class Reason:
    """One sentence, its part, and the statements it rests on, each in the language shown."""

    part: Part
    text: str
    quotes: Sequence[tuple[str, StatementText]] = field(default=())

    @property
    def mark(self) -> str:
        """The CSS class suffix that gives the reason its shape."""
        return _MARKS[self.part]


_MARKS = {
    Part.TOPICS: "topics",
    Part.TEXT: "descriptions",
    Part.EUROPE_SERVED: "offers",
    Part.JAPAN_SERVED: "offers",
    Part.KIND: "kind",
    Part.PRIORITIES: "topics",
    Part.COOPERATION: "cooperation",
    Part.AREAS: "targets",
    Part.SIZE: "kind",
}


def fit_word(score: float) -> str:
    return next(str(word) for least, word in FIT_WORDS if score >= least)


def full_points(weights: Weights) -> dict[Part, float]:
    """What each part adds at most to an overall score."""
    return {
        Part.TOPICS: weights.topics,
        Part.TEXT: weights.text,
        Part.EUROPE_SERVED: weights.offers_needs / 2,
        Part.JAPAN_SERVED: weights.offers_needs / 2,
        Part.KIND: weights.kind,
        Part.PRIORITIES: weights.priorities,
        Part.COOPERATION: weights.cooperation,
        Part.AREAS: weights.areas,
        Part.SIZE: weights.size,
    }


@dataclass(frozen=True)
class Explanation:
    """Explains one match as a whole (`sector` None) or within a sector.

    Both profiles must be loaded with `for_comparison()`, the match with `load_quotes()`.
    """

    match: Match
    weights: Weights
    sector: Sector | None = None

    @property
    def points(self) -> Sequence[float]:
        return self.match.points_in(self.sector.position if self.sector else None)

    @property
    def score(self) -> float:
        return self.match.score_in(self.sector.position if self.sector else None)

    @property
    def word(self) -> str:
        return fit_word(self.score)

    def reasons(self) -> list[Reason]:
        """Three at most: the parts furthest above the usual, then what else adds most."""
        full = full_points(self.weights)
        usual = {part: USUAL[part] * full[part] * self._scale() for part in full}
        order = sorted(usual, key=lambda part: usual[part] - self.points[part])
        found = [reason for part in order if (reason := self._reason(part))]
        return found[:REASONS]

    def gap(self) -> str:
        """The part that is furthest below what good suggestions reach."""
        full = full_points(self.weights)
        scale = self._scale()
        lost = {part: scale * REACHED[part] * full[part] - self.points[part] for part in full}
        for part in (Part.COOPERATION, Part.AREAS, Part.SIZE):
            if self.points[part] >= scale * NEUTRAL * full[part] - ROUNDED:
                lost[part] = 0  # unstated, or alike: no difference to tell of
        if self.sector is not None:
            lost[Part.PRIORITIES] = 0  # `_without_priority` says it better
        if self.points[Part.ONE_SIDED] < -max(lost.values()):
            return _("One side would gain clearly more than the other.")
        if max(lost.values()) <= 0 and not self._without_priority():
            return _("Nothing stands out: ask each other what is missing here.")
        return self._gap(max(lost, key=lambda part: lost[part]))

    def shared_topics(self) -> list[str]:
        """Names of the topics of both, the most characteristic first."""
        one, other = (
            {row.topic_id: row for row in profile.topic_rows.all()} for profile in self._both()
        )
        shared = sorted(
            one.keys() & other.keys(), key=lambda pk: one[pk].position + other[pk].position
        )
        return [str(one[pk].topic) for pk in shared]

    def _both(self) -> tuple[Profile, Profile]:
        return self.match.europe, self.match.japan

    def _reason(self, part: Part) -> Reason | None:
        """The sentence for a part, or None where it has nothing to show for itself."""
        if part in (Part.EUROPE_SERVED, Part.JAPAN_SERVED):
            return self._served(part)
        text = {
            Part.TOPICS: self._topics,
            Part.TEXT: self._descriptions,
            Part.KIND: self._kinds,
            Part.PRIORITIES: self._priorities,
            Part.COOPERATION: self._cooperation,
            Part.AREAS: self._areas,
            Part.SIZE: self._sizes,
        }[part]()
        return Reason(part, text) if text else None

    def _topics(self) -> str:
        shared = self.shared_topics()
        if not shared:
            return ""
        return ngettext(
            "Both work on %(topics)s.", "Both work on these topics: %(topics)s.", len(shared)
        ) % {"topics": _join(shared[:NAMED_TOPICS])}

    def _descriptions(self) -> str:
        if self.points[Part.TEXT] <= USUAL[Part.TEXT] * self.weights.text * self._scale():
            return ""
        return _("Their descriptions speak of similar things, whatever the language.")

    def _kinds(self) -> str:
        clusters = [profile.kind == Profile.Kind.CLUSTER for profile in self._both()]
        agencies = [profile.kind == Profile.Kind.AGENCY for profile in self._both()]
        if all(clusters):
            return _("Both are clusters.")
        if any(clusters) or any(agencies):
            return ""
        return _("Both are public authorities of a region, prefecture or city.")

    def _priorities(self) -> str:
        main = self._shared_sectors(ProfileSector.Priority.MAIN)
        shared = main or self._shared_sectors(ProfileSector.Priority.SECONDARY)
        if not shared:
            return ""
        names = _join([str(sector) for sector in shared[:NAMED_TOPICS]])
        if main:
            return _("Both give priority to %(sectors)s.") % {"sectors": names}
        return _("Both are active in %(sectors)s.") % {"sectors": names}

    def _shared_sectors(self, least: int) -> list[Sector]:
        """The sectors to which both give at least this priority."""
        one, other = (
            {row.sector_id: row.sector for row in profile.priorities.all() if row.priority >= least}
            for profile in self._both()
        )
        return sorted((one[pk] for pk in one.keys() & other.keys()), key=lambda s: s.position)

    def _cooperation(self) -> str:
        if not self._is_above_usual(Part.COOPERATION):
            return ""
        return _("Both look for the same kinds of cooperation.")

    def _areas(self) -> str:
        """Names the third countries of both: with one of them, a trilateral match."""
        if not self._is_above_usual(Part.AREAS):
            return ""
        one, other = ({area.pk: area for area in p.target_areas.all()} for p in self._both())
        shared = [str(area) for pk, area in one.items() if pk in other]
        if not shared:  # edited since the score was made
            return ""
        return _("Both want to act in the same third countries: %(areas)s.") % {
            "areas": _join(shared[:NAMED_TOPICS])
        }

    def _sizes(self) -> str:
        return _("Both are of similar size.") if self._is_above_usual(Part.SIZE) else ""

    def _is_above_usual(self, part: Part) -> bool:
        """For parts that may be left unstated: above what silence counts."""
        usual = USUAL[part] * full_points(self.weights)[part] * self._scale()
        return self.points[part] > usual + ROUNDED

    def _served(self, part: Part) -> Reason | None:
        match = self.match
        need, offer, seeker, giver = (
            (match.europe_need, match.japan_offer, match.europe, match.japan)
            if part == Part.EUROPE_SERVED
            else (match.japan_need, match.europe_offer, match.japan, match.europe)
        )
        usual = USUAL[part] * full_points(self.weights)[part] * self._scale()
        if need is None or offer is None or self.points[part] <= usual:
            return None
        text = _("%(giver)s offers what %(seeker)s looks for.") % {
            "giver": giver.name,
            "seeker": seeker.name,
        }
        return Reason(part, text, ((_("Offer"), offer.shown), (_("Need"), need.shown)))

    def _scale(self) -> float:
        """What the priorities given to the sector leave of every part; 1 for the overall score."""
        if self.sector is None:
            return 1.0
        overall = self.match.points_in(None)[Part.TEXT]
        return self.points[Part.TEXT] / overall if overall else 1.0

    def _gap(self, part: Part) -> str:
        if absent := self._without_priority():
            return _("%(profile)s gives no priority to this sector.") % {"profile": absent.name}
        if part in (Part.EUROPE_SERVED, Part.JAPAN_SERVED):
            return self._unserved(part)
        return str(_GAPS[part])

    def _without_priority(self) -> Profile | None:
        if self.sector is None:
            return None
        for profile in self._both():
            if all(row.sector_id != self.sector.pk for row in profile.priorities.all()):
                return profile
        return None

    def _unserved(self, part: Part) -> str:
        served_europe = part == Part.EUROPE_SERVED
        need = self.match.europe_need if served_europe else self.match.japan_need
        if need is None:
            return _("Offers and needs are not stated on both sides yet.")
        seeker, giver = self._both() if served_europe else reversed(self._both())
        return _("%(giver)s offers little of what %(seeker)s looks for.") % {
            "giver": giver.name,
            "seeker": seeker.name,
        }


_GAPS = {
    Part.TOPICS: gettext_lazy("They have few specific topics in common."),
    Part.TEXT: gettext_lazy("Their descriptions speak of different things."),
    Part.KIND: gettext_lazy("They are different kinds of organisation."),
    Part.PRIORITIES: gettext_lazy("They set different priorities."),
    Part.COOPERATION: gettext_lazy("They look for different kinds of cooperation."),
    Part.AREAS: gettext_lazy("They look to different third countries."),
    Part.SIZE: gettext_lazy("They are of very different size."),
}


def _join(names: Sequence[str]) -> str:
    # Translators: between the items of a list in a sentence; Japanese uses 、
    return _(", ").join(names)
