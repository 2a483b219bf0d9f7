"""What the editor's views take from a request, and how they answer to it."""

from django import forms
from django.http import HttpRequest, QueryDict
from django.shortcuts import get_object_or_404
from django.urls import reverse

from events.editor.base import DeskForm
from events.editor.moments import TimesForm, readings
from events.editor.texts import WrittenForm
from events.models import Webinar
from profiles.languages import WRITTEN

UNPROCESSABLE, CONFLICT = 422, 409


def posted(request: HttpRequest) -> QueryDict | None:
    """What a form is bound to; an empty one, too."""
    return request.POST if request.method == "POST" else None


class LanguageForm(forms.Form):
    language = forms.ChoiceField(choices=[(code, code) for code in WRITTEN], required=False)


def language_asked(request: HttpRequest) -> str:
    """For which somebody wants fields besides those that are there."""
    form = LanguageForm(request.GET)
    return str(form.cleaned_data["language"]) if form.is_valid() else ""


def page_after(page: str, pk: int, form: WrittenForm) -> str:
    """The same page again, with fields for the language that was chosen besides."""
    another = form.cleaned_data["another"]
    return reverse(page, args=[pk]) + (f"?language={another}" if another else "")


def opened(request: HttpRequest, pk: int) -> Webinar:
    """The row; to save, until the end of the transaction: nobody else saves meanwhile."""
    found = Webinar.objects.all()
    if request.method == "POST":
        found = found.select_for_update(no_key=True)
    return get_object_or_404(found, pk=pk)


def status_of(form: DeskForm) -> int:
    """What is answered to a form that was not saved; marks a conflict."""
    if not form.is_bound:
        return 200
    if not form.is_valid():
        return UNPROCESSABLE
    form.has_conflict = form.is_stale
    return CONFLICT if form.has_conflict else 200


def times_typed(request: HttpRequest) -> list[tuple[str, str]]:
    """How times read that htmx sends while somebody types."""
    form = TimesForm(request.GET)
    return readings(form.values_typed, ("starts_at", "ends_at")) if form.is_valid() else []
