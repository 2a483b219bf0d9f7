"""Day by day: states, scope, facts and alerts of NRW–Fukushima with the clock turned."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.conf import settings

from matching.models import FactChange, PairFact
from matching.partnerships import actions, tasks
from matching.partnerships.actions import SignedAlready, withdraw_amendment
from matching.partnerships.health import Health
from matching.partnerships.loading import load_partnerships
from matching.partnerships.models import Partnership, RenewalAlert
from matching.partnerships.states import State
from profiles.loading.loader import load
from profiles.models import Mail, Membership, Profile, User
from tests.makers import make_profile, make_staff, make_user
from tests.matching.cast import speaker_for
from tests.matching.partnerships.making import (
    Kind,
    day,
    do_together,
    fresh,
    make_pair,
    make_partnership,
    sign,
)

pytestmark = pytest.mark.django_db


def follow(on: str) -> int:
    with time_machine.travel(f"{on}T12:00:00Z", tick=False):
        return tasks.follow_partnerships()


@pytest.fixture
def pair() -> tuple[Profile, Profile]:
    return make_pair()


@pytest.fixture
def nrw(pair: tuple[Profile, Profile]) -> Iterator[Partnership]:
    """As it is documented, told on its first day."""
    with time_machine.travel("2014-02-10T12:00:00Z", tick=False):
        partnership = make_partnership(*pair)
        sign(partnership, "2014-02-10", "energy")
        sign(partnership, "2014-09", "energy", "innovation", kind=Kind.WIDENED)
        sign(partnership, "2017-01", "energy", "innovation", kind=Kind.EXTENDED, until="2020-01")
        sign(partnership, "2019-10-07", "energy", "innovation", kind=Kind.RENEWED, until="2021-03")
        three = ("energy", "industry", "innovation")
        sign(partnership, "2023-04-26", *three, kind=Kind.RENEWED)
        yield partnership


DAYS = [
    ("2016-01-01", State.ACTIVE, ["energy", "innovation"]),
    ("2018-01-01", State.ACTIVE, ["energy", "innovation"]),
    ("2020-06-01", State.DUE, ["energy", "innovation"]),
    ("2022-01-01", State.OVERDUE, ["energy", "innovation"]),
    ("2023-05-01", State.RENEWED, ["energy", "industry", "innovation"]),
    ("2025-01-01", State.ACTIVE, ["energy", "industry", "innovation"]),
]


@pytest.mark.parametrize(("on", "state", "sectors"), DAYS)
def test_a_partnership_on_a_day(
    nrw: Partnership, on: str, state: State, sectors: list[str]
) -> None:
    follow(on)
    (fact,) = PairFact.objects.all()
    assert fresh(nrw).state == state
    assert sorted(fact.sectors) == sectors
    assert fact.since == date(2014, 2, 10)


def test_from_day_to_day_every_change_is_logged_once(nrw: Partnership) -> None:
    changes = [follow(on) for on, *_ in DAYS] + [follow(on) for on, *_ in DAYS[-1:]]
    assert changes == [0, 0, 1, 1, 1, 1, 0]
    moves = [(row.old, row.new) for row in nrw.transitions.all()]
    assert moves == [
        ("active", "due"),
        ("due", "overdue"),
        ("overdue", "renewed"),
        ("renewed", "active"),
    ]


OURS = [
    ("2016-01-01", State.ACTIVE, 4),
    ("2018-01-01", State.RENEWED, 4),
    ("2020-06-01", State.DUE, 4),
    ("2022-01-01", State.OVERDUE, 4),
    ("2023-05-01", State.RENEWED, 5),
    ("2025-01-01", State.ACTIVE, 5),
]


def test_our_own_data_on_these_days() -> None:
    """The second extension of 2017 makes the first January after it "renewed"."""
    load(settings.DATA_DIR)
    load_partnerships(settings.DATA_DIR)
    nrw = Partnership.objects.for_page().get(key="nrw-fukushima")
    found = [(on, nrw.state_on(day(on)), nrw.scope_on(day(on)).topics.count()) for on, *_ in OURS]
    assert found == OURS
    healths = [nrw.pulse_on(day(on)).health for on in ("2014-06-01", "2016-02-11", "2016-02-12")]
    assert healths == [Health.LIVELY, Health.QUIET, Health.CEREMONIAL]


def test_idle_for_24_months_is_ceremonial(pair: tuple[Profile, Profile]) -> None:
    partnership = make_partnership(*pair)
    sign(partnership, "2010")
    do_together(partnership, "2020-06-15", "2021-02")
    days = ("2021-06-01", "2022-02-01", "2022-02-02", "2023-02-01", "2023-02-02")
    assert [fresh(partnership).pulse_on(day(it)).health for it in days] == [
        Health.LIVELY,
        Health.LIVELY,
        Health.QUIET,
        Health.QUIET,
        Health.CEREMONIAL,
    ]


@pytest.mark.parametrize(
    "on", ["2011-12-31", "2015-06-15", "2020-06-15", "2021-06-16", "2022-06-15", "2022-06-16"]
)
def test_the_list_finds_by_health_what_the_page_says(
    pair: tuple[Profile, Profile], on: str
) -> None:
    lively, ceremony, silent, unsigned = (make_partnership() for _ in range(4))
    for partnership in (lively, ceremony, silent):
        sign(partnership, "2010")
    do_together(lively, "2015-06-15", "2020-06-15")
    do_together(ceremony, "2014-01-01", kind="signing")
    do_together(unsigned, "2021-01-01")
    for health in Health:
        found = set(Partnership.objects.in_health(health, day(on)))
        said = {
            it for it in Partnership.objects.for_list() if it.pulse_on(day(on)).health == health
        }
        assert found == said


def mails() -> list[tuple[str, str]]:
    return list(Mail.objects.order_by("pk").values_list("address", "subject"))


@pytest.fixture
def readers(nrw: Partnership, pair: tuple[Profile, Profile]) -> tuple[User, User, User]:
    """An editor of one party, a viewer of the other, and the helpdesk."""
    europe, japan = pair
    alice = speaker_for(europe, language="de")
    speaker_for(japan, Membership.Role.VIEWER)
    make_user()
    return alice, alice, make_staff()


def test_alerts_come_at_twelve_six_and_three_months_and_when_missed(
    nrw: Partnership, readers: tuple[User, User, User]
) -> None:
    """Each once, to both sides' editors and the helpdesk, and nobody else."""
    nearing = ["2020-03-30", "2020-03-31", "2020-04-01", "2020-09-30", "2020-12-31", "2021-03-31"]
    posted = []
    for on in [*nearing, "2021-04-01", "2021-04-02"]:
        before = Mail.objects.count()
        follow(on)
        follow(on)
        posted.append(Mail.objects.count() - before)
    assert posted == [0, 2, 0, 2, 2, 0, 2, 0]
    months = RenewalAlert.objects.order_by("pk").values_list("due_on", "months")
    assert list(months) == [(date(2021, 3, 31), m) for m in (12, 6, 3, 0)]
    assert {address for address, _ in mails()} == {"editor-de-nw@example.org", "dana@example.org"}
    english = [subject for address, subject in mails() if address.startswith("dana")]
    assert english == [
        "Renewal in 12 months: de-nw – jp-07",
        "Renewal in 6 months: de-nw – jp-07",
        "Renewal in 3 months: de-nw – jp-07",
        "Renewal date has passed: de-nw – jp-07",
    ]
    last = Mail.objects.filter(address="dana@example.org").last()
    assert "in force until March 2021" in last.text
    assert f"/partnerships/{nrw.pk}/" in last.text


def test_days_that_were_skipped_collapse_into_the_nearest_alert(
    nrw: Partnership, readers: tuple[User, User, User]
) -> None:
    follow("2021-01-15")
    assert len(mails()) == 2
    assert {subject.split(":")[0] for _, subject in mails()} >= {"Renewal in 3 months"}
    assert set(RenewalAlert.objects.values_list("months", flat=True)) == {12, 6, 3}
    follow("2021-06-01")
    assert len(mails()) == 4


def test_nobody_is_told_of_what_lapsed_long_ago_or_was_ended(
    pair: tuple[Profile, Profile], readers: tuple[User, User, User], nrw: Partnership
) -> None:
    old, ended = make_partnership(*pair), make_partnership(*pair)
    sign(old, "2010", until="2012")
    sign(ended, "2010", until="2024-06")
    sign(ended, "2020", kind=Kind.ENDED)
    follow("2024-05-01")
    assert mails() == []


def test_a_short_term_has_no_alert_from_before_its_signature(
    pair: tuple[Profile, Profile], readers: tuple[User, User, User], nrw: Partnership
) -> None:
    short = make_partnership(*pair)
    sign(short, "2024-06-01", until="2025-01-31")
    follow("2024-06-02")
    assert mails() == []
    follow("2024-07-31")
    assert {subject.split(":")[0] for _, subject in mails()} >= {"Renewal in 6 months"}


def test_a_renewal_before_its_date_ends_the_alerts(
    pair: tuple[Profile, Profile], readers: tuple[User, User, User]
) -> None:
    partnership = make_partnership(*pair)
    sign(partnership, "2024-01-01", until="2025-12-31")
    sign(partnership, "2025-02-01", kind=Kind.RENEWED, until="2028-12-31")
    Mail.objects.all().delete()
    follow("2026-01-05")
    assert not [it for it in mails() if str(partnership) in it[1] and "passed" in it[1]]
    assert RenewalAlert.objects.filter(partnership=partnership).count() == 0


def test_ended_lives_again_by_a_renewal_of_long_ago(pair: tuple[Profile, Profile]) -> None:
    partnership = make_partnership(*pair)
    sign(partnership, "2010", "energy")
    sign(partnership, "2012", kind=Kind.ENDED)
    assert (fresh(partnership).state, PairFact.objects.count()) == (State.ENDED, 0)
    sign(partnership, "2014", "energy", kind=Kind.RENEWED)
    assert (fresh(partnership).state, PairFact.objects.count()) == (State.ACTIVE, 1)
    assert [row.new for row in partnership.transitions.all()] == ["ended", "renewed", "active"]


def test_what_was_recorded_by_mistake_is_taken_back(pair: tuple[Profile, Profile]) -> None:
    partnership, dana = make_partnership(*pair), make_staff()
    sign(partnership, "2010", "energy")
    mistake = sign(partnership, "2012", kind=Kind.ENDED, by=dana)
    withdraw_amendment(mistake, by=dana)
    assert (fresh(partnership).state, PairFact.objects.count()) == (State.ACTIVE, 1)
    assert {row.actor for row in partnership.transitions.all()} == {dana}


def test_the_same_on_the_same_day_is_recorded_once(pair: tuple[Profile, Profile]) -> None:
    partnership = make_partnership(*pair)
    sign(partnership, "2010")
    with pytest.raises(SignedAlready, match="on record already"):
        sign(partnership, "2010-01-01")
    assert partnership.amendments.count() == 1


def test_several_parties_make_a_pair_each(pair: tuple[Profile, Profile]) -> None:
    third = make_profile("de-by")
    partnership = make_partnership(*pair, third)
    partnership.parties.create(name="A city", side="japan")
    sign(partnership, "2010", "energy")
    sides = {(fact.europe.key, fact.japan.key) for fact in PairFact.objects.all()}
    assert sides == {("de-nw", "jp-07"), ("de-by", "jp-07")}


def test_a_private_partnership_shows_in_no_fact_but_its_pair_rests(
    pair: tuple[Profile, Profile],
) -> None:
    partnership = make_partnership(*pair, is_public=False)
    sign(partnership, "2010", "energy", source="https://example.org/secret")
    (fact,) = PairFact.objects.all()
    assert (fact.kind, fact.until, fact.source, fact.sectors) == ("resting", None, "", [])
    Partnership.objects.update(is_public=True)
    actions.bring_up_to_date(fresh(partnership))
    (fact,) = PairFact.objects.all()
    assert (fact.kind, fact.source) == ("partners", "https://example.org/secret")
    assert FactChange.objects.count() == 3


def test_a_lapsed_pair_is_free_to_be_suggested(pair: tuple[Profile, Profile]) -> None:
    partnership = make_partnership(*pair)
    sign(partnership, "2010", "energy", until="2025")
    follow("2026-06-01")
    assert PairFact.objects.count() == 1
    follow("2029-01-02")
    assert (fresh(partnership).state, PairFact.objects.count()) == (State.LAPSED, 0)


def test_the_beat_follows_them_every_day() -> None:
    beat = settings.CELERY_BEAT_SCHEDULE["follow-partnerships"]
    assert beat["task"] == tasks.follow_partnerships.name
    monday = datetime(2024, 1, 1, 12, tzinfo=UTC)
    with time_machine.travel(monday, tick=False):
        assert beat["schedule"].remaining_estimate(monday) < timedelta(days=1)
