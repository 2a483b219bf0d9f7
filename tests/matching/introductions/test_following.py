"""What becomes due by itself, by the calendar of each office: reminders, the end, questions."""

import logging
from datetime import date, timedelta

import pytest
import time_machine

from matching.introductions import actions, following
from matching.introductions.deadlines import days_left, office_of, reminder_due
from matching.introductions.following import follow_all
from matching.introductions.models import Introduction, Outcome, Reminder
from matching.introductions.states import Answer, State
from matching.introductions.tasks import follow_introductions
from matching.models import PairFact
from profiles.models import Mail
from tests.matching.introductions.people import (
    World,
    accept,
    consent,
    introduce,
    join,
    make_third,
    party,
    propose,
    request,
)

MONDAY = "2026-11-02 09:00Z"
"""Opened on a Monday; on Tuesday, 3 November, Japan celebrates its culture."""


def opened(world: World, moment: str = MONDAY, **fields: object) -> Introduction:
    with time_machine.travel(moment, tick=False):
        return propose(world, **fields)


def follow(moment: str) -> dict[str, int]:
    with time_machine.travel(moment, tick=False):
        return follow_all()


def reminded() -> list[tuple[str, int]]:
    return list(Reminder.objects.order_by("pk").values_list("party__role", "after"))


def mailed(kind: str) -> list[str]:
    found = Mail.objects.filter(kind=f"introduction_{kind}").order_by("pk")
    return list(found.values_list("address", flat=True))


def test_the_last_day_is_counted_in_each_ones_own_calendar(world: World) -> None:
    introduction = opened(world)
    due = {row.role: row.due_on for row in introduction.parties.all()}
    # Japan: without 3 and 23 November.
    assert due == {"europe": date(2026, 11, 23), "japan": date(2026, 11, 25)}


def test_golden_week_gives_japan_more_time(world: World) -> None:
    introduction = opened(world, "2027-04-26 06:00Z")
    due = {row.role: row.due_on for row in introduction.parties.all()}
    # Japan: 29 April, 3 to 5 May. Nordrhein-Westfalen: 6 and 17 May (27 May is later).
    assert due == {"europe": date(2027, 5, 19), "japan": date(2027, 5, 21)}


def test_the_turn_of_the_year_is_longer_in_japan(world: World) -> None:
    introduction = opened(world, "2026-12-21 06:00Z")
    due = {row.role: row.due_on for row in introduction.parties.all()}
    # Germany: 25 December, 1 January. Japan: 29 December to 3 January, 11 January.
    assert due == {"europe": date(2027, 1, 13), "japan": date(2027, 1, 18)}


def test_reminders_come_after_five_and_ten_working_days_of_ones_own(world: World) -> None:
    opened(world)
    seen = {}
    for day in range(3, 24):
        for hour in (0, 9, 23):
            moment = f"2026-11-{day:02} {hour:02}:00Z"
            before = len(reminded())
            follow(moment)
            for row in reminded()[before:]:
                seen[row] = moment
    assert seen == {
        ("europe", 5): "2026-11-09 09:00Z",
        ("japan", 5): "2026-11-10 00:00Z",
        ("europe", 10): "2026-11-16 09:00Z",
        ("japan", 10): "2026-11-17 00:00Z",
    }
    assert mailed("reminder") == [
        "alice@example.org",
        "haruka@example.org",
        "alice@example.org",
        "haruka@example.org",
    ]


def test_a_reminder_shames_nobody(world: World) -> None:
    opened(world)
    follow("2026-11-09 09:00Z")
    mail = Mail.objects.get(kind="introduction_reminder")
    assert mail.subject == "Still open: an introduction to Aoba"
    assert "stays open until Nov. 23, 2026" in mail.text
    for words in ("late", "overdue", "not answered", "unfortunately", "last chance"):
        assert words not in mail.text.lower()


def test_who_has_answered_is_not_reminded(world: World) -> None:
    introduction = opened(world)
    with time_machine.travel("2026-11-03 09:00Z", tick=False):
        accept(introduction, world, "alice")
    follow("2026-11-10 09:00Z")
    assert reminded() == [("japan", 5)]


def test_those_who_asked_are_not_reminded(world: World) -> None:
    with time_machine.travel(MONDAY, tick=False):
        actions.ask(request(world), by=world.dana, note={"en": "Go"})
    follow("2026-11-17 09:00Z")
    assert reminded() == [("japan", 10)]


def test_days_without_the_job_collapse_into_the_last_reminder(world: World) -> None:
    opened(world)
    follow("2026-11-18 09:00Z")
    assert reminded() == [("europe", 10), ("japan", 10)]
    follow("2026-11-18 10:00Z")
    assert len(mailed("reminder")) == 2


@pytest.mark.parametrize(
    ("moment", "why"),
    [
        ("2026-11-14 10:00Z", "a Saturday"),
        ("2026-11-15 10:00Z", "a Sunday"),
        ("2026-11-16 07:59Z", "before the office opens"),
    ],
)
def test_nobody_is_written_to_when_the_office_is_closed(
    world: World, moment: str, why: str
) -> None:
    europe = party(opened(world), "europe")
    with time_machine.travel(moment, tick=False):
        assert reminder_due(europe, europe.introduction.opened_at) is None, why


def test_it_ends_the_day_after_somebodys_last_one(world: World) -> None:
    introduction = opened(world)
    assert "expired" not in follow("2026-11-23 22:59Z")  # 23:59 in Germany
    assert follow("2026-11-23 23:01Z")["expired"] == 1
    introduction.refresh_from_db()
    assert introduction.state == State.EXPIRED
    answers = {row.role: row.answer for row in introduction.parties.all()}
    assert answers == {"europe": Answer.EXPIRED, "japan": Answer.WAITING}
    assert mailed("not_taken_up") == ["alice@example.org", "haruka@example.org"]


def test_an_end_for_want_of_an_answer_is_no_rest(world: World) -> None:
    opened(world)
    follow("2026-12-01 09:00Z")
    assert PairFact.objects.count() == 0
    with time_machine.travel("2026-12-01 10:00Z", tick=False):
        assert request(world).state == State.REQUESTED


def test_who_did_not_answer_is_not_told_so(world: World) -> None:
    introduction = opened(world)
    with time_machine.travel("2026-11-03 09:00Z", tick=False):
        accept(introduction, world, "alice")
    follow("2026-12-01 09:00Z")
    for who in ("alice", "haruka"):
        html = world.page(who, "show-introduction", introduction.pk).content.decode()
        assert "Not taken up" in html
        assert "No answer in time" not in html
    html = world.page("dana", "show-introduction", introduction.pk).content.decode()
    assert "No answer in time" in html


def test_a_third_party_keeps_europes_days(world: World) -> None:
    introduction = opened(world, third=make_third())
    third = party(introduction, "third")
    assert third.due_on == party(introduction, "europe").due_on
    assert office_of(third) == office_of(party(introduction, "europe"))
    follow("2026-11-09 09:00Z")
    assert ("third", 5) in reminded()
    assert "wanjiru@example.org" in mailed("reminder")


def test_days_left_are_working_days(world: World) -> None:
    introduction = opened(world)
    with time_machine.travel("2026-11-20 09:00Z", tick=False):  # a Friday
        left = {row.role: days_left(row) for row in introduction.parties.all()}
    assert left == {"europe": 1, "japan": 2}


def test_what_was_held_up_goes_on_by_itself(world: World) -> None:
    introduction = opened(world)
    with time_machine.travel("2026-11-03 09:00Z", tick=False):
        accept(introduction, world, "alice")
        world.alice.memberships.all().delete()
        accept(introduction, world, "haruka")
        assert follow_all() == {}
        join(world.europe, world.alice)
        assert follow_all() == {"introduced": 1}
    introduction.refresh_from_db()
    assert introduction.state == State.ACCEPTED


def after(introduction: Introduction, days: int, hours: int = 0) -> dict[str, int]:
    moment = introduction.decided_at + timedelta(days=days, hours=hours)
    with time_machine.travel(moment, tick=False):
        return follow_all()


def asked() -> list[tuple[str, int]]:
    return list(Outcome.objects.order_by("pk").values_list("party__role", "days"))


def test_both_are_asked_after_30_90_and_180_days(world: World) -> None:
    with time_machine.travel(MONDAY, tick=False):
        introduction = introduce(world)
    assert after(introduction, 29, hours=23) == {}
    seen = []
    for days in (30, 31, 89, 90, 91, 179, 180, 181, 400):
        before = len(asked())
        after(introduction, days)
        seen.append((days, asked()[before:]))
    both = {days: [("europe", days), ("japan", days)] for days in (30, 90, 180)}
    assert seen == [(days, both.get(days, [])) for days, _rows in seen]
    assert len(mailed("outcome")) == 6


def test_missed_questions_collapse_into_the_last_one(world: World) -> None:
    with time_machine.travel(MONDAY, tick=False):
        introduction = introduce(world)
    after(introduction, 200)
    assert asked() == [("europe", 180), ("japan", 180)]
    assert after(introduction, 201) == {}


def test_a_closed_one_is_asked_about_too(world: World) -> None:
    with time_machine.travel(MONDAY, tick=False):
        introduction = introduce(world)
        actions.close(introduction, by=world.dana, reason="They talk")
    assert after(introduction, 30) == {"asked": 1}


def test_a_third_party_is_not_asked_about_the_outcome(world: World) -> None:
    consent(world.haruka)
    with time_machine.travel(MONDAY, tick=False):
        introduction = propose(world, third=make_third())
        accept(introduction, world, "alice")
        accept(introduction, world, "haruka")
        actions.accept(party(introduction, "third"), by=None, contact=None)
    introduction.refresh_from_db()
    after(introduction, 30)
    assert asked() == [("europe", 30), ("japan", 30)]


@pytest.mark.parametrize("state", [State.REQUESTED, State.DECLINED, State.WITHDRAWN, State.EXPIRED])
def test_nothing_is_due_for_what_is_not_under_way(world: World, state: str) -> None:
    opened(world)
    Introduction.objects.update(state=state, decided_at="2026-11-03T00:00Z")
    before = Mail.objects.count()
    assert follow("2027-11-03 09:00Z") == {}
    assert Mail.objects.count() == before


def test_one_that_fails_stops_no_other(world: World, caplog: pytest.LogCaptureFixture) -> None:
    introduction = opened(world)
    broken = Introduction.objects.create(europe=world.japan, japan=world.europe, state=State.ASKED)
    broken.parties.create(role="europe", profile=world.europe, due_on=date(2026, 11, 30))
    caplog.set_level(logging.ERROR)
    done = follow("2026-11-09 09:00Z")
    assert done == {"reminded": 1}
    assert [record.getMessage() for record in caplog.records] == [
        f"Introduction {broken.pk} could not be followed up"
    ]
    assert reminded() == [("europe", 5)]
    assert introduction.pk != broken.pk


def test_one_that_is_gone_is_noted(world: World, caplog: pytest.LogCaptureFixture) -> None:
    assert following._done(following.ask_outcome, 0) == []
    assert [record.getMessage() for record in caplog.records] == ["Introduction 0 is gone"]


def test_the_task_does_the_same(world: World) -> None:
    opened(world)
    with time_machine.travel("2026-11-09 09:00Z", tick=False):
        assert follow_introductions() == {"reminded": 1}
        assert follow_introductions() == {}


def test_the_beat_knows_the_task() -> None:
    from django.conf import settings

    from helpdesk.celery import app

    app.loader.import_default_modules()
    entry = settings.CELERY_BEAT_SCHEDULE["follow-introductions"]
    assert entry["task"] in app.tasks
    assert (entry["schedule"].minute, len(entry["schedule"].hour)) == ({5}, 24)
