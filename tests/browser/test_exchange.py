"""Import and confirmation in a browser: with progress, without JavaScript, without flaws."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page, expect

from profiles.confirming import confirmation_token
from profiles.exchange import checking
from profiles.models import ImportFile, Membership, Profile
from profiles.states import ImportState, Status
from tests.browser.serving import serving
from tests.browser.test_desk import desk_of
from tests.browser.watching import Watch, flaws
from tests.browser.ways import follow
from tests.makers import make_profile, make_staff, make_user
from tests.profiles.exchange.tables import csv_of, make_world, row

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

NewContext = Callable[..., BrowserContext]


@pytest.fixture
def site() -> Iterator[str]:
    with serving() as url:
        yield url


def upload(page: Page, content: bytes) -> None:
    page.goto("/en/desk/import/")
    file = {"name": "profiles.csv", "mimeType": "text/csv", "buffer": content}
    page.get_by_label("Table of profiles").set_input_files(file)  # type: ignore[arg-type]
    page.get_by_role("button", name="Check this file").click()


def test_a_file_is_checked_and_imported(site: str, new_context: NewContext) -> None:
    make_world()
    make_profile("x", texts={"en": "Fermentation Cluster"})
    page = desk_of(make_staff(), site, new_context)
    watch = Watch(page, site)
    page.goto("/en/desk/import/")
    assert (flaws(page), watch.faults()) == ([], [])
    upload(page, csv_of(row(1), row(2, kind="club")))
    expect(page.get_by_text("Nothing can be imported from this file yet.")).to_be_visible()
    assert (flaws(page), watch.faults()) == ([], [])
    upload(page, csv_of(row(1), row(2)))
    expect(page.get_by_text("Looks like Fermentation Cluster")).to_be_visible()
    assert (flaws(page), watch.faults()) == ([], [])
    page.get_by_label("Published at once").check()
    page.get_by_role("button", name="Import these 2 profiles").click()
    expect(page.get_by_role("status").get_by_text("Imported")).to_be_visible()
    assert (flaws(page), watch.faults()) == ([], [])
    assert Profile.objects.published().count() == 3


def test_the_page_follows_a_worker(site: str, new_context: NewContext) -> None:
    dana = make_staff()
    file = ImportFile.objects.create(name="profiles.csv", digest="0", uploaded_by=dana)
    page = desk_of(dana, site, new_context)
    watch = Watch(page, site)
    page.goto(f"/en/desk/import/{file.pk}/")
    expect(page.get_by_text("Being checked")).to_be_visible()
    checking.note_progress(file.pk, 500, 5000)
    expect(page.get_by_text("500 of 5000 lines")).to_be_visible()
    file.move(ImportState.CHECKED, by=None, reason="Checked")
    expect(page.get_by_text("there is nothing to import")).to_be_visible()
    assert watch.faults() == []


def test_exports_and_the_unconfirmed_have_no_flaws(site: str, new_context: NewContext) -> None:
    profile = make_profile("c-vit", texts={"en": "Vitagora"})
    profile.move(Status.STALE, by=None, reason="Nobody said so")
    long_ago = timezone.now() - timedelta(days=250)
    Profile.objects.update(confirmed_at=long_ago)
    page = desk_of(make_staff(), site, new_context)
    watch = Watch(page, site)
    for path in (
        "/en/desk/export/",
        "/en/desk/unconfirmed/",
        f"/en/desk/unconfirmed/{profile.pk}/confirm/",
        "/en/partners/",
        profile.get_absolute_url(),
    ):
        page.goto(path)
        assert (path, flaws(page), watch.faults()) == (path, [], [])


def test_one_click_confirms_without_an_account_or_javascript(
    site: str, new_context: NewContext
) -> None:
    profile = make_profile("c-vit", texts={"en": ("Vitagora", "Food and taste.")})
    alice = make_user("alice@example.org")
    Membership.objects.create(user=alice, profile=profile, role=Membership.Role.OWNER)
    profile.move(Status.STALE, by=None, reason="Nobody said so")
    Profile.objects.update(confirmed_at=timezone.now() - timedelta(days=400))
    profile.refresh_from_db()
    page = new_context(base_url=site, java_script_enabled=False).new_page()
    page.goto(f"/en/confirm/{confirmation_token(profile, alice)}/")
    follow(page.get_by_role("button", name="Yes, this is still right"))
    expect(page.get_by_role("heading", name="The profile is confirmed")).to_be_visible()
    assert list(Profile.objects.matchable()) == [profile]


def test_the_page_behind_the_mail_has_no_flaws(site: str, new_context: NewContext) -> None:
    profile = make_profile("c-vit", texts={"en": ("Vitagora", "Food.")}, topics=["fermentation"])
    alice = make_user("alice@example.org")
    Membership.objects.create(user=alice, profile=profile, role=Membership.Role.OWNER)
    page = new_context(base_url=site).new_page()
    watch = Watch(page, site)
    page.goto(f"/en/confirm/{confirmation_token(profile, alice)}/")
    assert (flaws(page), watch.faults()) == ([], [])
    follow(page.get_by_role("button", name="Yes, this is still right"))
    assert (flaws(page), watch.faults()) == ([], [])
    page.goto("/en/confirm/cut-off/")
    assert (flaws(page), watch.faults()) == ([], [])
