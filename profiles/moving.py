"""What has a state moves only along its table, one caller at a time, and leaves a row behind."""

from collections.abc import Mapping, Set
from typing import Any, ClassVar

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class ForbiddenMove(Exception):
    """The state table has no such move, or somebody else moved it first; `args`: from, to."""

    def __str__(self) -> str:
        return str(_("Somebody else was faster, or this is not possible any more. Look again."))


class Moving(models.Model):
    """A model whose state only `move()` writes, by compare-and-swap against `MOVES`.

    A subclass names its table of allowed moves and has rows of a `Transition` of its own under
    the related name `transitions`.
    """

    MOVES: ClassVar[Mapping[Any, Set[Any]]]
    STATE: ClassVar[str] = "state"

    class Meta:
        abstract = True

    def move(
        self, to: str, *, by: "settings.AUTH_USER_MODEL | None", reason: str, **changes: object
    ) -> "Transition":
        """Move to another state and log it; `by` is None when the system itself acts.

        `changes` are other columns written in the same statement. Raises ForbiddenMove, and then
        nothing has changed.
        """
        old = getattr(self, self.STATE)
        if to not in self.MOVES[old]:
            raise ForbiddenMove(old, to)
        changes = {self.STATE: to, **changes}
        with transaction.atomic():
            standing = type(self)._base_manager.filter(pk=self.pk, **{self.STATE: old})
            if not standing.update(**changes):
                raise ForbiddenMove(old, to)
            row = self.transitions.create(actor=by, old=old, new=to, reason=reason)
        for name, value in changes.items():
            setattr(self, name, value)
        return row


class Transition(models.Model):
    """One move: who, when, from, to, why. The database lets nobody change or delete it."""

    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    old = models.CharField(max_length=20, blank=True)
    new = models.CharField(max_length=20)
    reason = models.TextField()
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        abstract = True
        ordering = ["at", "id"]
