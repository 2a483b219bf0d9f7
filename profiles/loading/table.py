"""CSV files with a fault named by file, line and column for everything that is wrong."""

import csv
import io
from collections.abc import Callable, Container, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

Parser = Callable[[str], Any]
Row = dict[str, Any]

LIST_SEPARATOR = ";"
TEXT_SEPARATOR = "|"
LONGEST = 10_000
"""Characters of any value; the columns with less room say so themselves."""


@dataclass(frozen=True)
class Fault:
    file: str
    line: int
    column: str
    message: str

    def __str__(self) -> str:
        return f"{self.file}, line {self.line}, column {self.column}: {self.message}"


class FaultyData(Exception):
    """The files cannot be loaded; `faults` says where and why."""

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = faults
        super().__init__("\n".join(str(fault) for fault in faults))


@dataclass
class Table:
    """One CSV file read by a parser per column; `faults` collects what did not parse.

    A column that the file lacks is a fault unless it stands in `optional`, where the value is
    then what its parser makes of the empty string. Columns without a parser are ignored.
    """

    path: Path
    columns: dict[str, Parser]
    optional: Container[str] = ()
    key: str = ""
    faults: list[Fault] = field(default_factory=list)

    def rows(self) -> list[Row]:
        try:
            content = self.path.read_bytes().decode("utf-8-sig")
        except FileNotFoundError:
            self._fault(0, "-", "there is no such file")
            return []
        except UnicodeDecodeError as error:
            self._fault(0, "-", f"not UTF-8: byte {error.start} cannot be read")
            return []
        reader = csv.DictReader(io.StringIO(content, newline=""), strict=True)
        try:
            return list(self._read(reader))
        except csv.Error as error:
            self._fault(reader.line_num, "-", f"not a well-formed CSV file: {error}")
            return []

    def _read(self, reader: "csv.DictReader[str]") -> Iterator[Row]:
        present = reader.fieldnames or []
        for column in self.columns:
            if column not in present and column not in self.optional:
                self._fault(1, column, "this column is missing")
        seen: set[Any] = set()
        for raw in reader:
            row = self._row(raw, reader.line_num)
            key = row.get(self.key)
            if key is not None and key in seen:
                self._fault(reader.line_num, self.key, f"“{key}” stands here twice")
            seen.add(key)
            yield row

    def _row(self, raw: dict[str, str], line: int) -> Row:
        if None in raw:
            self._fault(line, "-", "more values than there are columns")
        row: Row = {"line": line}
        for column, parse in self.columns.items():
            value = (raw.get(column) or "").strip()
            try:
                row[column] = parse(value)
            except ValueError as error:
                self._fault(line, column, str(error))
                row[column] = None
        return row

    def _fault(self, line: int, column: str, message: str) -> None:
        self.faults.append(Fault(self.path.name, line, column, message))


def text(value: str, most: int = LONGEST) -> str:
    if not value:
        raise ValueError("must not be empty")
    return maybe(value, most)


def maybe(value: str, most: int = LONGEST) -> str:
    if len(value) > most:
        raise ValueError(f"has {len(value)} characters, {most} are allowed")
    return value


def short(most: int) -> Parser:
    """A text of at most so many characters."""
    return lambda value: text(value, most)


def number(low: float, high: float) -> Parser:
    def parse(value: str) -> float:
        try:
            found = float(value)
        except ValueError:
            raise ValueError(f"“{value}” is not a number") from None
        if not low <= found <= high:
            raise ValueError(f"{found:g} is not between {low:g} and {high:g}")
        return found

    return parse


def one_of(known: Container[str], what: str) -> Parser:
    def parse(value: str) -> str:
        if value not in known:
            raise ValueError(f"“{value}” is not a known {what}")
        return value

    return parse


def optional(parse: Parser) -> Parser:
    return lambda value: parse(value) if value else None


def list_of(parse: Parser, separator: str = LIST_SEPARATOR) -> Parser:
    def parse_all(value: str) -> list[Any]:
        items = [item.strip() for item in value.split(separator)]
        found = [parse(item) for item in items if item]
        if len(set(found)) < len(found):
            raise ValueError("something stands here twice")
        return found

    return parse_all


texts = list_of(text, TEXT_SEPARATOR)
