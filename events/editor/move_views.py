"""A webinar is announced, opened, closed, cancelled, declared over; or copied."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from events import actions
from events.editor import copying, moves
from events.editor.editing import participants
from events.editor.move_forms import CancelForm, CopyForm, MoveForm
from events.editor.requests import UNPROCESSABLE, posted
from events.models import Webinar
from events.states import State
from matching.access import staff_required
from profiles.accounts.zones import city
from profiles.answering import answered
from profiles.moving import ForbiddenMove

REFUSALS = (
    ForbiddenMove,
    moves.NotReady,
    moves.HasRegistrations,
    moves.NotOverYet,
    moves.ClosedByTheClock,
)


@require_POST
@staff_required
def move_webinar(request: HttpRequest, pk: int) -> HttpResponse:
    webinar, form = get_object_or_404(Webinar, pk=pk), MoveForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose one of the buttons."))
        return redirect("events:edit-webinar", pk)
    try:
        reason = form.cleaned_data["reason"]
        moved = moves.move_webinar(webinar, form.state, by=request.user, reason=reason)
        label = State(moved.state).label
        messages.success(request, _("It is now: %(state)s") % {"state": label})
    except REFUSALS as refusal:
        messages.error(request, str(refusal))
    return redirect("events:edit-webinar", pk)


@staff_required
def cancel_webinar(request: HttpRequest, pk: int) -> HttpResponse:
    webinar = get_object_or_404(Webinar, pk=pk)
    if not moves.may_cancel(webinar):
        messages.error(request, str(ForbiddenMove()))
        return redirect("events:edit-webinar", pk)
    form = CancelForm(posted(request), label_suffix="")
    if request.method == "POST" and form.is_valid():
        return _cancel(request, webinar, form.cleaned_data["reason"])
    context = {"webinar": webinar, "form": form, "participants": participants(webinar)}
    status = UNPROCESSABLE if request.method == "POST" else 200
    return render(request, "events/cancel_webinar.html", context, status=status)


def _cancel(request: HttpRequest, webinar: Webinar, reason: str) -> HttpResponse:
    with answered(request, _("The webinar is cancelled."), ForbiddenMove):
        actions.cancel_webinar(webinar, by=request.user, reason=reason)
    return redirect("events:edit-webinar", webinar.pk)


@staff_required
def copy_webinar(request: HttpRequest, pk: int) -> HttpResponse:
    webinar = get_object_or_404(Webinar.objects.prefetch_related("texts"), pk=pk)
    form = CopyForm(posted(request), webinar=webinar)
    if request.method == "POST" and form.is_valid():
        copy = copying.copy_webinar(
            webinar, starts_at=form.cleaned_data["starts_at"], along=form.along, by=request.user
        )
        messages.success(request, _("The copy is a draft. Change what is different this time."))
        return redirect("events:edit-webinar", copy.pk)
    status = UNPROCESSABLE if request.method == "POST" else 200
    place = city(webinar.time_zone, request.LANGUAGE_CODE)
    context = {"webinar": webinar, "form": form, "readings": form.readings, "place": place}
    return render(request, "events/copy_webinar.html", context, status=status)
