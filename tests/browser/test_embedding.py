"""What only a browser does with webinars: a partner's site shows their list in a frame, where no
other page of ours lets itself in; and their hours are told on the reader's own clock."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import BrowserContext, Page, expect

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


@pytest.mark.parametrize(
    ("zone", "list_tells", "page_tells"),
    [
        ("Pacific/Honolulu", ["Do., 12. Jan. 22:00 GMT-10"], ["Mi., 11. Jan. 22:00–23:30 GMT-10"]),
        ("Europe/Warsaw", [], []),
        ("Asia/Seoul", [], []),
    ],
)
def test_readers_elsewhere_are_told_the_hours_on_their_own_clock(
    transactional_db: None,
    new_context: Callable[..., BrowserContext],
    zone: str,
    list_tells: list[str],
    page_tells: list[str],
) -> None:
    starts_at = datetime(2040, 1, 12, 8, tzinfo=UTC)
    for day in (0, 1):
        make_webinar(starts_at=starts_at.replace(day=12 + day), spoken=["en"])
    with serving() as url:
        page = new_context(base_url=url, timezone_id=zone).new_page()
        page.goto("/de/webinars/?when=upcoming")
        told = page.locator("li.webinar .own-clock time:visible")
        assert told.all_inner_texts() == list_tells
        page.locator("[name=language]").select_option("en")
        page.wait_for_url("**language=en**")
        expect(told).to_have_text(list_tells)
        page.goto(Webinar.objects.earliest("starts_at").get_absolute_url().replace("/en/", "/de/"))
        assert page.locator(".own-clock time:visible").all_inner_texts() == page_tells
        page.context.close()
