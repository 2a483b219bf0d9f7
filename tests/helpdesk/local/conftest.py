"""Throw-away folders for real servers; nothing here is replaced by a stand-in."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from helpdesk.local import folders
from tests.helpdesk.local.machine import (
    holder,
    kill,
    nothing_named,
    public_folder,
    public_parent,
    run,
    said,
)


def pytest_addoption(parser: pytest.Parser, pluginmanager: pytest.PytestPluginManager) -> None:
    """None of this needs Django: with `-p no:django`, pyproject's setting is an unknown one."""
    if not pluginmanager.hasplugin("django"):
        parser.addini("DJANGO_SETTINGS_MODULE", "for pytest-django, which is not loaded")


@pytest.fixture(autouse=True)
def _nothing_named() -> Iterator[None]:
    with nothing_named():
        yield


@pytest.fixture
def folder() -> Iterator[Path]:
    """One that does not exist yet."""
    with public_folder() as made:
        yield made


@pytest.fixture
def store(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A store of the test's own, where the real one would be in /var/lib."""
    with public_parent() as parent:
        monkeypatch.setattr(folders, "STORE", parent / "store")
        yield parent / "store"


@pytest.fixture(scope="session")
def shared() -> Iterator[Path]:
    with public_folder() as made:
        with nothing_named():
            run(made)
        yield made


@pytest.fixture
def used(shared: Path) -> Iterator[Path]:
    """A folder as an earlier run left it; the same for all, because setting up is slow."""
    yield shared
    kill(shared)


@pytest.fixture(scope="module")
def kept(shared: Path) -> Iterator[Path]:
    """As `used`, and another process runs the servers throughout."""
    with holder(shared) as process:
        assert said(process) == "ready"
        yield shared
