"""Sections of a webinar that are one form: basics, texts, subjects."""

from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from events import deeds
from events.editor import editing
from events.editor.basics import BasicsForm
from events.editor.pages import frame
from events.editor.requests import (
    language_asked,
    opened,
    page_after,
    posted,
    status_of,
    times_typed,
)
from events.editor.subjects import SubjectsForm
from events.editor.texts import TextsForm
from events.models import Webinar
from matching.access import staff_required


class TellForm(forms.Form):
    """Whether somebody has read how many participants will be told."""

    tell = forms.BooleanField(required=False)

    @property
    def is_agreed(self) -> bool:
        return self.is_valid() and bool(self.cleaned_data["tell"])


@staff_required
def edit_webinar(request: HttpRequest, pk: int) -> HttpResponse:
    if request.method == "POST":
        return _save_basics(request, pk)
    webinar = get_object_or_404(Webinar, pk=pk)
    return _basics(request, BasicsForm(webinar=webinar), readings=times_typed(request))


@transaction.atomic
def _save_basics(request: HttpRequest, pk: int) -> HttpResponse:
    webinar = opened(request, pk)
    form = BasicsForm(request.POST, webinar=webinar)
    if not form.is_valid() or form.is_stale:
        return _basics(request, form)
    count = editing.to_be_told(webinar, form.values)
    if count and not TellForm(request.POST).is_agreed:
        return _basics(request, form, will_tell=count)
    new_series = form.cleaned_data["new_series"]
    editing.save_basics(webinar, form.values, new_series=new_series, by=request.user)
    return _saved(request, webinar, "edit-webinar")


def _basics(request: HttpRequest, form: BasicsForm, **extra: Any) -> HttpResponse:
    webinar = form.webinar
    context = {
        **frame(webinar, "basics"),
        "form": form,
        "history": deeds.history(webinar),
        **extra,
        "readings": extra.get("readings") or form.readings,
    }
    return render(request, "events/edit_webinar.html", context, status=status_of(form))


@staff_required
@transaction.atomic
def edit_webinar_texts(request: HttpRequest, pk: int) -> HttpResponse:
    webinar = opened(request, pk)
    form = TextsForm(posted(request), owner=webinar, added=language_asked(request))
    if form.is_valid() and not form.is_stale:
        editing.save_texts(webinar, form.texts, by=request.user)
        messages.success(request, _("Saved."))
        return redirect(page_after("events:edit-webinar-texts", webinar.pk, form))
    context = {**frame(webinar, "texts"), "form": form}
    return render(request, "events/edit_webinar_texts.html", context, status=status_of(form))


@staff_required
@transaction.atomic
def edit_webinar_subjects(request: HttpRequest, pk: int) -> HttpResponse:
    webinar = opened(request, pk)
    form = SubjectsForm(posted(request), webinar=webinar)
    if form.is_valid() and not form.is_stale:
        editing.save_subjects(webinar, form.links, by=request.user)
        return _saved(request, webinar, "edit-webinar-subjects")
    context = {**frame(webinar, "subjects"), "form": form}
    return render(request, "events/edit_webinar_subjects.html", context, status=status_of(form))


def _saved(request: HttpRequest, webinar: Webinar, page: str) -> HttpResponse:
    messages.success(request, _("Saved."))
    return redirect(f"events:{page}", webinar.pk)
