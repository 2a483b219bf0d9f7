"""What is said of a webinar, in four languages and those besides that somebody loaded."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from events.editor.base import DeskForm, spread
from events.models import Webinar
from profiles.texts import NameField, TextField

LONGEST_SUMMARY, LONGEST_TEXT = 600, 8000
PARTS = ("title", "summary", "description", "looking_back")


class TextsForm(DeskForm):
    WRITTEN = PARTS

    def __init__(self, data: QueryDict | None = None, *, webinar: Webinar) -> None:
        self.webinar = webinar
        super().__init__(data, stored=stored_texts(webinar))
        for code in self.codes:
            self._write_in(code)

    def _write_in(self, code: str) -> None:
        self.write_in(
            code,
            "title",
            NameField(label=pgettext_lazy("of a webinar", "Title"), required=False),
        )
        self.write_in(
            code,
            "summary",
            _text(
                _("Summary"), LONGEST_SUMMARY, 3, _("Two or three sentences for lists and mails.")
            ),
        )
        self.write_in(code, "description", _text(_("What it is about"), LONGEST_TEXT, 10))
        self.write_in(
            code,
            "looking_back",
            _text(_("Looking back"), LONGEST_TEXT, 8, _("Written after the webinar.")),
        )

    def clean(self) -> None:
        for code in self.codes:
            own = [self.cleaned_data.get(f"{name}_{code}") for name in PARTS]
            if f"title_{code}" in self.errors or own[0]:
                continue
            if any(own):
                self.add_error(f"title_{code}", _("A text needs a title in its language, too."))
            elif code == self.webinar.language:
                self.add_error(f"title_{code}", _("Write a title in the original language."))

    @property
    def texts(self) -> dict[str, dict[str, str]]:
        """Of a valid form, by language; those that are written."""
        rows = {
            code: {name: self.cleaned_data[f"{name}_{code}"] for name in PARTS}
            for code in self.codes
        }
        return {code: row for code, row in rows.items() if any(row.values())}


def _text(label: Any, limit: int, rows: int, help_text: Any = "") -> TextField:
    widget = forms.Textarea(attrs={"rows": rows})
    return TextField(label=label, required=False, limit=limit, widget=widget, help_text=help_text)


def stored_texts(webinar: Webinar) -> dict[str, Any]:
    rows = {text.language: text for text in webinar.texts.all()}
    values: dict[str, Any] = {}
    for name in PARTS:
        values |= spread(name, {code: getattr(row, name) for code, row in rows.items()})
    return values
