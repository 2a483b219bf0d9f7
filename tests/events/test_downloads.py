"""Files that the desk downloads: their kind, their name, the queries in their address."""

import io
from datetime import UTC, datetime

import pytest
import time_machine
from openpyxl import Workbook, load_workbook

from profiles.exchange.downloads import FormatForm, download
from profiles.exchange.writing import Cell

pytestmark = pytest.mark.django_db  # closing a response looks after connections

NOON = datetime(2026, 11, 26, 12, tzinfo=UTC)
ROWS = [["a", 1], ["=b", None]]


def opened(name: str, header: list[str], rows: list[list[Cell]]) -> Workbook:
    response = download("xlsx", name, header, rows)
    content = b"".join(response)
    response.close()
    return load_workbook(io.BytesIO(content))


@pytest.mark.parametrize(
    ("data", "chosen"),
    [
        ({}, "csv"),
        ({"format": "csv"}, "csv"),
        ({"format": "xlsx"}, "xlsx"),
        ({"format": "exe"}, "csv"),
    ],
)
def test_it_is_a_csv_file_unless_a_workbook_is_asked_for(data: dict[str, str], chosen: str) -> None:
    assert FormatForm(data).chosen == chosen


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_the_name_says_what_and_when(form: str) -> None:
    with time_machine.travel(NOON, tick=False):
        response = download(form, "registrations", ["name", "count"], ROWS)
    response.close()
    content = response["Content-Disposition"]
    assert content == f'attachment; filename="registrations-2026-11-26.{form}"'


def test_both_hold_the_same_and_no_formula() -> None:
    text = b"".join(download("csv", "x", ["name", "count"], ROWS)).decode("utf-8-sig")
    assert text.splitlines() == ["name,count", "a,1", "'=b,"]
    book = opened("x", ["name", "count"], ROWS)
    assert list(book.active.values) == [("name", "count"), ("a", 1), ("'=b", None)]


def test_a_long_name_fits_the_sheet() -> None:
    book = opened("x" * 60, ["a"], [])
    assert book.sheetnames == ["X" + "x" * 30]
