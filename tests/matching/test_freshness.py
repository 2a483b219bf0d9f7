"""Who has not been confirmed for a year is in no run and in nobody's list, and comes back."""

import subprocess
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from matching import tasks
from matching.models import Match
from matching.rescoring import rescore_profile
from profiles.actions import freshness
from profiles.models import Profile
from profiles.tasks import advance_freshness
from tests.conftest import wait_until
from tests.matching.cast import make_world, scored

BEGINNING = datetime(2026, 1, 15, 9, tzinfo=UTC)


def partners_of(profile: Profile) -> set[int]:
    """With whom it stands in live lists."""
    rows = Match.objects.live().of(profile).values_list("europe", "japan")
    return {pk for pair in rows for pk in pair} - {profile.pk}


@pytest.fixture
def world(db: None) -> tuple[Profile, list[Profile]]:
    """One European who is not confirmed for 366 days; everybody else was confirmed lately."""
    with time_machine.travel(BEGINNING, tick=False):
        europeans, japanese = make_world(3, 3)
    with time_machine.travel(BEGINNING + timedelta(days=300), tick=False):
        for profile in europeans[1:] + japanese:
            freshness.confirm(profile, by=None, reason="Still right")
        scored()
    return europeans[0], japanese


@pytest.mark.parametrize(("number", "is_there"), [(364, True), (365, False), (366, False)])
def test_a_new_run_leaves_it_out(
    world: tuple[Profile, list[Profile]], number: int, is_there: bool
) -> None:
    profile, japanese = world
    with time_machine.travel(BEGINNING + timedelta(days=number), tick=False):
        scored()
    found = {other.pk for other in japanese} if is_there else set()
    assert partners_of(profile) == found


def test_rescoring_takes_it_out_of_all_lists_at_once_and_back(
    world: tuple[Profile, list[Profile]],
) -> None:
    profile, japanese = world
    everybody = {other.pk for other in japanese}
    assert partners_of(profile) == everybody
    with time_machine.travel(BEGINNING + timedelta(days=366), tick=False):
        freshness.advance(profile.pk)
        rescore_profile(profile)
        assert partners_of(profile) == set()
        for other in japanese:  # nor does it come back with a change of somebody else
            Profile.objects.filter(pk=other.pk).update(changed_at=timezone.now())
            rescore_profile(other)
            assert profile.pk not in partners_of(other)
    with time_machine.travel(BEGINNING + timedelta(days=367), tick=False):
        freshness.confirm(profile, by=None, reason="Still right")
        rescore_profile(profile)
        assert partners_of(profile) == everybody


@pytest.mark.worker
@pytest.mark.django_db(transaction=True)
def test_the_daily_job_reaches_the_worker(worker: "subprocess.Popen[bytes]") -> None:
    europeans, japanese = make_world(2, 2)
    scored()
    profile, everybody = europeans[0], {other.pk for other in japanese}
    assert partners_of(profile) == everybody
    long_ago = timezone.now() - timedelta(days=366)
    Profile.objects.filter(pk=profile.pk).update(confirmed_at=long_ago)
    advance_freshness.delay()
    wait_until(lambda: not partners_of(profile), "the suggestions to disappear")
    profile.refresh_from_db()
    freshness.confirm(profile, by=None, reason="Still right")
    wait_until(lambda: partners_of(profile) == everybody, "the suggestions to come back")
    assert tasks.rescore_profile.name == "matching.tasks.rescore_profile"
