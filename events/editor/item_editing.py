"""Parts of a webinar are added, changed, removed and put in order; each time a line is logged.

Whoever calls holds the webinar's lock.
"""

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from django.core.files.base import ContentFile
from django.db import models, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from events.deeds import ADDED, CHANGED, REMOVED, REORDERED, note
from events.editor.material_files import Checked
from events.models import CustomQuestion, Webinar
from profiles.models import User


class AlreadyAnswered(Exception):
    """A question that participants have answered stays."""

    def __str__(self) -> str:
        return _("Participants have answered this question already: it cannot be removed any more.")


def is_answered(question: CustomQuestion) -> bool:
    found = question.webinar.registrations.filter(answers__has_key=str(question.pk))
    return bool(found.exists())


def save_item(
    item: models.Model,
    values: Mapping[str, Any],
    linked: Mapping[str, Any],
    *,
    thing: str,
    by: User,
) -> models.Model:
    """Write the columns and links of a new or standing part; a file that is replaced goes."""
    webinar: Webinar = item.webinar  # type: ignore[attr-defined]
    is_new = item.pk is None
    with transaction.atomic():
        if is_new and hasattr(item, "position"):
            item.position = _next_position(item)
        for name, value in values.items():
            if isinstance(item._meta.get_field(name), models.FileField):
                _replace_file(item, name, value)
            else:
                setattr(item, name, value)
        item.save()
        for name, rows in linked.items():
            getattr(item, name).set(rows)
        note(webinar, ADDED if is_new else CHANGED, [thing], by=by)
    return item


def _next_position(item: Any) -> int:
    siblings = type(item)._default_manager.filter(webinar=item.webinar)
    last = siblings.aggregate(last=Max("position"))["last"]
    return 0 if last is None else last + 1


def _replace_file(item: models.Model, name: str, value: Any) -> None:
    """Under a name that nobody can guess; the old one is deleted once the new one stands."""
    _delete_after_commit(getattr(item, name))
    if isinstance(value, Checked):
        getattr(item, name).save(f"{uuid4()}{value.suffix}", value.file, save=False)
    elif isinstance(value, ContentFile):
        getattr(item, name).save(f"{uuid4()}.png", value, save=False)
    else:
        setattr(item, name, "")


def _delete_after_commit(file: Any) -> None:
    if file:
        storage, name = file.storage, file.name
        transaction.on_commit(lambda: storage.delete(name))


def remove_item(item: models.Model, *, thing: str, by: User) -> None:
    """Raises AlreadyAnswered."""
    if isinstance(item, CustomQuestion) and is_answered(item):
        raise AlreadyAnswered
    webinar: Webinar = item.webinar  # type: ignore[attr-defined]
    with transaction.atomic():
        for field in item._meta.concrete_fields:
            if isinstance(field, models.FileField):
                _delete_after_commit(getattr(item, field.name))
        item.delete()
        note(webinar, REMOVED, [thing], by=by)


def move_item(item: Any, *, up: bool, thing: str, by: User) -> bool:
    """Change places with the neighbour; False where there is none."""
    model = type(item)
    rows = list(model._default_manager.filter(webinar=item.webinar))
    at = next(n for n, row in enumerate(rows) if row.pk == item.pk)
    to = at - 1 if up else at + 1
    if not 0 <= to < len(rows):
        return False
    rows[at], rows[to] = rows[to], rows[at]
    for position, row in enumerate(rows):
        row.position = position
    with transaction.atomic():
        model._default_manager.bulk_update(rows, ["position"])
        note(item.webinar, REORDERED, [thing], by=by)
    return True


def merge_chapters(webinar: Webinar, titles: Mapping[int, str], *, language: str, by: User) -> int:
    """Give the places these titles in one language; returns how many chapters are new."""
    standing = {chapter.second: chapter for chapter in webinar.chapters.all()}
    new = [second for second in titles if second not in standing]
    with transaction.atomic():
        for second, title in titles.items():
            chapter = standing.get(second) or webinar.chapters.model(webinar=webinar, second=second)
            chapter.title = {**chapter.title, language: title}
            chapter.save()
        note(webinar, CHANGED, ["chapter"], by=by)
    return len(new)
