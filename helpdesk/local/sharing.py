"""How processes share the two servers of a folder: the first to come starts them, the last to
leave stops them. Two locks say who is who: everybody holds a share of `servers.lock`, and
whoever comes or goes holds `starting.lock` meanwhile. The kernel takes both from the killed.
"""

import fcntl
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO
from urllib.parse import quote

from helpdesk.local.folders import LOCAL, make_folder, open_file
from helpdesk.local.homes import account_of, home_of
from helpdesk.local.postgres import DATABASE, PORT, Postgres
from helpdesk.local.server import Server
from helpdesk.local.sockets import sockets_of
from helpdesk.local.valkey import Valkey


def quiet(line: str) -> None:
    """Says nothing."""


def addresses(folder: Path = LOCAL) -> dict[str, str]:
    """The variables as `servers` sets them: the same on every run, nothing is started."""
    sockets = sockets_of(folder.resolve())
    host = quote(str(sockets), safe="")
    return {
        "DATABASE_URL": f"postgres://postgres@:{PORT}/{DATABASE}?host={host}",
        "REDIS_URL": f"unix://{quote(str(sockets / Valkey.SOCKET))}",
    }


def point_to(folder: Path = LOCAL) -> None:
    """Sets what is unset, for commands whose settings read addresses nobody will connect to."""
    for name, address in addresses(folder).items():
        os.environ.setdefault(name, address)


@contextmanager
def servers(
    folder: Path = LOCAL, *, durable: bool = True, say: Callable[[str], None] = quiet
) -> Iterator[None]:
    """Runs what DATABASE_URL and REDIS_URL leave out; the last process to leave stops it.

    A process that is killed leaves its servers running for the next one. `durable` counts for
    whoever starts a server: False trades the data's safety for speed, for tests only.
    Raises LocalServerError.
    """
    unset = {k: v for k, v in addresses(folder).items() if k not in os.environ}
    if not unset:
        yield
        return
    folder = make_folder(folder.resolve())
    with _joined(folder, _pair(folder, durable=durable, say=say), unset):
        os.environ.update(unset)
        try:
            yield
        finally:
            for name in unset:
                os.environ.pop(name, None)


def _pair(folder: Path, *, durable: bool, say: Callable[[str], None]) -> dict[str, Server]:
    account, sockets = account_of(folder), sockets_of(folder)
    home = home_of(folder, account)
    return {
        "DATABASE_URL": Postgres(folder, home, sockets, account, durable, say),
        "REDIS_URL": Valkey(folder, folder / "valkey", sockets, account, durable, say),
    }


@contextmanager
def _joined(folder: Path, pair: dict[str, Server], wanted: Iterable[str]) -> Iterator[None]:
    joined_by = os.getpid()
    with open_file(folder / "servers.lock") as held:
        try:
            with _one_at_a_time(folder):
                alone = _alone(held)
                fcntl.flock(held, fcntl.LOCK_SH)
                for name in wanted:
                    pair[name].ensure(alone=alone)
            yield
        finally:
            # A fork that unwinds through here is not the one that joined.
            if os.getpid() == joined_by:
                _leave(folder, pair.values(), held)


def _leave(folder: Path, pair: Iterable[Server], held: IO[str]) -> None:
    with _one_at_a_time(folder):
        if _alone(held):
            for server in pair:
                server.stop()


def _alone(held: IO[str]) -> bool:
    """Whether nobody else uses the servers. Gives up our own share if somebody does."""
    with suppress(BlockingIOError):
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return True
    return False


@contextmanager
def _one_at_a_time(folder: Path) -> Iterator[None]:
    with open_file(folder / "starting.lock") as gate:
        fcntl.flock(gate, fcntl.LOCK_EX)
        yield
