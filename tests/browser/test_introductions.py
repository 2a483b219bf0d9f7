"""From a suggestion to a memorandum: a German cluster, a Japanese prefecture and a broker, each in
their own browser and language; a real worker, a real mail server, calendars read by two parsers."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC

import pytest
import vobject
from django.core.cache import cache
from django.db import connection
from django.test import Client
from icalendar import Calendar
from playwright.sync_api import BrowserContext, Page, expect

from matching.introductions.models import Introduction, Meeting
from matching.introductions.states import State
from matching.models import PairFact
from matching.partnerships.models import Partnership
from profiles.models import User
from tests.browser.serving import serving
from tests.browser.watching import Watch
from tests.browser.ways import follow
from tests.conftest import start_worker, wait_until
from tests.makers import make_sectors
from tests.matching.introductions.people import World, make_world
from tests.smtp import SmtpServer, text_of

pytestmark = [
    pytest.mark.browser,
    pytest.mark.worker,
    pytest.mark.django_db(transaction=True),
]

MAIL_SECONDS = 60


@dataclass(frozen=True)
class Desk:
    """The three at work, each signed in, and what goes on around them."""

    world: World
    alice: Page
    haruka: Page
    dana: Page
    mails: SmtpServer
    watches: tuple[Watch, ...]


@pytest.fixture
def desk(
    transactional_db: None, smtp_server: SmtpServer, new_context: Callable[..., BrowserContext]
) -> Iterator[Desk]:
    cache.clear()
    make_sectors()
    world = make_world(language="de", time_zone="Europe/Berlin")
    worker = start_worker(EMAIL_URL=smtp_server.url)
    try:
        with serving() as url:
            pages = [browser_of(it, url, new_context) for it in world_people(world)]
            yield Desk(world, *pages, smtp_server, tuple(Watch(page, url) for page in pages))
    finally:
        worker.terminate()
        worker.wait()
        connection.close()


def world_people(world: World) -> tuple[User, User, User]:
    return world.alice, world.haruka, world.dana


def browser_of(person: User, url: str, new_context: Callable[..., BrowserContext]) -> Page:
    client = Client()
    client.force_login(person)
    context = new_context(base_url=url)
    cookie = {"name": "session", "value": client.cookies["session"].value, "url": url}
    context.add_cookies([cookie])
    return context.new_page()


def send(page: Page, action: str) -> None:
    """Press the button of the form that goes to this address."""
    follow(page.locator(f"main form[action*='{action}'] button[type=submit]").first)
    expect(page.locator(".notice--success").first).to_be_visible()


def arrived(desk: Desk, to: User, word: str) -> str:
    """The text of the mail to somebody whose text holds this; waits until the server has it."""

    def found() -> list[str]:
        mails = [text_of(it) for it in desk.mails.messages if to.email in str(it["To"])]
        return [text for text in mails if word in text]

    wait_until(lambda: bool(found()), f"{word} to {to.email}", MAIL_SECONDS)
    return found()[0]


def request(desk: Desk) -> Introduction:
    """Alice finds the partner among her suggestions, and asks."""
    world, page = desk.world, desk.alice
    page.goto(f"/de/partners/{world.europe.pk}/suggestions/")
    ask = f"/matches/{world.europe.pk}-{world.japan.pk}/introduction/"
    follow(page.locator(f".suggestion a[href$='{ask}']").first)
    page.locator("textarea[name=message]").fill("Wir möchten gemeinsam Wasserstoff erproben.")
    follow(page.locator("main form.form button[type=submit]").first)
    expect(page).to_have_url(re.compile(r"/introductions/\d+/"))
    return Introduction.objects.get()


def broker(desk: Desk, introduction: Introduction) -> None:
    desk.dana.goto(f"/en/introductions/{introduction.pk}/")
    desk.dana.locator("textarea[name=note_en]").fill("Both of you work on hydrogen.")
    desk.dana.locator("textarea[name=note_ja]").fill("双方とも水素に取り組んでいます。")
    send(desk.dana, "/ask/")


def accept(desk: Desk, introduction: Introduction) -> None:
    """Haruka reads the mail in her language, sees nobody's name, and says yes."""
    mail = arrived(desk, desk.world.haruka, "双方とも水素に取り組んでいます。")
    assert "Martin" not in mail
    path = re.search(r"https?://[^/]+(/ja/introductions/\d+/)", mail)[1]
    desk.haruka.goto(path)
    expect(desk.haruka.locator("main")).not_to_contain_text("Martin")
    desk.haruka.locator("form[action*='/accept/'] input[name=early_late]").check()
    send(desk.haruka, "/accept/")
    introduction.refresh_from_db()
    assert introduction.state == State.ACCEPTED
    expect(desk.haruka.locator("main")).to_contain_text("alice@example.org")
    desk.alice.reload()
    expect(desk.alice.locator("main")).to_contain_text("haruka@example.org")


def talk(desk: Desk, introduction: Introduction) -> None:
    desk.alice.goto(f"/de/introductions/{introduction.pk}/conversation/")
    form = desk.alice.locator("form[action*='/conversation/write/']")
    form.locator("textarea[name=text]").fill("Guten Tag! Wann könnten Sie?")
    form.locator("button[type=submit]").first.click()
    expect(desk.alice.locator("main")).to_contain_text("Wann könnten Sie?")
    arrived(desk, desk.world.haruka, "Wann könnten Sie?")
    desk.haruka.goto(f"/ja/introductions/{introduction.pk}/conversation/")
    message = desk.haruka.locator("[lang=de]", has_text="Wann könnten Sie?").first
    expect(message).to_be_visible()


def meet(desk: Desk, introduction: Introduction) -> Meeting:
    """Both say when they could; Haruka settles the first time that suits both."""
    path = f"introductions/{introduction.pk}/meeting/"
    desk.alice.goto(f"/de/{path}")
    desk.alice.locator("form[action*='/meeting/start/'] button[type=submit]").click()
    for page, language in ((desk.alice, "de"), (desk.haruka, "ja")):
        page.goto(f"/{language}/{path}")
        for number in (0, 1):
            page.locator("input[name=slots]").nth(number).check()
        send(page, "/meeting/times/")
    desk.haruka.locator("button[name=starts_at]").first.click()
    expect(desk.haruka.locator("main a[href$='/meeting/invitation.ics']")).to_be_visible()
    return Meeting.objects.get()


def invitation(desk: Desk, meeting: Meeting) -> None:
    """The same entry for both, read by two parsers; the abbreviations are of that very day."""
    everybody = (desk.world.alice, desk.world.haruka)

    def found() -> dict[str, bytes]:
        return {
            str(mail["To"]): part.get_payload(decode=True)
            for mail in desk.mails.messages
            for part in mail.walk()
            if part.get_content_type() == "text/calendar"
        }

    wait_until(lambda: len(found()) >= len(everybody), "invitations", MAIL_SECONDS)
    for content in found().values():
        event = Calendar.from_ical(content).walk("VEVENT")[0]
        other = vobject.readOne(content.decode()).vevent
        assert event["dtstart"].dt.astimezone(UTC) == meeting.starts_at
        assert other.dtstart.value.astimezone(UTC) == meeting.starts_at
        assert (int(event["sequence"]), str(event["uid"])) == (0, other.uid.value)


def found_partnership(desk: Desk, introduction: Introduction) -> Partnership:
    """The broker makes a memorandum of it, which both then see among their own."""
    page = desk.dana
    page.goto(f"/en/introductions/{introduction.pk}/")
    follow(page.locator("form[action$='/partnership/'] button"))
    partnership = Partnership.objects.get()
    page.goto(f"/en/desk/partnerships/{partnership.pk}/amend/")
    page.locator("select[name=kind]").select_option("signed")
    page.locator("input[name=on]").fill("2026-10")
    page.locator("input[name=valid_until]").fill("2031")
    page.locator("input[name=sectors][value=energy]").check()
    follow(page.locator("main form.form button[type=submit]").last)
    page.goto(f"/en/desk/partnerships/{partnership.pk}/edit/")
    page.locator("input[name=is_public]").check()
    follow(page.locator("main form.form button[type=submit]").last)
    return partnership


def test_from_a_suggestion_to_a_memorandum(desk: Desk) -> None:
    world = desk.world
    introduction = request(desk)
    broker(desk, introduction)
    accept(desk, introduction)
    talk(desk, introduction)
    meeting = meet(desk, introduction)
    invitation(desk, meeting)
    partnership = found_partnership(desk, introduction)
    assert [it.kind for it in partnership.amendments.all()] == ["signed"]
    facts = PairFact.objects.in_force().between(world.europe, world.japan)
    assert set(facts.values_list("kind", flat=True)) == {"introduced", "partners"}
    desk.haruka.goto("/ja/partnerships/mine/")
    expect(
        desk.haruka.locator(f"main a[href*='/partnerships/{partnership.pk}/']").first
    ).to_be_visible()
    desk.alice.goto(f"/de/partners/{world.europe.pk}/suggestions/")
    expect(desk.alice.locator("#strengthen, .empty").first).to_be_visible()
    assert [fault for watch in desk.watches for fault in watch.faults()] == []
