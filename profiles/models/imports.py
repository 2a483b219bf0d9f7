"""Files of profiles that staff upload: checked first, then imported exactly as checked."""

from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from profiles import states
from profiles.models.profiles import Profile
from profiles.moving import Moving, Transition
from profiles.states import ImportState


class ImportFileQuerySet(models.QuerySet["ImportFile"]):
    def active(self) -> Self:
        """A worker is busy with them, or should be."""
        return self.filter(state__in=states.IMPORT_ACTIVE)

    def newest(self) -> Self:
        return self.order_by("-created_at", "-pk").defer("content", "faults")


class ImportFile(Moving):
    """One uploaded file and what the check found in it.

    digest       SHA-256 of its bytes, hex
    content      its bytes until they are checked, then empty
    encoding     how its text was written, as the check found out
    faults       the first ones, each [line, column, message, parameters]; messages are ids of the
                 catalogue, so that every reader gets them in their language
    fault_count  all of them
    """

    MOVES = states.IMPORT_MOVES

    class Mode(models.TextChoices):
        DRAFTS = "drafts", _("As drafts")
        PUBLIC = "public", _("Published at once")

    name = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    content = models.BinaryField(default=b"", editable=False)
    encoding = models.CharField(max_length=20, blank=True)
    faults = models.JSONField(default=list)
    fault_count = models.PositiveIntegerField(default=0)
    row_count = models.PositiveIntegerField(default=0)
    state = models.CharField(
        max_length=10,
        choices=ImportState.choices,
        default=ImportState.UPLOADED,
        editable=False,
    )
    mode = models.CharField(max_length=10, choices=Mode.choices, default=Mode.DRAFTS)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[ImportFileQuerySet] = ImportFileQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["-created_at", "-id"]

    def __str__(self) -> str:
        return self.name

    @property
    def is_active(self) -> bool:
        """Whether a worker is busy with it."""
        return self.state in states.IMPORT_ACTIVE


class ImportTransition(Transition):
    import_file = models.ForeignKey(
        ImportFile, on_delete=models.CASCADE, related_name="transitions"
    )


class ImportLineQuerySet(models.QuerySet["ImportLine"]):
    def new(self) -> Self:
        return self.filter(action=ImportLine.Action.NEW)

    def changed(self) -> Self:
        return self.filter(action=ImportLine.Action.CHANGED)

    def unchanged(self) -> Self:
        return self.filter(action=ImportLine.Action.UNCHANGED)

    def doubtful(self) -> Self:
        """That look like somebody who is here already."""
        return self.exclude(duplicates=[])

    def incomplete(self) -> Self:
        """That miss something of their checklist."""
        return self.exclude(missing=[])

    def to_write(self) -> Self:
        return self.exclude(action=ImportLine.Action.UNCHANGED)


class ImportLine(models.Model):
    """One profile of a file, as the check understood it.

    number      the line in the file
    document    the content it shall have (see `profiles.documents`); empty once imported
    before      digest of the content that the profile had when the file was checked
    fields      paths of what differs
    missing     keys of the checklist's required points that are not met
    duplicates  ids of profiles that look like it
    """

    class Action(models.TextChoices):
        NEW = "new", pgettext_lazy("a profile in a file", "New")
        CHANGED = "changed", pgettext_lazy("a profile in a file", "Changed")
        UNCHANGED = "unchanged", pgettext_lazy("a profile in a file", "Unchanged")

    import_file = models.ForeignKey(ImportFile, on_delete=models.CASCADE, related_name="lines")
    number = models.PositiveIntegerField()
    action = models.CharField(max_length=10, choices=Action.choices)
    profile = models.ForeignKey(
        Profile, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    key = models.CharField(max_length=40, blank=True)
    name = models.CharField(max_length=200)
    language = models.CharField(max_length=5)
    document = models.JSONField(default=dict)
    before = models.CharField(max_length=64, blank=True)
    fields = models.JSONField(default=list)
    missing = models.JSONField(default=list)
    duplicates = models.JSONField(default=list)

    objects: ClassVar[ImportLineQuerySet] = ImportLineQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["import_file", "number"], name="import_line_once"),
        ]

    def __str__(self) -> str:
        return f"{self.number}: {self.name}"
