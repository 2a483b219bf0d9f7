"""A crowd on both sides, scored: what is stored of every pair, and which pairs are."""

import math
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Thread
from typing import Any

import numpy as np
import pytest
from django.db import connection, connections

from matching import actions, rescoring
from matching.engine.features import frame_of
from matching.engine.parts import NOBODY, take_apart
from matching.engine.weights import Part, Weights
from matching.gathering import gather, gather_vocabulary, set_scene
from matching.models import Match, Run, Standing
from matching.models.matches import QUOTES
from matching.states import RunState
from profiles.loading.files import SECTORS
from profiles.models import Profile, Side, Statement
from tests.conftest import wait_until
from tests.makers import make_place, make_profile, make_sectors, make_topic

TOPICS = ("hydrogen", "offshore-wind", "batteries", "wine", "cheese", "robots", "castles", "rivers")
TRADES = ("tyres", "glass", "pumps", "textiles", "medicine", "timber", "software", "ships")
VERBS = ("build", "export", "study", "repair", "design", "teach", "test", "recycle")
ROUNDING = 1e-6


def make_vocabulary() -> None:
    """All seven sectors, and topics that belong to two of them each."""
    make_sectors()
    for n, slug in enumerate(TOPICS):
        weights = {SECTORS[n % 7]: 1.0, SECTORS[(n + 3) % 7]: 0.5}
        make_topic(slug, group=f"group-{n % 3}", sectors=weights)


def make_member(n: int, side: str, **fields: Any) -> Profile:
    """The n-th of a side: no two have the same text, topics and priorities."""
    japanese = side == Side.JAPAN
    shift = n + 3 * japanese
    verb, trade = VERBS[shift % 8], TRADES[(shift * 3 + n // 8) % 8]
    what = {
        "texts": {"en": (f"Member {n} {side}", f"We {verb} {trade} in valley number {n}.")},
        "topics": dict.fromkeys((TOPICS[shift % 8], TOPICS[(2 * n + japanese) % 8])),
        "priorities": {SECTORS[shift % 7]: 2, SECTORS[(shift + 1 + n % 3) % 7]: 1},
        "offers": [f"We can show how to {verb} {trade}."] if n % 2 else [],
        "needs": [f"We want to learn how to {VERBS[n % 8]} {TRADES[n % 8]}."] if n % 3 else [],
    }
    return make_profile(f"{'jp' if japanese else 'de'}-{n}", side=side, **(what | fields))


def make_crowd(europeans: int, japanese: int) -> tuple[list[Profile], list[Profile]]:
    make_vocabulary()
    make_place("DEA")
    return (
        [make_member(n, Side.EUROPE) for n in range(europeans)],
        [make_member(n, Side.JAPAN) for n in range(japanese)],
    )


def begun() -> Run:
    """A run whose blocks are to be scored."""
    run, _ = actions.start_run(by=None, reason="For a test")
    actions.begin_run(run)
    return run


def completed(run: Run) -> Run:
    """The rest of a run that has begun, in this process."""
    for block in run.blocks.all():
        actions.score_block(block)
    actions.finish_run(run)
    run.refresh_from_db()
    return run


def scored() -> Run:
    """A run from beginning to end, in this process."""
    return completed(begun())


def pairs_of(profile: Profile) -> set[tuple[int, int]]:
    return set(Match.objects.live().of(profile).values_list("europe_id", "japan_id"))


def contents(run: Run | None = None) -> list[tuple[Any, ...]]:
    """All that is stored of matches, of this run or the live one, without ids of rows."""
    found = run.matches if run else Match.objects.live()
    names = [f.attname for f in Match._meta.concrete_fields if f.attname not in {"id", "run_id"}]
    return list(found.order_by("europe", "japan").values_list(*names))


def assert_same_matches(found: list[tuple[Any, ...]], expected: list[tuple[Any, ...]]) -> None:
    """The same pairs and quotes; numbers may differ by what a sum in another order rounds off."""
    assert [(row[:2], row[-1]) for row in found] == [(row[:2], row[-1]) for row in expected]
    for one, other in zip(found, expected, strict=True):
        for number in (2, 3, 4):
            assert one[number] == pytest.approx(other[number], abs=ROUNDING)


def cutoffs(run: Run) -> list[tuple[int, list[float]]]:
    return list(run.standings.order_by("profile").values_list("profile", "cutoffs"))


def spans(run: Run) -> list[tuple[str, int, int]]:
    return list(run.blocks.values_list("side", "start", "stop"))


def at_once(*calls: Callable[[], Any]) -> list[Any]:
    """What each call returned or raised, all begun at the same moment in threads."""
    barrier = Barrier(len(calls))

    def called(call: Callable[[], Any]) -> Any:
        barrier.wait()
        try:
            return call()
        except Exception as error:
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(called, calls))


def locks_waited_for() -> int:
    """How many connections to this database wait for a lock of another."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")
        cursor.execute(
            "SELECT count(DISTINCT pid) FROM pg_locks JOIN pg_stat_activity USING (pid)"
            " WHERE NOT granted AND datname = current_database()"
        )
        return int(cursor.fetchone()[0])


def waits_for_a_lock() -> bool:
    return locks_waited_for() == 1


def waiting(call: Callable[[], Any]) -> Thread:
    """The call in a thread of its own, come so far that it waits for a lock of ours."""

    def called() -> None:
        try:
            call()
        finally:
            connections.close_all()

    thread = Thread(target=called)
    thread.start()
    wait_until(waits_for_a_lock, "the thread to be blocked")
    return thread


def make_match(
    run: Run, europe: Profile, japan: Profile, *points: Mapping[Part, float], **quotes: Statement
) -> Match:
    """An unsaved match: points of the overall score, then of the sectors in their order.

    Quotes go by their names, as in `japan_offer=…`, and are in place already.
    """
    rows = [*points, *({},) * (1 + len(SECTORS) - len(points))]
    scores = [math.fsum(row.values()) for row in rows]
    match = Match(
        run=run,
        europe=europe,
        japan=japan,
        score=scores[0],
        sector_scores=scores[1:],
        points=[row.get(part, 0.0) for row in rows for part in Part],
        quotes=[quotes[name].pk if name in quotes else NOBODY for name in QUOTES],
    )
    for name in QUOTES:
        setattr(match, name, quotes.get(name))
    return match


def keep_only(count: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """So many partners instead of twenty."""
    for module in (actions, rescoring):
        monkeypatch.setattr(module, "KEEP", count)


@pytest.fixture
def few_kept(monkeypatch: pytest.MonkeyPatch) -> int:
    """Two partners, so that a crowd of thirty leaves pairs out."""
    keep_only(2, monkeypatch)
    return 2


@pytest.fixture
def crowd(db: None, few_kept: int) -> Run:
    make_crowd(15, 15)
    return scored()


def test_a_run_ends_live_and_logs_its_way(crowd: Run) -> None:
    moves = [(t.old, t.new) for t in crowd.transitions.all()]
    assert (crowd.state, crowd.is_live, moves) == (
        RunState.DONE,
        True,
        [("queued", "running"), ("running", "done")],
    )
    assert crowd.matches_kept == crowd.matches.count() > 0
    assert crowd.created_at < crowd.started_at < crowd.finished_at


def test_the_points_of_every_match_add_up_to_its_scores(crowd: Run) -> None:
    assert crowd.matches.count() > 0
    for match in crowd.matches.all():
        points = np.array(match.points).reshape(1 + len(SECTORS), len(Part))
        scores = [match.score, *match.sector_scores]
        assert points.sum(axis=1) == pytest.approx(scores, abs=ROUNDING)
        assert [math.fsum(match.points_in(s)) for s in (None, *range(len(SECTORS)))] == (
            pytest.approx([match.score_in(s) for s in (None, *range(len(SECTORS)))], abs=ROUNDING)
        )


def test_every_match_joins_one_european_and_one_japanese_once(crowd: Run) -> None:
    sides = set(crowd.matches.values_list("europe__place__side", "japan__place__side"))
    pairs = list(crowd.matches.values_list("europe_id", "japan_id"))
    assert sides == {("europe", "japan")}
    assert len(pairs) == len(set(pairs))


def test_quotes_belong_to_the_profiles_they_are_said_of(crowd: Run) -> None:
    expected = {
        "europe_need": ("europe", "need"),
        "japan_offer": ("japan", "offer"),
        "japan_need": ("japan", "need"),
        "europe_offer": ("europe", "offer"),
    }
    quoted = 0
    matches = list(crowd.matches.all())
    Match.load_quotes(matches)
    for match in matches:
        for name, (side, direction) in expected.items():
            statement = getattr(match, name)
            if statement is None:
                continue
            quoted += 1
            assert statement.profile_id == getattr(match, f"{side}_id")
            assert statement.direction == direction
        assert (match.europe_need is None) == (match.japan_offer is None)
        assert (match.japan_need is None) == (match.europe_offer is None)
    assert quoted > 0


def naive_kept(keep: int) -> set[tuple[int, int]]:
    """The best of either side overall or in any sector, sorted out of all pairs in turn."""
    sides = gather()
    scene = set_scene(*sides, frame_of(*sides, gather_vocabulary()), Weights())
    i, j = np.divmod(np.arange(len(scene.left) * len(scene.right)), len(scene.right))
    scores = take_apart(scene.left, scene.right, i, j, scene.weights).scores
    pairs = list(zip(scene.europe.ids[i].tolist(), scene.japan.ids[j].tolist(), strict=True))
    kept: set[tuple[int, int]] = set()
    for column in scores.T.tolist():
        ranked = [pair for _, pair in sorted(zip(column, pairs, strict=True), reverse=True)]
        for side in (0, 1):
            for one in {pair[side] for pair in pairs}:
                kept.update([pair for pair in ranked if pair[side] == one][:keep])
    return kept


def test_the_kept_pairs_are_those_of_a_naive_computation(crowd: Run, few_kept: int) -> None:
    expected = naive_kept(few_kept)
    assert set(crowd.matches.values_list("europe_id", "japan_id")) == expected
    assert len(expected) < 15 * 15


@pytest.mark.parametrize("rows", [1, 4, 7])
def test_cut_into_blocks_the_run_is_the_same(
    crowd: Run, rows: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole, bars = contents(), cutoffs(crowd)
    monkeypatch.setattr(actions, "BLOCK_ROWS", rows)
    again = scored()
    starts = range(0, 15, rows)
    sizes = [(side, at, min(at + rows, 15)) for side in ("europe", "japan") for at in starts]
    assert spans(again) == sizes
    assert_same_matches(contents(), whole)
    assert [profile for profile, _ in cutoffs(again)] == [profile for profile, _ in bars]
    for (_, found), (_, expected) in zip(cutoffs(again), bars, strict=True):
        assert found == pytest.approx(expected, abs=ROUNDING)


def test_every_profile_has_its_cutoffs(crowd: Run) -> None:
    owners = list(Standing.objects.order_by("profile").values_list("run", "profile"))
    everybody = Profile.objects.order_by("pk").values_list("pk", flat=True)
    assert owners == [(crowd.pk, pk) for pk in everybody]
    assert {len(scores) for _, scores in cutoffs(crowd)} == {8}


def test_a_cutoff_is_the_lowest_of_a_profiles_best(crowd: Run, few_kept: int) -> None:
    for profile, scores in cutoffs(crowd):
        own = crowd.matches.of(Profile.objects.get(pk=profile))
        for sector, cutoff in zip((None, *range(len(SECTORS))), scores, strict=True):
            best = own.best_first(sector)[few_kept - 1]
            assert cutoff == pytest.approx(best.score_in(sector), abs=ROUNDING)


def test_nobody_at_all_makes_an_empty_live_run(db: None) -> None:
    run = scored()
    assert (run.state, run.is_live, run.matches_kept) == (RunState.DONE, True, 0)


def test_one_side_alone_makes_a_live_run_without_matches(db: None) -> None:
    make_vocabulary()
    make_member(0, Side.EUROPE)
    run = scored()
    assert (run.state, run.is_live, run.matches_kept) == (RunState.DONE, True, 0)


def test_twins_on_both_sides_reach_a_full_score(db: None) -> None:
    make_vocabulary()
    for key in ("de-1", "jp-1"):
        make_twin(key, "We grow hydrogen valleys.", "hydrogen", "castles", "robots")
    for key in ("de-2", "jp-2"):
        make_twin(key, "We make cheese and wine.", "wine", "cheese", "rivers")
    run = scored()
    assert (run.state, run.error) == (RunState.DONE, "")
    assert run.matches.best_first().first().score == pytest.approx(1, abs=0.03)


def make_twin(key: str, text: str, *topics: str) -> Profile:
    return make_profile(
        key,
        kind=Profile.Kind.CLUSTER,
        texts={"en": ("Twin", text)},
        topics=topics,
        priorities={"energy": 2, "innovation": 1, "trade": 2},
        offers=[text],
        needs=[text],
    )
