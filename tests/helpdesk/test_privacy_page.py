"""The public privacy page: complete, and straight from the rules."""

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from helpdesk.privacy_notice import PURPOSES
from profiles.disclosing import Basis, transfers
from profiles.retention import RULES
from tests.profiles.reading import Reader, elements, html_of, texts

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore:No directory at:UserWarning"),
]

PAGE = "/en/privacy/"


def rows(client: Client) -> list[list[str]]:
    """The bodies of all tables, row by row."""
    found: list[list[str]] = []
    for cell in Reader(html_of(client.get(PAGE))).found:
        if cell["role"] == "rowheader":
            found.append([])
        if cell["role"] in ("rowheader", "cell"):
            found[-1].append(" ".join(cell.text.split()))
    return found


def test_its_tables_are_the_rules(client: Client) -> None:
    expected = [[it.what, it.purpose, it.basis] for it in PURPOSES]
    expected += [
        [it.person, "; ".join(map(str, it.recipients)), it.basis.label] for it in transfers()
    ]
    expected += [[it.label, it.term, it.reason] for it in RULES]
    assert rows(client) == [[str(word) for word in row] for row in expected]


def test_every_ground_stands_in_the_table_of_transfers() -> None:
    assert {it.basis for it in transfers()} == set(Basis)


def test_a_prefecture_is_not_covered_by_the_decision() -> None:
    found = {(str(it.person), str(to)): it.basis for it in transfers() for to in it.recipients}
    here = "European Economic Area"
    assert found[here, "Japan, private organisation"] == Basis.ADEQUACY
    assert found[here, "Japan, public body"] == Basis.CONSENT
    assert found["Japan", here] == Basis.APPI_28
    assert found["Japan", "Switzerland"] == Basis.APPI_28_CONSENT


def test_it_names_the_controller(client: Client, settings: Settings) -> None:
    settings.DEFAULT_FROM_EMAIL = "Helpdesk <office@helpdesk.example>"
    links = [it["href"] for it in elements(client.get(PAGE), "a")]
    assert "mailto:office@helpdesk.example" in links


def test_its_contents_lead_to_its_sections(client: Client) -> None:
    response = client.get(PAGE)
    sections = [it["id"] for it in elements(response, "h2") if it["id"]]
    links = [it["href"] for it in elements(response, "a") if it["href"].startswith("#")]
    assert [link for link in links if link != "#content"] == [f"#{it}" for it in sections]
    assert texts(response, "h1") == ["Privacy"]


def test_it_asks_the_database_nothing(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(0):
        response = client.get(PAGE)
    assert dict(response.cookies) == {}
