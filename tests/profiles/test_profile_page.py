"""One profile's page: who may see it, at which address, what it costs and in which language."""

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from profiles.models import Profile
from profiles.states import Status
from tests.makers import add_topics, make_profile, make_statement, make_user
from tests.profiles.reading import elements, html_of, languages_of, texts

pytestmark = [
    pytest.mark.django_db,
    # The project names a STATIC_ROOT that only production fills; WhiteNoise says so.
    pytest.mark.filterwarnings("ignore:No directory at:UserWarning"),
]

QUERIES = 13


@pytest.fixture
def fukushima() -> Profile:
    return make_profile(
        "jp-07",
        language="ja",
        texts={
            "ja": ("福島県", "水素の県です。"),
            "en": ("Fukushima", "A prefecture of hydrogen."),
        },
        topics=["hydrogen"],
        priorities={"energy": 2},
        offers=[{"ja": "設備を見せます。", "en": "We show plants."}],
        needs=["技術を探しています。"],
    )


def test_the_whole_page(client: Client, fukushima: Profile) -> None:
    response = client.get(f"/en/partners/{fukushima.pk}-fukushima/")
    assert response.status_code == 200
    assert texts(response, "h1") == ["Fukushima 福島県"]
    assert texts(response, "li", "statement") == [
        "We show plants.",
        "技術を探しています。 jaOriginal in Japanese",
    ]
    assert texts(response, "a", "tag") == ["Hydrogen"]
    assert [a["href"] for a in elements(response, "a", "tag")] == ["/en/partners/?topic=hydrogen"]


@pytest.mark.parametrize("slug", ["wrong", "-", "Fukushima", "fukushima-2"])
def test_a_wrong_slug_leads_to_the_right_address(
    client: Client, fukushima: Profile, slug: str
) -> None:
    response = client.get(f"/de/partners/{fukushima.pk}-{slug}/")
    assert (response.status_code, response["Location"]) == (
        301,
        f"/de/partners/{fukushima.pk}-fukushima/",
    )


@pytest.mark.parametrize("status", Status)
def test_only_published_profiles_have_a_page(client: Client, status: Status) -> None:
    """Charlie sees no more of them than anybody does."""
    profile = make_profile(published=False, status=status)
    expected = 200 if status in {Status.PUBLISHED, Status.STALE} else 404
    assert client.get(profile.get_absolute_url()).status_code == expected
    client.force_login(make_user(password=None))
    assert client.get(profile.get_absolute_url()).status_code == expected
    wrong = client.get(f"/en/partners/{profile.pk}-wrong/")
    assert wrong.status_code == (301 if expected == 200 else 404)


@pytest.mark.parametrize("pk", ["0", "99999999999999999999", "x"])
def test_there_is_no_such_profile(client: Client, pk: str) -> None:
    assert client.get(f"/en/partners/{pk}-name/").status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_number_of_queries_is_fixed(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    sectors = ["energy", "trade", "tourism"][:count]
    profile = make_profile(priorities=dict.fromkeys(sectors, 2))
    add_topics(profile, [f"topic-{n}" for n in range(count)])
    for direction in ("offer", "need"):
        for number in range(count):
            kinds = [f"kind-{n}" for n in range(count)]
            text = f"{direction} {number}"
            make_statement(profile, direction, text, topics=kinds, cooperation=kinds)
    address = profile.get_absolute_url()
    with django_assert_num_queries(QUERIES):
        response = client.get(address)
    assert len(elements(response, "li", "statement")) == 2 * count


def test_what_falls_back_is_labelled(client: Client, fukushima: Profile) -> None:
    response = client.get(f"/fr/partners/{fukushima.pk}-fukushima/")
    assert languages_of(response, "水素の県です。") == ["ja"]
    assert languages_of(response, "A prefecture of hydrogen.") == ["en"]
    assert languages_of(response, "設備を見せます。") == ["ja"]
    assert languages_of(response, "技術を探しています。") == ["ja"]
    assert texts(response, "span", "tag--language") == ["jaOriginal en japonais"] * 3


@pytest.mark.parametrize(("reader", "labels"), [("ja", 0), ("en", 1)])
def test_what_is_in_the_reader_s_language_is_not(
    client: Client, fukushima: Profile, reader: str, labels: int
) -> None:
    """In English one need has no translation."""
    response = client.get(f"/{reader}/partners/{fukushima.pk}-fukushima/")
    assert len(elements(response, "span", "tag--language")) == labels


@pytest.mark.parametrize(
    ("reader", "folded"),
    [
        ("en", []),
        ("fr", ["Lire en anglais A prefecture of hydrogen."]),
        pytest.param(
            "ja",
            [],
        ),
    ],
)
def test_english_is_folded_beside_what_the_reader_may_not_understand(
    client: Client, fukushima: Profile, reader: str, folded: list[str]
) -> None:
    response = client.get(f"/{reader}/partners/{fukushima.pk}-fukushima/")
    assert texts(response, "details", "translation") == folded


def test_a_name_in_another_language_says_so(client: Client) -> None:
    profile = make_profile("jp-07", language="ja", texts={"ja": "福島県"})
    response = client.get(f"/fr/partners/{profile.pk}--/")
    assert [element.lang for element in elements(response, "h1")] == ["fr"]
    assert languages_of(response, "福島県") == ["ja"]


def test_demonstration_data_are_marked(client: Client) -> None:
    profile = make_profile(offers=["Written by the organisation."])
    make_statement(profile, text="Made up.", is_demonstration=True)
    response = client.get(profile.get_absolute_url())
    assert texts(response, "li", "statement")[:2] == [
        "Written by the organisation.",
        "Made up. Demonstration data",
    ]


def test_a_profile_without_anything(client: Client) -> None:
    profile = make_profile(texts={"en": "Bare"})
    response = client.get(profile.get_absolute_url())
    assert texts(response, "li", "statement") == ["No offers stated yet.", "No needs stated yet."]
    assert texts(response, "ul", "sectors") == ["No priorities stated yet."]
    assert html_of(response).count("No description yet.") == 1
