"""The folder both servers put their sockets in: one for each of ours and each user, in the
temporary folder, because the path of a socket is limited to about a hundred bytes.
"""

import os
import stat
import tempfile
from contextlib import suppress
from pathlib import Path

from helpdesk.local.accounts import ANYBODY, Account, ourselves, reachable
from helpdesk.local.errors import LocalServerError
from helpdesk.local.folders import PRIVATE, key_of

TEMPORARY = Path("/tmp")  # noqa: S108 - shared; our folder in it is used only if we own it
LONGEST_PARENT = 70  # bytes: a socket's path ends at 103 on macOS, our own part of it takes 29


class ForeignSocketFolder(LocalServerError):
    text = """{folder} is not a folder of our own (its owner is user {owner}).
Remove it, or set TMPDIR to a folder of yours, and run again."""


def sockets_of(folder: Path) -> Path:
    parent = Path(tempfile.gettempdir()).resolve()
    short = len(bytes(parent)) <= LONGEST_PARENT
    if not short or (os.geteuid() == 0 and not reachable(parent, ANYBODY)):
        parent = TEMPORARY
    return parent / f"ejh-{key_of(folder, os.geteuid())}"


def open_sockets(sockets: Path, account: Account | None) -> None:
    """Makes the folder the server's alone, or refuses it: its parent is open to every user."""
    us = ourselves()
    them = account or us
    with suppress(FileExistsError):
        sockets.mkdir(mode=PRIVATE)
    owner = sockets.lstat()
    if not stat.S_ISDIR(owner.st_mode) or owner.st_uid not in {us.uid, them.uid}:
        raise ForeignSocketFolder(folder=sockets, owner=owner.st_uid)
    # By descriptor: nobody can put a link in its place between the look and the change.
    opened = os.open(sockets, os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        os.fchown(opened, *them)
        os.fchmod(opened, PRIVATE)
    finally:
        os.close(opened)
