"""One profile changes: its matches are renewed in the live run, those of others stay."""

from typing import Any

import pytest

from matching import actions
from matching.models import Match, Run
from profiles.loading.files import SECTORS
from profiles.models import Profile, ProfileText, Side
from profiles.states import Status
from tests.makers import REASON, make_profile
from tests.matching.test_crowd import (
    contents,
    make_crowd,
    make_member,
    make_vocabulary,
    pairs_of,
    scored,
)
from tests.matching.test_runs import edit_topics

TEXTS = {"en": ("Newcomer", "We build pumps and hydrogen boilers.")}


def rows_of(profile: Profile) -> list[tuple[Any, ...]]:
    return [row for row in contents() if profile.pk in row[:2]]


def rows_without(profile: Profile) -> list[tuple[Any, ...]]:
    return [row for row in contents() if profile.pk not in row[:2]]


def test_an_edited_topic_changes_its_own_matches_only(db: None) -> None:
    europe, japan = make_crowd(4, 5)
    scored()
    for edited, partners in ((europe[1], 5), (japan[1], 4)):
        own, others = rows_of(edited), rows_without(edited)
        edit_topics(edited, "castles", "rivers")
        assert actions.rescore_profile(edited) == partners
        assert [row[:2] for row in rows_of(edited)] == [row[:2] for row in own]
        assert all(new != old for new, old in zip(rows_of(edited), own, strict=True))
        assert rows_without(edited) == others


def test_an_edited_text_is_embedded_and_counts(db: None) -> None:
    europe, _ = make_crowd(3, 3)
    scored()
    own, others = rows_of(europe[0]), rows_without(europe[0])
    ProfileText.objects.filter(profile=europe[0]).update(description="We sell cheese to Japan.")
    actions.rescore_profile(europe[0])
    assert all(new != old for new, old in zip(rows_of(europe[0]), own, strict=True))
    assert rows_without(europe[0]) == others
    rescored = rows_of(europe[0])
    scored()
    assert rows_of(europe[0]) == rescored


def test_who_has_not_changed_keeps_the_same_pairs(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions, "KEEP", 2)
    europe, japan = make_crowd(12, 12)
    scored()
    before = contents()
    for profile in [*europe, *japan]:
        actions.rescore_profile(profile)
    assert [row[:2] for row in contents()] == [row[:2] for row in before]
    assert len(before) < 144


def test_rescoring_twice_leaves_the_same_rows(db: None) -> None:
    europe, _ = make_crowd(3, 3)
    scored()
    edit_topics(europe[0], "castles")
    assert [actions.rescore_profile(europe[0]) for _ in range(2)] == [3, 3]
    once = contents()
    actions.rescore_profile(europe[0])
    assert contents() == once


def test_a_newcomer_appears_in_the_lists_of_others(db: None) -> None:
    europe, japan = make_crowd(3, 4)
    scored()
    newcomer = make_member(20, Side.JAPAN, texts=TEXTS)
    others = rows_without(newcomer)
    assert actions.rescore_profile(newcomer) == 3
    assert pairs_of(newcomer) == {(profile.pk, newcomer.pk) for profile in europe}
    assert rows_without(newcomer) == others
    expected = {(europe[0].pk, profile.pk) for profile in [*japan, newcomer]}
    assert pairs_of(europe[0]) == expected


def test_a_newcomer_better_than_all_enters_full_lists(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is nobody's own best but one of the others' best is found by the cutoffs."""
    monkeypatch.setattr(actions, "KEEP", 1)
    make_vocabulary()
    priorities = {"trade": 2}
    europe = [
        make_member(n, Side.EUROPE, topics=["wine", "cheese"], priorities=priorities)
        for n in range(6)
    ]
    for n in range(3):
        make_member(n, Side.JAPAN, topics=["robots"], priorities={"innovation": 2})
    scored()
    newcomer = make_member(9, Side.JAPAN, topics=["wine", "cheese"], priorities=priorities)
    actions.rescore_profile(newcomer)
    assert pairs_of(newcomer) == {(profile.pk, newcomer.pk) for profile in europe}
    entered = [Match.objects.live().of(profile).best_first().first().japan for profile in europe]
    assert entered == [newcomer] * 6


def test_a_newcomer_enters_lists_that_have_room(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """With fewer partners than a list holds, a full run keeps every pair: so must this."""
    monkeypatch.setattr(actions, "KEEP", 2)
    make_vocabulary()
    alike = {"topics": ["wine"], "priorities": dict.fromkeys(SECTORS, 2), "offers": [], "needs": []}
    for n in range(20):
        make_member(n, Side.EUROPE, **alike)
    make_member(0, Side.JAPAN, **alike)
    scored()
    newcomer = make_profile("jp-new")
    actions.rescore_profile(newcomer)
    found = pairs_of(newcomer)
    scored()
    assert found == pairs_of(newcomer)


def test_an_unpublished_profile_loses_all_its_matches(db: None) -> None:
    europe, japan = make_crowd(3, 3)
    scored()
    for gone in (europe[0], japan[0]):
        others = rows_without(gone)
        gone.move(Status.ARCHIVED, by=None, reason=REASON)
        assert actions.rescore_profile(gone) == 0
        assert contents() == others
    assert len(others) == 4


def test_the_last_of_a_side_loses_its_matches_too(db: None) -> None:
    _, japan = make_crowd(2, 1)
    scored()
    japan[0].move(Status.ARCHIVED, by=None, reason=REASON)
    assert actions.rescore_profile(japan[0]) == 0
    assert contents() == []


@pytest.mark.parametrize("side", Side)
def test_a_profile_without_text_and_topics_is_scored(db: None, side: Side) -> None:
    make_crowd(3, 3)
    scored()
    silent = make_profile(f"{'jp' if side == Side.JAPAN else 'de'}-silent")
    assert actions.rescore_profile(silent) == 3
    matches = list(Match.objects.live().of(silent))
    assert {match.points[1] for match in matches} == {0.15}  # text counts half where none is
    assert {match.points[0] for match in matches} == {0.0}
    scored()
    assert len(pairs_of(silent)) == 3


def test_before_the_first_run_there_is_nothing_to_renew(db: None) -> None:
    europe, _ = make_crowd(1, 1)
    assert actions.rescore_profile(europe[0]) == 0
    assert (Run.objects.count(), Match.objects.count()) == (0, 0)


def test_a_rescored_match_is_scored_by_the_weights_of_its_run(db: None) -> None:
    europe, _ = make_crowd(2, 2)
    run = scored()
    before = contents()
    run.weights.is_current = False
    run.weights.save()
    actions.rescore_profile(europe[0])
    assert [row[:3] for row in contents()] == [row[:3] for row in before]


def test_a_pair_scored_on_the_fly_is_what_a_run_would_store(db: None) -> None:
    europe, japan = make_crowd(3, 3)
    run = scored()
    for one in europe:
        for other in japan:
            stored = Match.objects.live().between(one, other).get()
            fresh = actions.score_pair(run, one, other)
            assert fresh.pk is None
            assert fresh.points == stored.points
            assert (fresh.score, fresh.sector_scores) == (stored.score, stored.sector_scores)
            assert (fresh.europe_need, fresh.japan_offer) == (
                stored.europe_need,
                stored.japan_offer,
            )


def test_best_first_sorts_by_the_score_asked_for(db: None) -> None:
    europe, _ = make_crowd(2, 5)
    scored()
    found = Match.objects.live().of(europe[0])
    for sector in (None, *range(len(SECTORS))):
        scores = [match.score_in(sector) for match in found.best_first(sector)]
        assert scores == sorted(scores, reverse=True)
        assert len(scores) == 5
