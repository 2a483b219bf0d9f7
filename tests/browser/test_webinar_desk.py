"""The desk makes a webinar, from the first line to the announcement; in a browser."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
from playwright.sync_api import BrowserContext, expect

from events.models import Webinar
from events.states import State
from profiles.models import User
from tests.browser.serving import serving
from tests.browser.test_desk import desk_of
from tests.browser.watching import WIDE, Watch, flaws
from tests.browser.ways import follow
from tests.events.desk import winter_webinar
from tests.events.making import register
from tests.makers import make_staff, make_topic

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NewContext = Callable[..., BrowserContext]


@pytest.fixture
def site() -> Iterator[str]:
    with serving() as url:
        yield url


@pytest.fixture
def dana() -> User:
    return make_staff(given_name="Dana", family_name="Novák")


def test_from_the_first_line_to_the_announcement(
    site: str, new_context: NewContext, dana: User
) -> None:
    page = desk_of(dana, site, new_context)
    watch = Watch(page, site)
    page.goto("/en/desk/webinars/")
    follow(page.get_by_role("link", name="New webinar"))
    page.get_by_label("Title", exact=True).fill("Hydrogen by rail")
    page.get_by_label("Summary").fill("How trains carry hydrogen.")
    page.get_by_label("Begins").fill("2027-10-29T10:00")
    page.get_by_label("Ends", exact=True).fill("2027-10-29T11:30")
    expect(page.locator("#times")).to_contain_text("Fri 29 Oct 2027, 10:00 CEST / 17:00 JST")
    expect(page.locator("#times")).to_contain_text("Fri 29 Oct 2027, 11:30 CEST / 18:30 JST")
    page.get_by_role("group", name="Spoken").get_by_label("English").check()
    follow(page.get_by_role("button", name="Make the draft"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Hydrogen by rail")
    follow(page.get_by_role("link", name="Title and summary in this language are missing: Jap"))
    page.get_by_role("tab", name="Japanese").click()
    page.locator("#id_title_ja").fill("鉄道で運ぶ水素")
    page.locator("#id_summary_ja").fill("水素を鉄道で。")
    follow(page.get_by_role("button", name="Save", exact=True))
    follow(page.get_by_role("link", name="Nobody speaks"))
    follow(page.get_by_role("link", name="Add a speaker", exact=True))
    page.locator("#id_family_name").fill("Muster")
    page.locator("#id_organisation").fill("H2 Cluster")
    follow(page.get_by_role("button", name="Save", exact=True))
    assert not flaws(page, axe_at=(WIDE,), contrast_at=(WIDE,))
    follow(page.get_by_role("button", name="Announce"))
    expect(page.get_by_role("heading", level=2, name="Announced")).to_be_visible()
    webinar = Webinar.objects.get()
    assert (webinar.state, webinar.starts_at, webinar.texts.count()) == (
        State.PUBLISHED,
        datetime(2027, 10, 29, 8, 0, tzinfo=UTC),
        2,
    )
    assert watch.faults() == []


def test_before_participants_are_told_one_is_asked(
    site: str, new_context: NewContext, dana: User
) -> None:
    webinar = winter_webinar()
    register(webinar)
    page = desk_of(dana, site, new_context)
    watch = Watch(page, site)
    page.goto(f"/en/desk/webinars/{webinar.pk}/")
    page.get_by_label("Begins").fill("2027-01-14T09:00")
    expect(page.locator("#times")).to_contain_text("Thu 14 Jan 2027, 09:00 CET / 17:00 JST")
    follow(page.get_by_role("button", name="Save", exact=True))
    expect(page.get_by_role("alert")).to_contain_text("1 participant will be told")
    assert Webinar.objects.get().sequence == 0
    follow(page.get_by_role("button", name="Save and tell them").first)
    expect(page.get_by_role("status").filter(has_text="Saved.")).to_be_visible()
    assert Webinar.objects.get().starts_at == datetime(2027, 1, 14, 8, 0, tzinfo=UTC)
    assert watch.faults() == []


def test_a_topic_is_found_and_moves_to_the_chosen(
    site: str, new_context: NewContext, dana: User
) -> None:
    webinar = winter_webinar(state=State.DRAFT)
    make_topic("wine", en="Wine")
    make_topic("tourism", en="Tourism")
    page = desk_of(dana, site, new_context)
    watch = Watch(page, site)
    page.goto(f"/en/desk/webinars/{webinar.pk}/subjects/")
    page.get_by_label("Search topics, in any language").fill("wine")
    page.get_by_label("Wine").check()
    expect(page.locator("[data-chosen]").get_by_label("Wine")).to_be_checked()
    follow(page.get_by_role("button", name="Save", exact=True))
    expect(page.locator("[data-chosen]").get_by_label("Wine")).to_be_checked()
    assert [it.slug for it in webinar.topics.all()] == ["wine"]
    assert watch.faults() == []
