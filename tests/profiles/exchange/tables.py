"""Files for tests: tables as people make them."""

import csv
import io
import zipfile
from collections.abc import Mapping, Sequence
from typing import Any

from openpyxl import Workbook

from profiles.exchange import checking
from profiles.exchange.faults import Fault
from profiles.models import ImportFile, User
from tests.makers import make_place, make_sector, make_topic
from tests.profiles.documents import TOPIC_SLUGS

ROW = {
    "key": "c-1",
    "kind": "cluster",
    "place": "FRC1",
    "language": "en",
    "name_en": "Fermentation Cluster",
    "topics": "hydrogen;fermentation",
    "sectors": "industry:main",
}


def make_world() -> None:
    """The vocabulary that `ROW` names."""
    for slug in TOPIC_SLUGS:
        make_topic(slug)
    for slug in ("industry", "innovation"):
        make_sector(slug)
    for code in ("FRC1", "JP-43"):
        make_place(code)


def rows_of(*rows: Mapping[str, Any]) -> list[list[Any]]:
    """Header and cells; every row has the columns of all."""
    header = list(dict.fromkeys(name for row in rows for name in row))
    return [header, *([row.get(name, "") for name in header] for row in rows)]


def csv_of(*rows: Mapping[str, Any], encoding: str = "utf-8", delimiter: str = ",") -> bytes:
    buffer = io.StringIO(newline="")
    csv.writer(buffer, delimiter=delimiter).writerows(rows_of(*rows))
    return buffer.getvalue().encode(encoding)


def xlsx_of(*rows: Mapping[str, Any]) -> bytes:
    return xlsx_of_cells(rows_of(*rows))


def xlsx_of_cells(cells: Sequence[Sequence[Any]]) -> bytes:
    book = Workbook()
    for row in cells:
        book.active.append(list(row))
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def with_part(workbook: bytes, name: str, content: bytes) -> bytes:
    """The same archive with one file replaced or added."""
    found = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(workbook)) as old,
        zipfile.ZipFile(found, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for part in old.namelist():
            if part != name:
                new.writestr(part, old.read(part))
        new.writestr(name, content)
    return found.getvalue()


def row(n: int = 1, **cells: Any) -> dict[str, Any]:
    """The nth cluster, each with a name that is like no other."""
    names = ("Fermentation Cluster", "Hydrogen Valley", "Robotics Hub", "Wine and Cheese")
    return {**ROW, "key": f"c-{n}", "name_en": names[(n - 1) % len(names)], **cells}


def checked(content: bytes, by: User, name: str = "profiles.csv") -> ImportFile:
    """Uploaded, and checked at once because it is small."""
    return checking.upload(content, name=name, by=by)


def faults_of(file: ImportFile) -> list[tuple[int, str, str]]:
    """Line, column and sentence, in English."""
    found = [Fault(*stored) for stored in file.faults]
    return [(fault.line, fault.column, fault.text) for fault in found]
