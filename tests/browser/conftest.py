"""One site with the real regions, scored, for all browser tests that only read."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from tempfile import TemporaryDirectory

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import Client, override_settings
from playwright.sync_api import BrowserContext, Page, Playwright, expect
from pytest_django import DjangoDbBlocker
from pytest_django.live_server_helper import LiveServer

from tests.browser.watching import HEIGHT, WIDE, Watch

LANGUAGES = ("en", "de", "fr", "ja")
PATIENCE = 20_000
"""Milliseconds that `expect` waits: the machine may be busy."""


@dataclass(frozen=True)
class Site:
    """Its address, a well matched pair, and the session cookies of two people."""

    url: str
    europe: int
    japan: int
    profiles: dict[str, str]
    """Path below the language of either side's profile."""
    run: int
    sessions: dict[str, str]
    organisations: int
    japanese: int


@pytest.fixture(scope="session")
def base_url() -> None:
    """Replaces pytest-playwright's, which pytest 9 warns of; every test names its server."""


@pytest.fixture(scope="session", autouse=True)
def browser_session(playwright: Playwright, django_db_setup: None) -> Iterator[None]:
    """While Playwright's loop runs, Django keeps another connection for this thread: close it."""
    expect.set_options(timeout=PATIENCE)
    yield
    connection.close()


@pytest.fixture(scope="package")
def site(browser_session: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Site]:
    """The real data, scored in this process; committed, so it is taken away at the end.

    Its tests bear the mark `django_db`, without which pytest-django makes no test database, and
    never `transaction=True`, which would empty it under the others.
    """
    with django_db_blocker.unblock(), serving() as url:
        assert connection.settings_dict["NAME"].startswith("test_")
        try:
            yield fill(url)
        finally:
            call_command("flush", verbosity=0, interactive=False)


@contextmanager
def serving() -> Iterator[str]:
    """A web server on this process's test database; its address."""
    # A browser keeps its connections, and their threads, a while: theirs to the database must end.
    kept, connection.settings_dict["CONN_MAX_AGE"] = connection.settings_dict["CONN_MAX_AGE"], 0
    # WhiteNoise warns of a missing STATIC_ROOT, which only production has.
    with TemporaryDirectory() as folder, override_settings(STATIC_ROOT=folder):
        server = LiveServer("localhost")
        try:
            yield server.url
        finally:
            server.stop()
            connection.settings_dict["CONN_MAX_AGE"] = kept


def fill(url: str) -> Site:
    from matching import actions
    from matching.models import Match
    from profiles.loading.loader import load
    from profiles.models import Profile
    from tests.makers import make_staff, make_user

    load(settings.DATA_DIR)
    dana = make_staff(family_name="Novák", given_name="Dana")
    run, _ = actions.start_run(by=dana, reason="For the browser tests")
    actions.begin_run(run)
    for block in run.blocks.all():
        actions.score_block(block)
    match = Match.objects.live().best_first().select_related("europe", "japan")[0]
    return Site(
        url=url,
        europe=match.europe_id,
        japan=match.japan_id,
        profiles={side: below_language(getattr(match, side)) for side in ("europe", "japan")},
        run=run.pk,
        sessions={"dana": session_of(dana), "charlie": session_of(make_user())},
        organisations=Profile.objects.published().count(),
        japanese=Profile.objects.published().on_side("japan").count(),
    )


def below_language(profile: object) -> str:
    return profile.get_absolute_url().removeprefix("/en")


def session_of(user: object) -> str:
    client = Client()
    client.force_login(user)
    return client.cookies[settings.SESSION_COOKIE_NAME].value


@pytest.fixture
def visitor(
    site: Site, new_context: Callable[..., BrowserContext]
) -> Callable[..., tuple[Page, Watch]]:
    """Opens a browser as somebody: `visitor("dana")`; nobody in particular has no cookie."""

    def open_page(who: str = "", *, width: int = WIDE, scripts: bool = True) -> tuple[Page, Watch]:
        context = new_context(
            base_url=site.url,
            viewport={"width": width, "height": HEIGHT},
            java_script_enabled=scripts,
            reduced_motion="reduce",
        )
        if who:
            name, value = settings.SESSION_COOKIE_NAME, site.sessions[who]
            context.add_cookies([{"name": name, "value": value, "url": site.url}])
        page = context.new_page()
        return page, Watch(page, site.url)

    return open_page
