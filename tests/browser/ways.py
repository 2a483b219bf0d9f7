"""Ways from one page to another. A test goes on when the next one has loaded, not before: a click
alone comes back when the next page has begun, with half of it or none."""

from playwright.sync_api import Locator, Page


def follow(way: Locator) -> None:
    """Click a link or a button that leads to a page, and wait for that page."""
    with way.page.expect_navigation():
        way.click()


def enter(page: Page) -> None:
    """Press Enter where that leads to a page, and wait for that page."""
    with page.expect_navigation():
        page.keyboard.press("Enter")
