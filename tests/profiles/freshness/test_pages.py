"""How readers see that a profile is unconfirmed, in words; what its people see."""

import re

import pytest
from django.template.loader import render_to_string
from django.test import Client

from profiles.models import Profile
from profiles.states import Status
from tests.profiles.freshness.ageing import day, owner_of, published, run_on

pytestmark = pytest.mark.django_db

WORDS = {
    "en": "last confirmed on 15 January 2026",
    "de": "15. Januar 2026",
    "ja": "2026年1月15日",
}


def text_of(html: str) -> str:
    """What is read when nothing of the look is there: no tags, no attributes, no colours."""
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def pages(client: Client, profile: Profile, number: int, language: str = "en") -> list[str]:
    with day(number):
        paths = [f"/{language}/partners/", f"/{language}/partners/{profile.pk}-vitagora/"]
        return [text_of(client.get(path).content.decode()) for path in paths]


@pytest.mark.parametrize(("number", "is_marked"), [(0, False), (209, False), (210, True)])
def test_card_and_page_say_it_in_words(client: Client, number: int, is_marked: bool) -> None:
    profile = published()
    run_on(number)
    for text in pages(client, profile, number):
        assert text.count("Unconfirmed last confirmed on 15 January 2026") == is_marked
        assert text.count("Unconfirmed") == is_marked


@pytest.mark.parametrize("language", WORDS)
def test_the_date_is_written_as_the_reader_writes_dates(client: Client, language: str) -> None:
    profile = published()
    run_on(210)
    for text in pages(client, profile, 211, language):
        assert text.count(WORDS[language]) == 1


@pytest.mark.parametrize(
    ("number", "sentence"),
    [
        (10, "Last confirmed on 15 January 2026."),
        (210, "Nobody has confirmed this profile since 15 January 2026, and readers are told so."),
        (366, "Nobody has confirmed this profile since 15 January 2026. One click brings it back."),
    ],
)
def test_its_people_see_the_state_and_a_button(number: int, sentence: str) -> None:
    published()
    run_on(number)
    with day(number):
        context = {"profile": Profile.objects.get(), "can_confirm": True}
        html = render_to_string("profiles/_freshness.html", context)
    assert sentence in text_of(html)
    assert html.count('method="post"') == html.count("Everything is still right") == 1


def test_a_draft_is_not_asked_about() -> None:
    profile = published(published=False)
    assert render_to_string("profiles/_freshness.html", {"profile": profile}).strip() == ""


def test_owners_confirm_on_the_overview_of_the_form_with_its_own_token() -> None:
    profile = published()
    alice = owner_of(profile)
    browser = Client(enforce_csrf_checks=True)
    run_on(210)
    with day(211):
        browser.force_login(alice)
        html = browser.get(f"/en/organisations/{profile.pk}/edit/").content.decode()
        [form] = re.findall(r'<form method="post" action="[^"]+/confirm/">.*?</form>', html, re.S)
        [token] = re.findall(r'name="csrfmiddlewaretoken" value="([^"]+)"', form)
        address = f"/en/organisations/{profile.pk}/confirm/"
        assert browser.post(address).status_code == 403
        response = browser.post(address, {"csrfmiddlewaretoken": token})
    assert (response.status_code, Profile.objects.get().status) == (302, Status.PUBLISHED)


def test_viewers_see_the_state_without_the_button(client: Client) -> None:
    profile = published()
    run_on(210)
    with day(211):
        client.force_login(owner_of(profile, role="viewer"))
        html = client.get(f"/en/organisations/{profile.pk}/edit/").content.decode()
    assert "and readers are told so." in html
    assert "/confirm/" not in html
