"""Read XLSX without trusting it: sizes are checked before anything is unpacked."""

import io
import struct
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, Final
from xml.etree.ElementTree import ParseError

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

ZIP: Final = b"PK\x03\x04"
MOST_UNPACKED: Final = 60 * 1024 * 1024
"""Bytes; 5,000 full rows take a third of it."""
MOST_PARTS: Final = 200
"""Files within the archive; a workbook with one sheet has about ten."""
MOST_SCANNED: Final = 20_000
"""Rows, empty ones included: sheets are often formatted far below their last row."""
BROKEN: Final = (
    zipfile.BadZipFile,
    InvalidFileException,
    ParseError,
    KeyError,
    ValueError,
    TypeError,
    IndexError,
    AttributeError,
    OSError,
    EOFError,
    RuntimeError,
    ArithmeticError,
    struct.error,
    zlib.error,
)
"""What the library raises for files that only look like workbooks; it has no class for it."""

FORMULA = gettext_noop("Here is a formula. Put in its result: formulas are not evaluated.")
ERROR = gettext_noop("Here is an error value of the spreadsheet.")


class FaultyWorkbook(Exception):
    """It cannot be read, or is not what it seems; `message` says so."""

    def __init__(self, message: Promise) -> None:
        super().__init__(message)
        self.message = message


def rows_of_workbook(
    content: bytes, *, most_columns: int
) -> Iterator[tuple[int, list[str], dict[int, str]]]:
    """Number, texts and wrong cells (message by place) of each row of the first sheet.

    Raises FaultyWorkbook.
    """
    _check_sizes(content)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about styles and extensions, which do not matter
            book = load_workbook(io.BytesIO(content), read_only=True, keep_links=False)
            sheet = book.worksheets[0]
            sheet.reset_dimensions()  # what the file states may be wrong
            rows = sheet.iter_rows(max_row=MOST_SCANNED, max_col=most_columns)
            for number, row in enumerate(rows, 1):
                yield number, [_text(cell.value) for cell in row], _wrong(row)
    except BROKEN as error:
        raise FaultyWorkbook(_("This workbook is damaged. Open it and save it again.")) from error


def _check_sizes(content: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
    except BROKEN as error:
        raise FaultyWorkbook(_("This workbook is damaged. Open it and save it again.")) from error
    if "xl/workbook.xml" not in {part.filename for part in parts}:
        raise FaultyWorkbook(_("This is not an Excel workbook (.xlsx)."))
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise FaultyWorkbook(
            _("This workbook holds far more than a table. Copy the table into a new one.")
        )


def _wrong(row: tuple[Any, ...]) -> dict[int, str]:
    kinds = {"f": FORMULA, "e": ERROR}
    found = ((place, getattr(cell, "data_type", "")) for place, cell in enumerate(row))
    return {place: kinds[kind] for place, kind in found if kind in kinds}


def _text(value: Any) -> str:
    """As one would type it: whole numbers without a point, dates as ISO writes them."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    return str(value).strip(" \u3000")
