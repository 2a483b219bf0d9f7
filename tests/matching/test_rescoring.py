"""One profile changes: its matches are renewed in the live run, those of others stay."""

from typing import Any

import pytest
from django.utils import timezone

from matching import rescoring
from matching.models import Match, Run, WeightSet
from profiles.loading.files import SECTORS
from profiles.models import Profile, ProfileSector, ProfileText, Side
from profiles.states import Status
from tests.makers import REASON, make_profile, make_staff
from tests.matching.expected import measured_anew
from tests.matching.test_crowd import (
    ROUNDING,
    assert_same_matches,
    contents,
    keep_only,
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


def edit_text(profile: Profile, text: str) -> None:
    ProfileText.objects.filter(profile=profile).update(description=text)
    Profile.objects.filter(pk=profile.pk).update(changed_at=timezone.now())


def test_an_edited_topic_changes_its_own_matches_only(db: None) -> None:
    europe, japan = make_crowd(4, 5)
    run = scored()
    for edited, partners in ((europe[1], 5), (japan[1], 4)):
        own, others = rows_of(edited), rows_without(edited)
        edit_topics(edited, "castles", "rivers")
        assert rescoring.rescore_profile(edited) == partners
        assert [row[:2] for row in rows_of(edited)] == [row[:2] for row in own]
        assert all(new != old for new, old in zip(rows_of(edited), own, strict=True))
        assert rows_without(edited) == others
        assert_same_matches(rows_of(edited), measured_anew(run, edited))


def test_an_edited_text_is_embedded_and_counts(db: None) -> None:
    europe, _ = make_crowd(3, 3)
    run = scored()
    own, others = rows_of(europe[0]), rows_without(europe[0])
    edit_text(europe[0], "We sell cheese to Japan.")
    rescoring.rescore_profile(europe[0])
    assert all(new != old for new, old in zip(rows_of(europe[0]), own, strict=True))
    assert rows_without(europe[0]) == others
    assert_same_matches(rows_of(europe[0]), measured_anew(run, europe[0]))


def test_a_changed_profile_of_the_other_side_is_seen_as_it_is_now(db: None) -> None:
    europe, japan = make_crowd(4, 4)
    run = scored()
    edit_topics(japan[1], "castles", "rivers")
    edit_text(europe[2], "We sell cheese to Japan.")
    for profile in (europe[0], japan[3]):
        before, others = rows_of(profile), rows_without(profile)
        rescoring.rescore_profile(profile)
        found = rows_of(profile)
        assert_same_matches(found, measured_anew(run, profile))
        new = [row[:2] for row, old in zip(found, before, strict=True) if differ(row, old)]
        changed = {europe[0]: (europe[0], japan[1]), japan[3]: (europe[2], japan[3])}[profile]
        assert (new, rows_without(profile)) == ([tuple(p.pk for p in changed)], others)


def differ(one: tuple[Any, ...], other: tuple[Any, ...]) -> bool:
    return bool(one[2] != pytest.approx(other[2], abs=ROUNDING))


@pytest.mark.parametrize("side", Side)
def test_who_changed_finds_its_best_of_all(
    db: None, side: Side, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And nobody but them and those whose own lists it has entered."""
    keep_only(2, monkeypatch)
    crowd = make_crowd(20, 20)
    run = scored()
    own, other = (1, 0) if side == Side.JAPAN else (0, 1)
    edited = crowd[own][5]
    bars = {s.profile_id: s.cutoffs for s in run.standings.all()}
    edit_topics(edited, "castles", "robots")
    rescoring.rescore_profile(edited)
    everybody = measured_anew(run, edited)
    expected = {row[other] for row in everybody if enters(row, bars[row[other]])}
    for sector in range(1 + len(SECTORS)):
        ranked = sorted(everybody, key=lambda row: -[row[2], *row[3]][sector])
        expected.update(row[other] for row in ranked[:2])
    assert {pair[other] for pair in pairs_of(edited)} == expected
    assert len(expected) < 20


def enters(row: tuple[Any, ...], cutoffs: list[float]) -> bool:
    slack = rescoring.SLACK
    return any(score >= bar - slack for score, bar in zip([row[2], *row[3]], cutoffs, strict=True))


def test_what_rescoring_finds_is_what_a_full_run_finds(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Priorities and kinds are measured without a frame."""
    keep_only(3, monkeypatch)
    make_vocabulary()
    silent = {"texts": {"en": ""}, "topics": (), "offers": (), "needs": ()}
    europe = [make_member(n, Side.EUROPE, **silent) for n in range(8)]
    japan = [make_member(n, Side.JAPAN, **silent) for n in range(9)]
    for edited in (europe[3], japan[4]):
        scored()
        ProfileSector.objects.filter(profile=edited).update(priority=1)
        Profile.objects.filter(pk=edited.pk).update(kind="agency", changed_at=timezone.now())
        rescoring.rescore_profile(edited)
        found = rows_of(edited)
        scored()
        best = rows_of(edited)
        there = {row[:2] for row in best}
        assert_same_matches([row for row in found if row[:2] in there], best)


def test_an_archived_profile_does_not_come_back_with_others(db: None) -> None:
    europe, japan = make_crowd(3, 3)
    scored()
    japan[0].move(Status.ARCHIVED, by=None, reason=REASON)
    rescoring.rescore_profile(japan[0])
    assert rescoring.rescore_profile(europe[0]) == 2
    assert pairs_of(japan[0]) == set()


def test_a_newcomer_is_still_there_after_others_are_rescored(db: None) -> None:
    europe, _ = make_crowd(3, 3)
    run = scored()
    newcomer = make_member(20, Side.JAPAN, texts=TEXTS)
    rescoring.rescore_profile(newcomer)
    assert rescoring.rescore_profile(europe[0]) == 4
    assert_same_matches(rows_of(newcomer), measured_anew(run, newcomer))


def test_who_has_not_changed_keeps_the_same_pairs(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep_only(2, monkeypatch)
    europe, japan = make_crowd(12, 12)
    scored()
    before = contents()
    for profile in [*europe, *japan]:
        rescoring.rescore_profile(profile)
    assert [row[:2] for row in contents()] == [row[:2] for row in before]
    assert len(before) < 144


def test_rescoring_twice_leaves_the_same_rows(db: None) -> None:
    europe, _ = make_crowd(3, 3)
    scored()
    edit_topics(europe[0], "castles")
    assert [rescoring.rescore_profile(europe[0]) for _ in range(2)] == [3, 3]
    once = contents()
    rescoring.rescore_profile(europe[0])
    assert_same_matches(contents(), once)


def test_a_newcomer_appears_in_the_lists_of_others(db: None) -> None:
    europe, japan = make_crowd(3, 4)
    scored()
    newcomer = make_member(20, Side.JAPAN, texts=TEXTS)
    others = rows_without(newcomer)
    assert rescoring.rescore_profile(newcomer) == 3
    assert pairs_of(newcomer) == {(profile.pk, newcomer.pk) for profile in europe}
    assert rows_without(newcomer) == others
    expected = {(europe[0].pk, profile.pk) for profile in [*japan, newcomer]}
    assert pairs_of(europe[0]) == expected


def test_a_newcomer_better_than_all_enters_full_lists(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is nobody's own best but one of the others' best is found by the cutoffs."""
    keep_only(1, monkeypatch)
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
    rescoring.rescore_profile(newcomer)
    assert pairs_of(newcomer) == {(profile.pk, newcomer.pk) for profile in europe}
    entered = [Match.objects.live().of(profile).best_first().first().japan for profile in europe]
    assert entered == [newcomer] * 6


def test_a_newcomer_enters_lists_that_have_room(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """With fewer partners than a list holds, a full run keeps every pair: so must this."""
    keep_only(2, monkeypatch)
    make_vocabulary()
    alike = {"topics": ["wine"], "priorities": dict.fromkeys(SECTORS, 2), "offers": [], "needs": []}
    for n in range(20):
        make_member(n, Side.EUROPE, **alike)
    make_member(0, Side.JAPAN, **alike)
    scored()
    newcomer = make_profile("jp-new")
    rescoring.rescore_profile(newcomer)
    found = pairs_of(newcomer)
    scored()
    assert found == pairs_of(newcomer)


def test_an_unpublished_profile_loses_all_its_matches(db: None) -> None:
    europe, japan = make_crowd(3, 3)
    scored()
    for gone in (europe[0], japan[0]):
        others = rows_without(gone)
        gone.move(Status.ARCHIVED, by=None, reason=REASON)
        assert rescoring.rescore_profile(gone) == 0
        assert contents() == others
    assert len(others) == 4


def test_the_last_of_a_side_loses_its_matches_too(db: None) -> None:
    _, japan = make_crowd(2, 1)
    scored()
    japan[0].move(Status.ARCHIVED, by=None, reason=REASON)
    assert rescoring.rescore_profile(japan[0]) == 0
    assert contents() == []


@pytest.mark.parametrize("side", Side)
def test_a_profile_without_text_and_topics_is_scored(db: None, side: Side) -> None:
    make_crowd(3, 3)
    scored()
    silent = make_profile(f"{'jp' if side == Side.JAPAN else 'de'}-silent")
    assert rescoring.rescore_profile(silent) == 3
    matches = list(Match.objects.live().of(silent))
    half = pytest.approx(0.13)  # text counts half where none is
    assert [match.points[:2] for match in matches] == [[0.0, half]] * 3
    scored()
    assert len(pairs_of(silent)) == 3


def test_before_the_first_run_there_is_nothing_to_renew(db: None) -> None:
    europe, _ = make_crowd(1, 1)
    assert rescoring.rescore_profile(europe[0]) == 0
    assert (Run.objects.count(), Match.objects.count()) == (0, 0)


def test_a_rescored_match_is_scored_by_the_weights_of_its_run(db: None) -> None:
    europe, _ = make_crowd(2, 2)
    scored()
    before = contents()
    values = WeightSet.objects.current().values | {"topics": 0.30, "text": 0.38}
    newer = WeightSet.objects.create(values=values, note="Newer")
    assert newer.adopt(by=make_staff(), reason="For a test")
    rescoring.rescore_profile(europe[0])
    assert_same_matches(contents(), before)


def test_a_pair_scored_on_the_fly_is_what_a_run_would_store(db: None) -> None:
    europe, japan = make_crowd(3, 3)
    run = scored()
    pairs = [(one.pk, other.pk) for one in europe for other in japan]
    fresh = rescoring.score_pairs(run, pairs)
    assert [match.pk for match in fresh] == [None] * 9
    assert_same_matches(
        [(m.europe_id, m.japan_id, m.score, m.sector_scores, m.points, m.quotes) for m in fresh],
        contents(),
    )


def test_pairs_are_scored_in_the_order_asked_for(db: None) -> None:
    europe, japan = make_crowd(2, 2)
    run = scored()
    asked = [(europe[1].pk, japan[0].pk), (europe[0].pk, japan[1].pk), (europe[0].pk, japan[0].pk)]
    found = rescoring.score_pairs(run, asked)
    stored = {row[:2]: row[2] for row in contents()}
    assert [match.score for match in found] == pytest.approx([stored[pair] for pair in asked])


def test_best_first_sorts_by_the_score_asked_for(db: None) -> None:
    europe, _ = make_crowd(2, 5)
    scored()
    found = Match.objects.live().of(europe[0])
    for sector in (None, *range(len(SECTORS))):
        scores = [match.score_in(sector) for match in found.best_first(sector)]
        assert scores == sorted(scores, reverse=True)
        assert len(scores) == 5
