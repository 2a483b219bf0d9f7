"""Read who took part, and how long, from the lists that video platforms make.

Zoom, Webex and Teams write what they call CSV each in a way of its own: lines about the meeting
first, several tables under each other, UTF-16 with tabs, headings in the language of whoever
downloads it. So the tables are found by their headings, wherever they stand; a person is an
address, or a name where there is none, and may have joined several times.
"""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from events.desk.attendance_words import (
    DURATION_IN_SECONDS,
    LONGEST,
    Column,
    column_of,
    is_about_the_meeting,
    moments_of,
    platform_of,
    seconds_in,
)
from profiles.exchange.reading import OLD_EXCEL, UnreadableFile, check_size, detect_encoding
from profiles.exchange.workbooks import ZIP
from profiles.exchange.writing import restored

MOST_LINES: Final = 50_000
DELIMITERS: Final = "\t,;"
NO: Final = frozenset({"no", "nein", "non", "いいえ"})
EXCEL_TEXT: Final = re.compile(r'^="(.*)"$')
ORIGINAL_NAME: Final = re.compile(r"\s*[#＃]?\s*[(（][^()（）]*[)）]\s*$")
"""Zoom puts the name of the account behind the name that was shown."""
MINUTE: Final = 60

Spell = tuple[datetime, datetime]


class NoAttendance(ValidationError):
    """There is no table with people and how long they were there."""


@dataclass(frozen=True)
class Row:
    """A person of the list; joins is how many lines they have there."""

    email: str
    name: str
    minutes: int
    joins: int = 1


@dataclass(frozen=True)
class Report:
    platform: str
    rows: list[Row]


@dataclass
class Person:
    """What the tables say of one person: when they were there, or how long by each table."""

    email: str
    name: str
    spells: list[Spell] = field(default_factory=list)
    seconds: Counter[int] = field(default_factory=Counter)
    joins: Counter[int] = field(default_factory=Counter)

    def row(self) -> Row:
        """Where times are given, overlapping ones count once; otherwise durations are added."""
        seconds = covered(self.spells) if self.spells else max(self.seconds.values(), default=0)
        seconds = min(seconds, LONGEST)
        joins = max(self.joins.values(), default=1)
        return Row(self.email, self.name, minutes_of(seconds), joins)


@dataclass(frozen=True)
class Table:
    """number: which of the file it is; spells: by line, if all its times can be read."""

    number: int
    columns: dict[int, Column]
    seconds_are_written: bool
    lines: list[list[str]]

    def cell(self, line: list[str], column: Column) -> str:
        """The first that is filled in: an address may stand in two columns."""
        places = [place for place, it in self.columns.items() if it == column]
        return next((line[it] for it in places if it < len(line) and line[it]), "")

    def column(self, column: Column) -> list[str]:
        return [self.cell(line, column) for line in self.lines]


def parse(content: bytes) -> Report:
    """Raises UnreadableFile if it is no text, NoAttendance if there is nobody in it."""
    text = _decoded(content)
    tables = _tables(text)
    if not tables:
        raise NoAttendance(
            _(
                "There is no table of participants in this file. It needs columns for the e-mail"
                " address or the name, and for the minutes or the times of joining and leaving."
            )
        )
    people = People()
    for table in tables:
        _collect(table, people)
    return Report(platform_of(text), [person.row() for person in people.by_key.values()])


def _decoded(content: bytes) -> str:
    check_size(content)
    if content.startswith((ZIP, OLD_EXCEL)):
        raise UnreadableFile(_("This is an Excel file. Save it as CSV."))
    return content.decode(detect_encoding(content)).removeprefix("\ufeff")


def _tables(text: str) -> list[Table]:
    """By the delimiter that finds the most columns."""
    found = [_tables_with(text, delimiter) for delimiter in DELIMITERS]
    return max(found, key=lambda tables: sum(len(it.columns) for it in tables))


def _tables_with(text: str, delimiter: str) -> list[Table]:
    tables: list[Table] = []
    current: list[list[str]] | None = None
    for cells in _lines(text, delimiter):
        columns = {place: it for place, cell in enumerate(cells) if (it := column_of(cell))}
        if _is_heading(columns, cells):
            current = []
            in_seconds = any(DURATION_IN_SECONDS.search(cell.casefold()) for cell in cells)
            tables.append(Table(len(tables), columns, in_seconds, current))
        elif _is_end(cells):
            current = None
        elif current is not None:
            current.append(cells)
    return tables


def _lines(text: str, delimiter: str) -> Iterator[list[str]]:
    reader = csv.reader(io.StringIO(text.replace("\0", ""), newline=""), delimiter=delimiter)
    try:
        for number, cells in enumerate(reader):
            if number >= MOST_LINES:
                raise UnreadableFile(
                    _("There are more than %(most)d lines in the file. Split it."),
                    params={"most": MOST_LINES},
                )
            yield [_plain(cell) for cell in cells]
    except csv.Error as error:
        raise UnreadableFile(_("This file is damaged. Download it again.")) from error


def _plain(cell: str) -> str:
    stripped = cell.strip(" \u3000\u200e\ufeff")
    return restored(EXCEL_TEXT.sub(r"\1", stripped)).strip()


def _is_heading(columns: dict[int, Column], cells: list[str]) -> bool:
    """Zoom begins with a line about the meeting that also has an address and a duration."""
    found = set(columns.values())
    has_times = {Column.JOIN, Column.LEAVE} <= found
    if not has_times and any(map(is_about_the_meeting, cells)):
        return False
    return bool(found & {Column.EMAIL, Column.NAME}) and (has_times or Column.DURATION in found)


def _is_end(cells: list[str]) -> bool:
    """A blank line, or the title of the next section."""
    return not any(cells[1:]) and "@" not in "".join(cells)


class People:
    """By address, or by name where there is none."""

    def __init__(self) -> None:
        self.by_key: dict[str, Person] = {}
        self.by_name: dict[str, list[Person]] = {}

    def get(self, email: str, name: str) -> Person:
        """Teams has addresses in one of its tables only: there, a name that only one person has
        stands for them."""
        same = self.by_name.get(name, [])
        if not email and len(same) == 1:
            return same[0]
        key = email or f"name {name}"
        if key not in self.by_key:
            self.by_key[key] = Person(email, name)
            self.by_name.setdefault(name, []).append(self.by_key[key])
        return self.by_key[key]


def _collect(table: Table, people: People) -> None:
    spells = _spells(table)
    for line, spell in zip(table.lines, spells, strict=True):
        if table.cell(line, Column.ATTENDED).casefold() in NO:
            continue
        person = _person(table, line, people)
        if person is None:
            continue
        person.joins[table.number] += 1
        if spell:
            person.spells.append(spell)
        written = seconds_in(
            table.cell(line, Column.DURATION), is_seconds=table.seconds_are_written
        )
        person.seconds[table.number] += written


def _spells(table: Table) -> Iterable[Spell | None]:
    joins, leaves = table.column(Column.JOIN), table.column(Column.LEAVE)
    moments = moments_of([*joins, *leaves])
    starts, ends = moments[: len(joins)], moments[len(joins) :]
    return [
        (start, end) if start and end and end >= start else None
        for start, end in zip(starts, ends, strict=True)
    ]


def _person(table: Table, line: list[str], people: People) -> Person | None:
    email = table.cell(line, Column.EMAIL).casefold()
    email = email if "@" in email else ""
    name = ORIGINAL_NAME.sub("", table.cell(line, Column.NAME))
    if not email and not name:
        return None
    return people.get(email, name)


def covered(spells: Iterable[Spell]) -> float:
    """Seconds in at least one of the spells."""
    seconds, until = 0.0, None
    for start, end in sorted(spells):
        begin = start if until is None or start > until else until
        seconds += max((end - begin).total_seconds(), 0)
        until = end if until is None else max(until, end)
    return seconds


def minutes_of(seconds: float) -> int:
    """Rounded; who was there at all was there for a minute."""
    return max(round(seconds / MINUTE), 1 if seconds > 0 else 0)
