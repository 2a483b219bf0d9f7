"""Somebody goes, or a webinar is called off or moved, while a batch of mails is being written."""

from collections import defaultdict
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.db import connections
from django.db.models.signals import post_save
from django.utils import timezone

from events import actions
from events.clock import batches, reminding, telling
from events.models import Registration, Reminder, Webinar
from profiles.models import Mail
from tests.events.making import fill_up, make_webinar
from tests.makers import make_staff
from tests.profiles.mail.makers import queued

pytestmark = pytest.mark.django_db(transaction=True)

PEOPLE = 6
HELD_UP = 1.0
"""Seconds in which the other may do what it wants, if nothing holds it up."""


@pytest.fixture(autouse=True)
def small_batches(monkeypatch: pytest.MonkeyPatch) -> object:
    monkeypatch.setattr(batches, "BATCH", 2)
    yield
    queued()


@pytest.fixture
def webinar() -> Webinar:
    """An hour before it begins, with people who came long ago."""
    webinar = make_webinar(starts_at=timezone.now() + timedelta(minutes=59), reminders=[60])
    fill_up(webinar, PEOPLE)
    long_ago = timezone.now() - timedelta(days=20)
    Registration.objects.update(arrived_at=long_ago, created_at=long_ago)
    Mail.objects.all().delete()
    return webinar


def during(kind: str, other: Callable[[], Any], run: Callable[[], int]) -> int:
    """Begin `other` in a thread as soon as `run` has written the first mail of this kind."""
    begun: list[Future[Any]] = []

    def call() -> Any:
        try:
            return other()
        finally:
            connections.close_all()

    def begin(instance: Mail, **_signal: object) -> None:
        if instance.kind == kind and not begun:
            begun.append(pool.submit(call))
            wait(begun, timeout=HELD_UP)

    with ThreadPoolExecutor(1) as pool:
        post_save.connect(begin, sender=Mail, weak=False)
        try:
            count = run()
        finally:
            post_save.disconnect(begin, sender=Mail)
        begun[0].result()
    return count


def kinds_by_address() -> dict[str, list[str]]:
    found: defaultdict[str, list[str]] = defaultdict(list)
    for address, kind in Mail.objects.order_by("pk").values_list("address", "kind"):
        found[address].append(kind)
    return dict(found)


@pytest.mark.parametrize("place", [1, PEOPLE - 1])
def test_no_mail_names_who_was_erased_meanwhile(webinar: Webinar, place: int) -> None:
    leaving = Registration.objects.order_by("pk")[place]
    during(
        "webinar_reminder",
        partial(actions.erase, leaving),
        partial(reminding.remind, webinar),
    )
    assert Registration.objects.get(pk=leaving.pk).erased_at
    assert not Mail.objects.filter(address="").exclude(text="").exists()
    assert set(kinds_by_address()) - {""} == {
        f"p{n}@example.org" for n in range(PEOPLE) if n != place
    }


def test_nobody_is_reminded_of_what_was_called_off_meanwhile(webinar: Webinar) -> None:
    by = make_staff()

    def call_off() -> None:
        actions.cancel_webinar(webinar, by=by, reason="Ill")
        telling.tell_participants(Webinar.objects.get())

    stale = Webinar.objects.get()
    count = during("webinar_reminder", call_off, partial(reminding.remind, stale))
    found = kinds_by_address()
    assert count < PEOPLE == len(found)
    after = [it[it.index("webinar_called_off") + 1 :] for it in found.values()]
    assert after == [[]] * PEOPLE
    assert Reminder.objects.get().finished_at is None


def test_reminders_of_what_was_moved_meanwhile_stop(webinar: Webinar) -> None:
    by, later = make_staff(), timezone.now() + timedelta(days=9)

    def put_off() -> None:
        actions.change_webinar(webinar, by=by, starts_at=later, ends_at=later + timedelta(hours=1))

    stale = Webinar.objects.get()
    assert during("webinar_reminder", put_off, partial(reminding.remind, stale)) < PEOPLE


def test_news_that_are_overtaken_stop(webinar: Webinar) -> None:
    by, later = make_staff(), timezone.now() + timedelta(days=9)
    actions.change_webinar(webinar, by=by, starts_at=later, ends_at=later + timedelta(hours=1))

    def call_off() -> None:
        actions.cancel_webinar(webinar, by=by, reason="Ill")
        telling.tell_participants(Webinar.objects.get())

    tell = partial(telling.tell_participants, Webinar.objects.get())
    assert during("webinar_changed", call_off, tell) < PEOPLE
    assert {tuple(it[-1:]) for it in kinds_by_address().values()} == {("webinar_called_off",)}
    assert not webinar.changes.filter(finished_at=None).exists()
