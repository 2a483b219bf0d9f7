"""Servers, the cast and small makers of rows. No mocks: everything here is real."""

import gc
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher

from tests.smtp import smtp_server

__all__ = ["smtp_server"]

ROOT = Path(__file__).resolve().parent.parent

# Playwright's loop runs in the test's own thread; Django would take it for async code.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"

STARTING_SECONDS = 30
ALONE = ["--without-mingle", "--without-gossip", "--without-heartbeat"]
"""A worker that looks for no others is there a second sooner."""

# Still Argon2, but as quick as it can be: people are made by the thousand.
Argon2PasswordHasher.time_cost = 1
Argon2PasswordHasher.memory_cost = 8
Argon2PasswordHasher.parallelism = 1


def pytest_configure() -> None:
    """Each test's client is a new server, which else reads the list of all static files anew."""
    from django.conf import settings

    settings.WHITENOISE_AUTOREFRESH = True


def pytest_collection_finish() -> None:
    """What is loaded by now stays; the collector of garbage need not go through it every time."""
    gc.collect()
    gc.freeze()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Without Chromium the browser tests are skipped; `tests.run` says so in its last line."""
    if os.environ.get("HELPDESK_BROWSER"):
        return
    for item in items:
        if "browser" in item.keywords:
            item.add_marker(pytest.mark.skip(reason="no Chromium"))


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, object]:
    flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
    return {"executable_path": os.environ["HELPDESK_BROWSER"], "args": flags}


@pytest.fixture(autouse=True)
def no_runs_in_memory() -> None:
    """Ids of runs come again from one test to the next."""
    from matching import snapshots

    for load in (snapshots.load_frame, snapshots.load_scene, snapshots.load_cutoffs):
        load.cache_clear()


@pytest.fixture
def worker(transactional_db: None) -> Iterator[subprocess.Popen[bytes]]:
    """A real Celery worker process on the test database."""
    process = start_worker()
    yield process
    process.terminate()
    process.wait(timeout=STARTING_SECONDS)


def start_worker(
    *options: str, with_empty_queue: bool = True, **variables: str
) -> subprocess.Popen[bytes]:
    """Start a worker process on this test's database and wait until it answers.

    `variables` go into its environment: `EMAIL_URL=smtp_server.url`.
    """
    from django.db import connection

    from helpdesk.celery import app

    if with_empty_queue:
        app.control.purge()
    settings = connection.settings_dict
    host = quote(settings["HOST"], safe="")
    url = f"postgres://{settings['USER']}@:{settings['PORT']}/{settings['NAME']}?host={host}"
    command = [sys.executable, "-m", "celery", "-A", "helpdesk", "--skip-checks", "worker"]
    command += ["-Q", "default,mail,matching", "--pool", "solo", "-l", "WARNING", *ALONE, *options]
    environment = os.environ | {"DATABASE_URL": url} | variables
    process = subprocess.Popen(command, cwd=ROOT, env=environment)
    wait_until(lambda: bool(app.control.ping(timeout=0.5)), "the worker to answer")
    return process


def wait_until(ready: Callable[[], bool], what: str, seconds: float = STARTING_SECONDS) -> None:
    limit = time.monotonic() + seconds
    while not ready():
        if time.monotonic() > limit:
            raise AssertionError(f"waited {seconds} s for {what}")
        time.sleep(0.05)
