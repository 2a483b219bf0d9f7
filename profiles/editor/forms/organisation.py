"""Who you are: kind, place, legal status, number; name and description in every language."""

import unicodedata
from collections.abc import Iterator
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from profiles.documents import FACTS, LONGEST_NUMBER, MOST_MEMBERS, Document
from profiles.editor.forms.base import EMPTY_CHOICE, Part, SectionForm, in_reader
from profiles.editor.places import place_choices
from profiles.fields import NAMES
from profiles.identifiers import clean_identifier
from profiles.models import Profile
from profiles.texts import LONGEST_DESCRIPTION, NameField, TextField


class WholeNumberField(forms.IntegerField):
    """Accepts full-width digits; a text field, since a browser's number field does not."""

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {"inputmode": "numeric", "autocomplete": "off"}

    def to_python(self, value: Any) -> int | None:
        return super().to_python(unicodedata.normalize("NFKC", str(value or "")).strip())


class FactsForm(Part):
    kind = forms.ChoiceField(label=NAMES["kind"], choices=Profile.Kind.choices)
    place = forms.ChoiceField(label=NAMES["place"])
    legal_status = forms.ChoiceField(
        label=NAMES["legal_status"],
        choices=[EMPTY_CHOICE, *Profile.LegalStatus.choices],
        required=False,
    )
    host = NameField(
        label=NAMES["host"],
        required=False,
        help_text=_("If it is a project or network: the organisation that answers for it."),
    )
    identifier_kind = forms.ChoiceField(
        label=NAMES["identifier_kind"],
        choices=[EMPTY_CHOICE, *Profile.IdentifierKind.choices],
        required=False,
    )
    identifier = NameField(label=NAMES["identifier"], required=False, limit=LONGEST_NUMBER)
    member_count = WholeNumberField(
        label=NAMES["member_count"],
        required=False,
        min_value=0,
        max_value=MOST_MEMBERS,
        widget=forms.TextInput,
        help_text=_("Member organisations, not people."),
    )
    size = forms.TypedChoiceField(
        label=NAMES["size"],
        choices=[EMPTY_CHOICE, *Profile.Size.choices],
        coerce=int,
        empty_value=None,
        required=False,
        help_text=_("Beside others of your kind: inhabitants of a region, members of a cluster."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].choices = place_choices()

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        self._check_kind(cleaned.get("kind", ""), cleaned.get("place", ""))
        kind, number = cleaned.get("identifier_kind", ""), cleaned.get("identifier", "")
        if number and not kind and "identifier_kind" not in self.errors:
            self.add_error("identifier_kind", _("Say what kind of number this is."))
        if number and kind:
            try:
                cleaned["identifier"] = clean_identifier(kind, number)
            except ValidationError as error:
                self.add_error("identifier", error)
        return cleaned

    def _check_kind(self, kind: str, place: str) -> None:
        if kind == Profile.Kind.PREFECTURE and place and not place.startswith("JP"):
            self.add_error("kind", _("Prefectures lie in Japan: choose another kind or place."))


class TextForm(Part):
    """Name and description in one language."""

    name = NameField(label=NAMES["name"], required=False)
    description = TextField(
        label=NAMES["description"],
        limit=LONGEST_DESCRIPTION,
        required=False,
        help_text=_("What you do, for whom and with whom: four or five sentences help most."),
    )

    def __init__(self, *args: Any, language: str, **kwargs: Any) -> None:
        super().__init__(*args, prefix=f"texts-{language}", **kwargs)
        self.language = language
        for field in self.fields.values():
            field.widget.attrs |= {"lang": language, "dir": "auto"}

    @property
    def title(self) -> str:
        return in_reader(self.language)


class OrganisationSection(SectionForm):
    section = "organisation"

    def build(self) -> Iterator[Part]:
        stored = self.stored
        self.facts = FactsForm(self.data, initial=stored)
        self.texts = [
            TextForm(self.data, language=code, initial=stored["texts"].get(code, {}))
            for code in self.languages()
        ]
        yield from (*self.texts, self.facts)

    def content(self) -> Document:
        facts = self.facts.cleaned_data
        texts = {form.language: dict(form.cleaned_data) for form in self.texts}
        return {
            **{name: facts[name] for name in (*FACTS, "place")},
            "texts": {code: text for code, text in texts.items() if any(text.values())},
        }
