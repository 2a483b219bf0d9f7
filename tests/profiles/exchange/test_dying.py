"""Imports and workers that die: nothing is half written, and nothing is left standing."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone

from profiles import tasks
from profiles.exchange import applying
from profiles.models import ImportFile, Profile, Revision, User
from profiles.states import ImportState
from tests.conftest import STARTING_SECONDS, start_worker, wait_until
from tests.makers import make_profile, make_staff
from tests.profiles.exchange.tables import checked, csv_of, make_world, row

LONG_AGO = timedelta(hours=1)
PATIENCE = 120
"""Seconds: the machine may be busy."""


@pytest.fixture
def dana(db: None) -> User:
    make_world()
    return make_staff()


def begun(dana: User, count: int = 3) -> ImportFile:
    """An import that somebody has started, and nobody has done."""
    rows = [row(n, key=f"k-{n}", name_en=f"Cluster number {n}") for n in range(count)]
    file = checked(csv_of(*rows), dana)
    file.move(ImportState.RUNNING, by=dana, reason="Begun", mode=ImportFile.Mode.PUBLIC)
    ImportFile.objects.filter(pk=file.pk).update(created_at=timezone.now() - LONG_AGO)
    return file


def has_state(file: ImportFile, state: ImportState) -> bool:
    return ImportFile.objects.filter(pk=file.pk, state=state).exists()


@pytest.mark.django_db
def test_tasks_may_run_twice_and_after_their_file(dana: User) -> None:
    file = begun(dana)
    assert [tasks.run_import(file.pk), tasks.run_import(file.pk)] == [3, 0]
    assert [tasks.check_import(file.pk), tasks.check_import(4711)] == [ImportState.DONE, ""]
    assert tasks.run_import(4711) == 0
    assert Revision.objects.count() == 3


@pytest.mark.django_db
def test_a_task_that_comes_too_late_ends_the_import_visibly(dana: User) -> None:
    file = begun(dana)
    make_profile("k-1", texts={"en": "Somebody was faster"})
    assert tasks.run_import(file.pk) == 0
    assert has_state(file, ImportState.FAILED)
    assert Profile.objects.count() == 1


@pytest.mark.django_db
def test_what_goes_wrong_by_our_fault_ends_visibly(dana: User) -> None:
    file = ImportFile.objects.create(name="a.csv", digest="0", content=csv_of(row(1)))
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE profiles_importline ADD CONSTRAINT no CHECK (number < 0)")
    with pytest.raises(Exception, match="violates check constraint"):
        tasks.check_import(file.pk)
    file.refresh_from_db()
    assert (file.state, bytes(file.content)) == (ImportState.FAILED, b"")
    assert file.transitions.last().reason == (
        "Something went wrong on our side. Nothing was imported."
    )


@contextmanager
def worker(*, with_empty_queue: bool = True) -> Iterator[subprocess.Popen[bytes]]:
    process = start_worker(with_empty_queue=with_empty_queue)
    try:
        yield process
    finally:
        process.kill()
        process.wait(STARTING_SECONDS)


def waits_for_a_lock() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
        return bool(cursor.fetchone()[0])


@pytest.mark.worker
@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_in_the_middle_leaves_nothing_and_another_does_it_all(dana: User) -> None:
    file = begun(dana)
    with worker() as killed, transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("LOCK TABLE profiles_profiletopic IN SHARE MODE")
        tasks.run_import.delay(file.pk)
        wait_until(waits_for_a_lock, "the worker to be in the middle", PATIENCE)
        killed.kill()
        killed.wait(STARTING_SECONDS)
    assert (Profile.objects.count(), Revision.objects.count()) == (0, 0)
    assert has_state(file, ImportState.RUNNING)
    with worker(with_empty_queue=False):
        assert applying.resume_imports() == 1
        wait_until(lambda: has_state(file, ImportState.DONE), "the import", PATIENCE)
    assert (Profile.objects.published().count(), Revision.objects.count()) == (3, 3)
    assert applying.resume_imports() == 0


@pytest.mark.worker
@pytest.mark.django_db(transaction=True)
def test_a_check_that_nobody_did_is_done_later(dana: User) -> None:
    old = timezone.now() - LONG_AGO
    file = ImportFile.objects.create(
        name="a.csv", digest="0", content=csv_of(row(1)), created_at=old
    )
    with worker():
        assert applying.resume_imports() == 1
        wait_until(lambda: has_state(file, ImportState.CHECKED), "the check", PATIENCE)
    assert file.lines.count() == 1
