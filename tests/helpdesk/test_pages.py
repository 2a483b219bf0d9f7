"""The helpdesk's own pages in four languages, and the way from one language to the others."""

import pytest
from django.test import Client
from django.utils import translation
from pytest_django import DjangoAssertNumQueries, Settings

from profiles.states import Status
from tests.makers import make_profile, make_sectors
from tests.profiles.reading import elements, html_of, languages_of, texts

pytestmark = [
    pytest.mark.django_db,
    # The project names a STATIC_ROOT that only production fills; WhiteNoise says so.
    pytest.mark.filterwarnings("ignore:No directory at:UserWarning"),
]

HOME_QUERIES = 15
LANGUAGES = ("de", "en", "fr", "ja")
HEADINGS = {
    "": "Find the region on the other side that fits yours",
    "about/": "How it works",
    "accessibility/": "Accessibility",
    "privacy/": "Privacy",
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", HEADINGS)
def test_a_page_speaks_the_language_of_its_address(
    client: Client, path: str, language: str
) -> None:
    """Whatever the browser would like better; and it sets no cookie."""
    response = client.get(f"/{language}/{path}", headers={"Accept-Language": "fi, de;q=0.9"})
    with translation.override(language):
        heading = translation.gettext(HEADINGS[path])
    assert (heading == HEADINGS[path]) == (language == "en")
    assert (response.status_code, texts(response, "h1")) == (200, [heading])
    assert response["Content-Language"] == language
    assert [html["lang"] for html in elements(response, "html")] == [language]
    assert dict(response.cookies) == {}


@pytest.mark.parametrize(
    ("wanted", "home"),
    [
        ("ja", "/ja/"),
        ("ja-JP,ja;q=0.9,en;q=0.8", "/ja/"),
        ("fr-CA", "/fr/"),
        ("fi,de;q=0.4,fr;q=0.3", "/de/"),
        ("en-GB;q=0.1,de;q=0.2", "/de/"),
        ("fi", "/en/"),
        ("", "/en/"),
        ("*", "/en/"),
        ("not a, header;;q=x", "/en/"),
    ],
)
def test_the_bare_address_asks_the_browser(client: Client, wanted: str, home: str) -> None:
    response = client.get("/", headers={"Accept-Language": wanted})
    assert (response.status_code, response["Location"]) == (302, home)
    assert "Accept-Language" in response["Vary"].split(", ")


def alternates(client: Client, path: str) -> dict[str, str]:
    links = elements(client.get(path), "link")
    return {link["hreflang"]: link["href"] for link in links if link["rel"] == "alternate"}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "path",
    ["", "about/", "privacy/", "partners/", "partners/?side=japan&page=2", "account/login/"],
)
def test_every_page_names_its_other_languages(client: Client, language: str, path: str) -> None:
    host = "http://testserver"
    assert alternates(client, f"/{language}/{path}") == {
        **{code: f"{host}/{code}/{path}" for code in LANGUAGES},
        "x-default": f"{host}/en/{path}",
    }


def test_a_profile_names_its_other_languages(client: Client) -> None:
    profile = make_profile("jp-07", language="ja", texts={"ja": "福島県", "en": "Fukushima"})
    path = f"partners/{profile.pk}-fukushima/"
    expected = {code: f"http://testserver/{code}/{path}" for code in LANGUAGES}
    expected["x-default"] = expected["en"]
    assert [alternates(client, f"/{code}/{path}") for code in LANGUAGES] == [expected] * 4


def test_readers_choose_a_language_on_the_same_page(client: Client) -> None:
    links = elements(client.get("/fr/about/"), "a", "languages__link")
    assert [(a.text, a["href"], a["lang"], a["aria-current"]) for a in links] == [
        ("Deutsch", "http://testserver/de/about/", "de", ""),
        ("English", "http://testserver/en/about/", "en", ""),
        ("français", "http://testserver/fr/about/", "fr", "true"),
        ("日本語", "http://testserver/ja/about/", "ja", ""),
    ]


@pytest.mark.parametrize("count", [1, 3, 7])
def test_home_costs_the_same_for_any_number_of_profiles(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    make_sectors()
    for number in range(count):
        make_profile(f"de-{number}", topics=["sake"], priorities={"energy": 2})
        make_profile(f"jp-{number}", topics=["sake"], priorities={"trade": 2})
    with django_assert_num_queries(HOME_QUERIES):
        response = client.get("/en/")
    assert len(elements(response, "circle", "dot")) == 2 * count
    assert len(elements(response, "li", "card")) == min(2 * count, 6)


def test_home_counts_and_shows_only_what_is_published(client: Client) -> None:
    make_profile("de-nw")
    make_profile("de-by", published=False, status=Status.STALE)
    make_profile("de-draft", published=False)
    make_profile("jp-07")
    make_profile("jp-draft", published=False)
    response = client.get("/en/")
    assert "what 2 European regions and clusters" in html_of(response)
    assert "with 1 Japanese prefectures and clusters" in html_of(response)
    assert "draft" not in html_of(response)


def test_home_shows_the_newest_first(client: Client) -> None:
    for number in range(8):
        make_profile(f"de-{number}")
    response = client.get("/en/")
    names = [f"de-{number}" for number in (7, 6, 5, 4, 3, 2)]
    assert texts(response, "h3", "card__title") == names


def test_home_leads_to_every_sector(client: Client) -> None:
    make_sectors()
    links = elements(client.get("/ja/"), "a", "sector-door")
    slugs = "industry trade investment innovation tourism people_mobility energy"
    assert [a["href"] for a in links] == [f"/ja/partners/?sector={slug}" for slug in slugs.split()]


def test_home_of_an_empty_site(client: Client) -> None:
    response = client.get("/en/")
    assert response.status_code == 200
    assert elements(response, "li", "card") == []


def test_names_on_the_map_say_their_language(client: Client) -> None:
    make_profile("jp-07", language="ja", texts={"ja": "福島県"})
    assert set(languages_of(client.get("/en/"), "福島県")) == {"ja"}


def test_both_clocks_stand_on_every_page(client: Client) -> None:
    clocks = [text.split() for text in texts(client.get("/en/about/"), "li", "clocks__item")]
    assert [(words[0], words[2] in {"CET", "CEST", "JST"}) for words in clocks] == [
        ("Brussels", True),
        ("Tokyo", True),
    ]


@pytest.mark.parametrize("demo", [True, False])
def test_the_demonstration_says_what_it_is(client: Client, settings: Settings, demo: bool) -> None:
    settings.DEMO = demo
    notes = texts(client.get("/en/about/"), "p", "site-footer__demo")
    assert len(notes) == demo
