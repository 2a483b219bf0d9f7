"""What people decide about pairs: for how long it holds, who may take it back, what is logged."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError
from django.utils import timezone
from time_machine import TimeMachineFixture

from matching import facts
from matching.models import FactChange, PairFact, Verdict
from profiles.models import Profile, User
from tests.makers import make_profile, make_staff
from tests.matching.cast import REASON, make_partners

Kind, Voice, Opinion = PairFact.Kind, Verdict.Voice, Verdict.Opinion
Pair = tuple[Profile, Profile]

NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)
TODAY = NOON.date()
DAY = timedelta(days=1)


@pytest.fixture
def pair(db: None, time_machine: TimeMachineFixture) -> Pair:
    """Europe and Japan, at noon of the 10th of March 2026."""
    time_machine.move_to(NOON, tick=False)
    return make_profile("de-1"), make_profile("jp-1")


@pytest.fixture
def dana(db: None) -> User:
    return make_staff()


def state(pair: Pair, kind: Kind = Kind.RESTING, key: str = "one", **fields: object) -> PairFact:
    return facts.state_fact(*pair, kind, key=key, by=None, reason=REASON, **fields)


def is_hidden(pair: Pair) -> bool:
    return PairFact.objects.in_force().between(*pair).hiding().exists()


def keys(pair: Pair) -> list[str]:
    found = PairFact.objects.in_force().between(*pair)
    return list(found.order_by("key").values_list("key", flat=True))


@pytest.mark.parametrize(
    ("since", "until", "holds"),
    [
        (TODAY, None, True),
        (TODAY - DAY, None, True),
        (TODAY + DAY, None, False),
        (TODAY, TODAY, True),
        (TODAY - 9 * DAY, TODAY, True),
        (TODAY - 9 * DAY, TODAY - DAY, False),
        (TODAY + DAY, TODAY + DAY, False),
    ],
)
def test_first_and_last_day_are_in_force(
    pair: Pair, since: date, until: date | None, holds: bool
) -> None:
    state(pair, since=since, until=until)
    assert PairFact.objects.in_force().exists() is holds


def test_another_day_can_be_asked_about(pair: Pair) -> None:
    state(pair, since=TODAY, until=TODAY + DAY)
    days = [TODAY + n * DAY for n in (-1, 0, 1, 2)]
    held = [PairFact.objects.in_force(on=day).exists() for day in days]
    assert held == [False, True, True, False]


def test_what_is_stated_without_a_day_begins_today(pair: Pair) -> None:
    assert (state(pair).since, state(pair).until) == (TODAY, None)


@pytest.mark.parametrize(
    ("kind", "hides"),
    [
        (Kind.PARTNERS, False),
        (Kind.INTRODUCED, False),
        (Kind.RESTING, True),
        (Kind.BLOCKED, True),
    ],
)
def test_only_rests_and_blocks_hide_a_pair(pair: Pair, kind: Kind, hides: bool) -> None:
    state(pair, kind)
    assert is_hidden(pair) is hides
    assert facts.is_blocked(*pair) is (kind == Kind.BLOCKED)


def test_stated_twice_it_is_one_fact_with_the_last_values_and_two_lines_of_log(pair: Pair) -> None:
    state(pair, until=TODAY + DAY)
    state(pair, until=TODAY + 2 * DAY)
    assert PairFact.objects.get().until == TODAY + 2 * DAY
    log = FactChange.objects.order_by("pk").values_list("is_stated", "until")
    assert list(log) == [(True, TODAY + DAY), (True, TODAY + 2 * DAY)]


def test_what_one_says_is_not_what_another_says(pair: Pair) -> None:
    state(pair, key="one")
    state(pair, key="two")
    assert facts.withdraw_fact(*pair, Kind.RESTING, key="one", by=None, reason=REASON) is True
    assert keys(pair) == ["two"]


@pytest.mark.parametrize(
    ("kind", "key"), [(Kind.RESTING, "two"), (Kind.BLOCKED, "one")], ids=["key", "kind"]
)
def test_what_nobody_said_cannot_be_withdrawn(pair: Pair, kind: Kind, key: str) -> None:
    state(pair, Kind.RESTING, "one")
    assert facts.withdraw_fact(*pair, kind, key=key, by=None, reason=REASON) is False
    assert (keys(pair), FactChange.objects.count()) == (["one"], 1)


def test_the_log_tells_who_when_and_why(pair: Pair, dana: User) -> None:
    facts.state_fact(*pair, Kind.BLOCKED, key="k", by=dana, reason="A quarrel")
    facts.withdraw_fact(*pair, Kind.BLOCKED, key="k", by=dana, reason="They made up")
    names = ("europe", "japan", "kind", "key", "is_stated", "actor", "reason", "at")
    ids = (pair[0].pk, pair[1].pk)
    assert list(FactChange.objects.values_list(*names)) == [
        (*ids, "blocked", "k", False, dana.pk, "They made up", NOON),
        (*ids, "blocked", "k", True, dana.pk, "A quarrel", NOON),
    ]


def test_the_log_outlives_who_wrote_it(pair: Pair, dana: User) -> None:
    facts.block_pair(*pair, voice=Voice.STAFF, by=dana, reason="A quarrel")
    dana.delete()
    assert list(FactChange.objects.values_list("actor", "reason")) == [(None, "A quarrel")]


def test_a_declined_pair_rests_for_a_year(
    pair: Pair, dana: User, time_machine: TimeMachineFixture
) -> None:
    verdict = facts.give_verdict(
        *pair, Opinion.NOT_SUITABLE, voice=Voice.EUROPE, by=dana, reason="Too far"
    )
    assert verdict.until == date(2027, 3, 10)
    hidden = []
    for days in (0, 364, 365, 366):
        time_machine.move_to(NOON + days * DAY)
        hidden.append(is_hidden(pair))
    assert hidden == [True, True, True, False]


def test_declined_on_a_leap_day_it_rests_until_the_end_of_february(
    pair: Pair, dana: User, time_machine: TimeMachineFixture
) -> None:
    time_machine.move_to(datetime(2028, 2, 29, 12, tzinfo=UTC))
    facts.give_verdict(*pair, Opinion.NOT_SUITABLE, voice=Voice.JAPAN, by=dana, reason="Too far")
    assert PairFact.objects.get().until == date(2029, 2, 28)


def test_not_now_is_until_its_date(
    pair: Pair, dana: User, time_machine: TimeMachineFixture
) -> None:
    until = TODAY + 30 * DAY
    facts.give_verdict(*pair, Opinion.NOT_NOW, voice=Voice.JAPAN, by=dana, until=until)
    hidden = []
    for days in (0, 30, 31):
        time_machine.move_to(NOON + days * DAY)
        hidden.append(is_hidden(pair))
    assert hidden == [True, True, False]


def test_interest_ends_the_rest_of_its_own_voice_only(pair: Pair, dana: User) -> None:
    for voice in (Voice.EUROPE, Voice.JAPAN):
        facts.give_verdict(*pair, Opinion.NOT_SUITABLE, voice=voice, by=dana, reason="Too far")
    facts.give_verdict(*pair, Opinion.INTERESTED, voice=Voice.EUROPE, by=dana)
    assert keys(pair) == ["verdict-japan"]
    facts.give_verdict(*pair, Opinion.INTERESTED, voice=Voice.JAPAN, by=dana)
    assert (keys(pair), is_hidden(pair)) == ([], False)


def test_interest_lifts_no_block(pair: Pair, dana: User) -> None:
    facts.block_pair(*pair, voice=Voice.EUROPE, by=dana, reason="A quarrel")
    facts.give_verdict(*pair, Opinion.INTERESTED, voice=Voice.EUROPE, by=dana)
    assert facts.is_blocked(*pair) is True


def test_a_second_verdict_takes_the_place_of_the_rest_before(pair: Pair, dana: User) -> None:
    facts.give_verdict(*pair, Opinion.NOT_SUITABLE, voice=Voice.EUROPE, by=dana, reason="Too far")
    facts.give_verdict(*pair, Opinion.NOT_NOW, voice=Voice.EUROPE, by=dana, until=TODAY + DAY)
    assert PairFact.objects.get().until == TODAY + DAY
    opinions = Verdict.objects.newest().values_list("opinion", flat=True)
    assert list(opinions) == ["not_now", "not_suitable"]


def test_the_last_word_of_each_voice_stands(pair: Pair, dana: User) -> None:
    for voice in (Voice.EUROPE, Voice.STAFF, Voice.EUROPE):
        facts.give_verdict(*pair, Opinion.INTERESTED, voice=voice, by=dana)
    _, staff, last = Verdict.objects.order_by("pk")
    assert set(Verdict.objects.standing()) == {staff, last}


def test_a_block_is_lifted_by_the_voice_that_set_it(pair: Pair, dana: User) -> None:
    for voice in (Voice.EUROPE, Voice.JAPAN):
        facts.block_pair(*pair, voice=voice, by=dana, reason="A quarrel")

    def lifted(voice: Voice) -> tuple[bool, bool]:
        found = facts.unblock_pair(*pair, voice=voice, by=dana, reason="They made up")
        return found, facts.is_blocked(*pair)

    assert lifted(Voice.STAFF) == (False, True)
    assert lifted(Voice.EUROPE) == (True, True)
    assert lifted(Voice.JAPAN) == (True, False)


def test_a_block_concerns_this_pair_alone(pair: Pair, dana: User) -> None:
    europe, japan = pair
    other = make_profile("jp-2")
    facts.block_pair(europe, japan, voice=Voice.EUROPE, by=dana, reason="A quarrel")
    assert facts.is_blocked(europe, other) is False
    assert facts.partner_ids(PairFact.objects.of(europe), europe) == {japan.pk}
    assert facts.partner_ids(PairFact.objects.of(japan), japan) == {europe.pk}
    assert facts.partner_ids(PairFact.objects.of(other), other) == set()


def test_a_block_holds_at_once_everywhere(
    pair: Pair, dana: User, time_machine: TimeMachineFixture
) -> None:
    """Half past midnight in Tokyo is still yesterday afternoon in Brussels."""
    time_machine.move_to(datetime(2026, 3, 10, 15, 30, tzinfo=UTC))
    with timezone.override("Asia/Tokyo"):
        facts.block_pair(*pair, voice=Voice.JAPAN, by=dana, reason="A quarrel")
    with timezone.override("Europe/Brussels"):
        assert facts.is_blocked(*pair) is True


def fact_twice(europe: Profile, japan: Profile) -> None:
    for _ in range(2):
        PairFact.objects.create(europe=europe, japan=japan, kind=Kind.BLOCKED, key="one")


def fact_ends_before_it_begins(europe: Profile, japan: Profile) -> None:
    make_partners(europe, japan, since=TODAY, until=TODAY - DAY)


def not_now_without_a_date(europe: Profile, japan: Profile) -> None:
    facts.give_verdict(europe, japan, Opinion.NOT_NOW, voice=Voice.STAFF, by=User.objects.get())


def not_suitable_without_a_reason(europe: Profile, japan: Profile) -> None:
    speaker = User.objects.get()
    facts.give_verdict(europe, japan, Opinion.NOT_SUITABLE, voice=Voice.STAFF, by=speaker)


@pytest.mark.parametrize(
    ("say", "constraint"),
    [
        (fact_twice, "fact_once"),
        (fact_ends_before_it_begins, "fact_ends_after_it_begins"),
        (not_now_without_a_date, "not_now_says_until_when"),
        (not_suitable_without_a_reason, "not_suitable_says_why"),
    ],
)
def test_the_database_refuses(
    pair: Pair, dana: User, say: Callable[[Profile, Profile], None], constraint: str
) -> None:
    with pytest.raises(IntegrityError, match=constraint):
        say(*pair)
