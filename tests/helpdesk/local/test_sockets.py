"""The folder for the sockets: short enough, private, and never somebody else's."""

import os
import stat
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from helpdesk import local
from helpdesk.local import sockets
from helpdesk.local.accounts import Account, ourselves
from helpdesk.local.postgres import Postgres
from tests.helpdesk.local.machine import STRANGER, acting_as, as_root, public_parent, run

OPEN_TO_ALL = Path("/tmp")  # noqa: S108 - it is where the sockets go


@pytest.fixture
def place(folder: Path) -> Iterator[Path]:
    """Where the folder's sockets would be; emptied afterwards, whatever is there."""
    there = local.sockets_of(folder)
    yield there
    there.rmdir() if there.is_dir() and not there.is_symlink() else there.unlink(missing_ok=True)


@pytest.fixture
def temporary(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    with public_parent() as parent:
        monkeypatch.setattr(tempfile, "tempdir", str(parent))
        yield parent


def parent_with(temporary: Path, size: int, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A temporary folder whose path has so many bytes, some of them in Japanese."""
    start = f"{temporary}/一時"
    made = Path(start + "x" * (size - len(start.encode())))
    made.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(made))
    return made


def test_sockets_lie_in_the_temporary_folder(temporary: Path) -> None:
    there = local.sockets_of(Path("/project/.local"))
    assert there.parent == temporary
    assert there == local.sockets_of(Path("/project/.local"))
    assert there != local.sockets_of(Path("/project/.local/test"))


def test_a_path_too_long_for_a_socket_is_avoided(
    temporary: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    longest = parent_with(temporary, sockets.LONGEST_PARENT, monkeypatch)
    assert local.sockets_of(Path("/project")).parent == longest
    parent_with(temporary, sockets.LONGEST_PARENT + 1, monkeypatch)
    assert local.sockets_of(Path("/project")).parent == OPEN_TO_ALL


def test_the_longest_path_fits_a_socket_on_macos() -> None:
    ours = Path("/", local.sockets_of(Path("/project")).name, Postgres.SOCKET)
    assert sockets.LONGEST_PARENT + len(bytes(ours)) <= 103


@as_root
def test_roots_private_temporary_folder_is_avoided(temporary: Path) -> None:
    temporary.chmod(0o700)
    assert local.sockets_of(Path("/project")).parent == OPEN_TO_ALL


@as_root
def test_each_user_has_sockets_of_his_own(temporary: Path) -> None:
    ours = local.sockets_of(Path("/project"))
    with acting_as(STRANGER):
        assert local.sockets_of(Path("/project")) != ours


def link(place: Path, elsewhere: Path) -> None:
    place.symlink_to(elsewhere)


def file(place: Path, elsewhere: Path) -> None:
    place.touch()


def folder_of_a_stranger(place: Path, elsewhere: Path) -> None:
    place.mkdir()
    os.chown(place, STRANGER, STRANGER)


@pytest.mark.parametrize("occupy", [link, file, pytest.param(folder_of_a_stranger, marks=as_root)])
def test_what_is_not_our_folder_is_refused(
    folder: Path, place: Path, tmp_path: Path, occupy: Callable[[Path, Path], None]
) -> None:
    occupy(place, tmp_path)
    before = place.lstat()
    with pytest.raises(local.ForeignSocketFolder, match=f"{place} .* user {before.st_uid}"):
        run(folder)
    assert list(tmp_path.iterdir()) == []
    after = place.lstat()
    assert (after.st_mode, after.st_uid) == (before.st_mode, before.st_uid)


def test_our_own_folder_is_closed_to_others(place: Path) -> None:
    place.mkdir()
    place.chmod(0o777)
    sockets.open_sockets(place, None)
    found = place.stat()
    assert stat.S_IMODE(found.st_mode) == 0o700
    assert (found.st_uid, found.st_gid) == ourselves()


@as_root
def test_the_servers_user_gets_it_and_keeps_it(place: Path) -> None:
    for _ in range(2):
        sockets.open_sockets(place, Account(STRANGER, STRANGER))
        found = place.stat()
        assert (found.st_uid, found.st_gid) == (STRANGER, STRANGER)
