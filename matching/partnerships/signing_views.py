"""What the helpdesk records of a partnership: signatures, documents, people in office, goals."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from matching.access import staff_required
from matching.models.facts import today
from matching.partnerships import actions, editing
from matching.partnerships.actions import Scope, SignedAlready
from matching.partnerships.forms import (
    AmendForm,
    DocumentForm,
    GoalForm,
    ReachedForm,
    SignatoryForm,
)
from matching.partnerships.models import Activity, Amendment, Document, Goal, Partnership


@staff_required
def amend_partnership(request: HttpRequest, pk: int) -> HttpResponse:
    partnership = get_object_or_404(Partnership.objects.for_page(), pk=pk)
    form = AmendForm(request.POST or None, initial=scope_now(partnership))
    if request.method == "POST" and form.is_valid() and _amend(request, partnership, form):
        messages.success(request, _("Recorded: state and suggestions follow."))
        return redirect(partnership)
    return _show(request, "amend_partnership", partnership, form)


def scope_now(partnership: Partnership) -> dict[str, Any]:
    """What an amendment begins with: the scope as it is."""
    scope = partnership.scope_on(today())
    if scope is None:
        return {"kind": Amendment.Kind.SIGNED}
    names = ("sectors", "topics", "areas")
    values = {name: [it.slug for it in getattr(scope, name).all()] for name in names}
    return values | {"kind": Amendment.Kind.RENEWED}


def _amend(request: HttpRequest, partnership: Partnership, form: AmendForm) -> bool:
    data = form.cleaned_data
    try:
        actions.amend(
            partnership,
            data["kind"],
            signed=data["on"],
            until=data["valid_until"],
            scope=Scope(data["sectors"], data["topics"], data["areas"]),
            note=form.words,
            source=data["source"],
            by=request.user,
        )
    except SignedAlready as error:
        form.add_error("on", str(error))
        return False
    return True


@require_POST
@staff_required
def withdraw_amendment(request: HttpRequest, pk: int) -> HttpResponse:
    amendment = get_object_or_404(Amendment.objects.select_related("partnership"), pk=pk)
    actions.withdraw_amendment(amendment, by=request.user)
    messages.success(request, _("Taken back: state and suggestions follow."))
    return redirect(amendment.partnership)


@staff_required
def add_document(request: HttpRequest, pk: int) -> HttpResponse:
    partnership = get_object_or_404(Partnership.objects.for_page(), pk=pk)
    files = {"files": request.FILES} if request.method == "POST" else {}
    form = DocumentForm(request.POST or None, **files, partnership=partnership)
    if request.method == "POST" and form.is_valid():
        data = dict(form.cleaned_data)
        editing.add_document(partnership, data.pop("file"), **data, by=request.user)
        messages.success(request, _("The document is kept."))
        return redirect(partnership)
    return _show(request, "add_document", partnership, form)


@require_POST
@staff_required
def remove_document(request: HttpRequest, key: str) -> HttpResponse:
    document = get_object_or_404(Document.objects.select_related("partnership"), key=key)
    editing.remove_document(document)
    messages.success(request, _("The document is deleted."))
    return redirect(document.partnership)


@require_POST
@staff_required
def remove_activity(request: HttpRequest, pk: int) -> HttpResponse:
    activity = get_object_or_404(Activity.objects.select_related("partnership"), pk=pk)
    activity.delete()
    messages.success(request, _("The activity is deleted."))
    return redirect(activity.partnership)


@staff_required
def add_signatory(request: HttpRequest, pk: int) -> HttpResponse:
    def save(partnership: Partnership, data: dict[str, Any], form: SignatoryForm) -> None:
        editing.add_signatory(data.pop("party"), **data)

    return _add(request, pk, SignatoryForm, "add_signatory", save)


@staff_required
def add_goal(request: HttpRequest, pk: int) -> HttpResponse:
    def save(partnership: Partnership, data: dict[str, Any], form: GoalForm) -> None:
        names = ("party", "due", "source")
        values = {name: data[name] for name in names}
        editing.add_goal(partnership, text=form.words, **values)

    return _add(request, pk, GoalForm, "add_goal", save)


def _add(
    request: HttpRequest,
    pk: int,
    form_class: type[forms.Form],
    name: str,
    save: Callable[[Partnership, dict[str, Any], Any], None],
) -> HttpResponse:
    partnership = get_object_or_404(Partnership.objects.for_page(), pk=pk)
    form = form_class(request.POST or None, partnership=partnership)
    if request.method == "POST" and form.is_valid():
        save(partnership, dict(form.cleaned_data), form)
        messages.success(request, _("Saved."))
        return redirect(partnership)
    return _show(request, name, partnership, form)


@require_POST
@staff_required
def reach_goal(request: HttpRequest, pk: int) -> HttpResponse:
    goal = get_object_or_404(Goal.objects.select_related("partnership"), pk=pk)
    form = ReachedForm(request.POST)
    if form.is_valid():
        editing.reach_goal(goal, on=form.cleaned_data["on"])
        messages.success(request, _("Saved."))
    else:
        messages.error(request, _("Choose the day on which it was reached."))
    return redirect(goal.partnership)


def _show(
    request: HttpRequest, name: str, partnership: Partnership, form: forms.Form
) -> HttpResponse:
    context = {"partnership": partnership, "form": form}
    status = 422 if form.errors else 200
    return render(request, f"partnerships/{name}.html", context, status=status)
