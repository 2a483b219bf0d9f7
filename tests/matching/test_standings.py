"""Where everybody stands once a run has ended: cutoffs, prices, and how fair its lists are."""

from datetime import timedelta

import pytest
from django.utils import timezone

from matching import actions, rescoring
from matching.fairness import NEWCOMER_BOOST, NEWCOMER_TIME
from matching.models import PairFact, Run, Standing
from profiles.models import Profile, Side
from tests.matching.test_crowd import begun, few_kept, make_crowd, make_member, scored

__all__ = ["few_kept"]

FIGURES = {
    "gini_before",
    "gini",
    "unseen_before",
    "unseen",
    "loss",
    "curve_before",
    "curve",
}


def prices(run: Run) -> dict[int, float]:
    return dict(run.standings.values_list("profile", "price"))


def make_old() -> None:
    """Everybody is there for too long to be lifted as a newcomer."""
    Profile.objects.update(published_at=timezone.now() - NEWCOMER_TIME)


def test_everybody_has_a_price_and_both_sides_their_figures(db: None, few_kept: int) -> None:
    make_crowd(30, 25)
    make_old()
    run = scored()
    assert set(prices(run)) == set(Profile.objects.values_list("pk", flat=True))
    assert len({round(price, 6) for price in prices(run).values()}) > 1
    assert set(run.fairness) == set(Side.values)
    for figures in run.fairness.values():
        assert set(figures) == FIGURES
        assert figures["gini"] <= figures["gini_before"] < 1
        assert figures["unseen"] == 0
        assert figures["curve"][0] == 0
        assert figures["curve"][-1] == 1


def test_where_everybody_is_in_every_list_nobody_pays(db: None) -> None:
    make_crowd(3, 4)
    make_old()
    run = scored()
    assert set(prices(run).values()) == {0}
    for figures in run.fairness.values():
        found = [figures[name] for name in ("gini_before", "gini", "unseen", "loss")]
        assert found == pytest.approx([0, 0, 0, 0], abs=1e-12)


def test_newcomers_are_lifted_the_less_the_longer_they_are_there(db: None) -> None:
    europe, _ = make_crowd(3, 3)
    make_old()
    for profile, age in zip(europe, (0.0, 0.5, 1.0), strict=True):
        at = timezone.now() - age * NEWCOMER_TIME
        Profile.objects.filter(pk=profile.pk).update(published_at=at)
    run = scored()
    found = [prices(run)[profile.pk] for profile in europe]
    expected = [-NEWCOMER_BOOST, -NEWCOMER_BOOST / 2, 0]
    assert found == pytest.approx(expected, abs=1e-4)


@pytest.mark.parametrize("kind", PairFact.Kind)
def test_pairs_that_no_list_shows_count_for_nothing(db: None, kind: PairFact.Kind) -> None:
    """In a side of one, all who are left out of its list are seen by nobody."""
    europe, japan = make_crowd(1, 11)
    make_old()
    for partner in japan[:3]:
        PairFact.objects.create(europe=europe[0], japan=partner, kind=kind, key="test")
    run = scored()
    hidden = kind != PairFact.Kind.INTRODUCED
    assert run.fairness["japan"]["unseen_before"] == (0 if hidden else 1)


def test_a_run_without_matches_has_no_figures(db: None) -> None:
    assert scored().fairness == {}


def test_before_its_end_a_run_has_no_figures_and_no_prices(db: None) -> None:
    make_crowd(2, 2)
    run = begun()
    for block in run.blocks.all():
        actions.score_block(block)
    assert (Run.objects.get(pk=run.pk).fairness, set(prices(run).values())) == ({}, {0})


def test_a_newcomer_gets_a_standing_when_it_is_scored_alone(db: None) -> None:
    make_crowd(2, 2)
    run = scored()
    newcomer = make_member(20, Side.JAPAN)
    rescoring.rescore_profile(newcomer)
    standing = Standing.objects.get(profile=newcomer)
    assert standing.run == run
    assert standing.price == pytest.approx(-NEWCOMER_BOOST, abs=1e-4)
    assert len(standing.cutoffs) == 8


def test_who_has_a_standing_keeps_it_until_the_next_run(db: None) -> None:
    europe, _ = make_crowd(2, 2)
    run = scored()
    before = list(run.standings.order_by("pk").values())
    long_ago = timezone.now() - timedelta(days=900)
    Profile.objects.filter(pk=europe[0].pk).update(changed_at=timezone.now(), published_at=long_ago)
    rescoring.rescore_profile(europe[0])
    assert list(run.standings.order_by("pk").values()) == before
