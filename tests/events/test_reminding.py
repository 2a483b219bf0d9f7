"""Reminders: which is due, who gets it, what is in it."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from events import actions
from events.clock import reminding, telling
from events.due import CONFIRM_WITHIN
from events.links import JOIN_SALT, registration_of
from events.models import Registration, Reminder, Webinar
from events.states import Booking, State
from profiles.models import Mail
from tests.events.making import make_webinar, register
from tests.makers import make_staff

pytestmark = pytest.mark.django_db

BEGINNING = datetime(2026, 12, 10, 9, tzinfo=UTC)
HOUR, DAY, WEEK = timedelta(hours=1), timedelta(days=1), timedelta(days=7)
LONG_BEFORE = BEGINNING - timedelta(days=20)


def announced(*people: str, **fields: object) -> Webinar:
    """With its participants, who came long before; the mails about that are gone."""
    with time_machine.travel(LONG_BEFORE, tick=False):
        webinar = make_webinar(starts_at=BEGINNING, **fields)
        for name in people or ("erika",):
            register(webinar, f"{name}@example.org")
    Mail.objects.all().delete()
    return webinar


def reminded_at(webinar: Webinar, moment: datetime) -> int:
    webinar.refresh_from_db()
    return reminding.remind(webinar, moment)


def test_a_week_a_day_and_an_hour_before_once_each() -> None:
    webinar = announced()
    second = timedelta(seconds=1)
    moments = [BEGINNING - it for it in (WEEK + second, WEEK, WEEK - HOUR, DAY, HOUR, second)]
    assert [reminded_at(webinar, it) for it in moments] == [0, 1, 0, 1, 1, 0]
    assert [kind for (kind,) in Mail.objects.values_list("kind")] == ["webinar_reminder"] * 3
    assert list(Reminder.objects.order_by("pk").values_list("minutes", flat=True)) == [
        10080,
        1440,
        60,
    ]


def test_of_several_that_are_due_only_the_nearest_is_sent() -> None:
    webinar = announced()
    assert reminded_at(webinar, BEGINNING - HOUR) == 1
    assert reminded_at(webinar, BEGINNING - HOUR) == 0
    assert list(Reminder.objects.values_list("minutes", flat=True)) == [60]


@pytest.mark.parametrize(
    ("reminders", "expected"), [([30], [30]), ([], []), ([120, 45], [120, 45])]
)
def test_they_can_be_changed(reminders: list[int], expected: list[int]) -> None:
    webinar = announced(reminders=reminders)
    for minutes in range(300, 0, -5):
        reminded_at(webinar, BEGINNING - timedelta(minutes=minutes))
    assert list(Reminder.objects.order_by("pk").values_list("minutes", flat=True)) == expected
    assert Mail.objects.count() == len(expected)


def test_nobody_is_reminded_once_it_has_begun() -> None:
    webinar = announced()
    assert reminded_at(webinar, BEGINNING) == 0


@pytest.mark.parametrize("state", [State.DRAFT, State.CANCELLED])
def test_nobody_is_reminded_of_what_is_not_announced(state: State) -> None:
    webinar = make_webinar(starts_at=BEGINNING, state=state)
    assert reminding.due_minutes(webinar, BEGINNING - HOUR) is None


def test_who_registers_after_its_time_does_not_get_it_late() -> None:
    webinar = announced()
    with time_machine.travel(BEGINNING - DAY + HOUR, tick=False):
        late = register(webinar, "late@example.org")
    Mail.objects.all().delete()
    assert reminded_at(webinar, BEGINNING - 2 * HOUR) == 1
    assert Mail.objects.get().address == "erika@example.org"
    assert reminded_at(webinar, BEGINNING - HOUR) == 2
    assert Mail.objects.filter(address=late.email).count() == 1


def test_only_who_has_a_seat_is_reminded() -> None:
    webinar = announced("erika", "waiting", capacity=1)
    with time_machine.travel(LONG_BEFORE, tick=False):
        register(webinar, "unconfirmed@example.org", confirmed=False)
    Mail.objects.all().delete()
    waiting = Registration.objects.get(email="waiting@example.org")
    assert waiting.state == Booking.WAITING
    assert reminded_at(webinar, BEGINNING - HOUR) == 1
    assert Mail.objects.get().address == "erika@example.org"


def test_a_webinar_that_is_moved_is_reminded_of_again() -> None:
    webinar = announced()
    assert reminded_at(webinar, BEGINNING - DAY) == 1
    later = BEGINNING + timedelta(days=3)
    end = later + HOUR
    with time_machine.travel(BEGINNING - DAY + HOUR, tick=False):
        actions.change_webinar(webinar, by=make_staff(), starts_at=later, ends_at=end)
    Mail.objects.all().delete()
    assert reminded_at(webinar, later - DAY) == 1
    assert reminded_at(webinar, later - HOUR) == 1
    assert Mail.objects.count() == 2


def test_what_was_written_before_a_worker_died_is_not_written_again() -> None:
    webinar = announced("a", "b", "c")
    first = Registration.objects.get(email="a@example.org")
    key = f"webinar_reminder-{first.pk}-60-202612100900"
    Mail.objects.create(key=key, message_id="<a@example.org>", kind="webinar_reminder")
    Reminder.objects.create(webinar=webinar, minutes=60, starts_at=BEGINNING)
    assert reminded_at(webinar, BEGINNING - HOUR) == 2
    assert Mail.objects.filter(kind="webinar_reminder").count() == 3
    assert Reminder.objects.get().finished_at is not None


def test_what_it_says_a_week_before_in_german() -> None:
    webinar = announced(titles={"de": "Wasserstoff"})
    Registration.objects.update(language="de", time_zone="Europe/Berlin")
    reminded_at(webinar, BEGINNING - WEEK)
    mail = Mail.objects.get()
    assert "Wasserstoff" in mail.subject
    assert "10:00 CET" in mail.text
    assert "18:00 JST" in mail.text
    assert "/webinars/join/" not in mail.text
    (token,) = re.findall(r"/de/webinars/registration/([^/]+)/", mail.text)
    assert registration_of(token) == Registration.objects.get()


@pytest.mark.parametrize("before", [DAY, HOUR])
def test_from_the_last_day_on_it_carries_the_way_in(before: timedelta) -> None:
    webinar = announced()
    reminded_at(webinar, BEGINNING - before)
    (token,) = re.findall(r"/en/webinars/join/([^/]+)/", Mail.objects.get().text)
    assert registration_of(token, salt=JOIN_SALT) == Registration.objects.get()


def states(kind: str) -> dict[str, str]:
    rows = Mail.objects.filter(kind=kind)
    return {mail.address: mail.state for mail in rows}


@time_machine.travel(BEGINNING - HOUR, tick=False)
def test_what_asks_to_come_is_withdrawn_from_who_does_not() -> None:
    webinar = announced("a", "b", accept_hours=1)
    assert reminded_at(webinar, BEGINNING - HOUR) == 2
    assert {it.not_after for it in Mail.objects.all()} == {BEGINNING}
    actions.cancel(Registration.objects.get(email="a@example.org"), by=None, reason="Ill")
    expected = {"a@example.org": "cancelled", "b@example.org": "waiting"}
    assert states("webinar_reminder") == expected
    withdrawn = Mail.objects.get(kind="webinar_reminder", address="a@example.org")
    assert withdrawn.transitions.get().reason == "Its recipient takes part no more"
    actions.cancel_webinar(webinar, by=make_staff(), reason="Ill")
    assert telling.tell_participants(webinar) == 1
    assert set(states("webinar_reminder").values()) == {"cancelled"}
    assert set(states("webinar_cancelled").values()) == {"waiting"}


@time_machine.travel(BEGINNING - DAY, tick=False)
def test_a_reminder_that_waits_is_withdrawn_once_its_hour_is_not_true_any_more() -> None:
    links = (f"https://video.example.org/{n}" for n in range(3))
    webinar, dana = announced("a", video_url=next(links)), make_staff()

    def change(**changes: object) -> list[str]:
        row = actions.change_webinar(webinar, by=dana, **changes)
        assert telling.tell_participants(row) == 1
        found = Mail.objects.filter(kind="webinar_reminder").order_by("pk")
        return list(found.values_list("state", flat=True))

    reminded_at(webinar, BEGINNING - DAY)
    assert change(video_url=next(links)) == ["waiting"]
    assert change(starts_at=BEGINNING + DAY, ends_at=BEGINNING + DAY + HOUR) == ["cancelled"]
    reminded_at(webinar, BEGINNING)
    assert change(video_url=next(links)) == ["cancelled", "waiting"]


@time_machine.travel(LONG_BEFORE, tick=False)
def test_an_offer_that_waits_is_sent_until_its_deadline_or_withdrawn() -> None:
    webinar = announced("a", "b", capacity=1, accept_hours=24)
    actions.cancel(Registration.objects.get(email="a@example.org"), by=None, reason="Ill")
    assert Mail.objects.get(kind="webinar_offer").not_after == LONG_BEFORE + DAY
    actions.cancel(webinar.registrations.get(email="b@example.org"), by=None, reason="Ill")
    assert states("webinar_offer") == {"b@example.org": "cancelled"}


@time_machine.travel(LONG_BEFORE, tick=False)
def test_whoever_may_confirm_no_more_is_not_asked_to() -> None:
    register(announced(), "new@example.org", confirmed=False)
    mail = Mail.objects.get(kind="webinar_confirm", address="new@example.org")
    assert mail.not_after == LONG_BEFORE + CONFIRM_WITHIN
