"""Opening uploads: encodings, separators, and everything that is not a table."""

import io
import zipfile
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from profiles.exchange.reading import (
    MOST_COLUMNS,
    MOST_ROWS,
    Line,
    UnreadableFile,
    detect_encoding,
    open_sheet,
)
from tests.profiles.exchange.tables import csv_of, with_part, xlsx_of, xlsx_of_cells

JAPANESE = {
    "key": "jp-1",
    "name_ja": "発酵クラスター",
    "description_ja": "ソース、能、表の「申」。",
}
GERMAN = {"key": "de-1", "name_de": "Köln", "description_de": "Für größere Flüsse"}
FRENCH = {"key": "fr-1", "name_fr": "Pôle été", "description_fr": "fédération d’Île-de-France"}


def lines(content: bytes) -> list[dict[str, str]]:
    return [line.cells for line in open_sheet(content).lines()]


def refusal(content: bytes) -> str:
    with pytest.raises(UnreadableFile) as caught:
        list(open_sheet(content).lines())
    return str(caught.value.messages[0])


@pytest.mark.parametrize("row", [JAPANESE, GERMAN, FRENCH], ids=["ja", "de", "fr"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_unicode_is_read_in_all_its_forms(row: dict[str, str], encoding: str) -> None:
    assert lines(csv_of(row, encoding=encoding)) == [row]


@pytest.mark.parametrize("encoding", ["shift_jis", "cp932"])
def test_japanese_excel_is_read(encoding: str) -> None:
    content = csv_of(JAPANESE, encoding=encoding)
    assert detect_encoding(content) == "cp932"
    assert lines(content) == [JAPANESE]


def test_characters_that_only_windows_has_are_read() -> None:
    row = {"key": "jp-2", "name_ja": "髙島屋①㈱はしご"}
    assert lines(csv_of(row, encoding="cp932")) == [row]


@pytest.mark.parametrize("row", [GERMAN, FRENCH], ids=["de", "fr"])
def test_western_excel_is_not_taken_for_japanese(row: dict[str, str]) -> None:
    content = csv_of(row, encoding="cp1252")
    assert detect_encoding(content) == "cp1252"
    assert lines(content) == [row]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_separators_are_found_out(delimiter: str) -> None:
    row = {"key": "a", "name_en": "One, two; three", "topics": "x;y"}
    assert lines(csv_of(row, delimiter=delimiter)) == [row]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_end_in_any_way(end: str) -> None:
    content = f'key,name_en{end}a,"One{end}two"{end}{end}b,Three{end}'.encode()
    found = [(line.number, line.cells["key"]) for line in open_sheet(content).lines()]
    assert found == [(2, "a"), (4, "b")]


def test_names_of_columns_are_forgiving() -> None:
    content = "\ufeff Key ,Name-EN,OFFERS en,,\n".encode()
    assert open_sheet(content).header == ["key", "name_en", "offers_en"]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "The file is empty."),
        (b" \r\n ", "The file is empty."),
        (b"\xef\xbb\xbf\n\n", "The first line must hold the names of the columns."),
        (b",,,\n1,2,3,4\n", "The first line must hold the names of the columns."),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500,
            "This is an old Excel file. Save it as .xlsx or as CSV.",
        ),
        (
            b"<!DOCTYPE html><html><script>alert(1)</script></html>",
            "This is a web page, not a table. Save it as CSV or as .xlsx.",
        ),
        (
            b"  <?xml version='1.0'?><table/>",
            "This is a web page, not a table. Save it as CSV or as .xlsx.",
        ),
        (
            b"%PDF-1.7\n\x00\x81\x8d\x00",
            "This is not a table that can be read here. Save it as CSV (UTF-8) or as .xlsx.",
        ),
        (
            b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR",
            "This is not a table that can be read here. Save it as CSV (UTF-8) or as .xlsx.",
        ),
        (
            b"key,name_en\na,\x81\x8d\x90",
            "This is not a table that can be read here. Save it as CSV (UTF-8) or as .xlsx.",
        ),
        (
            b'key,name_en\na,"open\n',
            "The file is not well-formed near line 2: perhaps a quotation mark is missing,"
            " or a value is far too long.",
        ),
        (
            b"key,name_en\na," + b"x" * 200_000,
            "The file is not well-formed near line 2: perhaps a quotation mark is missing,"
            " or a value is far too long.",
        ),
        (b"PK\x03\x04 not a workbook", "This workbook is damaged. Open it and save it again."),
    ],
)
def test_what_is_no_table_is_refused_with_a_way_on(content: bytes, sentence: str) -> None:
    assert refusal(content) == sentence


def test_too_much_is_refused() -> None:
    assert refusal(b"key\n" + b"x" * 6_000_000) == "The file is larger than 5 MB. Split it."
    many = b"key\n" + b"a\n" * (MOST_ROWS + 1)
    assert refusal(many) == "There are more than 5000 profiles in the file. Split it."
    wide = b",".join(b"a" for _ in range(MOST_COLUMNS + 1)) + b"\n"
    assert refusal(wide) == "There are more than 200 columns in the file."


def test_a_cell_of_100_000_characters_is_read_to_be_refused_by_its_column() -> None:
    assert lines(b"key,name_en\na," + b"x" * 100_000) == [{"key": "a", "name_en": "x" * 100_000}]


def test_workbooks_are_read_as_texts() -> None:
    header = ["key", "member_count", "phone", "host", "size", "email", "address"]
    row = ["a", 40, 81245211111.0, True, 1.5, None, date(2026, 11, 24)]
    assert lines(xlsx_of_cells([header, row, [None] * 7, ["b"]])) == [
        {
            "key": "a",
            "member_count": "40",
            "phone": "81245211111",
            "host": "yes",
            "size": "1.5",
            "email": "",
            "address": "2026-11-24T00:00:00",
        },
        {"key": "b", **dict.fromkeys(header[1:], "")},
    ]


def test_formulas_are_not_evaluated() -> None:
    book = Workbook()
    book.active.append(["key", "name_en", "host"])
    book.active.append(["a", '=HYPERLINK("https://evil.example","x")', "#REF!"])
    book.active["C2"].data_type = "e"
    buffer = io.BytesIO()
    book.save(buffer)
    [line] = open_sheet(buffer.getvalue()).lines()
    assert [(fault.line, fault.column, fault.text) for fault in line.faults] == [
        (2, "name_en", "Here is a formula. Put in its result: formulas are not evaluated."),
        (2, "host", "Here is an error value of the spreadsheet."),
    ]


def test_a_workbook_with_100_columns_is_read() -> None:
    header = ["key", *(f"name_{chr(97 + n // 26)}{chr(97 + n % 26)}" for n in range(99))]
    sheet = open_sheet(xlsx_of_cells([header, [f"v{n}" for n in range(100)]]))
    assert sheet.header == header
    [line] = sheet.lines()
    assert list(line.cells.values()) == [f"v{n}" for n in range(100)]


def test_only_the_first_sheet_counts() -> None:
    book = Workbook()
    book.active.append(["key"])
    book.active.append(["a"])
    book.create_sheet("Notes").append(["nothing"])
    buffer = io.BytesIO()
    book.save(buffer)
    assert lines(buffer.getvalue()) == [{"key": "a"}]


DAMAGED = "This workbook is damaged. Open it and save it again."
TOO_BIG = "This workbook holds far more than a table. Copy the table into a new one."
SHEET = "xl/worksheets/sheet1.xml"


def test_zip_bombs_are_not_unpacked() -> None:
    good = xlsx_of({"key": "a"})
    assert refusal(with_part(good, SHEET, b"0" * 70_000_000)) == TOO_BIG
    buffer = io.BytesIO(good)
    with zipfile.ZipFile(buffer, "a") as archive:
        for n in range(300):
            archive.writestr(f"xl/media/{n}.png", b"")
    assert refusal(buffer.getvalue()) == TOO_BIG


def test_an_archive_that_is_no_workbook_is_refused() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("readme.txt", "hello")
    assert refusal(buffer.getvalue()) == "This is not an Excel workbook (.xlsx)."


def test_entities_that_explode_do_not() -> None:
    levels = "".join(
        f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' if n else '<!ENTITY l0 "ha">' for n in range(10)
    )
    bomb = f"<?xml version='1.0'?><!DOCTYPE x [{levels}]><worksheet><sheetData><row><c t='str'>"
    bomb += "<v>&l9;</v></c></row></sheetData></worksheet>"
    assert refusal(with_part(xlsx_of({"key": "a"}), SHEET, bomb.encode())) == DAMAGED


def test_a_row_far_below_is_not_filled_up_to() -> None:
    namespace = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    sheet = (
        f'<worksheet xmlns="{namespace}"><dimension ref="A1:XFD1048576"/><sheetData>'
        '<row r="1"><c r="A1" t="str"><v>key</v></c></row>'
        '<row r="2"><c r="A2" t="str"><v>a</v></c></row>'
        '<row r="1048576"><c r="XFD1048576" t="str"><v>b</v></c></row></sheetData></worksheet>'
    )
    assert lines(with_part(xlsx_of({"key": "a"}), SHEET, sheet.encode())) == [{"key": "a"}]


@pytest.mark.parametrize("part", ["xl/workbook.xml", SHEET])
def test_broken_parts_are_a_damaged_workbook(part: str) -> None:
    for content in (b"", b"<worksheet", b"\0\1\2"):
        assert refusal(with_part(xlsx_of({"key": "a"}), part, content)) == DAMAGED


def test_refusals_are_messages_for_forms() -> None:
    assert issubclass(UnreadableFile, ValidationError)
    assert Line(2, {}).faults == []


WORKBOOK = xlsx_of({"key": "a", "name_en": "b"})


def outcome(content: bytes) -> str:
    try:
        list(open_sheet(content).lines())
    except UnreadableFile:
        return "refused"
    return "read"


@given(st.binary(max_size=300), st.sampled_from([b"", b"key,kind\n", b"\xff\xfe", b"PK\x03\x04"]))
def test_no_upload_whatever_breaks_anything(content: bytes, beginning: bytes) -> None:

    assert outcome(beginning + content) in ("read", "refused")


@given(st.data())
@settings(max_examples=300, deadline=None)
def test_no_damage_to_a_workbook_breaks_anything(data: st.DataObject) -> None:
    content = bytearray(WORKBOOK)
    for _ in range(data.draw(st.integers(1, 20))):
        content[data.draw(st.integers(4, len(content) - 1))] = data.draw(st.integers(0, 255))
    assert outcome(bytes(content)) in ("read", "refused")
