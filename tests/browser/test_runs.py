"""Staff start a scoring run and watch a real worker do it."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import BrowserContext, Request, expect

from helpdesk.celery import app
from tests.browser.regions.site import score
from tests.browser.serving import serving
from tests.browser.watching import Watch
from tests.browser.ways import follow
from tests.conftest import start_worker
from tests.makers import PASSWORD, make_codes, make_profile, make_sectors, make_staff

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

RUN_SECONDS = 60
"""A worker on a busy machine reads the encoder's weights first."""


def make_partners() -> None:
    make_sectors()
    for key in ("de-nw", "de-by", "jp-07", "jp-20"):
        make_profile(
            key,
            texts={"en": (f"Partner {key}", "We produce hydrogen from wind and store it.")},
            topics=["hydrogen"],
            priorities={"energy": 2},
            offers=["Wind farms for tests."],
            needs=["Partners for storage."],
        )


def is_htmx(request: Request) -> bool:
    return request.headers.get("hx-request") == "true"


@pytest.fixture
def late_worker(transactional_db: None) -> Iterator[Callable[[], None]]:
    """Starts a worker when called; until then what is to be done waits in the queue."""
    app.control.purge()
    processes = []
    yield lambda: processes.append(start_worker(with_empty_queue=False))
    for process in processes:
        process.terminate()
        process.wait()


@pytest.mark.worker
def test_staff_start_a_run_and_see_it_done(
    late_worker: Callable[[], None], new_context: Callable[..., BrowserContext]
) -> None:
    make_partners()
    make_codes(make_staff(), "20400001")
    with serving() as url:
        page = new_context(base_url=url).new_page()
        watch = Watch(page, url)
        page.goto("/en/desk/runs/")
        page.locator("input[type=email]").fill("dana@example.org")
        page.locator("input[type=password]").fill(PASSWORD)
        follow(page.locator("main form button").first)
        page.locator("input[name=code]").fill("20400001")
        follow(page.locator("main form button").first)
        expect(page).to_have_url(f"{url}/en/desk/runs/")
        polls = []
        page.on("request", lambda it: polls.append(it.url) if is_htmx(it) else None)
        follow(page.locator("main form button"))
        expect(page).to_have_url(re.compile(r"/en/desk/runs/\d+/$"))
        page.evaluate("window.samePage = true")
        late_worker()
        done = page.locator("#run [role=status] strong")
        expect(done).to_have_text("Done", timeout=RUN_SECONDS * 1000)
        assert page.evaluate("() => window.samePage === true")
        assert set(polls) == {page.url}
        expect(page.locator("#run[hx-trigger]")).to_have_count(0)
        expect(page.locator("#run progress")).to_have_js_property("position", 1)
        expect(page.locator("#run .stat__number").nth(2)).to_have_text("4")
        assert watch.faults() == []


def test_a_pair_that_fits_both_ways_alike_is_drawn(
    transactional_db: None, new_context: Callable[..., BrowserContext]
) -> None:
    from matching.models import Match

    make_partners()
    score(make_staff())
    match = Match.objects.live().best_first()[0]
    with serving() as url:
        page = new_context(base_url=url).new_page()
        watch = Watch(page, url)
        page.goto(f"/en/matches/{match.europe_id}-{match.japan_id}/")
        assert page.locator(".decomposition").count() == 1
        assert watch.faults() == []
