"""Who starts the servers, who leaves them alone, and who stops them."""

import os
from pathlib import Path

import pytest

from helpdesk import local
from tests.helpdesk.local.machine import (
    NAMES,
    at_work,
    both_answer,
    holder,
    nothing_named,
    postmaster,
    public_folder,
    said,
    sql,
    valkey,
)

# A fork that unwinds its copy of the `with` block must leave the parent's servers alone.
FORK = """
import os, sys, psycopg
from pathlib import Path
from helpdesk.local import servers
with servers(Path(sys.argv[1]), durable=False):
    child = os.fork()
    if not child:
        sys.exit()
    os.waitpid(child, 0)
    print(psycopg.connect(os.environ["DATABASE_URL"]).execute("SELECT 'up'").fetchone()[0])
"""


def test_data_and_queued_tasks_are_kept_between_runs() -> None:
    lines: list[str] = []
    with public_folder("with space, 日本 & 'quotes'") as folder:
        # What an interrupted set-up leaves.
        (folder / "postgres.partial" / "base").mkdir(parents=True)
        with local.servers(folder, say=lines.append):
            sql("CREATE TABLE notes AS SELECT 'kept' AS body")
            valkey().rpush("celery", "task")
        assert at_work(folder) == []
        assert not (folder / "postgres.partial").exists()
        with local.servers(folder, say=lines.append):
            assert sql("SELECT body FROM notes") == ["kept"]
            assert valkey().lrange("celery", 0, -1) == ["task"]
        assert lines == [f"Setting up PostgreSQL in {folder / 'postgres'}"]


def test_only_the_unset_variable_is_served(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://elsewhere/db")
    with local.servers(folder, durable=False):
        assert os.environ["DATABASE_URL"] == "postgres://elsewhere/db"
        assert valkey().ping() is True
        assert not (folder / "postgres").exists()
    assert os.environ["DATABASE_URL"] == "postgres://elsewhere/db"
    assert at_work(folder) == []


def test_nothing_is_done_where_both_are_named(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in NAMES:
        monkeypatch.setenv(name, "elsewhere")
    with local.servers(folder):
        assert not folder.exists()


def test_point_to_starts_nothing_and_keeps_what_is_named(folder: Path) -> None:
    with nothing_named():
        os.environ["DATABASE_URL"] = "elsewhere"
        local.point_to(folder)
        assert os.environ["DATABASE_URL"] == "elsewhere"
        assert os.environ["REDIS_URL"] == f"unix://{local.sockets_of(folder)}/valkey.sock"
    assert not folder.exists()


def test_two_that_come_at_once_share_one_pair_until_the_last_has_left(used: Path) -> None:
    local.point_to(used)
    with holder(used) as first, holder(used) as second:
        assert [said(first), said(second)] == ["ready", "ready"]
        numbers = {process.pid for process in at_work(used)}
        started = [process.name() for process in at_work(used) if process.ppid() not in numbers]
        assert sorted(started) == ["postgres", "valkey-server"]
        first.communicate()
        assert both_answer()
    assert at_work(used) == []
    assert not local.sockets_of(used).exists()


def test_an_error_inside_stops_them_too(used: Path) -> None:
    with pytest.raises(KeyboardInterrupt), local.servers(used):
        raise KeyboardInterrupt
    assert at_work(used) == []
    assert not local.sockets_of(used).exists()


def test_a_fork_that_ends_leaves_the_servers(used: Path) -> None:
    with holder(used, FORK) as process:
        assert said(process) == "up"


def test_a_killed_holder_leaves_its_servers_to_the_next(used: Path) -> None:
    with holder(used) as first:
        assert said(first) == "ready"
        first.kill()
    before = postmaster(used)
    with local.servers(used):
        assert both_answer()
        assert postmaster(used) == before
    assert at_work(used) == []
