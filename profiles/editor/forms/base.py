"""What the forms of all sections have in common: parts, faults by field, steps of a POST."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Final

from django import forms
from django.http import QueryDict
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from profiles.editor.drafts import Draft
from profiles.languages import WRITTEN, language_choices, language_name

STEP = re.compile(r"(stay|save|continue|add|language)|(remove|up|down)-([\w-]{1,40})")

POSTED_TEXT = re.compile(r"(?:^|-)texts-([a-z]{2})(?:-|$)")


class Part(forms.Form):
    """A plain form within a section. Ids follow the paths of remarks: `id_texts-ja-name`.

    Nothing is marked as required: a draft may be saved half done, the checklist says what is
    missing.
    """

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, label_suffix="", **kwargs)

    @property
    def title(self) -> str:
        """What it is called in front of the names of its fields, if there are several alike."""
        return ""


@dataclass(frozen=True)
class Fault:
    """An error, the field it belongs to and where that is on the page."""

    label: str
    message: str
    anchor: str


@dataclass(frozen=True)
class Step:
    """What a button asks for after saving: a verb, and for some the item it is about."""

    verb: str
    item: str = ""

    @property
    def number(self) -> int:
        """The item counted from 0, or -1 for what is no number."""
        return int(self.item) if self.item.isdecimal() else -1


class StepForm(forms.Form):
    """Reads which button was pressed; htmx's autosave presses none and stays."""

    do = forms.RegexField(re.compile(rf"\A(?:{STEP.pattern})\Z"), required=False)
    new_language = forms.ChoiceField(required=False, choices=[(code, code) for code in WRITTEN])

    def step(self) -> Step:
        pressed = STEP.fullmatch(self.cleaned_data.get("do", "")) if self.is_valid() else None
        if pressed is None:
            return Step("stay")
        if pressed[1] == "language":
            return Step("language", self.cleaned_data["new_language"])
        return Step(pressed[1] or pressed[2], pressed[3] or "")


class AddedForm(forms.Form):
    """The language in which somebody wants to write next, from the address."""

    language = forms.ChoiceField(required=False, choices=[(code, code) for code in WRITTEN])

    def added(self) -> str:
        return str(self.cleaned_data["language"]) if self.is_valid() else ""


class VersionForm(forms.Form):
    """The version of the section that was read."""

    version = forms.IntegerField(min_value=0)

    def read(self) -> int | None:
        return self.cleaned_data["version"] if self.is_valid() else None


def posted_items(data: QueryDict, name: str, *, most: int) -> list[int]:
    """The numbers of a list's items, 0 to `most` − 1, in the order of the page."""
    allowed = {str(number): number for number in range(most)}
    return [allowed[it] for it in dict.fromkeys(data.getlist(name)) if it in allowed]


class SectionForm:
    """One section: reads its content from a draft, or from what was posted.

    added  a language that the reader wants to write in next
    step   what the pressed button asks for; moving and removing happen before validation
    """

    section: ClassVar[str]
    is_whole = True
    """False for a POST that leaves out what the page always sends: it must not empty a list."""

    def __init__(self, draft: Draft, data: QueryDict | None = None, *, added: str = "") -> None:
        self.draft = draft
        self.data = data
        self.added = added
        self.step = StepForm(data).step() if data is not None else Step("stay")
        self.parts: list[Part] = list(self.build())

    @property
    def stored(self) -> Any:
        return self.draft.document[self.section]

    @property
    def template(self) -> str:
        return f"profiles/_edit_{self.section}.html"

    def build(self) -> Iterator[Part]:
        raise NotImplementedError

    def content(self) -> Any:
        """The section as it shall be stored; of a valid form."""
        raise NotImplementedError

    def is_valid(self) -> bool:
        if not self.is_whole:
            return False
        valid = [part.is_valid() for part in self.parts]  # every part: all its faults are shown
        return all(valid)

    @property
    def faults(self) -> list[Fault]:
        return [fault for part in self.parts for fault in _faults(part)]

    def languages(self, *texts: Mapping[str, object]) -> list[str]:
        """Those to show: the original's, those of these texts and of the profile, the added."""
        document = self.draft.document
        written = [document["languages"]["written"], *document["organisation"]["texts"]]
        codes = [*written, *(code for text in texts for code in text), *self._posted_languages()]
        return list(dict.fromkeys([*codes, *filter(None, [self.added])]))

    def _posted_languages(self) -> list[str]:
        """Languages of whose texts something was posted: `texts-ja-name`, `0-texts-ja`."""
        found = (POSTED_TEXT.search(name) for name in self.data or {})
        posted = {match[1] for match in found if match}
        return [code for code in WRITTEN if code in posted]

    def more_languages(self) -> list[tuple[str, str]]:
        """Languages in which it could be written too."""
        here = self.languages()
        reader = get_language() or "en"
        return [it for it in language_choices(reader) if it[0] not in here]


def _faults(part: Part) -> Iterator[Fault]:
    for name, errors in part.errors.items():
        field = part[name] if name in part.fields else None
        label = ": ".join(filter(None, [part.title, str(field.label) if field else ""]))
        anchor = field.auto_id if field else ""
        for message in errors:
            yield Fault(label, str(message), str(anchor))


def in_reader(code: str) -> str:
    """The language's name in the reader's language."""
    return language_name(code, get_language() or "en")


def picked(part: Part, name: str) -> list[str]:
    """What is ticked in a field of several choices, bound or not."""
    value = part[name].value() or []
    return [str(it) for it in value]


EMPTY_CHOICE: Final = ("", _("Not stated"))
