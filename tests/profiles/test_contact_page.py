"""The public contact: on the profile's page, and behind a button what harvesters look for."""

import pytest
from django.core.cache import cache
from django.test import Client

from profiles.limits import LIMITS
from profiles.models import Profile
from profiles.states import Status
from tests.makers import make_profile
from tests.profiles.reading import elements, html_of, texts

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore:No directory at:UserWarning"),
]

EMAIL = "office@cluster.example.org"


@pytest.fixture(autouse=True)
def nobody_was_counted() -> None:
    cache.clear()


@pytest.fixture
def vitagora() -> Profile:
    profile = make_profile(
        "c-vit",
        kind="cluster",
        texts={"en": ("Vitagora", "Food.\nAnd taste.")},
        email=EMAIL,
        phone="+33380789790",
        address="4 Bd Veillet\n21000 Dijon",
        member_count=640,
        legal_status="hosted",
        host="Région <b>Bourgogne</b>",
        is_emerging=True,
    )
    for at, (kind, url) in enumerate(
        [("website", "https://www.vitagora.example/"), ("linkedin", "https://linkedin.com/x")]
    ):
        profile.links.create(kind=kind, url=url, position=at)
    return profile


def test_the_profile_page_says_who_it_is(client: Client, vitagora: Profile) -> None:
    response = client.get(vitagora.get_absolute_url())
    assert [" ".join(it.split()) for it in texts(response, "dl", "facts")] == [
        "Legal statusProject or network, hosted by another organisation"
        " Hosted byRégion <b>Bourgogne</b> Members640"
    ]
    assert texts(response, "ul", "links") == ["Website vitagora.example LinkedIn linkedin.com"]
    outside = [a for a in elements(response, "a") if a["href"].startswith("https://")]
    assert {a["rel"] for a in outside} == {"nofollow noopener noreferrer"}
    assert [a.text for a in elements(response, "a") if a["href"] == "tel:+33380789790"] == [
        "+33 3 80 78 97 90"
    ]
    assert "Emerging cluster" in texts(response, "span", "tag")
    assert "Food.<br>And taste." in html_of(response)


def test_the_address_is_in_no_page_that_a_link_opens(client: Client, vitagora: Profile) -> None:
    for path in (vitagora.get_absolute_url(), "/en/partners/", contact(vitagora)):
        html = html_of(client.get(path))
        assert (path, "cluster.example.org" in html, "mailto:" in html) == (path, False, False)


def contact(profile: Profile) -> str:
    return f"/en/partners/{profile.pk}/contact/"


def test_a_button_shows_it(client: Client, vitagora: Profile) -> None:
    page = client.get(vitagora.get_absolute_url())
    assert contact(vitagora) in [a["href"] for a in elements(page, "a")]
    response = client.post(contact(vitagora))
    assert response.status_code == 200
    assert [a["href"] for a in elements(response, "a") if a["href"].startswith("mailto:")] == [
        f"mailto:{EMAIL}"
    ]
    robots = [e["content"] for e in elements(response, "meta") if e["name"] == "robots"]
    assert robots == ["noindex, nofollow"]
    assert "no-store" in response["Cache-Control"]


def test_a_button_without_its_token_shows_nothing(vitagora: Profile) -> None:
    assert Client(enforce_csrf_checks=True).post(contact(vitagora)).status_code == 403


def test_nobody_collects_addresses(client: Client, vitagora: Profile) -> None:
    for _ in range(LIMITS["contact"].times):
        assert client.post(contact(vitagora)).status_code == 200
    response = client.post(contact(vitagora))
    assert (response.status_code, EMAIL in html_of(response)) == (429, False)
    assert client.get(contact(vitagora)).status_code == 200


@pytest.mark.parametrize("status", [it for it in Status if it not in ("published", "stale")])
def test_what_is_not_public_has_no_contact(client: Client, status: Status) -> None:
    profile = make_profile(published=False, status=status, email=EMAIL)
    assert client.get(contact(profile)).status_code == 404
    assert client.post(contact(profile)).status_code == 404


def test_without_a_mailbox_there_is_nothing_to_ask_for(client: Client) -> None:
    profile = make_profile()
    assert client.post(contact(profile)).status_code == 404
    html = html_of(client.get(profile.get_absolute_url()))
    assert ("Show the e-mail address" in html, 'class="links"' in html) == (False, False)
