"""Where things lie, and what is not ours to write."""

import os
import shutil
import stat
from pathlib import Path

import pytest

from helpdesk import local
from helpdesk.local import folders
from tests.helpdesk.local.machine import ROOT, STRANGER, acting_as, as_root, run


def test_local_is_in_the_project() -> None:
    assert ROOT / ".local" == local.LOCAL
    assert (local.LOCAL.parent / "manage.py").exists()


@as_root
def test_a_folder_that_may_not_be_made_names_its_parents_owner(folder: Path) -> None:
    with (
        acting_as(STRANGER),
        pytest.raises(local.FolderNotOurs, match=f"^{folder.parent} belongs to user 0, "),
    ):
        run(folder)
    assert not folder.exists()


@as_root
def test_a_folder_hidden_from_us_is_not_ours_either(folder: Path) -> None:
    folder.mkdir()
    folder.parent.chmod(0o700)
    with (
        acting_as(STRANGER),
        pytest.raises(
            local.FolderNotOurs, match=rf"^{folder.parent} belongs .*\n.* move {folder}/deeper away"
        ),
    ):
        run(folder / "deeper")
    assert list(folder.iterdir()) == []


@as_root
@pytest.mark.parametrize("name", ["servers.lock", "starting.lock"])
def test_a_folder_root_has_used_is_refused(folder: Path, name: str) -> None:
    folder.mkdir()
    (folder / name).touch(mode=0o644)
    shutil.chown(folder, STRANGER)
    with (
        acting_as(STRANGER),
        pytest.raises(local.FolderNotOurs, match=f"^{folder / name} belongs to user 0, "),
    ):
        run(folder)
    assert not (folder / "postgres").exists()


def test_each_folder_has_a_store_others_may_pass(store: Path) -> None:
    before = os.umask(0o077)
    try:
        made = [folders.make_store(Path(name)) for name in ("/a", "/b", "/a")]
    finally:
        os.umask(before)
    assert made[0] == made[2] == folders.store_of(Path("/a"))
    assert sorted(store.iterdir()) == sorted(set(made))
    assert {stat.S_IMODE(place.stat().st_mode) for place in (store, *made)} == {0o755}
