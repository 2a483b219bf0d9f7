"""Find the participants of a list of attendance, show whom it fits, then note their minutes."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass

from django.db import transaction
from django.utils import timezone

from events.desk.attendance import Report, Row
from events.models import AttendanceFile, Registration, Webinar
from events.presence import log
from events.reasons import ATTENDANCE_IMPORTED
from events.seats import locked
from events.states import REACHABLE, Booking
from profiles.models import User
from profiles.names import name_key, name_keys


@dataclass(frozen=True)
class Line:
    """A person of the list; number is the place in it, by which it is chosen."""

    number: int
    row: Row
    registration: Registration | None = None


@dataclass(frozen=True)
class Matching:
    """matched  by their address
    offered  by exactly the same name, which only one participant has: staff decide
    unmatched  nobody, or more than one
    doubled  whoever joined more than once: their times are joined
    """

    matched: list[Line]
    offered: list[Line]
    unmatched: list[Line]

    @property
    def doubled(self) -> list[Line]:
        return [it for it in (*self.matched, *self.offered, *self.unmatched) if it.row.joins > 1]


def keep(webinar: Webinar, report: Report, *, name: str, by: User) -> AttendanceFile:
    """What a list says; nobody's minutes change yet."""
    return AttendanceFile.objects.create(
        webinar=webinar,
        name=name[: AttendanceFile._meta.get_field("name").max_length],
        platform=report.platform,
        rows=[asdict(row) for row in report.rows],
        imported_by=by,
    )


def match(file: AttendanceFile) -> Matching:
    people = _people(file.webinar)
    by_email = {it.email.casefold(): it for it in reversed(people)}
    rows = [Row(**row) for row in file.rows]
    found = {number: by_email.get(row.email) for number, row in enumerate(rows) if row.email}
    taken = {it.pk for it in found.values() if it}
    by_name = _by_name(it for it in people if it.pk not in taken)
    listed = Counter(name_key(row.name) for row in rows)
    matching = Matching([], [], [])
    for number, row in enumerate(rows):
        same = by_name[name_key(row.name)] if listed[name_key(row.name)] == 1 else []
        if registration := found.get(number):
            matching.matched.append(Line(number, row, registration))
        elif len(same) == 1:
            matching.offered.append(Line(number, row, same[0]))
        else:
            matching.unmatched.append(Line(number, row))
    return matching


def _people(webinar: Webinar) -> list[Registration]:
    """Those first who have a seat: for them an address stands that registered several times."""
    standing = webinar.registrations.kept().filter(state__in=REACHABLE)
    return sorted(standing, key=lambda it: (REACHABLE.index(Booking(it.state)), it.pk))


def _by_name(people: Iterable[Registration]) -> defaultdict[str, list[Registration]]:
    found: defaultdict[str, list[Registration]] = defaultdict(list)
    for person in people:
        for key in name_keys(person.family_name, person.given_name):
            found[key].append(person)
    return found


def apply(file: AttendanceFile, *, numbers: Collection[int], by: User) -> int:
    """Note the minutes of those matched, and of those offered by name that were chosen.

    What they were noted with before is replaced, so that a wrong list can be put right by another.
    Applied twice changes nothing; the list is emptied.
    Returns whose minutes it noted.
    """
    with transaction.atomic():
        webinar = locked(file.webinar_id)
        row = AttendanceFile.objects.select_for_update().get(pk=file.pk)
        if row.applied_at:
            return 0
        row.webinar = webinar
        found = match(row)
        chosen = [it for it in found.offered if it.number in numbers]
        changed = _note([*found.matched, *chosen])
        log(changed, by=by, reason=ATTENDANCE_IMPORTED)
        row.applied_at, row.rows = timezone.now(), []
        row.save(update_fields=["applied_at", "rows"])
    return len(changed)


def _note(lines: Iterable[Line]) -> list[Registration]:
    """Two people of the list may be one participant: the longest time counts."""
    people: dict[int, Registration] = {}
    minutes: dict[int, int] = {}
    for line in lines:
        pk = line.registration.pk
        people.setdefault(pk, line.registration)
        minutes[pk] = max(minutes.get(pk, 0), line.row.minutes)
    changed = [it for pk, it in people.items() if (it.attended_minutes or 0) != minutes[pk]]
    for person in changed:
        person.attended_minutes = minutes[person.pk]
    Registration.objects.bulk_update(changed, ["attended_minutes"])
    return changed
