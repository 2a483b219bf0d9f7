"""After scoring: the price of every profile in others' lists, and how fair the lists are."""

from datetime import datetime, timedelta

import numpy as np
from django.db import connection
from django.utils import timezone

from matching.copying import fetch_scores
from matching.engine.exposure import Shortlists, fair_prices, fairness
from matching.engine.sides import Exact, Indices
from matching.models import PairFact, Run
from profiles.models import Profile

NEWCOMER_BOOST = 0.03
"""What the youngest are lifted by: three points of a hundred…"""
NEWCOMER_TIME = timedelta(days=60)
"""… which melt away over this time, run by run."""


def set_prices(run: Run) -> dict[str, dict[str, object]]:
    """Store the price of everybody in this run; returns both sides' fairness.

    Pairs that no list may show count for nothing: partners, resting, blocked.
    """
    europe, japan, scores = _shown_pairs(run)
    if not len(scores):
        return {}
    europeans, i = np.unique(europe, return_inverse=True)
    japanese, j = np.unique(japan, return_inverse=True)
    of_japan = Shortlists(i, j, scores, len(europeans), len(japanese))
    found = {}
    for side, members, lists in (
        ("japan", japanese, of_japan),
        ("europe", europeans, of_japan.turned()),
    ):
        boosts = newcomer_boosts(members, timezone.now())
        boosted = Shortlists(
            lists.readers,
            lists.candidates,
            lists.scores + boosts[lists.candidates],
            lists.reader_count,
            lists.candidate_count,
        )
        prices = fair_prices(boosted) - boosts
        _store(run, members, prices)
        found[side] = fairness(lists, prices).as_dict()
    return found


def _shown_pairs(run: Run) -> tuple[Indices, Indices, Exact]:
    """Europe's id, Japan's id and score of every match that lists may show."""
    europe, japan, scores = fetch_scores(run.pk)
    facts = PairFact.objects.in_force().exclude(kind=PairFact.Kind.INTRODUCED)
    left_out = {_number(*pair) for pair in facts.values_list("europe", "japan")}
    shown = ~np.isin(_number(europe, japan), list(left_out))
    return europe[shown], japan[shown], scores[shown]


def _number(europe: Indices, japan: Indices) -> Indices:
    """One number for a pair: ids stay below 2³¹."""
    return europe * 2**31 + japan


def newcomer_boosts(ids: Indices, now: datetime) -> Exact:
    """What each profile (n,) is lifted by: NEWCOMER_BOOST on the first day, nothing on the 60th."""
    published = dict(Profile.objects.filter(pk__in=ids.tolist()).values_list("pk", "published_at"))
    return np.array([newcomer_boost(published.get(int(pk)), now) for pk in ids])


def newcomer_boost(published_at: datetime | None, now: datetime) -> float:
    if published_at is None:
        return 0.0
    age = max((now - published_at) / NEWCOMER_TIME, 0.0)
    return NEWCOMER_BOOST * max(1 - age, 0.0)


def _store(run: Run, members: Indices, prices: Exact) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE matching_standing SET price = fresh.price"
            " FROM unnest(%s::bigint[], %s::float8[]) AS fresh (profile_id, price)"
            " WHERE run_id = %s AND matching_standing.profile_id = fresh.profile_id",
            [members.tolist(), prices.tolist(), run.pk],
        )
