"""From the list of webinars to the certificate: three people who have no account, each in their own
language and browser; a real worker, a real mail server, a video call at another address."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO

import pytest
from django.core.cache import cache
from django.db import connection
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page, expect
from pypdf import PdfReader

from events import actions
from events.models import Feedback, Registration, Webinar
from events.states import Booking, State
from tests.browser.serving import serving
from tests.browser.watching import Watch, flaws
from tests.browser.ways import follow
from tests.conftest import start_worker, wait_until
from tests.events.making import make_webinar, register
from tests.makers import make_staff
from tests.smtp import SmtpServer, text_of

pytestmark = [
    pytest.mark.browser,
    pytest.mark.worker,
    pytest.mark.django_db(transaction=True),
]

MAIL_SECONDS = 60
VIDEO_SITE = "https://video.example.org/"
VIDEO_CALL = f"{VIDEO_SITE}j/2040"
AHEAD = timedelta(hours=30)
"""Far enough for an offered seat to have a deadline, too near for the reminder of a week."""
POLLED_MILLISECONDS = 31_000
"""The page of the way in looks every half minute."""
TITLES = {
    "en": "Hydrogen between the Rhine and Fukushima",
    "de": "Wasserstoff zwischen Rhein und Fukushima",
    "ja": "ライン川と福島を結ぶ水素",
}


@dataclass(frozen=True)
class Visitor:
    language: str
    family_name: str
    given_name: str
    printed: str
    email: str
    country: str
    reading: str = ""


VISITORS = [
    Visitor("ja", "田中", "春香", "田中 春香", "haruka@example.org", "JP", "たなか はるか"),
    Visitor("de", "Őry", "Łukasz", "Łukasz Őry", "lukasz@example.org", "DE"),
    Visitor("en", "O’Brien", "Aoife", "Aoife O’Brien", "aoife@example.org", "IE"),
]


@dataclass(frozen=True)
class Journey:
    who: Visitor
    page: Page
    watch: Watch
    webinar: Webinar
    mails: SmtpServer


@pytest.fixture
def journey(
    request: pytest.FixtureRequest,
    transactional_db: None,
    smtp_server: SmtpServer,
    new_context: Callable[..., BrowserContext],
) -> Iterator[Journey]:
    cache.clear()
    webinar = make_webinar(
        TITLES["en"],
        titles=TITLES,
        starts_at=timezone.now() + AHEAD,
        capacity=1,
        spoken=["en", "ja"],
        video_url=VIDEO_CALL,
    )
    worker = start_worker(EMAIL_URL=smtp_server.url)
    try:
        with serving() as url:
            page = new_context(base_url=url, reduced_motion="reduce").new_page()
            yield Journey(request.param, page, Watch(page, url), webinar, smtp_server)
    finally:
        worker.terminate()
        worker.wait()
        connection.close()


def press(page: Page, action: str = "") -> None:
    """The button of the form that goes there; without an address, of the form of the page."""
    form = f"main form[action*='{action}']" if action else "main form:not([action])"
    follow(page.locator(f"{form} button[type=submit]").first)


def sound(journey: Journey) -> None:
    """Nothing went wrong on the way to this page, and it looks right wide and narrow."""
    assert journey.watch.faults() + flaws(journey.page) == []


def link_in_mail(journey: Journey, part: str) -> str:
    """The path of the first link with this part in a mail to the visitor, once it is there."""

    def found() -> list[str]:
        mine = [it for it in journey.mails.messages if journey.who.email in str(it["To"])]
        links = [re.search(rf"https?://[^/\s]+(/\S*{part}\S*)", text_of(it)) for it in mine]
        return [link[1] for link in links if link]

    wait_until(lambda: bool(found()), f"a link with {part}", MAIL_SECONDS)
    return found()[-1]


def sign_up(journey: Journey) -> Registration:
    """Find it in the list, fill in the form, open the mail, confirm: on the waiting list."""
    page, who = journey.page, journey.who
    page.goto(f"/{who.language}/webinars/")
    follow(page.get_by_role("link", name=TITLES[who.language]).first)
    expect(page.locator("h1")).to_have_text(TITLES[who.language])
    sound(journey)
    follow(page.locator(f"main a[href$='/webinars/{journey.webinar.pk}/register/']").first)
    assert page.locator("input[type=checkbox]:checked").count() == 0
    sound(journey)
    for name in ("email", "family_name", "given_name", "reading"):
        page.locator(f"[name={name}]").fill(getattr(who, name))
    page.locator("[name=organisation]").fill("Rhein-Cluster")
    page.locator("[name=country]").select_option(who.country)
    page.locator("[name=listed]").check()
    page.locator("[name=question]").fill("How is the hydrogen stored?")
    press(page)
    expect(page.locator("main")).to_contain_text(TITLES[who.language])
    assert Registration.objects.get(email=who.email).state == Booking.UNCONFIRMED
    page.goto(link_in_mail(journey, "/webinars/confirm/"))
    sound(journey)
    press(page)
    expect(page).to_have_url(re.compile(r"/webinars/registration/"))
    registration = Registration.objects.get(email=who.email)
    assert (registration.state, registration.language) == (Booking.WAITING, who.language)
    sound(journey)
    return registration


def change_and_move_up(journey: Journey, registration: Registration, first: Registration) -> None:
    """Another organisation; then the one seat becomes free, is offered, and taken."""
    page = journey.page
    follow(page.locator("main a[href$='/edit/']"))
    page.locator("[name=organisation]").fill("Fukushima Hydrogen")
    press(page)
    expect(page.locator(".notice--success")).to_be_visible()
    actions.cancel(first, by=None, reason="Ill")
    wait_until(
        lambda: Registration.objects.get(pk=registration.pk).state == Booking.OFFERED, "the offer"
    )
    page.goto(link_in_mail(journey, "/webinars/registration/"))
    sound(journey)
    press(page, "/accept/")
    expect(page.locator(".notice--success")).to_be_visible()
    registration.refresh_from_db()
    assert (registration.state, registration.organisation) == (
        Booking.CONFIRMED,
        "Fukushima Hydrogen",
    )


def come(journey: Journey) -> None:
    """They wait on the page of the way in, and ask; the webinar is moved to now: it opens there."""
    page, who = journey.page, journey.who
    page.clock.install()
    page.reload()
    follow(page.locator("main a[href*='/webinars/join/']").first)
    sound(journey)
    page.locator("textarea[name=text]").fill("水素はどのように運びますか。")
    page.locator("main form[action*='/questions/'] button[type=submit]").first.click()
    expect(page.locator("main")).to_contain_text("水素はどのように運びますか。")
    way_in = page.url
    expect(page.locator("#enter")).to_have_count(0)
    now = timezone.now()
    later = {"starts_at": now + timedelta(minutes=10), "ends_at": now + timedelta(minutes=70)}
    actions.change_webinar(journey.webinar, by=make_staff(), **later)
    page.clock.fast_forward(POLLED_MILLISECONDS)
    expect(page.locator("#enter")).to_be_visible()
    sound(journey)
    with page.expect_request(VIDEO_CALL):  # the policy lets the form's answer lead away
        page.locator("#enter").click()
    page.wait_for_url(lambda url: not url.startswith(journey.watch.origin))
    assert Registration.objects.get(email=who.email).joined_at is not None
    page.goto(way_in)
    led_away = journey.watch.faults()  # the call itself, and a browser's wish for its icon
    assert [it for it in led_away if not it.startswith(f"foreign request: {VIDEO_SITE}")] == []


def look_back(journey: Journey, own: str) -> None:
    """It is over: feedback, and a certificate with the name as it is written."""
    page, who = journey.page, journey.who
    over = timezone.now() - timedelta(minutes=5)
    Webinar.objects.update(starts_at=over - timedelta(hours=1), ends_at=over)
    assert actions.follow_clock(journey.webinar) == State.DONE
    page.goto(own)
    sound(journey)
    follow(page.locator("main a[href$='/feedback/']"))
    page.locator("input[type=radio][value='5']").check()
    page.locator("textarea").fill("とても参考になりました。")
    sound(journey)
    press(page)
    expect(page.locator(".notice--success")).to_be_visible()
    assert list(Feedback.objects.values_list("rating", "text")) == [(5, "とても参考になりました。")]
    page.goto(own)
    address = page.locator("main a[href$='certificate.pdf']").get_attribute("href")
    answer = page.request.get(address)
    assert answer.headers["content-type"] == "application/pdf"
    printed = printed_on(answer.body())
    assert [it in printed for it in (unspaced(who.printed), unspaced(TITLES[who.language]))] == [
        True,
        True,
    ]


def printed_on(content: bytes) -> str:
    """Without what pypdf makes of the first byte of a Japanese letter."""
    return unspaced(PdfReader(BytesIO(content)).pages[0].extract_text().replace("\0", ""))


def unspaced(text: str) -> str:
    return "".join(text.split())


@pytest.mark.parametrize("journey", VISITORS, ids=lambda it: it.language, indirect=True)
def test_from_the_list_to_the_certificate(journey: Journey) -> None:
    first = register(journey.webinar, "first@example.org", language="fr")
    registration = sign_up(journey)
    own = journey.page.url
    change_and_move_up(journey, registration, first)
    come(journey)
    look_back(journey, own)
    assert journey.watch.faults() == []
