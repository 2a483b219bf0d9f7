"""Values of a document's fields in words, for comparing two versions of a section."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext as _

from profiles.differences import differences
from profiles.editor.forms.base import in_reader
from profiles.fields import field_name
from profiles.models import (
    CooperationType,
    Place,
    Profile,
    ProfileSector,
    TargetArea,
    Topic,
)

VOCABULARIES: dict[str, tuple[type[Model], str]] = {
    "topics": (Topic, "slug"),
    "cooperation": (CooperationType, "slug"),
    "areas": (TargetArea, "slug"),
    "place": (Place, "code"),
}

LANGUAGES = ("written", "spoken", "language")
CHOICES: dict[str, dict[Any, Any]] = {
    "organisation.kind": dict(Profile.Kind.choices),
    "organisation.size": dict(Profile.Size.choices),
    "organisation.legal_status": dict(Profile.LegalStatus.choices),
    "organisation.identifier_kind": dict(Profile.IdentifierKind.choices),
}


@dataclass(frozen=True)
class Compared:
    """A field that says something else in a colleague's version than in one's own."""

    label: str
    theirs: str
    mine: str
    language: str = ""


def compared(section: str, theirs: Any, mine: Any) -> list[Compared]:
    return [
        Compared(
            field_name(it.path), in_words(it.path, it.old), in_words(it.path, it.new), it.language
        )
        for it in differences({section: theirs}, {section: mine})
    ]


def in_words(path: str, value: Any) -> str:
    """`Hydrogen, Wine` for `["hydrogen", "wine"]` at `topics`; texts stay as they are."""
    if value in (None, "", []):
        return ""
    if path.startswith("sectors."):
        return str(ProfileSector.Priority(value).label)
    name = path.rpartition(".")[2]
    choices = CHOICES.get(path) or {True: _("Yes")}
    if name in VOCABULARIES:
        return _named(name, _as_list(value))
    if name in LANGUAGES:
        return ", ".join(in_reader(code) for code in _as_list(value))
    return str(choices.get(value, value))


def _as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _named(vocabulary: str, keys: list[str]) -> str:
    model, field = VOCABULARIES[vocabulary]
    rows = model._default_manager.filter(**{f"{field}__in": keys})
    names = {getattr(row, field): str(row) for row in rows}
    return ", ".join(names.get(key, key) for key in keys)
