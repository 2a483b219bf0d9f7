"""What was killed, moved or deleted under the servers, and how the next run finds its way."""

import os
import shutil
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from helpdesk import local
from helpdesk.local import postgres, server
from tests.helpdesk.local.machine import (
    AS_ROOT,
    at_work,
    both_answer,
    holder,
    postmaster,
    run,
    said,
    sql,
    valkey,
)


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "PATIENCE", 0.2)


def test_killed_servers_are_started_again_and_kept_all(used: Path) -> None:
    with local.servers(used):
        sql("CREATE TABLE notes AS SELECT 'kept' AS body")
        valkey().rpush("celery", "task")
        broker = valkey().info("server")["process_id"]
        for number in (postmaster(used), broker):
            os.kill(number, signal.SIGKILL)
    with local.servers(used):
        assert sql("SELECT body FROM notes") == ["kept"]
        assert valkey().lpop("celery") == "task"
        sql("DROP TABLE notes")


def test_a_start_that_fails_after_a_crash_is_tried_again(
    used: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = used / "postgres" / "postgresql.auto.conf"
    before = settings.read_text()

    def mended_in_the_pause() -> Iterator[float]:
        settings.write_text(before)
        yield 0.0

    monkeypatch.setattr(postgres, "RETRY_PAUSES", mended_in_the_pause())
    with local.servers(used, durable=False):
        os.kill(postmaster(used), signal.SIGKILL)
    settings.write_text("no_such_setting = 1\n")
    with local.servers(used, durable=False):
        assert both_answer()


def test_a_dead_servers_number_may_belong_to_somebody_else_now(used: Path) -> None:
    with local.servers(used, durable=False):
        notes = (
            used / "postgres" / "postmaster.pid",
            local.sockets_of(used) / ".s.PGSQL.5432.lock",
        )
        texts = [note.read_text().partition("\n")[2] for note in notes]
    owner = (used / "postgres").stat().st_uid
    with subprocess.Popen(["sleep", "60"], user=owner if AS_ROOT else None) as unrelated:
        local.sockets_of(used).mkdir(mode=0o700)
        for note, text in zip(notes, texts, strict=True):
            note.write_text(f"{unrelated.pid}\n{text}")
            shutil.chown(note, owner)
        with local.servers(used, durable=False):
            assert sql("SELECT 1") == [1]
        assert unrelated.poll() is None
        unrelated.kill()


@pytest.mark.usefixtures("impatient")
def test_servers_whose_folder_was_deleted_are_replaced(used: Path) -> None:
    with holder(used) as first:
        assert said(first) == "ready"
        before = {process.pid for process in at_work(used)}
        first.kill()
    shutil.rmtree(used)
    with local.servers(used, durable=False):
        assert both_answer()
        assert not before & {process.pid for process in at_work(used)}


@pytest.mark.usefixtures("impatient")
def test_servers_that_lost_their_sockets(used: Path) -> None:
    with holder(used) as first:
        assert said(first) == "ready"
        shutil.rmtree(local.sockets_of(used))
        with pytest.raises(local.UsedElsewhere, match=f"uses the postgres of {used}, "):
            run(used)  # the first one still uses them
        first.kill()
    with local.servers(used, durable=False):
        assert both_answer()
