from collections.abc import Iterator

import pytest
from django.db import connection
from playwright.sync_api import Playwright, expect

PATIENCE = 20_000
"""Milliseconds that `expect` waits: the machine may be busy."""


@pytest.fixture(scope="session")
def base_url() -> None:
    """Replaces pytest-playwright's, which pytest 9 warns of; every test names its server."""


@pytest.fixture(scope="session", autouse=True)
def browser_session(playwright: Playwright, django_db_setup: None) -> Iterator[None]:
    """While Playwright's loop runs, Django keeps another connection for this thread: close it."""
    expect.set_options(timeout=PATIENCE)
    yield
    connection.close()
