"""A passkey from a browser's own authenticator: added, used instead of a password, and removed."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.serving import serving
from tests.browser.watching import Watch, flaws
from tests.browser.ways import follow
from tests.makers import PASSWORD, make_codes, make_staff, make_user

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}
"""As in a phone or a laptop: it keeps the key, and knows its owner's finger."""


def with_authenticator(page: Page) -> None:
    cdp = page.context.new_cdp_session(page)
    cdp.send("WebAuthn.enable")
    cdp.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})


def sign_in(page: Page, email: str) -> None:
    page.goto("/en/account/login/")
    page.locator("input[name=login]").fill(email)
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("main form button").first.click()


def add_passkey(page: Page, name: str) -> None:
    page.goto("/en/account/second-factor/webauthn/add/")
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("main form button").first.click()
    page.locator("input[name=name]").fill(name)
    page.get_by_role("button", name="Add the passkey").click()
    expect(page).to_have_url(re.compile(r"/second-factor/recovery-codes/$"))


def test_alice_signs_in_by_passkey_alone(
    transactional_db: None, new_context: Callable[..., BrowserContext]
) -> None:
    make_user("alice@example.org", family_name="Martin", given_name="Alice")
    with serving() as url:
        page = new_context(base_url=url).new_page()
        watch = Watch(page, url)
        with_authenticator(page)
        sign_in(page, "alice@example.org")
        add_passkey(page, "Laptop")
        page.goto("/en/account/second-factor/webauthn/")
        expect(page.locator("tbody th")).to_have_text("Laptop")
        expect(page.locator("tbody td").first).to_have_text("without a password")
        assert flaws(page) == []
        follow(page.get_by_role("button", name="Sign out"))
        expect(page.locator(".account__name")).to_have_count(0)
        page.goto("/en/account/login/?next=/en/account/")
        page.get_by_role("button", name="Sign in with a passkey").click()
        expect(page).to_have_url(f"{url}/en/account/")
        expect(page.locator(".account__name")).to_contain_text("Alice Martin")
        assert watch.faults() == []


def test_dana_shows_her_passkey_after_the_password(
    transactional_db: None, new_context: Callable[..., BrowserContext]
) -> None:
    make_codes(make_staff("dana@example.org"), "20400001")
    with serving() as url:
        page = new_context(base_url=url).new_page()
        watch = Watch(page, url)
        with_authenticator(page)
        sign_in(page, "dana@example.org")
        page.locator("input[name=code]").fill("20400001")
        follow(page.locator("main form button").first)
        page.goto("/en/account/second-factor/webauthn/add/")
        page.locator("input[name=password]").fill(PASSWORD)
        page.locator("main form button").first.click()
        page.get_by_role("button", name="Add the passkey").click()
        expect(page).to_have_url(f"{url}/en/account/second-factor/")
        follow(page.get_by_role("button", name="Sign out"))
        sign_in(page, "dana@example.org")
        expect(page.get_by_role("heading", level=1)).to_have_text("Your second factor")
        assert flaws(page) == []
        page.get_by_role("button", name="Use a passkey").click()
        expect(page.locator(".account__name")).to_be_visible()
        page.goto("/en/desk/runs/")
        expect(page).to_have_url(f"{url}/en/desk/runs/")
        assert watch.faults() == []


def test_without_a_passkey_the_page_says_so(
    transactional_db: None, new_context: Callable[..., BrowserContext]
) -> None:
    with serving() as url:
        page = new_context(base_url=url).new_page()
        with_authenticator(page)
        page.goto("/en/account/login/")
        expect(page.locator("[data-passkey-failed]")).to_be_hidden()
        page.get_by_role("button", name="Sign in with a passkey").click()
        expect(page.locator("[data-passkey-failed]")).to_be_visible()
        assert flaws(page) == []


def test_without_scripts_there_is_no_button_that_does_nothing(
    transactional_db: None, new_context: Callable[..., BrowserContext]
) -> None:
    with serving() as url:
        page = new_context(base_url=url, java_script_enabled=False).new_page()
        page.goto("/en/account/login/")
        expect(page.get_by_role("button", name="Sign in with a passkey")).to_be_hidden()
        expect(page.locator("noscript p")).to_contain_text("Passkeys need JavaScript")
