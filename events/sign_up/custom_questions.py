"""What a webinar asks its participants besides: its fields, and the answers in words.

Answers are kept by the question's id: a text as it was typed, the number of a choice, a yes or no.
"""

from collections.abc import Mapping

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from events.models import CustomQuestion, Registration
from profiles.languages import readers_text
from profiles.texts import TextField

LONGEST_ANSWER = 1000
Kind = CustomQuestion.Kind


def field_name(question: CustomQuestion) -> str:
    return f"custom_{question.pk}"


def field_for(question: CustomQuestion, language: str) -> forms.Field:
    """`language` is the webinar's own, for what is not translated."""
    common = {"label": readers_text(question.text, language), "required": question.is_required}
    if question.kind == Kind.TICK:
        return forms.BooleanField(**common)
    if question.kind == Kind.CHOICE:
        return forms.ChoiceField(choices=_choices(question, language), **common)
    return TextField(limit=LONGEST_ANSWER, widget=forms.Textarea({"rows": 3}), **common)


def _choices(question: CustomQuestion, language: str) -> list[tuple[str, object]]:
    words = [(str(n), readers_text(it, language)) for n, it in enumerate(question.choices)]
    return [("", _("Choose…")), *words]


def answer_in_words(question: CustomQuestion, answers: Mapping[str, object]) -> str:
    """What was answered, for whoever reads it; empty where nothing was."""
    answer = answers.get(str(question.pk), "")
    if question.kind == Kind.TICK:
        return gettext("Yes") if answer else gettext("No")
    if question.kind == Kind.CHOICE and str(answer).isdigit():
        number = int(str(answer))
        return readers_text(question.choices[number]) if number < len(question.choices) else ""
    return str(answer)


def answers_of(registration: Registration) -> list[tuple[str, str]]:
    """Question and answer, in their order."""
    webinar = registration.webinar
    return [
        (readers_text(it.text, webinar.language), answer_in_words(it, registration.answers))
        for it in webinar.questions.all()
    ]
