"""Check an uploaded file: what each of its lines would do, and every fault by line and column.

Nothing of a profile is written. What was checked is kept, so that an import does exactly this.
"""

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import partial
from itertools import islice
from typing import Final

from django.core.cache import cache
from django.db import OperationalError, connection, transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from profiles import tasks
from profiles.checklists import unmet
from profiles.differences import differences
from profiles.documents import Document
from profiles.duplicates import probable_duplicates
from profiles.exchange.columns import FIXED, READ_ONLY, is_known, language_of
from profiles.exchange.documents import read_row
from profiles.exchange.faults import Fault
from profiles.exchange.known import LONGEST_KEY, Known, digest_of
from profiles.exchange.likely import FEW, Directory
from profiles.exchange.reading import Line, Sheet, UnreadableFile, open_sheet
from profiles.exchange.vocabulary import Vocabulary
from profiles.likeness import fold
from profiles.models import ImportFile, ImportLine, Profile, User
from profiles.moving import ForbiddenMove
from profiles.states import ImportState

MOST_FAULTS: Final = 500
"""Kept of one file; who has more repairs these first."""
ON_THE_SPOT: Final = 100
"""So many lines are checked, and imported, while one waits; more are a worker's."""
ASKED_EACH: Final = 50
"""Up to so many lines, the database is asked about the duplicates of each."""
BATCH: Final = 500
"""Lines that are looked at together."""
PROGRESS_KEPT: Final = 3600
"""Seconds."""
LOCK: Final = 20261126
"""Class of advisory locks: one worker a file."""


class ChangedSinceChecked(Exception):
    """Profiles of the file were changed, or came into being, after the check."""

    def __str__(self) -> str:
        return str(
            _("Some of these profiles have changed since the file was checked. Upload it again.")
        )


UNKNOWN_COLUMN = gettext_noop("There is no such column.")
PERHAPS_COLUMN = gettext_noop("There is no such column. Is it %(near)s?")
TWICE_COLUMN = gettext_noop("This column stands here twice.")
NO_COLUMNS = gettext_noop(
    "The first line does not name any columns that are known here. Take the template."
)
MISSING_COLUMN = gettext_noop(
    "Without this column there can be no new profiles, and without id or key no others."
)
BROKEN = gettext_noop("Something went wrong on our side. Nothing was imported.")
NO_LINES = gettext_noop("There is no profile in the file.")
TWICE_VALUE = gettext_noop("“%(value)s” stands in line %(line)d already.")


def upload(content: bytes, *, name: str, by: User) -> ImportFile:
    """Keep a file, to be checked at once if it is small. Raises UnreadableFile."""
    open_sheet(content)
    with transaction.atomic():
        file = ImportFile.objects.create(
            name=name[:200],
            digest=hashlib.sha256(content).hexdigest(),
            content=content,
            uploaded_by=by,
        )
        if not _is_small(content):
            transaction.on_commit(partial(tasks.check_import.delay, file.pk), robust=True)
            return file
    with ends_visibly(file):
        check(file)
    return file


def _is_small(content: bytes) -> bool:
    try:
        return len(list(islice(open_sheet(content).lines(), ON_THE_SPOT + 1))) <= ON_THE_SPOT
    except UnreadableFile:
        return True


def check(file: ImportFile) -> None:
    """Write down what the lines would do. Safe to run twice and at once."""
    with transaction.atomic():
        row = unless_busy(file)
        if row is None or row.state != ImportState.UPLOADED:
            return
        found = Check(row.pk)
        try:
            found.read(open_sheet(bytes(row.content)))
        except UnreadableFile as error:
            found.faults += Fault.of(error, 0, "")
        _keep(row, found)
    file.refresh_from_db()


def unless_busy(file: ImportFile) -> ImportFile | None:
    """The row, locked; None while another worker has it, which may be for minutes."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", [LOCK, file.pk % 2**31])
        [is_ours] = cursor.fetchone()
    return ImportFile.objects.select_for_update().get(pk=file.pk) if is_ours else None


def _keep(file: ImportFile, found: "Check") -> None:
    if not found.faults:
        ImportLine.objects.bulk_create(found.lines, BATCH)
    changes = {
        "content": b"",
        "encoding": found.encoding,
        "row_count": found.count,
        "fault_count": len(found.faults),
        "faults": [fault.stored() for fault in found.faults[:MOST_FAULTS]],
    }
    is_faulty = bool(found.faults)
    reason = gettext_noop("Checked: has faults") if is_faulty else gettext_noop("Checked")
    state = ImportState.FAULTY if is_faulty else ImportState.CHECKED
    file.move(state, by=None, reason=reason, **changes)


def progress_key(file_id: int) -> str:
    return f"import-progress-{file_id}"


def note_progress(file_id: int, done: int, total: int) -> None:
    """For the page: a transaction shows nothing to others before its end."""
    cache.set(progress_key(file_id), (done, total), PROGRESS_KEPT)


@dataclass
class Check:
    """The findings about one file."""

    file_id: int
    encoding: str = ""
    count: int = 0
    faults: list[Fault] = field(default_factory=list)
    lines: list[ImportLine] = field(default_factory=list)
    _seen: dict[tuple[str, str], int] = field(default_factory=dict)
    _names: dict[str, int] = field(default_factory=dict)
    _directory: Directory | None = None

    def read(self, sheet: Sheet) -> None:
        """Everything; faults of the header end it. Raises UnreadableFile."""
        self.encoding = sheet.encoding
        self.faults += header_faults(sheet.header)
        if self.faults:
            return
        lines = list(sheet.lines())
        self.count = len(lines)
        if self.count > ASKED_EACH:
            self._directory = Directory.load()
        if not lines:
            self.faults.append(Fault(0, "", NO_LINES))
        vocabulary = Vocabulary.load()
        for start in range(0, len(lines), BATCH):
            self._batch(lines[start : start + BATCH], vocabulary)
            note_progress(self.file_id, start, len(lines))

    def _batch(self, lines: Sequence[Line], vocabulary: Vocabulary) -> None:
        known = Known.behind(lines)
        for line in lines:
            self.faults += line.faults
            faults = self._identity_faults(line, known)
            if not faults:
                faults = self._content(line, known, vocabulary)
            self.faults += faults

    def _identity_faults(self, line: Line, known: "Known") -> list[Fault]:
        faults = []
        for column in ("id", "key"):
            value = line.cells.get(column, "")
            first = self._seen.setdefault((column, value), line.number)
            if value and first != line.number:
                params = {"value": value[:LONGEST_KEY], "line": first}
                faults.append(Fault(line.number, column, TWICE_VALUE, params))
        faults = faults or known.faults(line)
        if not faults and (profile := known.profile(line)):
            first = self._seen.setdefault(("profile", str(profile.pk)), line.number)
            if first != line.number:
                params = {"value": profile.name, "line": first}
                faults = [Fault(line.number, "", TWICE_VALUE, params)]
        return faults

    def _content(self, line: Line, known: "Known", vocabulary: Vocabulary) -> list[Fault]:
        profile = known.profile(line)
        old = known.contents[profile.pk] if profile else None
        document, faults = read_row(line.cells, old, vocabulary, line=line.number)
        if faults:
            return faults
        changed = [it.path for it in differences(old, document)] if old else []
        if profile and changed and (message := known.obstacle(profile)):
            return [Fault(line.number, "", message)]
        self.lines.append(self._line(line, profile, old, document, changed))
        return []

    def _line(
        self,
        line: Line,
        profile: Profile | None,
        old: Document | None,
        document: Document,
        changed: list[str],
    ) -> ImportLine:
        action = ImportLine.Action.NEW if profile is None else ImportLine.Action.CHANGED
        if profile and not changed:
            action = ImportLine.Action.UNCHANGED
        written = document["languages"]["written"]
        texts = document["organisation"]["texts"]
        shown = texts.get(written) or next(iter(texts.values()))
        return ImportLine(
            import_file_id=self.file_id,
            number=line.number,
            action=action,
            profile=profile,
            key=line.cells.get("key", ""),
            name=shown["name"] or next(it["name"] for it in texts.values() if it["name"]),
            language=written,
            document=document if action != ImportLine.Action.UNCHANGED else {},
            before=digest_of(old) if old else "",
            fields=changed,
            missing=[point.key for point in unmet(document)] if changed or not profile else [],
            duplicates=[] if profile else self._duplicates(line, document),
        )

    def _duplicates(self, line: Line, document: Document) -> list[dict[str, int]]:
        """Who looks like a new one: profiles that are here, and earlier lines of the file."""
        organisation = document["organisation"]
        names = [text["name"] for text in organisation["texts"].values() if text["name"]]
        traits = {
            "names": names,
            "email": document["contact"]["email"],
            "identifier": organisation["identifier"],
        }
        if self._directory:
            found = self._directory.like(**traits)
        else:
            found = [it.profile.pk for it in probable_duplicates(**traits, limit=FEW)]
        twins = {self._names.setdefault(fold(name), line.number) for name in names}
        return [{"profile": pk} for pk in found] + [
            {"line": number} for number in sorted(twins - {line.number})
        ]


def header_faults(header: Sequence[str]) -> list[Fault]:
    known = [name for name in header if is_known(name)]
    if not known:
        return [Fault(1, "", NO_COLUMNS)]
    faults = [_unknown(name) for name in header if name and not is_known(name)]
    faults += [
        Fault(1, name, TWICE_COLUMN) for name in dict.fromkeys(known) if header.count(name) > 1
    ]
    if "id" not in known and "key" not in known:
        needed = ["kind", "place"]
        faults += [Fault(1, name, MISSING_COLUMN) for name in needed if name not in known]
        if not any((language_of(name) or ("",))[0] == "name" for name in known):
            faults.append(Fault(1, "name_…", MISSING_COLUMN))
    return faults


def _unknown(name: str) -> Fault:
    names = [*FIXED, *READ_ONLY, "name_en", "description_en", "offers_en", "needs_en"]
    near = get_close_matches(name, names, n=1)
    message = PERHAPS_COLUMN if near else UNKNOWN_COLUMN
    return Fault(1, name[:LONGEST_KEY], message, {"near": near[0]} if near else {})


@contextmanager
def ends_visibly(file: ImportFile) -> Iterator[None]:
    """What goes wrong by our own fault ends the import where staff see it.

    A database that is away does not: the task comes back.
    """
    try:
        yield
    except (OperationalError, ChangedSinceChecked):
        raise
    except Exception:
        row = ImportFile.objects.get(pk=file.pk)
        with suppress(ForbiddenMove):
            row.move(ImportState.FAILED, by=None, reason=BROKEN, content=b"")
        raise
