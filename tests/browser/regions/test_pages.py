"""Every page, in every language, narrow and wide."""

import re
from collections import Counter
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from _pytest.mark import ParameterSet
from playwright.sync_api import expect

from events.editor.kinds import KINDS
from matching.engine.learning import NAMES
from profiles.documents import SECTIONS
from tests.browser import probes
from tests.browser.regions.site import LANGUAGES, Site
from tests.browser.watching import NARROW, WIDE, flaws
from tests.browser.wording import english_left

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

TITLE = re.compile(r"<title>(.*?)</title>", re.DOTALL)
TRIED = "&".join(f"{name}=1" for name in (*NAMES, "one_sided"))
PAGES: dict[str, tuple[str, str, int]] = {
    "home": ("", "/", 200),
    "about": ("", "/about/", 200),
    "accessibility": ("", "/accessibility/", 200),
    "privacy": ("", "/privacy/", 200),
    "partners": ("", "/partners/", 200),
    "european": ("", "{european_path}", 200),
    "japanese": ("", "{japanese_path}", 200),
    "suggestions": ("", "/partners/{europe}/suggestions/", 200),
    "pair": ("", "/matches/{europe}-{japan}/", 200),
    "partnerships": ("", "/partnerships/", 200),
    "partnership": ("", "/partnerships/{partnership}/", 200),
    "partnerships-board": ("dana", "/desk/partnerships/", 200),
    "partnership-new": ("dana", "/desk/partnerships/new/", 200),
    "partnership-amend": ("dana", "/desk/partnerships/{partnership}/amend/", 200),
    "desk-webinars": ("dana", "/desk/webinars/", 200),
    "webinar-new": ("dana", "/desk/webinars/new/", 200),
    "webinars-all-series": ("dana", "/desk/webinars/series/", 200),
    "webinars-series-edit": ("dana", "/desk/webinars/series/{series}/", 200),
    "webinar-edit": ("dana", "/desk/webinars/{coming}/", 200),
    "webinar-texts": ("dana", "/desk/webinars/{coming}/texts/", 200),
    "webinar-subjects": ("dana", "/desk/webinars/{coming}/subjects/", 200),
    "webinar-preview": ("dana", "/desk/webinars/{coming}/preview/", 200),
    "webinar-copy": ("dana", "/desk/webinars/{coming}/copy/", 200),
    "webinar-cancel": ("dana", "/desk/webinars/{coming}/cancel/", 200),
    **{
        f"webinar-{part}": ("dana", f"/desk/webinars/{{coming}}/parts/{part}/", 200)
        for part in KINDS
    },
    **{
        f"webinar-{part}-add": ("dana", f"/desk/webinars/{{coming}}/parts/{part}/add/", 200)
        for part in KINDS
    },
    "webinars": ("", "/webinars/", 200),
    "webinars-month": ("", "/webinars/{month}/", 200),
    "webinar-coming": ("", "{coming_path}", 200),
    "webinar-past": ("", "{past_path}", 200),
    "webinars-series": ("", "/webinars/series/regional-cooperation/", 200),
    "webinars-subscribe": ("", "/webinars/subscribe/", 200),
    "webinars-embed": ("", "/webinars/embed/", 200),
    "webinar-register": ("", "/webinars/{coming}/register/", 200),
    "webinar-sent": ("", "/webinars/{coming}/register/sent/", 200),
    "webinar-confirm": ("", "/webinars/confirm/{asked_to_confirm}/", 200),
    "webinar-seat": ("", "/webinars/registration/{seat}/", 200),
    "webinar-seat-edit": ("", "/webinars/registration/{seat}/edit/", 200),
    "webinar-seat-cancel": ("", "/webinars/registration/{seat}/cancel/", 200),
    "webinar-seat-erase": ("", "/webinars/registration/{seat}/erase/", 200),
    "webinar-participants": ("", "/webinars/registration/{seat}/participants/", 200),
    "webinars-mine": ("charlie", "/webinars/mine/", 200),
    "login": ("", "/account/login/", 200),
    "signup": ("", "/account/signup/", 200),
    "signup-sent": ("", "/account/confirm-email/", 200),
    "signup-stale-link": ("", "/account/confirm-email/wrong/", 200),
    "reset": ("", "/account/password/reset/", 200),
    "reset-sent": ("", "/account/password/reset/done/", 200),
    "sign-in-code": ("", "/account/login/code/", 200),
    "account": ("charlie", "/account/", 200),
    "account-edit": ("charlie", "/account/edit/", 200),
    "account-address": ("charlie", "/account/email/", 200),
    "account-password": ("charlie", "/account/password/change/", 200),
    "account-factors": ("dana", "/account/second-factor/", 200),
    "account-passkeys": ("charlie", "/account/second-factor/webauthn/", 200),
    "account-again": ("charlie", "/account/reauthenticate/", 200),
    "account-sessions": ("charlie", "/account/sessions/", 200),
    "account-logout": ("charlie", "/account/logout/", 200),
    "missing": ("", "/nothing/", 404),
    "forbidden": ("charlie", "/desk/runs/", 403),
    "my-data": ("charlie", "/account/data/", 200),
    "read-my-data": ("charlie", "/account/data/read/", 200),
    "erase-my-account": ("charlie", "/account/data/erase/", 200),
    "organisations": ("alice", "/organisations/", 200),
    "register-organisation": ("charlie", "/organisations/register/?name=Fukushima", 200),
    "join": ("charlie", "/organisations/{japan}/join/", 200),
    "take-over": ("charlie", "/organisations/{japan}/take-over/", 200),
    "team": ("alice", "/organisations/{team}/team/", 200),
    "leave-team": ("alice", "/organisations/{team}/team/leave/", 200),
    "remove-member": ("alice", "/organisations/{team}/team/members/{member}/remove/", 200),
    "hand-over-team": ("alice", "/organisations/{team}/team/members/{member}/hand-over/", 200),
    "edit": ("alice", "/organisations/{team}/edit/", 200),
    **{
        f"edit-{section}": ("alice", f"/organisations/{{team}}/edit/{section}/", 200)
        for section in SECTIONS
    },
    "preview": ("alice", "/organisations/{team}/preview/", 200),
    "invitation": ("", "/invitations/{token}/", 200),
    "invitation-broken": ("", "/invitations/nothing/", 404),
    "purges": ("dana", "/desk/purges/", 200),
    "introductions": ("alice", "/introductions/", 200),
    "introduction": ("haruka", "/introductions/{introduction}/", 200),
    "ask-for-introduction": ("alice", "/matches/{team}-{unasked}/introduction/", 200),
    "propose-introduction": ("dana", "/matches/{team}-{unasked}/introduction/propose/", 200),
    "introduction-link": ("", "/introductions/answer/wrong/", 404),
    "board": ("dana", "/desk/introductions/", 200),
    "runs": ("dana", "/desk/runs/", 200),
    "run": ("dana", "/desk/runs/{run}/", 200),
    "weights": ("dana", "/desk/weights/", 200),
    "weights-version": ("dana", "/desk/weights/{weights}/", 200),
    "try-weights": ("dana", "/desk/weights/try/?profile={europe}&" + TRIED, 200),
    "try-changes": ("dana", "/partners/{europe}/what-if/?need=Partners+for+hydrogen", 200),
}
"""Who looks, the path below the language, the expected status."""

VARIANTS: dict[str, tuple[str, str, int]] = {
    "nobody": ("", "/partners/?q=nobodyofthisname", 200),
    "sector": ("", "/partners/{japan}/suggestions/?sector=energy", 200),
    "webinars-past": ("", "/webinars/?when=past&language=ja", 200),
    "webinars-none": ("", "/webinars/?when=upcoming&sector=investment", 200),
    "webinars-empty-month": ("", "/webinars/2021/2/", 200),
    "partnership-then": ("", "/partnerships/{partnership}/?on=2018-06-01", 200),
    "partnership-staff": ("dana", "/partnerships/{partnership}/", 200),
    "pair-opinion": ("dana", "/matches/{europe}-{japan}/", 200),
    "growing": ("", "/partners/{grown}/suggestions/", 200),
    "organisations-asked": ("charlie", "/organisations/", 200),
    "join-asked": ("charlie", "/organisations/{team}/join/", 200),
    "invitation-other": ("charlie", "/invitations/{token}/", 200),
    "introduction-desk": ("dana", "/introductions/{introduction}/", 200),
    "board-table": ("dana", "/desk/introductions/?view=table", 200),
    "pair-sector": ("", "/matches/{europe}-{japan}/?sector=energy", 200),
}
"""The same pages again, asked otherwise."""

WITH_FORMS = {"register", "confirm", "seat", "seat-edit", "seat-cancel", "seat-erase"}
SETS_COOKIES = {"login", "signup", "reset", "sign-in-code", "invitation"} | {
    f"webinar-{name}" for name in WITH_FORMS
}
AXE_AT = {"de": (NARROW,), "fr": (), "ja": (WIDE,)}
"""Neither colours nor marks depend on the language, and axe takes the longest: it looks at every
page wide in one language and narrow in another. Overflow and targets are measured in all three;
English is shorter, and nothing of it can be left untranslated: of it, all titles are read."""


def cases() -> list[ParameterSet]:
    """Every page in two translations, what visitors see in all three, every variant in two."""
    asked = [
        (name, language)
        for name, (who, _, _) in PAGES.items()
        for language in AXE_AT
        if language != "fr" or not who
    ]
    asked += [(name, language) for name in VARIANTS for language in ("de", "ja")]
    return [pytest.param(*case) for case in asked]


@pytest.mark.parametrize(("name", "language"), cases())
def test_page_is_sound(site: Site, visitor: Callable, name: str, language: str) -> None:
    who, path, status = (PAGES | VARIANTS)[name]
    page, watch = visitor(who)
    address = f"/{language}{site.path(path)}"
    response = page.goto(address)
    faults = watch.faults()
    left = english_left(page.evaluate(probes.SHOWN_TEXTS), language)
    faults += [f"English: {text}" for text in left]
    if not who and name not in SETS_COOKIES:
        faults += [f"cookie: {cookie['name']}" for cookie in page.context.cookies()]
    faults += flaws(page, axe_at=AXE_AT[language], contrast_at=AXE_AT[language])
    assert (response.status, page.locator("html").get_attribute("lang")) == (status, language)
    assert urlsplit(page.url).path == urlsplit(address).path  # of others, a form stands before it
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("language", LANGUAGES)
def test_titles_tell_pages_apart(site: Site, visitor: Callable, language: str) -> None:
    pages = {who: visitor(who)[0] for who in ("", "alice", "charlie", "dana", "haruka")}
    titles = Counter()
    for who, path, _ in PAGES.values():
        address = f"/{language}{site.path(path)}"
        answer = pages[who].request.get(address)
        assert urlsplit(answer.url).path == urlsplit(address).path
        titles[TITLE.search(answer.text())[1].strip()] += 1
    assert titles == Counter(dict.fromkeys(titles, 1))
    assert len(titles) == len(PAGES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_form_without_its_cookie_is_answered_in_words(visitor: Callable, language: str) -> None:
    page, watch = visitor()
    page.goto(f"/{language}/account/login/")
    page.context.clear_cookies()
    page.locator("input[type=email]").fill("dana@example.org")
    page.locator("input[type=password]").fill("anything at all")
    with page.expect_navigation() as sent:
        page.locator("main form button").first.click()
    expect(page.locator("html")).to_have_attribute("lang", language)
    assert sent.value.status == 403
    assert page.title() not in page.locator("header").inner_text()
    axe_at = AXE_AT.get(language, ())
    faults = watch.faults() + flaws(page, axe_at=axe_at, contrast_at=axe_at)
    assert not faults, "\n".join(faults)
