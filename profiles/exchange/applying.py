"""Import a checked file: exactly what was checked, all of it or nothing, once.

Every profile gets its content through a revision, so that its history shows where that came from.
"""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from functools import partial
from typing import Final

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from profiles import tasks
from profiles.actions.editing import make_all_live
from profiles.exchange.checking import (
    BATCH,
    ON_THE_SPOT,
    ChangedSinceChecked,
    ends_visibly,
    note_progress,
    unless_busy,
)
from profiles.exchange.known import busy_profiles, digest_of, present_contents
from profiles.models import ImportFile, ImportLine, Place, Profile, ProfileText, Revision, User
from profiles.moving import ForbiddenMove
from profiles.signals import contents_imported
from profiles.states import LISTED, ImportState, RevisionState

ONE_BY_ONE: Final = 50
"""So many changed profiles are rescored each for itself; for more, everybody is."""
STALLED_AFTER: Final = timedelta(minutes=2)

OUTDATED = gettext_noop("Profiles have changed since the file was checked. Upload it again.")


def start_import(file: ImportFile, *, mode: str, by: User) -> bool:
    """Begin, once; False if somebody has begun already. Small files are imported at once.

    Raises ChangedSinceChecked.
    """
    with transaction.atomic():
        try:
            file.move(ImportState.RUNNING, by=by, reason=gettext_noop("Import begun"), mode=mode)
        except ForbiddenMove:
            return False
        is_small = file.lines.to_write().count() <= ON_THE_SPOT
        if not is_small:
            transaction.on_commit(partial(tasks.run_import.delay, file.pk), robust=True)
    if is_small:
        with ends_visibly(file):
            run_import(file)
    return True


def run_import(file: ImportFile) -> int:
    """Write everything in one transaction; returns how many profiles it wrote.

    Safe to run twice and at once. Raises ChangedSinceChecked after noting it on the file.
    """
    try:
        with transaction.atomic():
            row = unless_busy(file)
            if row is None or row.state != ImportState.RUNNING:
                return 0
            written = Import(row).write()
            row.lines.update(document={})
            reason = gettext_noop("Imported")
            row.move(ImportState.DONE, by=None, reason=reason, finished_at=timezone.now())
    except (ChangedSinceChecked, IntegrityError) as error:
        _fail(file)
        raise ChangedSinceChecked from error
    finally:
        file.refresh_from_db()
    return written


def resume_imports() -> int:
    """Hand out what has stood still for a while; what is being done meanwhile is left alone."""
    before = timezone.now() - STALLED_AFTER
    stalled = ImportFile.objects.active().filter(created_at__lt=before)
    for pk, state in stalled.values_list("pk", "state"):
        task = tasks.check_import if state == ImportState.UPLOADED else tasks.run_import
        task.delay(pk)
    return len(stalled)


def _fail(file: ImportFile) -> None:
    row = ImportFile.objects.get(pk=file.pk)
    row.move(ImportState.FAILED, by=None, reason=OUTDATED, finished_at=timezone.now())


class Import:
    """One file being imported, inside its transaction."""

    def __init__(self, file: ImportFile) -> None:
        self.file = file
        self.by: User | None = file.transitions.filter(new=ImportState.RUNNING).last().actor
        self.is_public = file.mode == ImportFile.Mode.PUBLIC
        self.reason = f"Imported from {file.name}"

    def write(self) -> int:
        lines = self.file.lines.to_write()
        numbers = list(lines.values_list("number", flat=True))
        places = {place.code: place for place in Place.objects.all()}
        changed: list[int] = []
        for start in range(0, len(numbers), BATCH):
            batch = list(lines.filter(number__in=numbers[start : start + BATCH]))
            profiles = self._unchanged(batch)
            self._create(batch, places)
            changed += self._apply(batch, profiles, is_part_of_many=len(numbers) > ONE_BY_ONE)
            note_progress(self.file.pk, start + len(batch), len(numbers))
        if changed and len(numbers) > ONE_BY_ONE:
            contents_imported.send(Profile, profiles=changed, by=self.by)
        return len(numbers)

    def _unchanged(self, lines: Sequence[ImportLine]) -> dict[int, Profile]:
        """The profiles of these lines, locked, and still what was checked."""
        ids = sorted(line.profile_id for line in lines if line.profile_id)
        if any(line.action == ImportLine.Action.CHANGED and not line.profile_id for line in lines):
            raise ChangedSinceChecked  # somebody has deleted it
        list(Profile.objects.select_for_update().filter(pk__in=ids).order_by("pk"))
        profiles = {it.pk: it for it in Profile.objects.for_page().filter(pk__in=ids)}
        now = present_contents(profiles.values())
        before = {line.profile_id: line.before for line in lines if line.profile_id}
        same = all(digest_of(content) == before[pk] for pk, content in now.items())
        if not same or len(now) < len(before) or busy_profiles(now):
            raise ChangedSinceChecked
        return profiles

    def _create(self, lines: Sequence[ImportLine], places: Mapping[str, Place]) -> None:
        """Drafts with their names, as if somebody had registered them; nobody has a hand in them
        yet."""
        new = [line for line in lines if line.action == ImportLine.Action.NEW]
        created = Profile.objects.bulk_create(_draft(line, places) for line in new)
        for line, profile in zip(new, created, strict=True):
            line.profile = profile
        ProfileText.objects.bulk_create(
            ProfileText(profile=line.profile, language=language, name=text["name"])
            for line in new
            for language, text in line.document["organisation"]["texts"].items()
            if text["name"]
        )
        ImportLine.objects.bulk_update(new, ["profile"])

    def _apply(
        self, lines: Sequence[ImportLine], known: Mapping[int, Profile], *, is_part_of_many: bool
    ) -> list[int]:
        """Returns whose live content is another one now."""
        profiles = [known.get(line.profile_id) or line.profile for line in lines]
        revisions = self._revisions(lines, profiles)
        pairs = list(zip(revisions, profiles, strict=True))
        if self.is_public:
            make_all_live(pairs, by=self.by, reason=self.reason, is_part_of_many=is_part_of_many)
            return [profile.pk for profile in profiles]
        for revision, profile in pairs:
            if profile.status in LISTED:  # the desk looks at it first
                revision.move(
                    RevisionState.SUBMITTED,
                    by=self.by,
                    reason=self.reason,
                    submitted_at=timezone.now(),
                )
        return []

    def _revisions(
        self, lines: Sequence[ImportLine], profiles: Sequence[Profile]
    ) -> list[Revision]:
        """New ones with these contents, or the drafts that an earlier file left."""
        left = Revision.objects.open().filter(profile__in=[profile.pk for profile in profiles])
        drafts = {revision.profile_id: revision for revision in left}
        found, new = [], []
        for line, profile in zip(lines, profiles, strict=True):
            revision = drafts.get(profile.pk) or Revision(profile=profile)
            revision.content, revision.author = line.document, self.by
            revision.changed_at = timezone.now()
            found.append(revision)
            if revision.pk is None:
                new.append(revision)
        Revision.objects.bulk_create(new)
        Revision.objects.bulk_update(drafts.values(), ["content", "author", "changed_at"])
        return found


def _draft(line: ImportLine, places: Mapping[str, Place]) -> Profile:
    organisation, languages = line.document["organisation"], line.document["languages"]
    place = places[organisation["place"]]
    return Profile(
        key=line.key or None,
        kind=organisation["kind"],
        place=place,
        latitude=place.latitude,
        longitude=place.longitude,
        language=languages["written"],
        languages=languages["spoken"],
    )
