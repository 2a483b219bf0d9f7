"""A newcomer fills in a whole profile: with scripts, with none, by keyboard; autosave stays."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from playwright.sync_api import BrowserContext, Page, expect

from profiles.actions import editing
from profiles.models import Profile, TopicSynonym
from tests.browser.regions.site import session_of
from tests.browser.serving import serving
from tests.browser.watching import Watch, flaws
from tests.makers import make_cooperation, make_place, make_sectors, make_topic, make_user

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

TOPICS = {
    "fermentation": {
        "en": "Fermentation",
        "de": "Fermentation",
        "fr": "Fermentation",
        "ja": "発酵",
    },
    "food": {"en": "Food processing", "de": "Lebensmittel", "fr": "Agroalimentaire", "ja": "食品"},
    "sake": {"en": "Sake brewing", "de": "Sake", "fr": "Saké", "ja": "日本酒"},
    "research": {"en": "Universities", "de": "Hochschulen", "fr": "Universités", "ja": "大学"},
    "biotech": {"en": "Biotechnology", "de": "Biotechnik", "fr": "Biotechnologie", "ja": "バイオ"},
    "export": {"en": "Food exports", "de": "Export", "fr": "Exportation", "ja": "輸出"},
    "ski": {"en": "Ski tourism", "de": "Skitourismus", "fr": "Ski", "ja": "スキー"},
}
DESCRIPTION = (
    "熊本県の発酵と食品加工の企業、日本酒の蔵元、大学とバイオ研究所をつなぐネットワークです。"
    "会員が共同で製品を開発し、欧州への輸出をめざしています。"
    "醸造の技術者を育て、地域の若い企業を支え、海外の研究者を受け入れています。"
)
OFFER = "発酵の技術を欧州の食品企業に公開します。"
NEED = "日本酒の輸出を手伝う相手を探しています。"
SAVED = re.compile(r"\s*Saved \d\d:\d\d\s*")


@dataclass
class Newcomer:
    profile: Profile
    page: Page
    watch: Watch

    def open(self, section: str) -> None:
        self.page.goto(f"/en/organisations/{self.profile.pk}/edit/{section}")

    def content(self, section: str) -> Any:
        return self.profile.revisions.get().content[section]


@pytest.fixture
def newcomer(new_context: Callable[..., BrowserContext]) -> Iterator[Callable[..., Newcomer]]:
    """Haruka has just registered her cluster; nothing but its name is there."""
    cache.clear()
    make_sectors()
    for slug, names in TOPICS.items():
        TopicSynonym.objects.create(
            topic=make_topic(slug, **names), language="en", term=f"{slug} industry"
        )
    make_cooperation("joint-rd")
    haruka = make_user("haruka@example.org", family_name="佐藤", given_name="遥")
    place = make_place("JP-43", "Kumamoto")
    profile = editing.register_organisation(
        by=haruka, name="発酵クラスター", language="ja", kind="cluster", place=place
    )
    with serving() as url:

        def open_browser(*, scripts: bool = True, width: int = 1440) -> Newcomer:
            context = new_context(
                base_url=url,
                viewport={"width": width, "height": 900},
                java_script_enabled=scripts,
                reduced_motion="reduce",
            )
            name, value = settings.SESSION_COOKIE_NAME, session_of(haruka)
            context.add_cookies([{"name": name, "value": value, "url": url}])
            page = context.new_page()
            return Newcomer(profile, page, Watch(page, url))

        yield open_browser


def go_on(page: Page, heading: str) -> None:
    page.get_by_role("button", name="Save and continue").click()
    expect(page.locator("h1")).to_have_text(heading)


def fill_in(page: Page) -> None:
    """From the first section to the last, by the button that leads on."""
    page.get_by_role("link", name="Who you are").first.click()
    page.locator("#id_texts-ja-description").fill(DESCRIPTION)
    page.locator("#id_legal_status").select_option("hosted")
    page.locator("#id_host").fill("熊本県")
    go_on(page, "Sectors")
    page.locator("#id_industry").get_by_label("main").check()
    go_on(page, "Topics")
    suggested = page.locator("#suggestions label")
    expect(suggested.first).to_be_visible()
    for name in ("Fermentation", "Sake brewing", "Food processing", "Universities", "Food exports"):
        page.get_by_role("checkbox", name=name).check()
    go_on(page, "What you offer")
    page.locator("#id_0-texts-ja").fill(OFFER)
    page.get_by_role("checkbox", name="joint-rd").first.check()
    go_on(page, "What you need")
    page.locator("#id_0-texts-ja").fill(NEED)
    go_on(page, "Where else in the world")
    go_on(page, "Contact")
    page.locator("#id_email").fill("office@cluster.example.jp")
    page.locator("#id_phone").fill("０９６-３８３-１１１１")
    page.locator("#id_links-0-url").fill("cluster.example.jp")
    go_on(page, "Languages")
    page.get_by_role("button", name="Save and finish").click()
    expect(page.locator("h1")).to_have_text("Profile of 発酵クラスター")


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_a_newcomer_ends_with_five_specific_topics(
    newcomer: Callable[..., Newcomer], *, scripts: bool
) -> None:
    her = newcomer(scripts=scripts)
    her.open("")
    fill_in(her.page)
    assert set(her.content("topics")) == {"fermentation", "sake", "food", "research", "export"}
    assert her.content("organisation")["texts"]["ja"]["description"] == DESCRIPTION
    assert her.content("sectors") == {"industry": 2}
    assert her.content("offers")[0]["texts"] == {"ja": OFFER}
    assert her.content("offers")[0]["cooperation"] == ["joint-rd"]
    assert her.content("needs")[0]["texts"] == {"ja": NEED}
    assert her.content("contact")["phone"] == "+81963831111"
    her.page.get_by_role("button", name="Hand in to the helpdesk").click()
    expect(her.page.locator(".notice--success")).to_contain_text("Handed in.")
    assert her.watch.faults() == []


def test_autosave_survives_a_reload(newcomer: Callable[..., Newcomer]) -> None:
    her = newcomer()
    her.open("organisation/")
    page = her.page
    page.locator("#id_texts-ja-description").fill(DESCRIPTION)
    expect(page.locator("#save-message")).to_have_text(SAVED)
    expect(page.locator("#preview-pane")).to_contain_text(DESCRIPTION[:20])
    page.locator("#id_host").fill("阿蘇市")
    page.locator("#id_host").blur()
    expect(page.locator("#preview-pane")).to_contain_text("阿蘇市")
    page.reload()
    expect(page.locator("#id_texts-ja-description")).to_have_value(DESCRIPTION)
    expect(page.locator("#id_host")).to_have_value("阿蘇市")
    assert her.watch.faults() == []


def test_autosave_says_what_is_wrong_and_loses_nothing(newcomer: Callable[..., Newcomer]) -> None:
    her = newcomer()
    her.open("organisation/")
    page = her.page
    page.locator("#id_member_count").fill("many")
    page.locator("#id_member_count").blur()
    expect(page.locator("#save-message")).to_contain_text("Members: Enter a whole number.")
    expect(page.locator("#id_member_count")).to_have_value("many")
    page.locator("#id_member_count").fill("40")
    page.locator("#id_member_count").blur()
    expect(page.locator("#save-message")).to_have_text(SAVED)
    assert her.content("organisation")["member_count"] == 40


def test_a_lost_connection_is_told(newcomer: Callable[..., Newcomer]) -> None:
    her = newcomer()
    her.open("organisation/")
    her.page.context.set_offline(True)
    her.page.locator("#id_host").fill("熊本県")
    her.page.locator("#id_host").blur()
    expect(her.page.locator("#save-message")).to_contain_text("Not saved: the connection failed.")
    her.page.context.set_offline(False)
    her.page.get_by_role("button", name="Save and continue").click()
    expect(her.page.locator("h1")).to_have_text("Sectors")
    assert her.content("organisation")["host"] == "熊本県"


def test_a_lost_session_is_told(newcomer: Callable[..., Newcomer]) -> None:
    her = newcomer()
    her.open("organisation/")
    her.page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    her.page.locator("#id_host").fill("熊本県")
    her.page.locator("#id_host").blur()
    expect(her.page.locator("#save-message")).to_contain_text("Not saved: you are signed out.")
    expect(her.page.locator("#id_host")).to_have_value("熊本県")


def test_tabs_by_keyboard(newcomer: Callable[..., Newcomer]) -> None:
    her = newcomer()
    her.open("organisation/")
    page = her.page
    page.locator("#id_new_language").select_option("fr")
    page.get_by_role("button", name="Add", exact=True).click()
    tabs = page.get_by_role("tablist", name="Languages of name and description").get_by_role("tab")
    expect(tabs).to_have_text(["Japanese", "French"])
    expect(tabs.nth(1)).to_have_attribute("aria-selected", "true")
    expect(page.locator("#id_texts-fr-name")).to_be_visible()
    expect(page.locator("#id_texts-ja-name")).to_be_hidden()
    tabs.nth(1).focus()
    for key, at in (
        ("ArrowLeft", 0),
        ("ArrowRight", 1),
        ("ArrowRight", 0),
        ("End", 1),
        ("Home", 0),
    ):
        page.keyboard.press(key)
        expect(tabs.nth(at)).to_be_focused()
        expect(tabs.nth(at)).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Tab")
    expect(page.locator("#id_texts-ja-name")).to_be_focused()
    assert flaws(page) == []


def test_suggestions_are_taken_by_a_click_and_topics_found_by_a_word(
    newcomer: Callable[..., Newcomer],
) -> None:
    her = newcomer()
    her.open("organisation/")
    page = her.page
    page.locator("#id_texts-ja-description").fill(DESCRIPTION)
    go_on(page, "Sectors")
    go_on(page, "Topics")
    page.locator("#suggestions label", has_text="Fermentation").click()
    expect(page.locator("[data-chosen] label")).to_have_text([re.compile("Fermentation")])
    expect(page.locator("#save-message")).to_have_text(SAVED)
    page.get_by_label("Search topics, in any language").fill("スキ")
    line = page.locator(".topic-group .topic-line:visible")
    expect(line).to_have_count(1)
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        line.locator("label").click()
    expect(page.locator("[data-chosen] label")).to_have_count(2)
    page.get_by_label("Search topics, in any language").fill("qqq")
    expect(page.locator("[data-none]")).to_have_text("No topic is called so. Try another word.")
    page.reload()
    expect(page.locator("[data-chosen] label")).to_have_text(
        [re.compile("Fermentation"), re.compile("Ski tourism")]
    )
    page.get_by_role("button", name="Move Ski tourism up").click()
    expect(page.locator("[data-chosen] label").first).to_contain_text("Ski tourism")
    assert her.watch.faults() == []


def test_an_offer_gets_suggestions_while_it_is_written(newcomer: Callable[..., Newcomer]) -> None:
    her = newcomer()
    her.open("offers/")
    page = her.page
    page.locator("#id_0-texts-ja").fill(OFFER)
    page.locator("#id_0-texts-ja").blur()
    suggested = page.locator("#suggestions-0 label", has_text="Fermentation")
    expect(suggested).to_be_visible()
    suggested.click()
    expect(page.locator("#item-0 [data-chosen] label")).to_have_count(1)
    expect(page.locator(".counter").first).to_have_text(f"{len(OFFER)} of 400 characters")
    page.get_by_role("button", name="Save and add another").click()
    expect(page.get_by_role("heading", name="Offer 2")).to_be_visible()
    assert her.content("offers")[0]["topics"] == ["fermentation"]
    assert flaws(page) == []


def test_a_faulty_field_in_another_tab_is_found(newcomer: Callable[..., Newcomer]) -> None:
    her = newcomer()
    her.open("organisation/?language=fr")
    page = her.page
    page.locator("#id_texts-fr-name").fill("n" * 201)
    page.get_by_role("tab", name="Japanese").click()
    page.get_by_role("button", name="Save and continue").click()
    expect(page.locator(".notice--error").first).to_be_focused()
    expect(page.locator("#id_texts-fr-name")).to_be_visible()
    page.get_by_role("tab", name="Japanese").click()
    page.locator(".notice--error a", has_text="French").click()
    expect(page.locator("#id_texts-fr-name")).to_be_focused()
    assert flaws(page) == []


def test_a_colleagues_version_beside_ones_own(newcomer: Callable[..., Newcomer]) -> None:
    her = newcomer()
    her.open("organisation/")
    page, revision = her.page, her.profile.revisions.get()
    theirs = revision.content["organisation"] | {"host": "熊本市"}
    editing.save_section(revision, "organisation", theirs, version=0, by=revision.author)
    page.locator("#id_host").fill("阿蘇市")
    page.locator("#id_host").blur()
    expect(page.locator("#save-message")).to_contain_text("Not saved: A colleague has changed")
    page.get_by_role("button", name="Compare both versions").click()
    expect(page.get_by_role("row").nth(1)).to_contain_text("熊本市")
    expect(page.locator("#id_host")).to_have_value("阿蘇市")
    assert flaws(page) == []
    page.get_by_role("button", name="Save and continue").click()
    expect(page.locator("h1")).to_have_text("Sectors")
    assert her.content("organisation")["host"] == "阿蘇市"
