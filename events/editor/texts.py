"""What is said of a webinar or a series, in the site's languages and any besides."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from events.editor.base import DeskForm, spread
from events.models import Series, Webinar
from profiles.languages import language_choices
from profiles.texts import NameField, TextField

LONGEST_SUMMARY, LONGEST_SERIES_SUMMARY, LONGEST_TEXT = 600, 2000, 8000


class WrittenForm(DeskForm):
    """A title and what belongs to it, by language; `owner` has a row of texts for each."""

    another = forms.ChoiceField(
        label=_("Another language"),
        required=False,
        help_text=_("Its fields appear when you save."),
    )

    def __init__(
        self, data: QueryDict | None = None, *, owner: Webinar | Series, added: str = ""
    ) -> None:
        self.owner = owner
        super().__init__(data, stored=stored_texts(owner, self.WRITTEN), added=added)
        for code in self.codes:
            self.write_all_in(code)
        others = language_choices(get_language() or "en")
        choices = [("", _("None")), *(it for it in others if it[0] not in self.codes)]
        self.fields["another"].choices = choices

    def write_all_in(self, code: str) -> None:
        raise NotImplementedError

    def clean(self) -> None:
        for code in self.codes:
            own = [self.cleaned_data.get(f"{name}_{code}") for name in self.WRITTEN]
            if f"title_{code}" in self.errors or own[0]:
                continue
            if any(own):
                self.add_error(f"title_{code}", _("A text needs a title in its language, too."))
            elif code == self.owner.language:
                self.add_error(f"title_{code}", _("Write a title in the original language."))

    @property
    def texts(self) -> dict[str, dict[str, str]]:
        """Of a valid form, by language; those that are written."""
        data = self.cleaned_data
        rows = {code: {it: data[f"{it}_{code}"] for it in self.WRITTEN} for code in self.codes}
        return {code: row for code, row in rows.items() if any(row.values())}


class TextsForm(WrittenForm):
    WRITTEN = ("title", "summary", "description", "looking_back")

    def write_all_in(self, code: str) -> None:
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


class SeriesTextsForm(WrittenForm):
    WRITTEN = ("title", "summary")

    def write_all_in(self, code: str) -> None:
        self.write_in(code, "title", NameField(label=_("Title"), required=False))
        self.write_in(code, "summary", _text(_("Summary"), LONGEST_SERIES_SUMMARY, 5))


def _text(label: Any, limit: int, rows: int, help_text: Any = "") -> TextField:
    widget = forms.Textarea(attrs={"rows": rows})
    return TextField(label=label, required=False, limit=limit, widget=widget, help_text=help_text)


def stored_texts(owner: Webinar | Series, parts: Iterable[str]) -> dict[str, Any]:
    rows = {text.language: text for text in owner.texts.all()}
    values: dict[str, Any] = {}
    for name in parts:
        values |= spread(name, {code: getattr(row, name) for code, row in rows.items()})
    return values
