"""What the clock does to a profile: on which day, once, whatever the job's own days are."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from profiles.actions import freshness
from profiles.models import Membership, Profile
from profiles.moving import ForbiddenMove
from profiles.signals import content_changed
from profiles.stages import Stage, stage_at
from profiles.states import Status
from tests.profiles.freshness.ageing import (
    BEFORE_SUMMER,
    day,
    letters,
    owner_of,
    published,
    run_on,
    stages,
)

A_SECOND = timedelta(seconds=1).total_seconds() / timedelta(days=1).total_seconds()


@pytest.mark.parametrize(
    ("age", "stage"),
    [
        (0, None),
        (179, None),
        (180 - A_SECOND, None),
        (180, Stage.ASKED),
        (181, Stage.ASKED),
        (209, Stage.ASKED),
        (210, Stage.UNCONFIRMED),
        (299, Stage.UNCONFIRMED),
        (300, Stage.REMINDED),
        (364, Stage.REMINDED),
        (365 - A_SECOND, Stage.REMINDED),
        (365, Stage.UNMATCHED),
        (366, Stage.UNMATCHED),
        (3000, Stage.UNMATCHED),
    ],
)
def test_the_stage_follows_from_the_age(age: float, stage: Stage | None) -> None:
    assert stage_at(timedelta(days=age)) == stage


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("number", "status", "is_matchable", "mails"),
    [
        (0, Status.PUBLISHED, True, []),
        (179, Status.PUBLISHED, True, []),
        (180, Status.PUBLISHED, True, ["freshness_asked"]),
        (181, Status.PUBLISHED, True, ["freshness_asked"]),
        (209, Status.PUBLISHED, True, ["freshness_asked"]),
        (210, Status.STALE, True, ["freshness_unconfirmed"]),
        (364, Status.STALE, True, ["freshness_reminded"]),
        (365, Status.STALE, False, ["freshness_unmatched"]),
        (366, Status.STALE, False, ["freshness_unmatched"]),
    ],
)
def test_a_job_that_runs_for_the_first_time_sends_one_mail(
    number: int, status: Status, is_matchable: bool, mails: list[str]
) -> None:
    profile = published()
    owner_of(profile)
    run_on(number)
    with day(number):
        profile.refresh_from_db()
        assert (profile.status, profile.is_matchable) == (status, is_matchable)
        assert list(Profile.objects.matchable()) == [profile] * is_matchable
    assert letters() == [(kind, "alice@example.org") for kind in mails]


@pytest.mark.django_db
def test_a_year_of_days_sends_each_mail_once() -> None:
    profile = published()
    owner_of(profile)
    moved = {number: run_on(number) for number in range(400)}
    assert {number: count for number, count in moved.items() if count} == {
        180: 1,
        210: 1,
        300: 1,
        365: 1,
    }
    kinds = ["asked", "unconfirmed", "reminded", "unmatched"]
    assert letters() == [(f"freshness_{kind}", "alice@example.org") for kind in kinds]
    assert stages(profile) == kinds


@pytest.mark.django_db
def test_the_job_may_run_twice_a_day_and_miss_weeks() -> None:
    profile = published()
    owner_of(profile)
    assert [run_on(number) for number in (180, 180, 180.5, 230, 230, 330, 500, 500)] == [
        1,
        0,
        0,
        1,
        0,
        1,
        1,
        0,
    ]
    assert stages(profile) == ["asked", "unconfirmed", "reminded", "unmatched"]


@pytest.mark.django_db
def test_the_move_is_logged_and_does_not_pass_for_new_content() -> None:
    profile = published()
    run_on(210)
    row = Profile.objects.get()
    assert row.changed_at == profile.changed_at
    [move] = row.transitions.filter(new=Status.STALE)
    assert (move.old, move.actor, move.reason) == (Status.PUBLISHED, None, freshness.REASON)


@pytest.mark.django_db
def test_matching_hears_once_that_a_profile_is_gone() -> None:
    heard: list[tuple[int, bool]] = []

    def listen(profile: Profile, **_: object) -> None:
        heard.append((profile.pk, profile.is_matchable))

    profile = published()
    content_changed.connect(listen)
    try:
        for number in (180, 210, 300, 364, 365, 366, 367):
            run_on(number)
    finally:
        content_changed.disconnect(listen)
    assert heard == [(profile.pk, False)]
    with day(365):
        assert Profile.objects.get().changed_at > profile.changed_at


@pytest.mark.django_db
@pytest.mark.parametrize("after", [timedelta(days=180), timedelta(days=210), timedelta(days=365)])
def test_days_have_24_hours_over_the_change_of_clocks(after: timedelta) -> None:
    profile = published(since=BEFORE_SUMMER)
    owner_of(profile, time_zone="Europe/Paris")
    just_before = (after - timedelta(seconds=1)) / timedelta(days=1)
    run_on(just_before, BEFORE_SUMMER)
    before = len(stages(profile))
    run_on(after / timedelta(days=1), BEFORE_SUMMER)
    assert len(stages(profile)) == before + 1


@pytest.mark.django_db
def test_who_was_asked_in_summer_time_reads_the_date_of_their_own_zone() -> None:
    late = datetime(2026, 10, 24, 22, 30, tzinfo=UTC)  # the 25th in Paris, still in summer time
    profile = published(since=late)
    owner_of(profile, time_zone="Europe/Paris")
    run_on(180, late)
    mail = profile.memberships.get().user.mails.get()
    assert "on 25 October 2026." in mail.text


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("team", "asked"),
    [
        ([("a", "owner"), ("b", "owner"), ("c", "editor"), ("d", "viewer")], ["a", "b"]),
        ([("a", "editor"), ("b", "viewer"), ("c", "editor")], ["a", "c"]),
        ([("a", "viewer")], []),
        ([], []),
    ],
)
def test_owners_are_asked_and_editors_where_there_is_none(
    team: list[tuple[str, str]], asked: list[str]
) -> None:
    profile = published()
    for name, role in team:
        owner_of(profile, f"{name}@example.org", role=role)
    run_on(180)
    assert letters() == [("freshness_asked", f"{name}@example.org") for name in asked]
    assert stages(profile) == ["asked"]


@pytest.mark.django_db
def test_who_has_left_or_is_switched_off_is_not_asked() -> None:
    profile = published()
    owner_of(profile, is_active=False)
    owner_of(profile, "b@example.org", role=Membership.Role.EDITOR)
    run_on(180)
    assert letters() == [("freshness_asked", "b@example.org")]


@pytest.mark.django_db
def test_drafts_and_archived_profiles_do_not_age() -> None:
    published("draft", published=False)
    archived = published("archived")
    with day(1):
        archived.move(Status.ARCHIVED, by=None, reason="Dissolved")
    assert run_on(500) == 0
    assert freshness.advance(archived.pk) is None


@pytest.mark.django_db
def test_a_profile_that_vanished_is_left_alone() -> None:
    assert freshness.advance(4711) is None


@pytest.mark.django_db
def test_nobody_else_writes_the_state() -> None:
    profile = published()
    run_on(210)
    with pytest.raises(ForbiddenMove):
        profile.move(Status.STALE, by=None, reason="A second time")


@pytest.mark.django_db(transaction=True)
def test_two_jobs_at_once_send_one_mail() -> None:
    profile = published()
    owner_of(profile)
    moved = []

    def job() -> None:
        try:
            moved.append(freshness.advance(profile.pk))
        finally:
            connection.close()

    with day(210):
        threads = [threading.Thread(target=job) for _ in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert sorted(str(stage) for stage in moved) == ["None"] * 5 + ["unconfirmed"]
    assert letters() == [("freshness_unconfirmed", "alice@example.org")]
    assert stages(profile) == ["unconfirmed"]
    assert Profile.objects.get().transitions.filter(new=Status.STALE).count() == 1
