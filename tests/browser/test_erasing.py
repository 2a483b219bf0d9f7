"""Somebody reads their data, changes their mind about a consent, and erases their account."""

from collections.abc import Callable

import pytest
from django.utils import translation
from django.utils.translation import gettext
from playwright.sync_api import BrowserContext, Page, expect

from profiles.consents import standing_consent
from profiles.models import Consent, Erasure, Mail, Profile, User
from profiles.states import Status
from tests.browser.serving import serving
from tests.browser.watching import Watch
from tests.browser.ways import follow
from tests.makers import PASSWORD, make_profile, make_user
from tests.profiles.teams.people import join

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

ADDRESS = "haruka@example.org"


def make_haruka(language: str) -> Profile:
    profile = make_profile("jp-07", language="ja", texts={"ja": "福島県", "en": "Fukushima"})
    names = {"family_name": "佐藤", "given_name": "遥", "language": language}
    join(profile, make_user(ADDRESS, **names))
    return profile


def sign_in(page: Page, language: str) -> None:
    page.goto(f"/{language}/account/data/")
    page.locator("input[type=email]").fill(ADDRESS)
    page.locator("input[type=password]").fill(PASSWORD)
    page.locator("main form button[type=submit]").first.click()
    expect(page.locator("#consents")).to_be_visible()


def type_password_again(page: Page) -> None:
    page.locator("input[type=password]").fill(PASSWORD)
    page.locator("main form button[type=submit]").first.click()


@pytest.mark.parametrize("language", ["ja", "de"])
def test_the_whole_way(language: str, new_context: Callable[..., BrowserContext]) -> None:
    profile = make_haruka(language)
    with serving() as url:
        page, elsewhere = (new_context(base_url=url).new_page() for _ in range(2))
        watch = Watch(page, url)
        sign_in(page, language)
        sign_in(elsewhere, language)
        agree(page)
        read(page)
        erase(page)
        expect(page).to_have_url(f"{url}/{language}/")
        with translation.override(language):
            goodbye = gettext("Your account is erased. A last mail confirms it.")
        expect(page.locator(".notice--success")).to_contain_text(goodbye)
        elsewhere.reload()
        expect(elsewhere.locator("input[type=password]")).to_be_visible()
        assert watch.faults() == []
    profile.refresh_from_db()
    mail = Mail.objects.get(kind="account_erased")
    assert (profile.status, User.objects.count()) == (Status.ARCHIVED, 0)
    assert (mail.address, mail.language, Erasure.objects.count()) == (ADDRESS, language, 1)


def agree(page: Page) -> None:
    page.locator(".choices__item").first.locator("button").click()
    expect(page.locator(".notice--success")).to_be_visible()
    haruka = User.objects.get(email=ADDRESS)
    assert standing_consent(haruka, Consent.Purpose.DISCLOSURE).source == "my-data"


def read(page: Page) -> None:
    """On one page, and as a file; the password is asked for once."""
    page.locator("#everything ~ p a").first.click()
    type_password_again(page)
    expect(page.locator("main")).to_contain_text("佐藤")
    with page.expect_download() as download:
        page.locator("main a[href$='/export/']").click()
    assert download.value.suggested_filename.startswith("my-data-")
    assert "佐藤" in download.value.path().read_text(encoding="utf-8")


def erase(page: Page) -> None:
    """By the keyboard, after a slip."""
    follow(page.locator(".back a"))
    follow(page.locator("#erase ~ p a"))
    field = page.locator("input[name=email]")
    field.fill("charlie@example.org")
    field.press("Enter")
    expect(page.locator(".errorlist")).to_be_visible()
    assert User.objects.count() == 1
    field.fill(ADDRESS)
    field.press("Enter")
