"""Another process runs the servers throughout; these tests join it, or only look."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import psutil  # type: ignore[import-untyped]  # it ships no types
import pytest

from helpdesk import local
from tests.helpdesk.local.machine import NAMES, at_work, nothing_named, sql, valkey


@pytest.fixture
def running(kept: Path) -> Iterator[Path]:
    with local.servers(kept, durable=False):
        yield kept


def test_valkey_answers_ping(running: Path) -> None:
    assert valkey().ping() is True


def test_every_required_extension_comes_with_the_wheel(running: Path) -> None:
    assert local.missing_extensions(sql("SELECT name FROM pg_available_extensions")) == []


def test_trigrams_see_japanese_and_accents(running: Path) -> None:
    sql("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    assert sql("SELECT round(similarity('水素 énergie', 'énergie 水素')::numeric, 2)") == [1]


def network_of(process: psutil.Process) -> list[object]:
    """Its connections over the network; none of a backend that has just ended."""
    try:
        return [c for c in process.net_connections() if c.family.name != "AF_UNIX"]
    except psutil.NoSuchProcess:
        return []


def session_of(process: psutil.Process) -> int | None:
    """Its terminal session; None of a backend that has just ended."""
    try:
        return os.getsid(process.pid)
    except ProcessLookupError:
        return None


def test_nothing_listens_but_private_sockets(running: Path) -> None:
    servers = at_work(running)
    assert servers
    assert [c for process in servers for c in network_of(process)] == []
    assert stat.S_IMODE(local.sockets_of(running).stat().st_mode) == 0o700


def test_ctrl_c_in_the_terminal_does_not_reach_the_servers(running: Path) -> None:
    assert os.getsid(0) not in {session_of(process) for process in at_work(running)}


def test_tests_may_give_up_durability(running: Path) -> None:
    assert sql("SELECT setting FROM pg_settings WHERE name = 'fsync'") == ["off"]
    assert valkey().config_get("appendonly") == {"appendonly": "no"}


def test_environment_is_restored_after_an_error(kept: Path) -> None:
    with pytest.raises(ZeroDivisionError), local.servers(kept):
        assert dict.fromkeys(NAMES, 1 / 0)
    assert not set(NAMES) & set(os.environ)


def test_point_to_names_the_same_addresses_and_starts_nothing(kept: Path) -> None:
    with local.servers(kept):
        served = {name: os.environ[name] for name in NAMES}
    with nothing_named():
        local.point_to(kept)
        assert {name: os.environ[name] for name in NAMES} == served == local.addresses(kept)
