"""The list that other sites show in a frame, and the page that says how to subscribe."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from events.models import Series
from events.states import State
from tests.events.making import make_webinar
from tests.makers import make_sector, make_user
from tests.profiles.reading import elements, html_of, texts

pytestmark = pytest.mark.django_db
URL, FEEDS = "/en/webinars/embed/", "/en/webinars/subscribe/"
EMBED_QUERIES = 8


def titles(client: Client, **query: str) -> list[str]:
    return [
        it.removesuffix(" (opens in a new tab)")
        for it in texts(client.get(URL, query), "h2", "webinar__title")
    ]


def test_it_may_stand_in_any_frame_and_nothing_else_may(client: Client) -> None:
    answer = client.get(URL)
    policy = answer["Content-Security-Policy"].split("; ")
    assert policy[-1] == "frame-ancestors *"
    assert ("default-src 'none'" in policy, "form-action 'none'" in policy) == (True, True)
    assert "X-Frame-Options" not in answer
    assert answer["Cross-Origin-Resource-Policy"] == "cross-origin"
    for other in ("/en/webinars/", FEEDS, "/en/", "/en/webinars/feed.ics", "/en/nothing/"):
        answer = client.get(other)
        assert answer["Content-Security-Policy"].endswith("; frame-ancestors 'none'"), other
        assert answer["X-Frame-Options"] == "DENY", other


def test_it_sets_no_cookie_and_may_be_kept(client: Client) -> None:
    answer = client.get(URL)
    assert (dict(answer.cookies), answer["Cache-Control"]) == ({}, "public, max-age=3600")


def test_every_link_opens_outside_the_frame(client: Client) -> None:
    make_webinar()
    links = elements(client.get(URL), "a")
    assert len(links) == 2
    assert {(it["target"], it["rel"]) for it in links} == {("_blank", "noopener")}


def test_it_runs_nothing(client: Client) -> None:
    answer = client.get(URL)
    assert (elements(answer, "script"), elements(answer, "form")) == ([], [])


def test_it_shows_what_is_still_to_come(client: Client) -> None:
    make_webinar("Second", starts_at=timezone.now() + timedelta(days=9))
    make_webinar("First", starts_at=timezone.now() + timedelta(days=5))
    make_webinar("Past", state=State.DONE, starts_at=timezone.now() - timedelta(days=5))
    make_webinar("Secret", state=State.DRAFT)
    make_webinar("Cancelled", state=State.CANCELLED)
    assert titles(client) == ["First", "Second"]


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ({"sector": "energy"}, ["Wind"]),
        ({"language": "ja"}, ["Tea"]),
        ({"series": "examples"}, ["Tea"]),
        ({"limit": "1"}, ["Wind"]),
        ({"limit": "0"}, ["Wind", "Tea"]),
        ({"limit": "many"}, ["Wind", "Tea"]),
    ],
)
def test_it_is_narrowed(client: Client, query: dict[str, str], wanted: list[str]) -> None:
    series = Series.objects.create(slug="examples")
    make_webinar("Wind").sectors.add(make_sector("energy"))
    make_webinar(
        "Tea", starts_at=timezone.now() + timedelta(days=60), interpreted=["ja"], series=series
    )
    assert titles(client, **query) == wanted


def test_it_shows_ten_unless_told_otherwise(client: Client) -> None:
    for n in range(12):
        make_webinar(f"Webinar {n}")
    assert (len(titles(client)), len(titles(client, limit="12"))) == (10, 12)


def test_the_site_on_which_it_stands_is_carried_along_to_the_sign_up(client: Client) -> None:
    webinar = make_webinar()
    page = f"/en/webinars/{webinar.pk}/hydrogen-between-the-rhine-and-fukushima/"
    sign_up = f"/en/webinars/{webinar.pk}/register/"
    from_there = {"referer": "https://www.partner.example/events?id=5"}
    answer = client.get(URL, headers=from_there)
    assert elements(answer, "a")[0]["href"] == f"{page}?from=www.partner.example"
    assert "Referer" in answer["Vary"]
    buttons = elements(client.get(f"{page}?from=www.partner.example"), "a", "button")
    assert f"{sign_up}?from=www.partner.example" in [it["href"] for it in buttons]
    inside = client.get(URL, headers={"referer": "http://testserver/en/webinars/subscribe/"})
    assert elements(inside, "a")[0]["href"] == page
    assert elements(client.get(f"{URL}?from=<b>"), "a")[0]["href"] == page


def test_nothing_to_come_is_said(client: Client) -> None:
    assert "No webinar is announced at the moment." in html_of(client.get(URL))


def test_markup_in_a_title_is_text(client: Client) -> None:
    make_webinar("<script>alert(1)</script>; a, b\nc")
    shown = html_of(client.get(URL))
    assert ("&lt;script&gt;alert(1)&lt;/script&gt;" in shown, "<script>" in shown) == (True, False)


@pytest.mark.parametrize("count", [1, 3])
def test_queries(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    for _ in range(count):
        make_webinar(series=Series.objects.get_or_create(slug="examples")[0])
    with django_assert_num_queries(EMBED_QUERIES):
        client.get(URL)


# Subscribing ----------------------------------------------------------------------------------


def test_the_addresses_are_whole_and_carry_the_choice(client: Client, settings: Settings) -> None:
    settings.SITE_URL = "https://helpdesk.example.eu"
    make_sector("energy")
    series = Series.objects.create(slug="examples")
    make_webinar(spoken=["ja"], series=series)
    answer = client.get(FEEDS, {"sector": "energy", "language": "ja", "odd": "x"})
    query = "?sector=energy&language=ja"
    hrefs = [it["href"] for it in elements(answer, "a")]
    assert f"webcal://helpdesk.example.eu/en/webinars/feed.ics{query}" in hrefs
    assert "webcal://helpdesk.example.eu/en/webinars/series/examples.ics" in hrefs
    (address,) = [it["value"] for it in elements(answer, "input") if it["id"] == "feed-address"]
    assert address == f"https://helpdesk.example.eu/en/webinars/feed.ics{query}"
    (code,) = texts(answer, "textarea")
    embed = f"https://helpdesk.example.eu/en/webinars/embed/{query}&limit=5"
    assert code.startswith(f'<iframe src="{embed}" title="Upcoming webinars"')


def test_without_a_choice_the_addresses_are_plain(client: Client, settings: Settings) -> None:
    settings.SITE_URL = "https://helpdesk.example.eu"
    (code,) = texts(client.get(FEEDS), "textarea")
    assert 'src="https://helpdesk.example.eu/en/webinars/embed/?limit=5"' in code


def test_it_is_for_members_too(client: Client) -> None:
    client.force_login(make_user())
    assert client.get(FEEDS).status_code == 200
