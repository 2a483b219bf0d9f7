"""The user PostgreSQL runs as. It refuses root, so under root it runs as somebody else, who may
not pass every folder that root can; everywhere here, None for an account means: it runs as we do.
"""

import os
import stat
from pathlib import Path
from typing import NamedTuple


class Account(NamedTuple):
    uid: int
    gid: int


ANYBODY = Account(-1, -1)  # owns nothing, so only what is open to all is open to them


def ourselves() -> Account:
    return Account(os.geteuid(), os.getegid())


def reachable(path: Path, account: Account) -> bool:
    """Whether the user may pass every folder to it, and it. Rights of groups are not counted."""
    found = [place.stat() for place in (path, *path.parents)]
    owned = {True: stat.S_IXUSR, False: stat.S_IXOTH}
    return all(each.st_mode & owned[each.st_uid == account.uid] for each in found)
