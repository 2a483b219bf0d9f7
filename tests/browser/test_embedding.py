"""A partner's site shows the list of webinars in a frame; no other page of ours lets itself in."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import BrowserContext, Page

from events.models import Webinar
from tests.browser.serving import serving
from tests.events.making import make_webinar

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
HOST = "127.0.0.1"
"""The partner's; ours is `localhost`."""
FRAMES = """<!doctype html><title>Partner</title>
<iframe id="list" src="{url}/de/webinars/embed/" width="600" height="500"></iframe>
<iframe id="whole" src="{url}/de/webinars/" width="600" height="500"></iframe>"""


@contextmanager
def another_site(body: str) -> Iterator[str]:
    """The address of a server that answers everything with this page."""

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *args: object) -> None:
            """Nobody reads it."""

    with HTTPServer((HOST, 0), Answer) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://{HOST}:{server.server_port}/"
        server.shutdown()


@pytest.fixture
def partner(transactional_db: None, new_context: Callable[..., BrowserContext]) -> Iterator[Page]:
    make_webinar("Hydrogen", titles={"de": "Wasserstoff"})
    with serving() as url, another_site(FRAMES.format(url=url)) as address:
        page = new_context().new_page()
        page.goto(address, wait_until="networkidle")
        yield page
        page.context.close()


def test_the_list_stands_in_a_partners_page_and_leads_to_ours(partner: Page) -> None:
    inside = partner.frame_locator("#list")
    assert inside.locator("h2").all_inner_texts()[0].startswith("Wasserstoff")
    with partner.context.expect_page() as opened:
        inside.locator("h2 a").click()
    address = urlsplit(opened.value.url)
    assert (address.path, address.query) == (
        f"/de/webinars/{Webinar.objects.get().pk}/hydrogen/",
        f"from={HOST}",
    )


def test_nothing_else_does_and_no_cookie_is_set(partner: Page) -> None:
    frames = [partner.frame_locator(name) for name in ("#list", "#whole")]
    assert [frame.locator("link[href*='webinars']").count() for frame in frames] == [1, 0]
    assert partner.context.cookies() == []
