"""Moderators at work: two on one item, keys, sentences, and how the pages look."""

import re
from collections.abc import Callable, Iterator

import pytest
from django.test import Client
from playwright.sync_api import BrowserContext, Page, expect

from profiles.actions import teams
from profiles.models import MembershipRequest, Profile, User
from profiles.states import Status
from tests.browser.serving import serving
from tests.browser.watching import Watch, flaws
from tests.browser.ways import enter, follow
from tests.helpdesk.desk.reviews import page as address
from tests.helpdesk.desk.reviews import submitted
from tests.makers import make_staff, make_user

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

NewContext = Callable[..., BrowserContext]
FOCUSED = "document.activeElement.textContent.trim().replace(/\\s+/g, ' ')"


@pytest.fixture
def site() -> Iterator[str]:
    with serving() as url:
        yield url


def desk_of(person: User, site: str, new_context: NewContext) -> Page:
    """The person's own browser, signed in."""
    client = Client()
    client.force_login(person)
    context = new_context(base_url=site, locale="en-GB")
    context.add_cookies(
        [{"name": "session", "value": client.cookies["session"].value, "url": site}]
    )
    return context.new_page()


def focused(page: Page) -> str:
    return str(page.evaluate(FOCUSED))


def test_two_moderators_on_one_item_do_not_overwrite_each_other(
    site: str, new_context: NewContext
) -> None:
    dana = make_staff(given_name="Dana")
    erik = make_staff("erik@example.org", given_name="Erik")
    revision = submitted(make_user("alice@example.org"))
    hers, his = (desk_of(person, site, new_context) for person in (dana, erik))
    for browser in (hers, his):
        browser.goto(f"/en{address(revision).removeprefix('/en')}")
    hers.get_by_role("button", name="Start review").click()
    his.get_by_role("button", name="Start review").click()
    expect(his.get_by_text("Dana is reviewing this.")).to_be_visible()
    expect(his.get_by_role("button", name="Approve and publish")).to_have_count(0)

    hers.get_by_label("Message to the organisation").fill("Please say which food.")
    his.get_by_role("button", name="Take over from Dana").click()
    expect(his.get_by_text("You are reviewing this.")).to_be_visible()
    hers.get_by_role("button", name="Ask for changes").click()
    expect(hers.get_by_text("Erik is reviewing this at the moment.")).to_be_visible()
    expect(hers.get_by_label("Message to the organisation")).to_have_value("Please say which food.")

    for box in (
        his.get_by_role("group", name="What you have to judge").get_by_role("checkbox").all()
    ):
        box.check()
    his.get_by_role("button", name="Approve and publish").click()
    expect(his.get_by_text("Published: Fermentation Cluster.")).to_be_visible()
    hers.get_by_role("button", name="Take over from Erik").click()
    expect(hers.get_by_text("Nothing to decide")).to_be_visible()
    expect(hers.get_by_label("Message to the organisation")).to_have_value("Please say which food.")
    assert Profile.objects.get().status == Status.PUBLISHED
    assert revision.transitions.count() == 2


def test_the_queue_is_worked_through_by_keys(site: str, new_context: NewContext) -> None:
    alice = make_user("alice@example.org")
    one, two = submitted(alice, "First Cluster"), submitted(alice, "Second Cluster")
    page = desk_of(make_staff(), site, new_context)
    watch = Watch(page, site)
    page.goto("/en/desk/reviews/")
    seen = []
    for key in "jjjk":
        page.keyboard.press(key)
        seen.append(focused(page))
    assert seen == ["First Cluster", "Second Cluster", "Second Cluster", "First Cluster"]
    enter(page)
    expect(page).to_have_url(f"{site}{address(one)}")
    page.keyboard.press("s")
    assert focused(page) == "Start review"
    enter(page)
    expect(page.get_by_text("You are reviewing this.")).to_be_visible()
    page.keyboard.press("n")
    assert page.evaluate("document.activeElement.id") == "f-organisation.texts.en.name"
    for key, name in {"a": "Approve and publish", "c": "Ask for changes", "r": "Reject"}.items():
        page.keyboard.press(key)
        assert focused(page) == name
    page.get_by_label("Message to the organisation").press_sequentially("acrj?")
    expect(page.get_by_label("Message to the organisation")).to_have_value("acrj?")
    page.get_by_role("button", name="Reject").focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{site}{address(two)}")
    expect(page.get_by_text("Rejected: First Cluster.")).to_be_visible()
    assert watch.faults() == []


def test_keys_are_explained_and_can_be_switched_off(site: str, new_context: NewContext) -> None:
    submitted(make_user("alice@example.org"))
    page = desk_of(make_staff(), site, new_context)
    page.goto("/en/desk/reviews/")
    page.keyboard.press("?")
    dialog = page.get_by_role("dialog", name="Keyboard shortcuts")
    expect(dialog).to_be_visible()
    dialog.get_by_label("Keys are on").uncheck()
    dialog.get_by_role("button", name="Close").click()
    for key in "j?":
        page.keyboard.press(key)
    expect(dialog).to_be_hidden()
    assert focused(page) != "Fermentation Cluster"
    page.reload()
    page.keyboard.press("j")
    assert focused(page) != "Fermentation Cluster"
    page.get_by_role("button", name="Keyboard shortcuts").click()
    dialog.get_by_label("Keys are on").check()
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    assert focused(page) == "Fermentation Cluster"


def test_a_sentence_is_put_into_the_message(site: str, new_context: NewContext) -> None:
    revision = submitted(make_user("haruka@example.org", language="ja"), side="japan")
    page = desk_of(make_staff(), site, new_context)
    page.goto(address(revision))
    follow(page.get_by_role("button", name="Start review"))
    message = page.get_by_label("Message to the organisation")
    message.fill("こんにちは。")
    page.get_by_text("Sentences that are often needed").click()
    sentence = page.locator(".sentences__item span[lang=ja]").first.inner_text()
    page.get_by_role("button", name="Insert (Thanks)").click()
    expect(message).to_have_value(f"こんにちは。\n{sentence}\n")
    expect(message).to_be_focused()


def test_without_javascript_everything_can_be_done(site: str, new_context: NewContext) -> None:
    revision = submitted(make_user("alice@example.org"))
    client = Client()
    client.force_login(make_staff())
    context = new_context(base_url=site, java_script_enabled=False)
    context.add_cookies(
        [{"name": "session", "value": client.cookies["session"].value, "url": site}]
    )
    page = context.new_page()
    page.goto(address(revision))
    expect(page.get_by_role("button", name="Keyboard shortcuts")).to_have_count(0)
    follow(page.get_by_role("button", name="Start review"))
    page.locator("summary", has_text=re.compile(r"Ask for a change \(Description\)")).click()
    page.get_by_label("What shall be changed in “Description”?").fill("Which food?")
    page.get_by_label("Message to the organisation").fill("Nearly there.")
    page.get_by_role("button", name="Ask for changes").click()
    expect(page.get_by_text("Asked for changes: Fermentation Cluster.")).to_be_visible()
    assert revision.transitions.last().remarks.get().text == "Which food?"


@pytest.mark.parametrize(
    "path", ["/en/desk/", "/en/desk/reviews/", "/en/desk/profiles/", "/en/desk/requests/"]
)
def test_lists_have_no_flaws(site: str, new_context: NewContext, path: str) -> None:
    submitted(make_user("alice@example.org"))
    page = desk_of(make_staff(), site, new_context)
    watch = Watch(page, site)
    page.goto(path)
    assert (flaws(page), watch.faults()) == ([], [])


def test_a_review_and_a_record_have_no_flaws(site: str, new_context: NewContext) -> None:
    revision = submitted(make_user("alice@example.org"))
    page = desk_of(make_staff(), site, new_context)
    watch = Watch(page, site)
    page.goto(address(revision))
    assert (flaws(page), watch.faults()) == ([], [])
    follow(page.get_by_role("button", name="Start review"))
    page.evaluate("document.querySelectorAll('details').forEach((it) => { it.open = true })")
    assert (flaws(page), watch.faults()) == ([], [])
    page.goto(f"/en/desk/profiles/{revision.profile_id}/")
    assert (flaws(page), watch.faults()) == ([], [])


@pytest.mark.parametrize("kind", MembershipRequest.Kind)
def test_a_request_has_no_flaws(site: str, new_context: NewContext, kind: str) -> None:
    profile = submitted(make_user("alice@example.org")).profile
    wish = teams.request_membership(
        profile, by=make_user("eve@example.org"), message="She has left.", kind=kind
    )
    page = desk_of(make_staff(), site, new_context)
    watch = Watch(page, site)
    page.goto(f"/en/desk/requests/{wish.pk}/")
    page.get_by_role("button", name="Decline").click()
    expect(page.get_by_text("Say why: the person reads it.")).to_be_visible()
    assert (flaws(page), watch.faults()) == ([], [])
