"""Write tables that are safe to open: every export goes through here.

A spreadsheet takes a cell that begins with `=`, `+`, `-`, `@`, tab or carriage return for a
formula, whoever wrote it. Such a cell gets an apostrophe in front, which spreadsheets do not
show; reading it back takes it away.
"""

import csv
import io
import re
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from typing import IO, Final

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.utils import get_column_letter

Cell = str | int | None

DANGEROUS: Final = re.compile(r"'*\s*[=+\-@\t\r\n＝＋－＠]")
"""Full-width signs count: Japanese Excel reads them like the others."""
BOM: Final = "\ufeff"
"""Tells Excel, Japanese Excel above all, that the file is UTF-8."""
CHUNK: Final = 200
"""Rows that are sent at once."""
SPOOLED: Final = 8 * 1024 * 1024
"""Bytes of a workbook that are kept in memory; larger ones go to a temporary file."""
MARGIN: Final = 6
"""Characters by which a column is wider than its name."""


def neutral(cell: Cell) -> Cell:
    """What a spreadsheet shows as it is, and never runs."""
    if not isinstance(cell, str):
        return cell
    return f"'{cell}" if DANGEROUS.match(cell) else cell


def restored(cell: str) -> str:
    """What `neutral` was given."""
    return cell[1:] if cell.startswith("'") and DANGEROUS.match(cell) else cell


def csv_chunks(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[bytes]:
    """A CSV file in UTF-8 with its mark, some rows at a time."""
    buffer = io.StringIO(newline="")
    buffer.write(BOM)
    writer = csv.writer(buffer)
    writer.writerow(map(neutral, header))
    for number, row in enumerate(rows, 1):
        writer.writerow(map(neutral, row))
        if number % CHUNK == 0:
            yield _taken(buffer)
    yield _taken(buffer)


def _taken(buffer: io.StringIO) -> bytes:
    written = buffer.getvalue().encode()
    buffer.seek(0)
    buffer.truncate()
    return written


def workbook(
    header: Sequence[str], rows: Iterable[Sequence[Cell]], *, title: str = "Profiles"
) -> IO[bytes]:
    """An XLSX file, ready to be read from its beginning; the caller closes it."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title)
    sheet.freeze_panes = "A2"
    for place, name in enumerate(header, 1):
        sheet.column_dimensions[get_column_letter(place)].width = len(name) + MARGIN
    sheet.append([_cell(name) for name in header])
    for row in rows:
        sheet.append([_cell(cell) for cell in row])
    file = tempfile.SpooledTemporaryFile(max_size=SPOOLED)  # noqa: SIM115 - the caller closes it
    book.save(file)
    file.seek(0)
    return file  # type: ignore[return-value]


def _cell(cell: Cell) -> Cell:
    """Neutral, and without the controls that XML cannot hold."""
    value = neutral(cell)
    return ILLEGAL_CHARACTERS_RE.sub("", value) if isinstance(value, str) else value
