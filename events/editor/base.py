"""What the desk's forms have in common: the state they were opened in, and texts by language."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import get_language

from profiles.editor.forms.base import Fault
from profiles.editor.wording import Compared
from profiles.languages import WRITTEN as LANGUAGES
from profiles.languages import language_name

SEEN = "seen"
CODES = [code for code, _name in settings.LANGUAGES]


def fingerprint(values: Mapping[str, Any]) -> str:
    """Of what is stored: another one means that somebody else has saved."""
    return sha256(json.dumps(values, sort_keys=True, default=str).encode()).hexdigest()


@dataclass(frozen=True)
class Section:
    """Fields under one heading; times are read on other clocks while somebody types."""

    title: Any
    fields: list[forms.BoundField]

    @property
    def has_zone(self) -> bool:
        return any(field.name == "time_zone" for field in self.fields)

    @property
    def has_times(self) -> bool:
        return any(field.name == "starts_at" for field in self.fields)


@dataclass(frozen=True)
class Panel:
    """The fields of one language."""

    code: str
    name: str
    fields: list[forms.BoundField]


class DeskForm(forms.Form):
    """`stored` is what stands in the database, as the form carries it.

    SECTIONS  titles and names of fields, in the order of the page
    WRITTEN   names of fields that come once for each language, as `title_en`
    codes     the site's languages, then those besides in which something is stored or typed
    added     the language that was asked for besides, shown first
    also      other languages in which something may be written
    """

    use_required_attribute = False
    SECTIONS: ClassVar[tuple[tuple[Any, tuple[str, ...]], ...]] = ()
    WRITTEN: ClassVar[tuple[str, ...]] = ()

    def __init__(
        self,
        data: QueryDict | None = None,
        files: Any = None,
        *,
        stored: Mapping[str, Any],
        added: str = "",
        also: Iterable[str] = (),
    ) -> None:
        self.stored, self.added = dict(stored), added
        typed = _besides(data or {}, self.WRITTEN) & {*LANGUAGES, added}
        besides = (_besides(self.stored, self.WRITTEN) | typed | {added, *also}) - {*CODES, ""}
        self.codes = [*CODES, *sorted(besides)]
        self.has_conflict = False
        super().__init__(self._with_untouched(data), files, initial=self.stored, label_suffix="")

    def _with_untouched(self, data: QueryDict | None) -> QueryDict | None:
        """A language that a colleague added meanwhile is not on the page: it stays as it is."""
        if data is None:
            return None
        data = data.copy()
        for name in self.WRITTEN:
            for code in self.codes[len(CODES) :]:
                data.setdefault(f"{name}_{code}", self.stored.get(f"{name}_{code}", ""))
        return data

    def write_in(self, code: str, name: str, field: forms.Field) -> None:
        field.widget.attrs |= {"lang": code, "dir": "auto"}
        self.fields[f"{name}_{code}"] = field

    def write_in_all(self, name: str, make: Callable[[], forms.Field]) -> None:
        for code in self.codes:
            self.write_in(code, name, make())

    def by_language(self, name: str) -> dict[str, Any]:
        """Of a valid form: what was written, by language."""
        found = {code: self.cleaned_data.get(f"{name}_{code}") for code in self.codes}
        return {code: text for code, text in found.items() if text}

    @property
    def sections(self) -> Iterator[Section]:
        for title, names in self.SECTIONS:
            yield Section(title, list(self._present(names)))

    @property
    def faults(self) -> list[Fault]:
        """In the order of the fields."""
        if not self.is_bound:
            return []
        found = [Fault("", str(it), "") for it in self.non_field_errors()]
        for field in self:
            language = field.name.rpartition("_")[2]
            label = str(field.label)
            if language in self.codes:
                label = f"{label} ({language_name(language, get_language() or 'en')})"
            found += [Fault(label, str(it), str(field.id_for_label)) for it in field.errors]
        return found

    def _present(self, names: Iterable[str]) -> Iterator[forms.BoundField]:
        """The fields, and beside one what is asked about it."""
        for name in names:
            for it in (name, f"{name}_which"):
                if it in self.fields:
                    yield self[it]

    @property
    def panels(self) -> list[Panel]:
        reader = get_language() or "en"
        return [
            Panel(
                code,
                language_name(code, reader),
                [self[f"{name}_{code}"] for name in self.WRITTEN],
            )
            for code in self.codes
            if self.WRITTEN
        ]

    @property
    def seen(self) -> str:
        """What the page carries: after a conflict was shown, that one has been seen."""
        if self.is_bound and not self.has_conflict:
            return str(self.data.get(SEEN, ""))
        return fingerprint(self.stored)

    @property
    def is_stale(self) -> bool:
        """Somebody else has saved since the page was opened."""
        return self.data.get(SEEN) != fingerprint(self.stored)

    @property
    def compared(self) -> list[Compared]:
        """Where the stored version and what was typed differ."""
        found = []
        for field in self:
            if isinstance(field.field, forms.FileField):
                continue
            theirs, mine = (_in_words(it, field) for it in (field.initial, field.value()))
            if theirs != mine:
                code = field.name.rpartition("_")[2]
                language = code if code in self.codes else ""
                found.append(Compared(str(field.label), theirs, mine, language))
        return found


def _in_words(value: Any, field: forms.BoundField) -> str:
    names = {str(key): str(name) for key, name in _flat(getattr(field.field, "choices", ()))}
    values = value if isinstance(value, list | tuple) else [value]
    found = [names.get(str(it), str(it)) for it in values if it not in (None, "")]
    return ", ".join(sorted(found) if len(found) > 1 else found).replace("\r\n", "\n").strip()


def _flat(choices: Iterable[Any]) -> Iterator[tuple[Any, Any]]:
    for key, name in choices:
        if isinstance(name, str | Promise):
            yield key, name
        else:
            yield from name


def spread(name: str, texts: Mapping[str, Any]) -> dict[str, Any]:
    """`title_en`, `title_ja`… of texts by language."""
    return {f"{name}_{code}": texts.get(code, "") for code in [*CODES, *texts]}


def _besides(stored: Mapping[str, Any], written: Iterable[str]) -> set[str]:
    starts = tuple(f"{name}_" for name in written)
    return {name.rpartition("_")[2] for name in stored if starts and name.startswith(starts)}
