"""Where things lie on disk: `.local` in the project, which holds data, locks and logs, and for
what PostgreSQL's user cannot reach there, a store outside it with one folder for each of ours.
"""

import hashlib
import os
from pathlib import Path
from typing import IO

from helpdesk.local.errors import LocalServerError

LOCAL = Path(__file__).resolve().parents[2] / ".local"
STORE = Path("/var/lib/eu-japan-helpdesk")
KEY_LENGTH = 10  # hexadecimal digits: short, because a socket's path is limited
PRIVATE, READABLE, RUNNABLE = 0o700, 0o644, 0o755


class FolderNotOurs(LocalServerError):
    text = """{path} belongs to user {owner}, so we may not write there.
Nothing was changed. Run as that user, or move {folder} away and run again."""


def make_folder(folder: Path) -> Path:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except PermissionError as error:
        raise _not_ours(folder, folder) from error
    return folder


def open_file(path: Path) -> IO[str]:
    """Opens it to append, which makes it where it is missing."""
    try:
        return path.open("a")
    except PermissionError as error:
        raise _not_ours(path, path.parent) from error


def _not_ours(path: Path, folder: Path) -> FolderNotOurs:
    # os.path: where it may not look, Path.exists raises.
    there = next(place for place in (path, *path.parents) if os.path.exists(place))
    return FolderNotOurs(path=there, owner=there.stat().st_uid, folder=folder)


def key_of(*parts: object) -> str:
    """The same short name for the same parts, on every run."""
    return hashlib.sha256("\n".join(map(str, parts)).encode()).hexdigest()[:KEY_LENGTH]


def store_of(folder: Path) -> Path:
    return STORE / key_of(folder)


def make_store(folder: Path) -> Path:
    store = store_of(folder)
    for place in (STORE, store):
        place.mkdir(exist_ok=True)
        place.chmod(RUNNABLE)  # whatever our umask: the server's user has to pass
    return store
