"""Makers of what the pages of matching show: scored worlds, stored matches, people with a voice."""

from typing import Any

from matching import actions, facts
from matching.engine.parts import NOBODY
from matching.engine.weights import Part
from matching.models import Match, PairFact, Run, WeightSet
from matching.models.matches import QUOTES
from matching.states import RunState
from profiles.loading.files import SECTORS
from profiles.models import Membership, Profile, User
from tests.makers import make_profile, make_sectors, make_topic, make_user

TOPICS = ("hydrogen", "batteries", "wine", "cheese", "robots", "castles", "rivers", "tea")
TRADES = ("tyres", "glass", "pumps", "textiles", "medicine", "timber", "software", "ships")
REASON = "Said in a test"


def make_world(europeans: int, japanese: int) -> tuple[list[Profile], list[Profile]]:
    """Profiles of both sides of which no two are alike, and all vocabularies."""
    make_sectors()
    for n, slug in enumerate(TOPICS):
        make_topic(slug, group=f"group-{n % 3}", sectors={SECTORS[n % 7]: 1.0})
    return (
        [make_inhabitant(f"de-{n}", n) for n in range(europeans)],
        [make_inhabitant(f"jp-{n}", n + 3) for n in range(japanese)],
    )


def make_inhabitant(key: str, n: int, **fields: Any) -> Profile:
    """Who this is follows from the number: text, topics, priorities, an offer, perhaps a need."""
    trade, other = TRADES[n % 8], TRADES[(n + n // 8 + 2) % 8]
    what = {
        "texts": {"en": (key, f"We make {trade} in valley number {n}.")},
        "topics": dict.fromkeys((TOPICS[n % 8], TOPICS[(3 * n + 1) % 8])),
        "priorities": {SECTORS[n % 7]: 2, SECTORS[(n + 2) % 7]: 1},
        "offers": [f"We show how to make {trade}."],
        "needs": [f"We want to learn how to make {other}."] if n % 3 else [],
    }
    return make_profile(key, **(what | fields))


def begun() -> Run:
    """A run whose blocks are to be scored."""
    run, _ = actions.start_run(by=None, reason=REASON)
    actions.begin_run(run)
    return run


def scored() -> Run:
    """A run from its beginning to its end, in this process."""
    run = begun()
    for block in run.blocks.order_by("side", "start"):
        actions.score_block(block)
    actions.finish_run(run)
    run.refresh_from_db()
    return run


def live_run(**fields: Any) -> Run:
    """A live run that has scored nothing: its matches are made by hand."""
    make_sectors()
    values = {"state": RunState.DONE, "is_live": True, "reason": REASON}
    return Run.objects.create(weights=WeightSet.objects.current(), **(values | fields))


def store_match(
    run: Run, europe: Profile, japan: Profile, score: float = 0.5, **sectors: float
) -> Match:
    """A match whose scores come from the text alone; sectors that are not named score nothing."""
    scores = [score, *(sectors.get(slug, 0.0) for slug in SECTORS)]
    points = [value if part == Part.TEXT else 0.0 for value in scores for part in Part]
    return Match.objects.create(
        run=run,
        europe=europe,
        japan=japan,
        score=score,
        sector_scores=scores[1:],
        points=points,
        quotes=[NOBODY] * len(QUOTES),
    )


def speaker_for(profile: Profile, role: str = Membership.Role.EDITOR, **fields: Any) -> User:
    """Somebody new who speaks for this profile, or, as a viewer, only looks on."""
    user = make_user(f"{role}-{profile.key}@example.org", **fields)
    Membership.objects.create(user=user, profile=profile, role=role)
    return user


def make_partners(europe: Profile, japan: Profile, *sectors: str, **fields: Any) -> PairFact:
    """Partners in these sectors."""
    kind = PairFact.Kind.PARTNERS
    values = {"sectors": list(sectors), "is_thematic": True} | fields
    return facts.state_fact(europe, japan, kind, key="test", by=None, reason=REASON, **values)
