"""Looking at the real servers, and other processes that hold them."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil  # type: ignore[import-untyped]  # it ships no types
import psycopg
import pytest
import redis

from helpdesk import local
from helpdesk.local import homes, processes

ROOT = Path(__file__).resolve().parents[3]
PACKAGES = Path(psycopg.__file__).parents[1]
NAMES = ("DATABASE_URL", "REDIS_URL")
STRANGER = 12345  # a user number that owns nothing here
AS_ROOT = os.geteuid() == 0
as_root = pytest.mark.skipif(not AS_ROOT, reason="only root runs PostgreSQL as somebody else")

# Holds the servers until its input ends.
HOLD = """
import sys
from pathlib import Path
from helpdesk.local import servers
with servers(Path(sys.argv[1]), durable=False):
    print("ready", flush=True)
    sys.stdin.read()
"""


def sql(statement: str) -> list[Any]:
    with psycopg.connect(os.environ["DATABASE_URL"]) as link:
        found = link.execute(statement)
        return [row[0] for row in found.fetchall()] if found.description else []


def valkey() -> redis.Redis:
    return redis.Redis.from_url(os.environ["REDIS_URL"], decode_responses=True)


def both_answer() -> bool:
    return (sql("SELECT 1"), valkey().ping()) == ([1], True)


def data_of(folder: Path) -> Path:
    marker = folder / homes.MARKER
    return Path(marker.read_text().strip()) if marker.exists() else folder / "postgres"


def postmaster(folder: Path) -> int:
    return int((data_of(folder) / "postmaster.pid").read_text().split()[0])


def at_work(folder: Path) -> list[psutil.Process]:
    postgres = processes.at_work("postgres", data_of(folder))
    return postgres + processes.at_work("valkey-server", folder / "valkey")


def kill(folder: Path) -> None:
    for process in at_work(folder):
        process.kill()
    shutil.rmtree(local.sockets_of(folder), ignore_errors=True)


@contextmanager
def nothing_named() -> Iterator[None]:
    """Until it ends, the servers' addresses are unset, and what was set inside is undone."""
    with pytest.MonkeyPatch.context() as environment:
        for name in NAMES:
            environment.setenv(name, "")
            environment.delenv(name)
        yield


@contextmanager
def public_parent() -> Iterator[Path]:
    """Not pytest's own: under root that is private, and every test would copy the wheel."""
    parent = Path(tempfile.mkdtemp(prefix="helpdesk-")).resolve()
    parent.chmod(0o755)
    try:
        yield parent
    finally:
        shutil.rmtree(parent)


@contextmanager
def public_folder(name: str = "local") -> Iterator[Path]:
    with public_parent() as parent:
        try:
            yield parent / name
        finally:
            kill(parent / name)


@contextmanager
def acting_as(user: int) -> Iterator[None]:
    """As far as files go, this process is that user's. Only root can do so."""
    os.setegid(user)
    os.seteuid(user)
    try:
        yield
    finally:
        os.seteuid(0)
        os.setegid(0)


def run(folder: Path) -> None:
    with local.servers(folder, durable=False):
        pass


@contextmanager
def holder(folder: Path, program: str = HOLD, **options: Any) -> Iterator[subprocess.Popen[str]]:
    """Another process that uses the servers, until it is told to end or the block does."""
    environment = {name: value for name, value in os.environ.items() if name not in NAMES}
    chosen: dict[str, Any] = {"cwd": ROOT, "env": environment | {"PYTHONPATH": str(ROOT)}}
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
