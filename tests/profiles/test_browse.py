"""The directory page: its cost, its pages and links, and the part that htmx asks for."""

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from profiles.models import Profile, ProfileSector, ProfileText
from profiles.states import Status
from profiles.views import PAGE_SIZE
from tests.makers import make_place, make_profile, make_sectors
from tests.profiles.reading import elements, html_of, languages_of, texts

pytestmark = [
    pytest.mark.django_db,
    # The project names a STATIC_ROOT that only production fills; WhiteNoise says so.
    pytest.mark.filterwarnings("ignore:No directory at:UserWarning"),
]

PARTIAL = {"HX-Request": "true"}
QUERIES = 10


def make_crowd(count: int) -> None:
    """Profiles of three places with names in two languages and two sectors each."""
    places = [make_place(code) for code in ("DEA", "JP-07", "JP-01")]
    profiles = Profile.objects.bulk_create(
        Profile(
            kind="region",
            place=places[number % 3],
            latitude=0,
            longitude=0,
            language="en",
            languages=["en", "ja"],
            status=Status.PUBLISHED,
        )
        for number in range(count)
    )
    written = [("en", "Name", "About."), ("ja", "名", "")]
    ProfileText.objects.bulk_create(
        ProfileText(profile=profile, language=language, name=name, description=description)
        for profile in profiles
        for language, name, description in written
    )
    sectors = make_sectors()
    ProfileSector.objects.bulk_create(
        ProfileSector(profile=profile, sector=sectors[(profile.pk + step) % 7], priority=step)
        for profile in profiles
        for step in (1, 2)
    )


@pytest.mark.parametrize("count", [1, 3, 200])
def test_the_number_of_queries_is_fixed(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    make_crowd(count)
    with django_assert_num_queries(QUERIES):
        response = client.get("/ja/partners/")
    assert len(texts(response, "li", "card")) == min(count, PAGE_SIZE)


@pytest.fixture
def two_pages() -> list[str]:
    """Names of one page and two more, newest first."""
    for number in range(PAGE_SIZE + 2):
        make_profile(f"de-{number:02}", priorities={"energy": 1})
    make_profile("jp-07")
    return [f"de-{number:02}" for number in reversed(range(PAGE_SIZE + 2))]


def names(client: Client, query: str) -> list[str]:
    return texts(client.get(f"/en/partners/{query}"), "h2", "card__title")


def test_pages_follow_each_other(client: Client, two_pages: list[str]) -> None:
    everybody = ["jp-07", *two_pages]
    assert names(client, "") == everybody[:PAGE_SIZE]
    assert names(client, "?page=2") == everybody[PAGE_SIZE:]


@pytest.mark.parametrize(
    ("asked_for", "is_last"),
    [("1", False), ("abc", False), ("", False), ("99", True), ("0", True), ("-1", True)],
)
def test_a_page_that_is_not_there(
    client: Client, two_pages: list[str], asked_for: str, is_last: bool
) -> None:
    everybody = ["jp-07", *two_pages]
    shown = everybody[PAGE_SIZE:] if is_last else everybody[:PAGE_SIZE]
    assert names(client, f"?page={asked_for}") == shown


def test_links_to_pages_keep_the_filters(client: Client, two_pages: list[str]) -> None:
    response = client.get("/en/partners/?side=europe&sector=energy&q=de&page=2")
    assert texts(response, "h2", "card__title") == two_pages[PAGE_SIZE:]
    links = [link["href"] for link in elements(response, "a") if link["href"].startswith("?")]
    query = "?side=europe&sector=energy&q=de&page="
    assert links == [f"{query}1", f"{query}1", f"{query}2"]
    assert [a.text.strip() for a in elements(response, "a") if a["aria-current"] == "page"] == [
        "Find partners",
        "Page 2",
    ]


def test_one_page_has_no_links_to_pages(client: Client) -> None:
    make_profile()
    response = client.get("/en/partners/")
    assert elements(response, "nav", "pagination") == []


def test_a_deep_link_shows_its_filters_in_the_form(client: Client) -> None:
    make_sectors()
    make_profile("jp-07", language="ja", texts={"ja": "Köln"}, topics=["sake"])
    query = (
        "q=k%C3%B6ln&side=japan&kind=prefecture&place=JP-07&sector=energy&topic=sake&language=ja"
    )
    response = client.get(f"/en/partners/?{query}")
    chosen = [
        option["value"]
        for option in elements(response, "option")
        if "selected" in option.attributes
    ]
    assert chosen == ["japan", "prefecture", "JP-07", "energy", "sake", "ja"]
    assert [field["value"] for field in elements(response, "input")] == ["köln"]


@pytest.mark.parametrize(
    ("count", "said"), [(0, "0 organisations"), (1, "1 organisation"), (3, "3 organisations")]
)
def test_the_results_are_counted(client: Client, count: int, said: str) -> None:
    for number in range(count):
        make_profile(f"de-{number}")
    make_profile("draft", published=False)
    response = client.get("/en/partners/")
    assert texts(response, "p", "result-count") == [said]
    assert len(elements(response, "li", "card")) == count


def test_the_count_is_of_all_pages(client: Client, two_pages: list[str]) -> None:
    response = client.get("/en/partners/?side=europe&page=2")
    assert texts(response, "p", "result-count") == [f"{len(two_pages)} organisations"]


def test_nobody_fits(client: Client) -> None:
    make_profile("de-nw")
    response = client.get("/en/partners/?q=nobody")
    [empty] = elements(response, "div", "empty")
    assert "Nobody fits all of these filters" in empty.text
    assert [a["href"] for a in elements(response, "a", "button") if "Show" in a.text] == [
        "/en/partners/"
    ]


def test_htmx_gets_the_whole_page_and_selects_from_it(client: Client) -> None:
    """One address, one answer: neither cache nor history can show a fragment."""
    make_profile("de-nw")
    whole, asked = (client.get("/en/partners/", headers=h) for h in ({}, PARTIAL))
    assert html_of(asked) == html_of(whole)
    for selected in ('id="results"', 'id="languages"', 'hx-select="#results"'):
        assert html_of(whole).count(selected) == 1


@pytest.mark.parametrize(
    "query",
    [
        "side=mars&kind=&place=%FF&page=x",
        "q=%00",
        f"q={'%20a' * 33}",
        f"q={'a' * 5000}",
        "topic=&topic=&topic=x",
        "page=99999999999999999999999",
        "language=%ED%A0%80",
        "sector=<script>alert(1)</script>",
        "=&=&&&",
    ],
)
def test_rubbish_in_the_address(client: Client, query: str) -> None:
    make_profile("de-nw", texts={"en": "a"})
    response = client.get(f"/en/partners/?{query}")
    assert response.status_code == 200
    assert texts(response, "h2", "card__title") == ["a"]
    assert [script["src"] for script in elements(response, "script")] != []
    assert "<script>alert" not in html_of(response)


def test_a_card_labels_what_is_in_another_language(client: Client) -> None:
    texts_of = {"ja": ("福島県", "水素の県です。"), "en": "Fukushima"}
    make_profile("jp-07", language="ja", texts=texts_of)
    response = client.get("/en/partners/")
    assert languages_of(response, "水素の県です。") == ["ja"]
    assert languages_of(response, "福島県") == ["ja"]
    assert languages_of(response, "Fukushima") == ["en"]
    assert texts(response, "span", "tag--language") == ["jaOriginal in Japanese"]


def test_a_card_in_the_reader_s_language_has_no_label(client: Client) -> None:
    make_profile("jp-07", language="ja", texts={"ja": ("福島県", "水素の県です。")})
    response = client.get("/ja/partners/")
    assert languages_of(response, "福島県") == ["ja"]
    assert elements(response, "span", "tag--language") == []


def test_a_name_in_another_language_says_so(client: Client) -> None:
    make_profile("jp-07", language="ja", texts={"ja": "福島県"})
    assert languages_of(client.get("/en/partners/"), "福島県") == ["ja"]


def test_words_of_organisations_are_escaped(client: Client) -> None:
    bad = "<script>alert(1)</script>"
    make_profile("de-nw", texts={"en": (bad, bad)})
    response = client.get("/en/partners/")
    assert texts(response, "h2", "card__title") == [bad]
    assert bad not in html_of(response)
    assert Profile.objects.count() == 1
