"""One site with the real regions for all tests that only read."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from playwright.sync_api import BrowserContext, Page
from pytest_django import DjangoDbBlocker

from tests.browser.serving import serving
from tests.browser.watching import HEIGHT, WIDE, Watch

if TYPE_CHECKING:
    from tests.browser.regions.site import Site


@pytest.fixture(scope="package")
def site(
    browser_session: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
    testrun_uid: str,
) -> "Iterator[Site]":
    """The real data, scored in this process; committed, so it is taken away at the end.

    Its tests bear the mark `django_db`, without which pytest-django makes no test database, and
    never `transaction=True`, which would empty it under the others.
    """
    from tests.browser.regions.site import fill

    shared = tmp_path_factory.getbasetemp().parent / f"vectors-{testrun_uid}.npz"
    with django_db_blocker.unblock(), serving() as url:
        assert connection.settings_dict["NAME"].startswith("test_")
        try:
            yield fill(url, shared)
        finally:
            call_command("flush", verbosity=0, interactive=False)


@pytest.fixture
def visitor(
    site: "Site", new_context: Callable[..., BrowserContext]
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
