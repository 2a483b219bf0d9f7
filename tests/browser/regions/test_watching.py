"""The watch itself: a page with every fault must not pass."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Route

from helpdesk.security import HEADERS
from tests.browser import probes
from tests.browser.watching import flaws
from tests.browser.wording import english_left

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

FAULTY = """<!doctype html><html lang="de"><head><title>x</title>
<meta name="description" content="x"></head><body><main><h1>x</h1>
<script>alert(1)</script><p style="color: red">Inline</p>
<img src="https://elsewhere.example/a.png" alt=""><img src="/missing.png">
<button aria-label="Filters">x</button><select><option>A</option></select>
<svg width="1500" height="9"></svg><p lang="en">Sign in</p><p>Sign in</p>
<link rel="stylesheet" href="/faulty.css">
</main></body></html>"""
STYLE = "button { width: 9px; height: 9px; padding: 0 } main { color: #ccc }"


def serve_faulty(route: Route) -> None:
    if route.request.url.endswith("/faulty/"):
        route.fulfill(body=FAULTY, content_type="text/html", headers=HEADERS)
    elif route.request.url.endswith("/faulty.css"):
        route.fulfill(body=STYLE, content_type="text/css")
    else:
        route.fulfill(status=404)


def test_every_fault_is_seen(visitor: Callable) -> None:
    page, watch = visitor()
    page.route("**/*", serve_faulty)
    page.goto("/faulty/")
    seen, found = "\n".join(watch.faults()), "\n".join(flaws(page))
    expected = ("policy: script-src", "policy: style-src", "policy: img-src", "console error")
    assert [kind for kind in (*expected, "404: ") if kind not in seen] == []
    rules = ("image-alt", "select-name", "color-contrast")
    expected = ("1440: overflow: svg", "390: small: <button", *(f"axe {rule}:" for rule in rules))
    assert [kind for kind in expected if kind not in found] == []


def test_requests_to_other_origins_are_seen(visitor: Callable) -> None:
    page, watch = visitor()
    page.route("**/*", lambda route: route.fulfill(body="<!doctype html><title>x</title>"))
    page.goto("/")
    page.evaluate("fetch('https://elsewhere.example/count', {mode: 'no-cors'})")
    assert watch.faults() == ["foreign request: https://elsewhere.example/count"]


def test_english_strings_are_seen_in_their_place_only(visitor: Callable) -> None:
    page, _ = visitor()
    page.route("**/*", serve_faulty)
    page.goto("/faulty/")
    texts = page.evaluate(probes.SHOWN_TEXTS)
    assert (texts.count("Sign in"), texts.count("Filters")) == (1, 1)
    assert english_left(["Anmelden", "Find partners", "x"], "de") == ["Find partners"]
