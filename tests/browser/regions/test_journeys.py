"""The way from the home page to a pair: by keyboard, without scripts, by htmx."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser import probes
from tests.browser.regions.site import Site
from tests.browser.watching import NARROW, WIDE
from tests.browser.ways import enter, follow

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

MOST_TABS = 60
"""Steps to any control on the way; more, and the page is a maze for the keyboard."""

MARK = "window.samePage = true"
IS_MARKED = "() => window.samePage === true"


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until the selector has the focus; every stop must be seen."""
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        stop = page.evaluate(probes.FOCUSED)
        assert (stop["outline"] > 0, stop["onScreen"]) == (True, True), stop["node"]
        if page.evaluate(probes.IS_FOCUSED, selector):
            return
    raise AssertionError(f"{MOST_TABS} tabs do not lead to {selector}")


def choose(page: Page, name: str, typed: str, value: str) -> None:
    tab_to(page, f"select[name={name}]")
    page.keyboard.type(typed)
    expect(page.locator(f"select[name={name}]")).to_have_value(value)


def press_enter_to(page: Page, address: str) -> None:
    enter(page)
    expect(page).to_have_url(re.compile(address))


@pytest.mark.parametrize("width", [WIDE, NARROW])
@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_keyboard_leads_to_a_pair(visitor: Callable, width: int, *, scripts: bool) -> None:
    page, _ = visitor(width=width, scripts=scripts)
    page.goto("/en/")
    tab_to(page, ".site-nav__link[href='/en/partners/']")
    press_enter_to(page, r"/en/partners/$")
    if width == NARROW:
        tab_to(page, ".facets > summary")
        page.keyboard.press("Enter")
    choose(page, "side", "Japan", "japan")
    choose(page, "sector", "Energy", "energy")
    tab_to(page, ".facets button[type=submit]")
    press_enter_to(page, r"side=japan.*sector=energy")
    expect(page.locator("#results .side--europe")).to_have_count(0)
    tab_to(page, ".card__title a")
    press_enter_to(page, r"/en/partners/\d+-[\w-]+/$")
    tab_to(page, "main a[href$='/suggestions/']")
    press_enter_to(page, r"/en/partners/\d+/suggestions/$")
    tab_to(page, ".suggestion a[href*='/matches/']")
    press_enter_to(page, r"/en/matches/\d+-\d+/$")
    expect(page.locator("h1")).to_contain_text("×")


def test_the_first_tab_skips_the_header(visitor: Callable) -> None:
    page, _ = visitor()
    page.goto("/en/partners/")
    tab_to(page, ".skip-link")
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    page.keyboard.press("Tab")
    assert page.evaluate(probes.IS_FOCUSED, "main *")


def shown_count(page: Page) -> int:
    return int(page.locator(".result-count strong").inner_text())


def filter_japanese(page: Page, site: Site) -> None:
    """Choose Japan on the list; the page must stay and its results change."""
    page.goto("/en/partners/")
    page.evaluate(MARK)
    assert shown_count(page) == site.organisations
    page.locator("select[name=side]").select_option("japan")
    expect(page).to_have_url(re.compile(r"\?.*side=japan"))
    expect(page.locator("#results .side--europe")).to_have_count(0)
    assert page.evaluate(IS_MARKED)


def test_a_filter_changes_results_count_and_address(site: Site, visitor: Callable) -> None:
    page, watch = visitor()
    filter_japanese(page, site)
    assert shown_count(page) == site.japanese
    assert page.locator("#results .side--japan").count() == page.locator(".card").count() > 0
    page.go_back()
    expect(page).to_have_url(re.compile(r"/en/partners/$"))
    expect(page.locator(".result-count strong")).to_have_text(str(site.organisations))
    expect(page.locator("select[name=side]")).to_have_value("")
    assert watch.faults() == []


def test_forward_brings_the_filter_back(site: Site, visitor: Callable) -> None:
    page, _ = visitor()
    filter_japanese(page, site)
    page.go_back()
    expect(page.locator(".result-count strong")).to_have_text(str(site.organisations))
    page.go_forward()
    expect(page.locator(".result-count strong")).to_have_text(str(site.japanese))
    assert page.locator("select[name=side]").input_value() == "japan"


def test_back_from_a_profile_shows_the_filtered_page(site: Site, visitor: Callable) -> None:
    page, _ = visitor()
    filter_japanese(page, site)
    page.locator(".card__title a").first.click()
    expect(page).to_have_url(re.compile(r"/en/partners/\d+-"))
    page.go_back()
    expect(page).to_have_url(re.compile(r"side=japan"))
    expect(page.locator(".result-count strong")).to_have_text(str(site.japanese))
    assert page.locator("header.site-header").count() == 1
    assert page.locator("select[name=side]").input_value() == "japan"


def test_search_finds_a_name_by_htmx(site: Site, visitor: Callable) -> None:
    page, _ = visitor()
    page.goto("/en/partners/")
    page.evaluate(MARK)
    page.locator("input[name=q]").fill("Fukushima")
    page.locator("input[name=q]").press("Enter")
    expect(page).to_have_url(re.compile(r"q=Fukushima"))
    expect(page.locator("#results .card__title a", has_text="Fukushima")).not_to_have_count(0)
    assert page.evaluate(IS_MARKED)
    assert shown_count(page) < site.organisations


def test_tabs_change_the_sector_of_suggestions(site: Site, visitor: Callable) -> None:
    page, watch = visitor()
    page.goto(f"/en/partners/{site.europe}/suggestions/")
    page.evaluate(MARK)
    page.locator(".tabs a[href*='sector=tourism']").click()
    expect(page).to_have_url(re.compile(r"\?sector=tourism$"))
    expect(page.locator(".tabs a[aria-current]")).to_have_attribute(
        "href", re.compile(r"sector=tourism")
    )
    assert page.evaluate(IS_MARKED)
    page.go_back()
    expect(page.locator(".tabs a[aria-current]")).to_have_attribute(
        "href", re.compile(r"suggestions/$")
    )
    assert watch.faults() == []


@pytest.mark.parametrize(
    "path",
    [
        "/about/",
        "/partners/?side=japan&sector=energy",
        "{european_path}",
        "/partners/{japan}/suggestions/?sector=energy",
        "/matches/{europe}-{japan}/?sector=energy",
        "/account/login/",
    ],
)
def test_another_language_is_the_same_page(site: Site, visitor: Callable, path: str) -> None:
    page, _ = visitor()
    path = site.path(path)
    page.goto(f"/en{path}")
    for language in ("ja", "de", "fr", "en"):
        follow(page.locator(f".languages__link[hreflang={language}]"))
        expect(page).to_have_url(f"{site.url}/{language}{path}")
        expect(page.locator("html")).to_have_attribute("lang", language)
        current = page.locator(".languages__link[aria-current]")
        expect(current).to_have_attribute("hreflang", language)


def test_another_language_keeps_a_filter_chosen_by_htmx(site: Site, visitor: Callable) -> None:
    page, _ = visitor()
    filter_japanese(page, site)
    follow(page.locator(".languages__link[hreflang=de]"))
    assert re.search(r"/de/partners/\?.*side=japan", page.url)
    assert shown_count(page) == site.japanese
