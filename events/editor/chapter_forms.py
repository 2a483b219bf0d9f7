"""Chapters of a recording: one by one, or as a list of lines in one language."""

import re
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from events.editor.base import spread
from events.editor.item_forms import ItemForm
from events.models import Chapter, Webinar
from profiles.texts import NameField, TextField

TIME = re.compile(r"\A(?:(\d{1,2}):)?(\d{1,2}):([0-5]\d)\Z")
LINE = re.compile(r"\A\s*[\[(]?((?:\d{1,2}:)?\d{1,2}:[0-5]\d)[\])]?[\s:.–—-]*(\S.*?)\s*\Z")
MINUTES = 60
"""Of an hour."""
MOST_LINES, LONGEST_LIST = 200, 20_000


def read_time(text: str) -> int:
    """Seconds of `mm:ss` or `hh:mm:ss`. Raises ValidationError."""
    match = TIME.match(text.strip())
    if match is None or (match[1] and int(match[2]) >= MINUTES):
        raise ValidationError(_("Write minutes and seconds, as 04:30, or 1:04:30."), code="time")
    return int(match[1] or 0) * 3600 + int(match[2]) * 60 + int(match[3])


def written_time(second: int) -> str:
    hours, minutes, seconds = second // 3600, second // 60 % 60, second % 60
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes:02}:{seconds:02}"


class TimeField(forms.CharField):
    def to_python(self, value: Any) -> int | str:  # type: ignore[override]
        return read_time(str(value)) if value else ""

    def validate(self, value: Any) -> None:
        if value == "":
            super().validate(value)


class ChapterForm(ItemForm):
    WRITTEN = ("title",)
    SECTIONS = ((gettext_lazy("Place in the recording"), ("second",)),)

    second = TimeField(
        label=gettext_lazy("From the beginning"),
        widget=forms.TextInput(attrs={"maxlength": 8, "inputmode": "text"}),
        help_text=gettext_lazy("Minutes and seconds, as 04:30, or 1:04:30."),
    )

    @classmethod
    def read(cls, webinar: Webinar, item: Chapter | None) -> dict[str, Any]:
        second = written_time(item.second) if item else ""
        return {"second": second, **spread("title", item.title if item else {})}

    def build(self) -> None:
        self.write_in_all(
            "title",
            lambda: NameField(label=pgettext_lazy("of a chapter", "Title"), required=False),
        )

    def clean_second(self) -> int:
        second: int = self.cleaned_data["second"]
        others = self.webinar.chapters.exclude(pk=self.item.pk if self.item else None)
        if others.filter(second=second).exists():
            raise ValidationError(_("There is a chapter at this place already."))
        return second

    def clean(self) -> None:
        if not self.by_language("title") and not self.errors:
            self.add_error(f"title_{self.webinar.language}", _("Give it a title in one language."))

    @property
    def values(self) -> dict[str, Any]:
        return {"second": self.cleaned_data["second"], "title": self.by_language("title")}


class ChapterListForm(forms.Form):
    """Lines such as `00:00 Welcome`, as video platforms know them."""

    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=settings.LANGUAGES)
    lines = TextField(
        label=gettext_lazy("Chapters, one on each line"),
        limit=LONGEST_LIST,
        widget=forms.Textarea(attrs={"rows": 6, "placeholder": "00:00 Welcome"}),
        help_text=gettext_lazy(
            "Time and title, as 04:30 Questions. Chapters at the same place get this title in the"
            " chosen language; no chapter is removed."
        ),
    )

    def clean_lines(self) -> dict[int, str]:
        """Titles by second."""
        lines = [it for it in self.cleaned_data["lines"].split("\n") if it.strip()]
        if len(lines) > MOST_LINES:
            raise ValidationError(_("At most %(most)d lines."), params={"most": MOST_LINES})
        found: dict[int, str] = {}
        for number, line in enumerate(lines, 1):
            match = LINE.match(line)
            if match is None:
                raise ValidationError(
                    _("Line %(number)d has no time and title: %(line)s"),
                    params={"number": number, "line": line},
                )
            found[read_time(match[1])] = NameField().clean(match[2])
        return found
