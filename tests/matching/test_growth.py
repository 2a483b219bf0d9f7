"""What a profile's page of suggestions leaves out, and what it shows to grow instead."""

from collections.abc import Callable, Sequence

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from matching import facts
from matching.models import PairFact, Run, Verdict
from matching.pages import GOOD, PATHS, STRENGTHENED
from profiles.loading.files import SECTORS
from profiles.models import Profile
from profiles.states import Status
from tests.makers import make_profile, make_staff
from tests.matching.cast import (
    REASON,
    live_run,
    make_partners,
    make_world,
    scored,
    store_match,
)

Kind = PairFact.Kind
Hide = Callable[[Profile, Profile], None]


@pytest.fixture
def run(db: None) -> Run:
    return live_run()


def url(profile: Profile, sector: str = "") -> str:
    where = reverse("matching:list-suggestions", args=[profile.pk])
    return f"{where}?sector={sector}" if sector else where


def suggested(client: Client, profile: Profile, sector: str = "") -> list[Profile]:
    found = client.get(url(profile, sector)).context["suggestions"]
    return [suggestion.partner for suggestion in found]


def strengthened(client: Client, profile: Profile) -> list[tuple[Profile, list[str]]]:
    found = client.get(url(profile)).context["strengthenings"]
    return [(item.partner, [fit.sector.slug for fit in item.sectors]) for item in found]


def connected(client: Client, profile: Profile) -> list[tuple[Profile, Profile, Profile]]:
    found = client.get(url(profile)).context["connections"]
    return [(item.partner, item.peer, item.reached) for item in found]


def declined(europe: Profile, japan: Profile) -> None:
    dana, opinion = make_staff(), Verdict.Opinion.NOT_SUITABLE
    facts.give_verdict(europe, japan, opinion, voice="japan", by=dana, reason="Too far")


def blocked(europe: Profile, japan: Profile) -> None:
    facts.block_pair(europe, japan, voice="europe", by=make_staff(), reason="A quarrel")


def partners(europe: Profile, japan: Profile) -> None:
    make_partners(europe, japan)


def introduced(europe: Profile, japan: Profile) -> None:
    facts.state_fact(europe, japan, Kind.INTRODUCED, key="one", by=None, reason=REASON)


@pytest.mark.parametrize(
    ("decide", "is_left"),
    [(declined, False), (blocked, False), (partners, False), (introduced, True)],
)
def test_decided_pairs_are_in_no_list_of_either_side(
    client: Client, run: Run, decide: Hide, is_left: bool
) -> None:
    europe, japan = make_profile("de-1"), make_profile("jp-1")
    others = make_profile("de-2"), make_profile("jp-2")
    everywhere = dict.fromkeys(SECTORS, 0.5)
    store_match(run, europe, japan, 0.9, **everywhere)
    store_match(run, europe, others[1], 0.5, **everywhere)
    store_match(run, others[0], japan, 0.5, **everywhere)
    decide(europe, japan)
    for sector in ("", *SECTORS):
        assert set(suggested(client, europe, sector)) == {others[1], *([japan] * is_left)}
        assert set(suggested(client, japan, sector)) == {others[0], *([europe] * is_left)}
    assert suggested(client, others[0]) == [japan]


def test_an_ended_partnership_is_a_suggestion_again(client: Client, run: Run) -> None:
    europe, japan = make_profile("de-1"), make_profile("jp-1")
    store_match(run, europe, japan)
    fact = make_partners(europe, japan)
    fact.since = fact.until = fact.since.replace(year=2020, month=1, day=1)
    fact.save()
    assert (suggested(client, europe), strengthened(client, europe)) == ([japan], [])


def test_partners_are_told_where_they_fit_and_do_nothing_yet(client: Client, run: Run) -> None:
    europe, japan = make_profile("de-1"), make_profile("jp-1")
    scores = {"trade": GOOD, "energy": 0.7, "tourism": 0.6, "industry": GOOD - 0.001}
    store_match(run, europe, japan, 0.5, **scores)
    make_partners(europe, japan, "tourism")
    assert strengthened(client, europe) == [(japan, ["energy", "trade"])]
    assert strengthened(client, japan) == [(europe, ["energy", "trade"])]
    html = client.get(url(europe)).content.decode()
    assert "Strengthen what exists" in html
    assert "Strengthen what exists" not in client.get(url(europe, "energy")).content.decode()


def test_two_partnerships_of_a_pair_cover_what_both_do(client: Client, run: Run) -> None:
    europe, japan = make_profile("de-1"), make_profile("jp-1")
    store_match(run, europe, japan, 0.5, trade=0.7, energy=0.7, tourism=0.6)
    make_partners(europe, japan, "tourism")
    state = {"key": "another", "by": None, "reason": REASON, "sectors": ["trade"]}
    facts.state_fact(europe, japan, Kind.PARTNERS, **state)
    assert strengthened(client, europe) == [(japan, ["energy"])]


def test_partners_that_do_all_that_fits_are_not_told(client: Client, run: Run) -> None:
    europe, japan = make_profile("de-1"), make_profile("jp-1")
    store_match(run, europe, japan, 0.9, energy=0.9)
    make_partners(europe, japan, "energy")
    assert strengthened(client, europe) == []


def test_the_best_fit_to_grow_comes_first_and_six_are_enough(client: Client, run: Run) -> None:
    own = make_profile("de-1")
    others = [make_profile(f"jp-{n}") for n in range(STRENGTHENED + 2)]
    for n, other in enumerate(others):
        store_match(run, own, other, 0.5, energy=0.5 + n / 100)
        make_partners(own, other)
    found = [partner for partner, _ in strengthened(client, own)]
    assert found == others[::-1][:STRENGTHENED]


def test_a_partner_that_is_gone_is_not_shown(client: Client, run: Run) -> None:
    europe, japan = make_profile("de-1"), make_profile("jp-1")
    store_match(run, europe, japan, 0.5, energy=0.9)
    make_partners(europe, japan)
    japan.move(Status.ARCHIVED, by=None, reason=REASON)
    assert strengthened(client, europe) == []


@pytest.mark.parametrize("hide", [declined, blocked])
def test_partners_who_are_hidden_from_each_other_are_not_told_to_grow(
    client: Client, run: Run, hide: Hide
) -> None:
    europe, japan = make_profile("de-1"), make_profile("jp-1")
    store_match(run, europe, japan, 0.5, energy=0.9)
    make_partners(europe, japan)
    hide(europe, japan)
    assert (strengthened(client, europe), strengthened(client, japan)) == ([], [])


def make_path(run: Run) -> Sequence[Profile]:
    """Own – partner – peer – reached, the last step being the only one without a partnership."""
    own, peer = make_profile("de-own"), make_profile("de-peer")
    partner, reached = make_profile("jp-partner"), make_profile("jp-reached")
    for europe, japan in ((own, partner), (peer, partner), (peer, reached)):
        make_partners(europe, japan)
        store_match(run, europe, japan, 0.2)
    store_match(run, own, reached, 0.61)
    return own, partner, peer, reached


def test_a_connection_names_all_four(client: Client, run: Run) -> None:
    own, partner, peer, reached = make_path(run)
    assert connected(client, own) == [(partner, peer, reached)]
    html = client.get(url(own)).content.decode()
    assert (
        '<p class="path"><b>de-own</b> works with <b>jp-partner</b>, which works with'
        " <b>de-peer</b>, which works with <b>jp-reached</b>.</p>"
    ) in html
    assert "61 out of 100" in html


def test_the_same_path_is_shown_from_its_other_end(client: Client, run: Run) -> None:
    own, partner, peer, reached = make_path(run)
    assert connected(client, reached) == [(peer, partner, own)]
    assert connected(client, partner) == []


def test_a_partner_already_is_no_connection(client: Client, run: Run) -> None:
    own, _, _, reached = make_path(run)
    make_partners(own, reached)
    assert connected(client, own) == []


@pytest.mark.parametrize("hide", [declined, blocked])
def test_a_hidden_pair_is_no_connection(client: Client, run: Run, hide: Hide) -> None:
    own, _, _, reached = make_path(run)
    hide(own, reached)
    assert (connected(client, own), connected(client, reached)) == ([], [])


def test_a_path_does_not_lead_over_a_blocked_partner(client: Client, run: Run) -> None:
    own, partner, _, _ = make_path(run)
    blocked(own, partner)
    assert connected(client, own) == []


@pytest.mark.parametrize("gone", ["partner", "peer", "reached"])
def test_a_path_over_somebody_who_is_gone_is_not_shown(client: Client, run: Run, gone: str) -> None:
    own, *others = make_path(run)
    leaver = dict(zip(("partner", "peer", "reached"), others, strict=True))[gone]
    leaver.move(Status.ARCHIVED, by=None, reason=REASON)
    assert connected(client, own) == []


def test_connections_come_best_first_each_once_and_four_are_enough(
    client: Client, run: Run
) -> None:
    own, partner, peer, first = make_path(run)
    second_peer = make_profile("de-peer-2")
    make_partners(second_peer, partner)
    make_partners(second_peer, first)
    others = [make_profile(f"jp-{n}") for n in range(PATHS)]
    for n, other in enumerate(others):
        make_partners(peer, other)
        store_match(run, own, other, 0.3 + n / 100)
    found = [reached for _, _, reached in connected(client, own)]
    assert found == [first, *others[:0:-1]]


def test_a_pair_that_no_run_has_kept_is_scored_like_the_others(client: Client, db: None) -> None:
    europe, japan = make_world(3, 3)
    run = scored()
    make_partners(europe[0], japan[0])
    make_partners(europe[1], japan[0])
    make_partners(europe[1], japan[1])
    stored = run.matches.get(europe=europe[0], japan=japan[1])
    expected = stored.score
    stored.delete()
    (found,) = client.get(url(europe[0])).context["connections"]
    assert found.explanation.score == pytest.approx(expected, abs=1e-5)


def grow(run: Run, own: Profile, n: int) -> None:
    """One more partner, with a peer and somebody to be reached."""
    partner, reached = make_profile(f"jp-a{n}"), make_profile(f"jp-b{n}")
    peer, fresh = make_profile(f"de-{n}"), make_profile(f"jp-c{n}")
    make_partners(own, partner)
    make_partners(peer, partner)
    make_partners(peer, reached)
    for other in (partner, reached, fresh):
        store_match(run, own, other, 0.5, energy=0.9)


def test_three_partners_take_as_many_queries_as_one(client: Client, run: Run) -> None:
    own = make_profile("de-own")
    counted = []
    for ns in ((0,), (1, 2)):
        for n in ns:
            grow(run, own, n)
        with CaptureQueriesContext(connection) as queries:
            page = client.get(url(own))
        shown = [len(page.context[name]) for name in ("strengthenings", "connections")]
        counted.append((len(queries), shown))
    (few, shown_first), (many, shown_then) = counted
    assert (shown_first, shown_then) == ([1, 1], [3, 3])
    assert many == few
