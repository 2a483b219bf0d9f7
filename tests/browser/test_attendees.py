"""The desk's pages about participants, in a browser: how they look, and the door."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from events.desk import attendance_matching, circulars
from events.desk.attendance import parse
from events.models import Feedback, Registration, Webinar
from profiles.models import User
from tests.browser.serving import serving
from tests.browser.test_desk import desk_of
from tests.browser.watching import Watch, flaws
from tests.events import reports
from tests.events.attendees import ANNA, TANAKA
from tests.events.making import make_webinar, register
from tests.makers import make_profile, make_staff

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

NewContext = Callable[..., BrowserContext]
LONG = "Gesellschaft für Wasserstoffwirtschaft Nordrhein-Westfalen mit beschränkter Haftung"


@pytest.fixture
def site() -> Iterator[str]:
    with serving() as url:
        yield url


@pytest.fixture
def dana() -> User:
    return make_staff(given_name="Dana", family_name="Novák")


@pytest.fixture
def webinar() -> Webinar:
    """Three with a seat, two who wait; of each something."""
    webinar = make_webinar(capacity=3)
    anna = register(webinar, "anna@example.org", **(ANNA | {"organisation": LONG}))
    tanaka = register(webinar, "tanaka@example.jp", question="Why?", **TANAKA)
    register(webinar, accessibility="Captions, please", attended_minutes=40)
    for number in range(2):
        register(webinar, f"w{number}@example.org", country="JP", came_from="partner.example")
    Feedback.objects.create(registration=anna, rating=4)
    profile = make_profile("jp-07", texts={"ja": "福島県"}, language="ja")
    tanaka.interests.create(profile=profile, text="A pilot")
    return webinar


@pytest.fixture
def paths(webinar: Webinar, dana: User) -> dict[str, str]:
    file = attendance_matching.keep(webinar, parse(reports.ZOOM.encode()), name="zoom.csv", by=dana)
    people = [it.pk for it in webinar.registrations.all()]
    texts = {"en": "Words", "ja": "本文"}
    circular = circulars.draft(webinar, subject=texts, text=texts, recipients=people, by=dana)
    sent = circulars.draft(webinar, subject=texts, text=texts, recipients=people, by=dana)
    circulars.send(sent, by=dana)
    first = webinar.registrations.order_by("pk").first()
    base = f"/en/desk/webinars/{webinar.pk}"
    return {
        "list": f"{base}/registrations/?wrote=question",
        "waiting": f"{base}/registrations/?state=waiting",
        "none": f"{base}/registrations/?q=nobody",
        "one": f"/en/desk/registrations/{first.pk}/",
        "door": f"{base}/check-in/",
        "attendance": f"{base}/attendance/",
        "file": f"/en/desk/attendance/{file.pk}/",
        "statistics": f"{base}/statistics/",
        "all": "/en/desk/webinars/statistics/",
        "write": f"{base}/circulars/",
        "circular": f"/en/desk/circulars/{circular.pk}/",
        "edit": f"/en/desk/circulars/{circular.pk}/edit/",
        "sent": f"/en/desk/circulars/{sent.pk}/",
        "follow-ups": "/en/desk/follow-ups/",
    }


def test_every_page_is_sound_wide_and_narrow(
    site: str, new_context: NewContext, dana: User, paths: dict[str, str]
) -> None:
    page = desk_of(dana, site, new_context)
    watch = Watch(page, site)
    found = {}
    for name, path in paths.items():
        response = page.goto(path)
        found[name] = (response.status, watch.faults() + flaws(page))
    assert found == dict.fromkeys(paths, (200, []))


def test_somebody_is_found_while_one_types_and_let_in_once(
    site: str, new_context: NewContext, dana: User, webinar: Webinar
) -> None:
    page = desk_of(dana, site, new_context)
    page.goto(f"/en/desk/webinars/{webinar.pk}/check-in/")
    expect(page.get_by_label("Name, organisation or address")).to_be_focused()
    page.keyboard.type("たなか")
    expect(page.locator(".check-list__person")).to_have_count(1)
    page.get_by_role("button", name="Check in").dblclick()
    expect(page.get_by_text("1 of 3 are here")).to_be_visible()
    expect(page.get_by_label("Name, organisation or address")).to_be_focused()
    here = Registration.objects.exclude(checked_in_at=None)
    assert [it.given_name for it in here] == ["春香"]
    assert here.get().transitions.filter(reason="Checked in").count() == 1


def test_the_door_opens_without_scripts(
    site: str, new_context: NewContext, dana: User, webinar: Webinar
) -> None:
    page = without_scripts(site, new_context, dana)
    page.goto(f"/en/desk/webinars/{webinar.pk}/check-in/?q=anna")
    page.get_by_role("button", name="Check in").click()
    expect(page.get_by_text("1 of 3 are here")).to_be_visible()
    page.get_by_role("button", name="Not here").click()
    expect(page.get_by_text("0 of 3 are here")).to_be_visible()


def without_scripts(site: str, new_context: NewContext, person: User) -> Page:
    def context(**options: object) -> BrowserContext:
        return new_context(java_script_enabled=False, **options)

    return desk_of(person, site, context)
