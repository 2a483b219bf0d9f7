"""Open an uploaded table: CSV in the encodings that spreadsheets write, or XLSX.

Nothing is evaluated and nothing is trusted: names and types that the browser states do not count,
the bytes do.
"""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from profiles.exchange.faults import Fault
from profiles.exchange.workbooks import ZIP, FaultyWorkbook, rows_of_workbook
from profiles.exchange.writing import restored

MOST_BYTES: Final = 5 * 1024 * 1024
MOST_ROWS: Final = 5000
MOST_COLUMNS: Final = 200
OLD_EXCEL: Final = b"\xd0\xcf\x11\xe0"
DELIMITERS: Final = ",;\t"
BOMS: Final = {
    b"\xef\xbb\xbf": "utf-8-sig",
    b"\xff\xfe": "utf-16",
    b"\xfe\xff": "utf-16",
}
KANA: Final = re.compile("[\u3041-\u30ff]")
KANJI_WORD: Final = re.compile("[\u4e00-\u9fff]{2}")


class UnreadableFile(ValidationError):
    """The upload is not a table that we read."""


@dataclass(frozen=True)
class Line:
    """One line of a table: its number, a text a column, and what could not be read."""

    number: int
    cells: dict[str, str]
    faults: list[Fault] = field(default_factory=list)


@dataclass(frozen=True)
class Sheet:
    """encoding  how it was written: `utf-8-sig`, `cp932`, `xlsx`…
    header    names of columns as they stand there, lower case
    """

    encoding: str
    header: list[str]
    _rows: Iterator[tuple[int, list[str], dict[int, str]]]

    def lines(self) -> Iterator[Line]:
        """Lines with something in them. Raises UnreadableFile in the middle of a broken file."""
        count = 0
        for number, cells, wrong in self._rows:
            if not any(cells) and not wrong:
                continue
            count += 1
            if count > MOST_ROWS:
                raise UnreadableFile(
                    _("There are more than %(most)d profiles in the file. Split it."),
                    params={"most": MOST_ROWS},
                )
            yield self._line(number, cells, wrong)

    def _line(self, number: int, cells: list[str], wrong: dict[int, str]) -> Line:
        faults = [
            Fault(number, self.header[place] if place < len(self.header) else "", message)
            for place, message in wrong.items()
        ]
        if any(cells[len(self.header) :]):
            message = gettext_noop("There are more values than columns in this line.")
            faults.append(Fault(number, "", message))
        found = dict(zip(self.header, map(restored, cells), strict=False))
        return Line(number, found, faults)


def content_of(file: UploadedFile) -> bytes:
    """What was uploaded, as much of it as `check_size` needs to refuse it."""
    return bytes(file.read(MOST_BYTES + 1))


def check_size(content: bytes) -> None:
    """Raises UnreadableFile."""
    if len(content) > MOST_BYTES:
        raise UnreadableFile(
            _("The file is larger than %(most)d MB. Split it."),
            params={"most": MOST_BYTES // 1024 // 1024},
        )


def open_sheet(content: bytes) -> Sheet:
    """Read the first line. Raises UnreadableFile."""
    check_size(content)
    if not content.strip():
        raise UnreadableFile(_("The file is empty."))
    if content.startswith(OLD_EXCEL):
        raise UnreadableFile(_("This is an old Excel file. Save it as .xlsx or as CSV."))
    if content.startswith(ZIP):
        encoding, rows = "xlsx", _workbook(content)
    else:
        encoding = detect_encoding(content)
        rows = _csv(content.decode(encoding))
    _number, header, _wrong = next(rows, (1, [], {}))
    return Sheet(encoding, _named(header), rows)


def _workbook(content: bytes) -> Iterator[tuple[int, list[str], dict[int, str]]]:
    try:
        yield from rows_of_workbook(content, most_columns=MOST_COLUMNS + 1)
    except FaultyWorkbook as error:
        raise UnreadableFile(error.message) from error


def _named(header: list[str]) -> list[str]:
    names = [re.sub(r"[\s-]+", "_", restored(name).strip().casefold()) for name in header]
    while names and not names[-1]:
        names.pop()
    if not names:
        raise UnreadableFile(_("The first line must hold the names of the columns."))
    if len(names) > MOST_COLUMNS:
        raise UnreadableFile(
            _("There are more than %(most)d columns in the file."), params={"most": MOST_COLUMNS}
        )
    return names


def detect_encoding(content: bytes) -> str:
    """UTF-8 and UTF-16 by their marks or their form; what is left is Japanese or Western Windows.

    Raises UnreadableFile for what is no text.
    """
    for mark, encoding in BOMS.items():
        if content.startswith(mark):
            return _sure(content, encoding)
    if b"\0" in content:
        even, odd = content[0::2].count(0), content[1::2].count(0)
        return _sure(content, "utf-16-be" if even > odd else "utf-16-le")
    if _decoded(content, "utf-8") is not None:
        return "utf-8"
    japanese = _decoded(content, "cp932")
    if japanese and (KANA.search(japanese) or KANJI_WORD.search(japanese)):
        return "cp932"
    return _sure(content, "cp1252")


def _decoded(content: bytes, encoding: str) -> str | None:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        return None


def _sure(content: bytes, encoding: str) -> str:
    text = _decoded(content, encoding)
    if text is None or "\0" in text:
        raise UnreadableFile(
            _("This is not a table that can be read here. Save it as CSV (UTF-8) or as .xlsx.")
        )
    return encoding


def _csv(text: str) -> Iterator[tuple[int, list[str], dict[int, str]]]:
    if text.lstrip().startswith("<"):
        raise UnreadableFile(_("This is a web page, not a table. Save it as CSV or as .xlsx."))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    try:
        for number, cells in enumerate(reader, 1):
            yield number, [cell.strip(" \u3000") for cell in cells], {}
    except csv.Error as error:
        raise UnreadableFile(
            _(
                "The file is not well-formed near line %(line)d: perhaps a quotation mark is"
                " missing, or a value is far too long."
            ),
            params={"line": reader.line_num},
        ) from error


def _delimiter(text: str) -> str:
    """The one that stands most often in the first line."""
    first = text.lstrip("\r\n").partition("\n")[0]
    return max(DELIMITERS, key=first.count)
