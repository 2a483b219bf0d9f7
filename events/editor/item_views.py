"""Parts of a webinar: their lists, adding, changing, removing, putting in order."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from events.editor import item_editing
from events.editor.chapter_forms import ChapterListForm
from events.editor.item_editing import AlreadyAnswered
from events.editor.item_forms import ItemForm
from events.editor.kinds import Kind, kind_of
from events.editor.pages import frame
from events.editor.requests import UNPROCESSABLE, opened, posted, status_of
from events.models import Webinar
from matching.access import staff_required
from profiles.answering import answered

CHAPTERS = "chapters"
WAYS = ("up", "down")


@staff_required
def list_items(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    webinar = get_object_or_404(Webinar, pk=pk)
    paste = ChapterListForm(label_suffix="") if kind == CHAPTERS else None
    return _list(request, webinar, kind_of(kind), paste)


def _list(
    request: HttpRequest, webinar: Webinar, kind: Kind, paste: ChapterListForm | None
) -> HttpResponse:
    items = list(kind.items(webinar))
    for item in items:
        item.webinar = webinar
    context = {
        **frame(webinar, kind.slug),
        "kind": kind,
        "items": [(item, *kind.line(item)) for item in items],
        "paste": paste,
    }
    status = UNPROCESSABLE if paste and paste.is_bound else 200
    return render(request, "events/list_items.html", context, status=status)


@staff_required
@transaction.atomic
def add_item(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    webinar, found = opened(request, pk), kind_of(kind)
    form = found.form(posted(request), request.FILES or None, webinar=webinar)
    if form.is_valid():
        return _save(request, found, form)
    return _form(request, found, form)


@staff_required
@transaction.atomic
def edit_item(request: HttpRequest, pk: int, kind: str, item: int) -> HttpResponse:
    webinar, found = opened(request, pk), kind_of(kind)
    row = _row(found, webinar, item)
    form = found.form(posted(request), request.FILES or None, webinar=webinar, item=row)
    if form.is_valid() and not form.is_stale:
        return _save(request, found, form)
    return _form(request, found, form)


def _row(kind: Kind, webinar: Webinar, item: int) -> Any:
    row = get_object_or_404(kind.items(webinar), pk=item)
    row.webinar = webinar
    return row


def _save(request: HttpRequest, kind: Kind, form: ItemForm) -> HttpResponse:
    row = form.item or kind.model(webinar=form.webinar)
    item_editing.save_item(row, form.values, form.linked, thing=kind.thing, by=request.user)
    messages.success(request, _("Saved."))
    return redirect("events:list-items", form.webinar.pk, kind.slug)


def _form(request: HttpRequest, kind: Kind, form: ItemForm) -> HttpResponse:
    context = {
        **frame(form.webinar, kind.slug),
        "kind": kind,
        "form": form,
        "item": form.item,
        "readings": getattr(form, "readings", []),
        "item_title": kind.line(form.item)[0] if form.item else "",
    }
    status = status_of(form) if form.item or not form.is_valid() else 200
    return render(request, "events/edit_item.html", context, status=status)


@staff_required
@transaction.atomic
def remove_item(request: HttpRequest, pk: int, kind: str, item: int) -> HttpResponse:
    webinar, found = opened(request, pk), kind_of(kind)
    row = _row(found, webinar, item)
    if request.method != "POST":
        context = {**frame(webinar, kind), "kind": found, "item": row, "line": found.line(row)}
        return render(request, "events/remove_item.html", context)
    with answered(request, _("Removed."), AlreadyAnswered):
        item_editing.remove_item(row, thing=found.thing, by=request.user)
    return redirect("events:list-items", webinar.pk, kind)


@require_POST
@staff_required
@transaction.atomic
def move_item(request: HttpRequest, pk: int, kind: str, item: int, way: str) -> HttpResponse:
    webinar, found = opened(request, pk), kind_of(kind)
    if not found.is_ordered or way not in WAYS:
        raise Http404
    row = _row(found, webinar, item)
    item_editing.move_item(row, up=way == "up", thing=found.thing, by=request.user)
    return redirect("events:list-items", webinar.pk, kind)


@require_POST
@staff_required
@transaction.atomic
def paste_chapters(request: HttpRequest, pk: int) -> HttpResponse:
    webinar = opened(request, pk)
    form = ChapterListForm(request.POST, label_suffix="")
    if not form.is_valid():
        return _list(request, webinar, kind_of(CHAPTERS), form)
    count = item_editing.merge_chapters(
        webinar,
        form.cleaned_data["lines"],
        language=form.cleaned_data["language"],
        by=request.user,
    )
    said = ngettext("Saved: %(count)d new chapter.", "Saved: %(count)d new chapters.", count)
    messages.success(request, said % {"count": count})
    return redirect("events:list-items", webinar.pk, CHAPTERS)
