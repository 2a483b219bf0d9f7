"""Several at the same moment: amendments, the daily job, foundations."""

from functools import partial

import pytest
import time_machine

from matching.models import FactChange, PairFact
from matching.partnerships import actions, tasks
from matching.partnerships.actions import SignedAlready, found_partnership
from matching.partnerships.models import Partnership, RenewalAlert
from matching.partnerships.states import State
from profiles.models import Mail
from tests.makers import make_staff
from tests.matching.introductions.people import introduce, make_world
from tests.matching.partnerships.making import Kind, fresh, make_pair, make_partnership, sign
from tests.matching.test_crowd import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def signed_until_2025() -> Partnership:
    """Active when it was last looked at, in 2020."""
    with time_machine.travel("2020-01-01T12:00:00Z"):
        partnership = make_partnership(*make_pair())
        sign(partnership, "2010", "energy", until="2025")
    return partnership


def test_the_daily_job_does_not_put_back_what_an_amendment_changes() -> None:
    partnership = signed_until_2025()
    with time_machine.travel("2026-06-01T12:00:00Z"):
        assert tasks.follow_partnerships() == 1
        assert fresh(partnership).state == State.OVERDUE
        renew = partial(sign, partnership, "2026-05-01", "innovation", kind=Kind.RENEWED)
        follow = [partial(actions.bring_up_to_date, fresh(partnership)) for _ in range(6)]
        errors = [
            it for it in at_once(*follow[:3], renew, *follow[3:]) if isinstance(it, Exception)
        ]
    assert errors == []
    (fact,) = PairFact.objects.all()
    assert (fresh(partnership).state, fact.sectors) == (State.RENEWED, ["innovation"])
    moves = [(row.old, row.new) for row in partnership.transitions.all()]
    assert moves == [("active", "overdue"), ("overdue", "renewed")]
    assert FactChange.objects.count() == 2


def test_ten_daily_jobs_at_once_move_and_tell_once() -> None:
    partnership, dana = signed_until_2025(), make_staff()
    with time_machine.travel("2026-06-01T12:00:00Z"):
        answers = at_once(*[tasks.follow_partnerships] * 10)
    assert sorted(answers) == [0] * 9 + [1]
    assert partnership.transitions.count() == 1
    assert set(RenewalAlert.objects.values_list("months", flat=True)) == {12, 6, 3, 0}
    assert [mail.user for mail in Mail.objects.all()] == [dana]


def test_the_same_amendment_twice_at_once_is_recorded_once() -> None:
    partnership = make_partnership(*make_pair())
    answers = at_once(*[partial(sign, partnership, "2024-05-01", "energy")] * 5)
    assert sum(isinstance(it, SignedAlready) for it in answers) == 4
    assert (partnership.amendments.count(), PairFact.objects.count()) == (1, 1)


def test_founding_twice_at_once_founds_one() -> None:
    world = make_world()
    introduction = introduce(world)
    found = partial(found_partnership, introduction, kind="mou", language="en", by=world.dana)
    answers = at_once(*[found] * 5)
    assert {it.pk for it in answers} == {Partnership.objects.get().pk}
    assert Partnership.objects.get().parties.count() == 2
