"""Import a checked file: exactly what was checked, all of it or nothing, once.

Every profile gets its content through a revision, so that its history shows where that came from.
"""

from collections.abc import Sequence
from datetime import timedelta
from functools import partial
from typing import Final

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from profiles import tasks
from profiles.actions.editing import make_live
from profiles.documents import Document
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
        total = lines.count()
        done = 0
        changed: list[int] = []
        places = {place.code: place for place in Place.objects.all()}
        numbers = list(lines.values_list("number", flat=True))
        for start in range(0, total, BATCH):
            batch = list(lines.filter(number__in=numbers[start : start + BATCH]))
            profiles = self._unchanged(batch)
            for line in batch:
                profile = profiles.get(line.profile_id or 0) or self._created(line, places)
                if self._apply(profile, line.document, is_one_of_many=total > ONE_BY_ONE):
                    changed.append(profile.pk)
                ImportLine.objects.filter(pk=line.pk).update(profile=profile)
                done += 1
                note_progress(self.file.pk, done, total)
        if changed and total > ONE_BY_ONE:
            contents_imported.send(Profile, profiles=changed, by=self.by)
        return done

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

    def _created(self, line: ImportLine, places: dict[str, Place]) -> Profile:
        """A draft with its names, as if somebody had registered it; nobody speaks for it yet."""
        organisation, languages = line.document["organisation"], line.document["languages"]
        place = places[organisation["place"]]
        profile = Profile.objects.create(
            key=line.key or None,
            kind=organisation["kind"],
            place=place,
            latitude=place.latitude,
            longitude=place.longitude,
            language=languages["written"],
            languages=languages["spoken"],
        )
        ProfileText.objects.bulk_create(
            ProfileText(profile=profile, language=language, name=text["name"])
            for language, text in organisation["texts"].items()
            if text["name"]
        )
        return profile

    def _apply(self, profile: Profile, content: Document, *, is_one_of_many: bool) -> bool:
        """Whether the live content is another one now."""
        was_public = profile.status in LISTED
        revision = self._revision(profile, content)
        if self.is_public:
            make_live(
                revision, profile, by=self.by, reason=self.reason, is_one_of_many=is_one_of_many
            )
            return True
        if was_public:  # the desk looks at it first
            revision.move(
                RevisionState.SUBMITTED,
                by=self.by,
                reason=self.reason,
                submitted_at=timezone.now(),
            )
        return False

    def _revision(self, profile: Profile, content: Document) -> Revision:
        """A new one with this content, or the draft that an earlier file left."""
        draft = None if profile.status in LISTED else profile.revisions.open().first()
        if draft is None:
            return Revision.objects.create(profile=profile, content=content, author=self.by)
        draft.content, draft.author, draft.changed_at = content, self.by, timezone.now()
        draft.save(update_fields=["content", "author", "changed_at"])
        return draft
