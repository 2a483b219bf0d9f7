"""What a webinar asks those who register besides."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from events.editor.base import spread
from events.editor.item_editing import is_answered
from events.editor.item_forms import ItemForm
from events.models import CustomQuestion, Webinar
from profiles.texts import NameField, TextField

LONGEST_QUESTION, LONGEST_CHOICES = 300, 2000
LEAST_CHOICES, MOST_CHOICES = 2, 20


class QuestionForm(ItemForm):
    WRITTEN = ("text", "choices")
    SECTIONS = ((_("Kind of answer"), ("kind", "is_required")),)

    kind = forms.ChoiceField(label=_("Kind"), choices=CustomQuestion.Kind.choices)
    is_required = forms.BooleanField(
        label=_("Must be answered"),
        required=False,
        help_text=_("A “yes or no” that must be answered has to be ticked."),
    )

    @classmethod
    def read(cls, webinar: Webinar, item: CustomQuestion | None) -> dict[str, Any]:
        item = item or CustomQuestion(kind=CustomQuestion.Kind.TEXT, text={})
        choices = {
            code: "\n".join(choice.get(code, "") for choice in item.choices).strip("\n")
            for code in dict.fromkeys(code for choice in item.choices for code in choice)
        }
        values = {"kind": item.kind, "is_required": item.is_required}
        return values | spread("text", item.text) | spread("choices", choices)

    def build(self) -> None:
        if self.is_answered:
            self.fields["kind"].disabled = True
            self.fields["kind"].help_text = _(
                "Somebody has answered already: the kind and the number of choices stay."
            )
        self.write_in_all(
            "text",
            lambda: NameField(label=_("Question"), required=False, limit=LONGEST_QUESTION),
        )
        self.write_in_all("choices", _choices_field)

    @property
    def is_answered(self) -> bool:
        return self.item is not None and is_answered(self.item)

    def clean(self) -> None:
        if not self.by_language("text"):
            blame = f"text_{self.webinar.language}"
            self.add_error(blame, _("Write the question in one language."))
        if self.cleaned_data.get("kind") == CustomQuestion.Kind.CHOICE:
            self._clean_choices()

    def _clean_choices(self) -> None:
        counts = {code: len(lines) for code, lines in self._lines().items()}
        blame = f"choices_{next(iter(counts), self.webinar.language)}"
        if len(set(counts.values())) > 1:
            fault = _("Give as many choices in every language in which there are some.")
            self.add_error(blame, fault)
            return
        count = next(iter(counts.values()), 0)
        if not LEAST_CHOICES <= count <= MOST_CHOICES:
            self.add_error(blame, _("Give two to twenty choices, one on each line."))
        elif self.is_answered and count != len(self.item.choices):
            self.add_error(blame, _("Somebody has answered already: the number of choices stays."))

    def _lines(self) -> dict[str, list[str]]:
        return {
            code: [line.strip() for line in text.split("\n") if line.strip()]
            for code, text in self.by_language("choices").items()
        }

    @property
    def values(self) -> dict[str, Any]:
        data = self.cleaned_data
        lines = self._lines() if data["kind"] == CustomQuestion.Kind.CHOICE else {}
        count = max(map(len, lines.values()), default=0)
        choices = [{code: own[n] for code, own in lines.items()} for n in range(count)]
        values = {name: data[name] for name in ("kind", "is_required")}
        return values | {"text": self.by_language("text"), "choices": choices}


def _choices_field() -> TextField:
    return TextField(
        label=_("Choices, one on each line"),
        required=False,
        limit=LONGEST_CHOICES,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Only for “one of several”."),
    )
