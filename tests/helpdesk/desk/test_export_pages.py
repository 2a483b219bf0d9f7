"""The page of exports, and the files it hands out."""

import csv
import io

import pytest
from django.test import Client
from openpyxl import load_workbook
from pytest_django import DjangoAssertNumQueries

from profiles.models import Profile
from profiles.states import Status
from tests.makers import make_profile

pytestmark = pytest.mark.django_db

EXPORT = "/en/desk/export/"
PAGE_QUERIES = 8


@pytest.fixture(autouse=True)
def profiles(db: None) -> None:
    make_profile("de-nw", texts={"en": "=Rhineland"}, priorities={"energy": 2})
    make_profile("jp-07", texts={"ja": "福島県"}, language="ja")
    make_profile("de-by", texts={"en": "Bavaria"}, published=False)


def keys(browser: Client, **query: str) -> list[str]:
    response = browser.get(EXPORT, {"format": "csv", **query})
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    return [row["key"] for row in csv.DictReader(io.StringIO(text, newline=""))]


def test_a_csv_file_with_its_mark_and_nothing_that_runs(desk: Client) -> None:
    response = desk.get(EXPORT, {"format": "csv"})
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"].startswith('attachment; filename="profiles-')
    content = b"".join(response.streaming_content)
    assert content.startswith(b"\xef\xbb\xbf")
    assert b",'=Rhineland," in content


def test_a_workbook(desk: Client) -> None:
    response = desk.get(EXPORT, {"format": "xlsx"})
    sheet = load_workbook(io.BytesIO(b"".join(response.streaming_content))).active
    header, *rows = sheet.iter_rows(values_only=True)
    assert [dict(zip(header, row, strict=True))["name_en"] for row in rows] == ["'=Rhineland", None]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, ["de-nw", "jp-07"]),
        ({"side": "japan"}, ["jp-07"]),
        ({"sector": "energy"}, ["de-nw"]),
        ({"q": "福島"}, ["jp-07"]),
        ({"scope": "all"}, ["de-nw", "jp-07", "de-by"]),
        ({"scope": "all", "side": "europe"}, ["de-nw", "de-by"]),
        ({"scope": "nonsense"}, ["de-nw", "jp-07"]),
    ],
)
def test_the_directorys_filters_count(
    desk: Client, query: dict[str, str], found: list[str]
) -> None:
    assert keys(desk, **query) == found


def test_archived_profiles_are_in_the_whole_export_only(desk: Client) -> None:
    Profile.objects.get(key="de-nw").move(Status.ARCHIVED, by=None, reason="Dissolved")
    assert keys(desk) == ["jp-07"]
    assert keys(desk, scope="all") == ["de-nw", "jp-07", "de-by"]


def test_the_page_counts_before_one_downloads(desk: Client) -> None:
    assert "2 profiles fit." in desk.get(EXPORT).content.decode()
    html = desk.get(EXPORT, {"side": "japan"}).content.decode()
    assert "1 profile fits." in html
    assert desk.get(EXPORT, {"format": "pdf"}).status_code == 200


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_template_has_headers_and_an_example(desk: Client, kind: str) -> None:
    response = desk.get("/en/desk/import/template/", {"format": kind})
    assert "template-" in response["Content-Disposition"]
    content = b"".join(response.streaming_content)
    if kind == "csv":
        rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    else:
        rows = [list(row) for row in load_workbook(io.BytesIO(content)).active.values]
    assert (rows[0][:3], len(rows)) == (["id", "key", "kind"], 2)


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_takes_the_same_number_of_queries(
    desk: Client, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for n in range(count):
        make_profile(f"at-{n}", texts={"en": "x"}, priorities={"energy": 2})
    with django_assert_num_queries(PAGE_QUERIES):
        desk.get(EXPORT)
