"""Whole journeys of an organisation, in Japanese and in German: from sign-up to suggestions, a
colleague, a take-over. By the page's own forms and links; only mails are read from the outbox."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from playwright.sync_api import BrowserContext, Page, expect

from matching.models import Match
from profiles.models import Mail, Membership, Profile, Topic, User
from profiles.states import Status
from tests.browser.serving import serving
from tests.browser.watching import Watch
from tests.browser.ways import enter, follow
from tests.conftest import start_worker, wait_until
from tests.makers import PASSWORD, make_cooperation, make_place, make_staff
from tests.matching.cast import TOPICS, make_world, scored
from tests.profiles.accounts.walking import path_in
from tests.profiles.teams.people import join

pytestmark = [
    pytest.mark.browser,
    pytest.mark.worker,
    pytest.mark.django_db(transaction=True),
]

RESCORING_SECONDS = 90


@dataclass(frozen=True)
class Somebody:
    """Who walks, and what they say of their organisation."""

    language: str
    email: str
    family: str
    given: str
    zone: str
    name: str
    kind: str
    place: str
    host: str
    description: str
    better: str
    offer: str
    need: str


HARUKA = Somebody(
    language="ja",
    email="haruka@example.org",
    family="佐藤",
    given="遥",
    zone="Asia/Tokyo",
    name="発酵みらいクラスター",
    kind="cluster",
    place="JP-43",
    host="熊本県",
    description="県内の発酵食品企業と大学をつなぐネットワークです。水素と電池の工場も参加しています。"
    "ワインとチーズの醸造技術をヨーロッパの地域と研究したいと考えています。",
    better="県内の発酵食品企業四十社と大学三校をつなぐネットワークです。水素と電池の工場も参加しています。"
    "ワインとチーズの醸造技術をヨーロッパの地域と共同で研究したいと考えています。",
    offer="発酵技術の研修を受け入れます。",
    need="ワインの醸造技術を学びたいです。",
)
JONAS = Somebody(
    language="de",
    email="jonas@example.org",
    family="Weber",
    given="Jonas",
    zone="Europe/Berlin",
    name="Wasserstoffregion Süd",
    kind="cluster",
    place="DEA",
    host="Landkreis Süd",
    description="Wir verbinden Betriebe, Hochschulen und Gemeinden, die an Wasserstoff, Batterien"
    " und Robotern arbeiten, und suchen Partner in Japan für gemeinsame Versuche.",
    better="Wir verbinden vierzig Betriebe, drei Hochschulen und zwölf Gemeinden, die an"
    " Wasserstoff, Batterien und Robotern arbeiten, und suchen Partner in Japan.",
    offer="Wir zeigen, wie man Wasserstoff im Nahverkehr einsetzt.",
    need="Wir möchten lernen, wie man Batterien wiederverwendet.",
)
PEOPLE = pytest.mark.parametrize("who", [HARUKA, JONAS], ids=["ja", "de"])
NewContext = Callable[..., BrowserContext]


@pytest.fixture
def world(transactional_db: None) -> None:
    """Both sides with somebody on them, scored; staff; the vocabulary of the forms."""
    cache.clear()  # attempts of other tests count for our address, too
    make_world(3, 3)
    make_place("JP-43", "Kumamoto")
    make_cooperation()
    names = {"hydrogen": "水素", "batteries": "電池", "wine": "ワイン", "cheese": "チーズ"}
    for slug, name in names.items():
        Topic.objects.filter(slug=slug).update(name_ja=name)
    Topic.objects.filter(slug="hydrogen").update(name_de="Wasserstoff")
    scored()
    make_staff(given_name="Dana", family_name="Novák")


@pytest.fixture
def site(world: None) -> Iterator[str]:
    worker = start_worker()
    try:
        with serving() as url:
            yield url
    finally:
        worker.terminate()
        worker.wait()
        connection.close()


def open_browser(new_context: NewContext, site: str) -> tuple[Page, Watch]:
    page = new_context(base_url=site).new_page()
    return page, Watch(page, site)


def staff_browser(new_context: NewContext, site: str) -> Page:
    """Dana, who has shown her second factor."""
    client = Client()
    client.force_login(User.objects.get(email="dana@example.org"))
    context = new_context(base_url=site)
    cookie = {"name": "session", "value": client.cookies["session"].value, "url": site}
    context.add_cookies([cookie])
    return context.new_page()


def press(page: Page, selector: str = "main form button[type=submit]") -> None:
    follow(page.locator(selector).first)


def newest(address: str, kind: str) -> Mail:
    wait_until(
        lambda: Mail.objects.filter(address=address, kind=kind).exists(), f"{kind} to {address}"
    )
    return Mail.objects.filter(address=address, kind=kind).latest("pk")


def sign_up(page: Page, who: Somebody) -> None:
    """The form, the mail, the button behind its link, the first sign-in."""
    page.goto(f"/{who.language}/account/signup/")
    page.locator("input[name=email]").fill(who.email)
    for name in ("password1", "password2"):
        page.locator(f"input[name={name}]").fill(PASSWORD)
    page.locator("input[name=family_name]").fill(who.family)
    page.locator("input[name=given_name]").fill(who.given)
    page.locator("input[name=privacy]").check()
    press(page, "main form.form button[type=submit]")
    expect(page).to_have_url(re.compile("confirm-email"))
    confirmation = newest(who.email, "account_confirm_address")
    assert confirmation.language == who.language
    page.goto(path_in(confirmation))
    press(page, "main form.form button[type=submit]")
    if page.locator("input[name=login]").count():
        page.locator("input[name=login]").fill(who.email)
        page.locator("input[name=password]").fill(PASSWORD)
        press(page, "main form button[type=submit]")
    expect(page.locator(".account__name")).to_be_attached()


def register(page: Page, who: Somebody) -> Profile:
    page.goto(f"/{who.language}/organisations/")
    follow(page.locator("main a[href$='/organisations/register/']").first)
    page.locator("input[name=name]").fill(who.name)
    page.locator("select[name=kind]").select_option(who.kind)
    page.locator("select[name=place]").select_option(who.place)
    page.locator("input[name=name]").focus()
    enter(page)
    expect(page).to_have_url(re.compile(r"/organisations/\d+/edit/"))
    return Profile.objects.get(texts__name=who.name)


def next_section(page: Page, section: str) -> None:
    press(page, "button[name=do][value=continue]")
    expect(page).to_have_url(re.compile(f"/edit/{section}/$"))


def describe(page: Page, profile: Profile, who: Somebody) -> None:
    """Every section in turn, as the form leads; topics as they are suggested."""
    page.goto(f"/{who.language}/organisations/{profile.pk}/edit/organisation/")
    page.locator(f"textarea[name=texts-{who.language}-description]").fill(who.description)
    page.locator("select[name=legal_status]").select_option("hosted")
    page.locator("input[name=host]").fill(who.host)
    page.locator("input[name=member_count]").fill("40")
    next_section(page, "sectors")
    page.locator("input[type=radio][value='2']").first.check()
    next_section(page, "topics")
    choose_topics(page)
    next_section(page, "offers")
    page.locator(f"textarea[name$=texts-{who.language}]").first.fill(who.offer)
    next_section(page, "needs")
    page.locator(f"textarea[name$=texts-{who.language}]").first.fill(who.need)
    next_section(page, "areas")
    next_section(page, "contact")
    page.locator("input[name=email]").fill("office@cluster.example.org")
    page.locator("input[name$=url]").first.fill("https://cluster.example.org/")
    next_section(page, "languages")
    press(page, "button[name=do][value=save]")
    expect(page).to_have_url(re.compile(r"/edit/$"))


def choose_topics(page: Page) -> None:
    """The suggested ones first, then others: five in all, in a few clicks."""
    suggested = page.locator("#suggestions input[type=checkbox]")
    expect(suggested.first).to_be_visible()
    assert suggested.count() >= 2
    chosen = [suggested.nth(n).get_attribute("value") for n in range(min(suggested.count(), 5))]
    chosen += [slug for slug in TOPICS if slug not in chosen][: 5 - len(chosen)]
    for slug in chosen:
        box = page.locator(f"#topic-{slug}")
        if not box.is_visible():
            page.locator(f".topic-group:has(#topic-{slug}) summary").click()
        box.check()


def submit(page: Page, profile: Profile) -> None:
    press(page, f"main form[action$='/organisations/{profile.pk}/submit/'] button")
    profile.refresh_from_db()
    assert profile.status == Status.SUBMITTED


def review(desk: Page, profile: Profile, decision: str, **typed: str) -> None:
    desk.goto("/en/desk/reviews/")
    follow(desk.locator(f"main a[href*='/desk/reviews/{profile.revisions.get().pk}/']").first)
    start = desk.locator("[data-key=s]")
    if start.count():
        follow(start.first)
    for field, text in typed.items():
        box = desk.locator(f"[name='{field}']")
        if not box.is_visible():
            desk.locator(f"details:has([name='{field}']) summary").last.click()
        box.fill(text)
    if decision == "a":
        for box in desk.locator("input[name=judged]").all():
            box.check()
    follow(desk.locator(f"#decision [data-key={decision}]"))
    expect(desk.locator(".notice--success")).to_be_visible()


@PEOPLE
def test_from_sign_up_to_suggestions(who: Somebody, site: str, new_context: NewContext) -> None:
    page, watch = open_browser(new_context, site)
    desk = staff_browser(new_context, site)
    sign_up(page, who)
    profile = register(page, who)
    describe(page, profile, who)
    assert len(profile.revisions.get().content["topics"]) == 5
    submit(page, profile)

    remark = "Please say how many."
    path = f"organisation.texts.{who.language}.description"
    review(desk, profile, "c", message="Almost there.", **{f"remark-{path}": remark})
    mail = newest(who.email, "revision_changes_requested")
    assert (mail.language, remark in mail.text) == (who.language, True)
    page.goto(path_in(mail))
    expect(page.locator("main")).to_contain_text(remark)

    page.goto(f"/{who.language}/organisations/{profile.pk}/edit/organisation/")
    page.locator(f"textarea[name=texts-{who.language}-description]").fill(who.better)
    press(page, "button[name=do][value=save]")
    page.goto(f"/{who.language}/organisations/{profile.pk}/edit/")
    submit(page, profile)
    review(desk, profile, "a")
    profile.refresh_from_db()
    assert profile.status == Status.PUBLISHED

    wait_until(lambda: Match.objects.live().of(profile).exists(), "suggestions", RESCORING_SECONDS)
    page.goto(path_in(newest(who.email, "revision_approved")))
    expect(page.locator("h1")).to_contain_text(who.name)
    follow(page.locator("main a[href$='/suggestions/']").first)
    expect(page.locator(".suggestion").first).to_be_visible()
    other = Match.objects.live().of(profile).best_first()[0].partner_of(profile)
    page.goto(f"/{who.language}/partners/{other.pk}/suggestions/")
    expect(page.locator(".suggestion", has_text=who.name)).to_be_visible()
    assert watch.faults() == []


@PEOPLE
def test_a_colleague_is_invited(who: Somebody, site: str, new_context: NewContext) -> None:
    page, watch = open_browser(new_context, site)
    sign_up(page, who)
    profile = register(page, who)
    page.goto(f"/{who.language}/organisations/{profile.pk}/team/")
    page.locator("input[name=email]").fill("kollege@example.org")
    page.locator("form[action$='/invite/'] select[name=role]").select_option("editor")
    press(page, "main form[action$='/invite/'] button[type=submit]")
    letter = newest("kollege@example.org", "invitation")
    colleague, their_watch = open_browser(new_context, site)
    colleague.goto(path_in(letter))
    expect(colleague.locator("main")).to_contain_text(who.name)
    sign_up(colleague, Somebody(**(vars(who) | {"email": "kollege@example.org"})))
    colleague.goto(path_in(letter))
    press(colleague, "main form button[value=accept]")
    expect(colleague.locator("main")).to_contain_text(who.name)
    roles = profile.memberships.values_list("user__email", "role")
    assert list(roles) == [(who.email, "owner"), ("kollege@example.org", "editor")]
    colleague.goto(f"/{who.language}/organisations/{profile.pk}/edit/organisation/")
    expect(colleague.locator("input[name=host]")).to_be_editable()
    assert watch.faults() + their_watch.faults() == []


@PEOPLE
def test_an_organisation_is_taken_over(who: Somebody, site: str, new_context: NewContext) -> None:
    profile = Profile.objects.published().first()
    gone = User.objects.create_user("gone@example.org", PASSWORD)
    join(profile, gone, Membership.Role.OWNER)
    page, watch = open_browser(new_context, site)
    desk = staff_browser(new_context, site)
    sign_up(page, who)
    page.goto(f"/{who.language}{profile.get_absolute_url().removeprefix('/en')}")
    page.goto(f"/{who.language}/organisations/{profile.pk}/take-over/")
    page.locator("textarea[name=message]").fill("The owner has left the organisation.")
    press(page, "main form.form button[type=submit]")
    desk.goto("/en/desk/requests/")
    request = profile.requests.get()
    follow(desk.locator(f"main a[href*='/desk/requests/{request.pk}/']").first)
    desk.locator("input[name=former][value=remove]").check()
    press(desk, "main form button[name=decision][value=accept]")
    expect(desk.locator(".notice--success")).to_be_visible()
    roles = profile.memberships.values_list("user__email", "role")
    assert list(roles) == [(who.email, "owner")]
    page.goto(f"/{who.language}/organisations/")
    expect(page.locator(f"main a[href*='/organisations/{profile.pk}/edit/']").first).to_be_visible()
    assert watch.faults() == []
