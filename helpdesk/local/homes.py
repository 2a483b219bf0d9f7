"""Where PostgreSQL's data lies and whose it is. Data that exists decides both, so that neither a
user who appears later nor a folder whose rights change loses it.
"""

import os
import pwd
from contextlib import suppress
from pathlib import Path

from helpdesk.local.accounts import Account, reachable
from helpdesk.local.errors import LocalServerError
from helpdesk.local.folders import make_store, store_of

DATA = "postgres"
MARKER = "postgres-is-at"  # a file in our folder that names the data outside it
SERVER_USERS = ("postgres", "nobody")  # the first that exists runs root's PostgreSQL


class DataElsewhere(LocalServerError):
    text = """{marker} names {there}, not {here}: this folder was moved or copied.
To keep the data, move it from there to here; to begin empty, delete {marker}."""


class NoServerUser(LocalServerError):
    text = """PostgreSQL does not run as root, and there is no user called {names}.
Add one (useradd --system postgres), or run as an ordinary user."""


def account_of(folder: Path) -> Account | None:
    """Whoever owns the data already; without data, the first of SERVER_USERS."""
    if os.geteuid():
        return None
    for home in (folder / DATA, store_of(folder) / DATA):
        if home.exists() and (owner := home.stat()).st_uid:
            return Account(owner.st_uid, owner.st_gid)
    for name in SERVER_USERS:
        with suppress(KeyError):
            entry = pwd.getpwnam(name)
            return Account(entry.pw_uid, entry.pw_gid)
    raise NoServerUser(names=" or ".join(SERVER_USERS))


def home_of(folder: Path, account: Account | None) -> Path:
    """Existing data wins wherever it is; new data goes where the server's user can reach it."""
    own, stored, marker = folder / DATA, store_of(folder) / DATA, folder / MARKER
    if account is None or own.exists():
        return own
    if stored.exists():
        return stored
    if marker.exists():
        raise DataElsewhere(marker=marker, there=marker.read_text().strip(), here=stored)
    return own if reachable(folder, account) else stored


def prepare(home: Path, folder: Path) -> None:
    """Where the data is to lie outside our folder, makes its place and leaves a note of it."""
    if home.parent != folder:
        make_store(folder)
        (folder / MARKER).write_text(f"{home}\n")
