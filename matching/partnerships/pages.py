"""What the pages of partnerships show, ready for their templates."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from matching.models.facts import today
from matching.pages import GOOD, Live, sector_rows
from matching.partnerships.actions import pairs_of
from matching.partnerships.dates import PartialDate
from matching.partnerships.health import Health, Pulse
from matching.partnerships.models import Amendment, Document, Goal, Partnership, Party
from matching.partnerships.states import LIVING, State
from matching.reasons import Explanation
from profiles import worldmap
from profiles.models import Profile, Sector, Side

OPENINGS = 3
"""Sectors that are suggested to partners who do nothing any more."""
IDLE = (Health.CEREMONIAL, Health.UNKNOWN)


@dataclass(frozen=True)
class Entry:
    """A partnership as a list shows it."""

    partnership: Partnership
    scope: Amendment | None
    pulse: Pulse


@dataclass(frozen=True)
class GoalRow:
    """`share` is how much of the time from the beginning to its date has passed, 0 to 100."""

    goal: Goal
    due: PartialDate | None
    share: int | None
    years_left: int
    is_missed: bool


@dataclass(frozen=True)
class AmendmentRow:
    """`opens` says that the scope of the day rests on it."""

    amendment: Amendment
    documents: Sequence[Document]
    opens: bool
    is_later: bool


@dataclass(frozen=True)
class Sheet:
    """One partnership as it was, or will be, on a day."""

    partnership: Partnership
    day: date
    is_today: bool
    state: State
    scope: Amendment | None
    term: Amendment | None
    pulse: Pulse
    sides: list[tuple[str, list[Party]]]
    amendments: list[AmendmentRow]
    goals: list[GoalRow]

    @property
    def is_living(self) -> bool:
        return self.state in LIVING

    @property
    def is_idle(self) -> bool:
        """Nothing much is known to happen today, though it could."""
        return self.is_today and self.is_living and self.pulse.health in IDLE

    @property
    def is_call(self) -> bool:
        """Both sides act together in a third country."""
        sides = {side for side, _ in self.sides}
        return bool(self.scope and self.scope.areas.all()) and sides >= set(Side.values)


def entries(partnerships: Iterable[Partnership]) -> list[Entry]:
    day = today()
    return [Entry(it, it.scope_on(day), it.pulse_on(day)) for it in partnerships]


def draw_map(partnerships: Sequence[Partnership]) -> list[worldmap.DrawnPanel]:
    """The parties who are in the directory, and an arc for each of their pairs."""
    profiles: dict[int, Profile] = {}
    pairs: dict[tuple[int, int], None] = {}
    for partnership in partnerships:
        public = [p.profile for p in partnership.parties.all() if p.profile and is_public(p)]
        profiles |= {profile.pk: profile for profile in public}
        europe, japan = ([p.pk for p in public if p.side == side] for side in Side)
        pairs |= dict.fromkeys((one, other) for one in europe for other in japan)
    return worldmap.draw(profiles.values(), pairs)


def is_public(party: Party) -> bool:
    """Whether the party has a page."""
    return party.profile is not None and party.profile.is_published


def sheet(partnership: Partnership, documents: Iterable[Document], day: date) -> Sheet:
    scope = partnership.scope_on(day)
    by_amendment: dict[int | None, list[Document]] = {}
    for document in documents:
        by_amendment.setdefault(document.amendment_id, []).append(document)
    return Sheet(
        partnership=partnership,
        day=day,
        is_today=day == today(),
        state=partnership.state_on(day),
        scope=scope,
        term=partnership.term_on(day),
        pulse=partnership.pulse_on(day),
        sides=sides_of(partnership),
        amendments=[
            AmendmentRow(it, by_amendment.get(it.pk, []), it == scope, it.signed_on > day)
            for it in partnership.amendments.all()
        ],
        goals=[goal_row(goal, partnership, day) for goal in partnership.goals.all()],
    )


def sides_of(partnership: Partnership) -> list[tuple[str, list[Party]]]:
    """European parties, Japanese ones, then those of third countries."""
    parties = list(partnership.parties.all())
    found = [(side, [p for p in parties if p.of_side == side]) for side in (*Side.values, "")]
    return [(side, those) for side, those in found if those]


def goal_row(goal: Goal, partnership: Partnership, day: date) -> GoalRow:
    if goal.due is None:
        return GoalRow(goal, None, None, 0, is_missed=False)
    began = partnership.since.signed_on if partnership.since else day
    whole = max((goal.due.last - began).days, 1)
    share = round(100 * (day - began).days / whole)
    return GoalRow(
        goal,
        goal.due,
        min(max(share, 0), 100),
        max(goal.due.last.year - day.year, 0),
        is_missed=goal.reached_on is None and day > goal.due.last,
    )


def openings(partnership: Partnership) -> list[Explanation]:
    """Sectors in which registered parties fit well and nothing is agreed, best first, each once."""
    live = Live.get()
    pairs = {(one.pk, other.pk) for one, other in pairs_of(partnership)}
    if live is None or not pairs:
        return []
    scope = partnership.scope_on(today())
    covered = {sector.slug for sector in scope.sectors.all()} if scope else set()
    sectors = list(Sector.objects.all())
    best: dict[str, Explanation] = {}
    for match in live.all_between(sorted(pairs)).values():
        if not (match.europe.is_published and match.japan.is_published):
            continue
        for row in sector_rows(match, live.weights, sectors):
            slug = row.sector.slug
            if row.score >= GOOD and slug not in covered:
                best[slug] = max(row, best.get(slug, row), key=lambda it: it.score)
    return sorted(best.values(), key=lambda it: -it.score)[:OPENINGS]
