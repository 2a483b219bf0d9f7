"""What the helpdesk does for an introduction: propose, ask, decline, take back, close, answer."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language, gettext_noop
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from matching.access import staff_required
from matching.introductions import actions, questions
from matching.introductions.answer_views import back_to
from matching.introductions.desk_forms import (
    BrokerForm,
    DeclineRequestForm,
    NoteForm,
    ReasonForm,
    ReplyForm,
    ThirdPartyForm,
)
from matching.introductions.mails import people_of
from matching.introductions.models import Introduction, Party
from matching.introductions.pages import explanation_of
from matching.introductions.request_views import FAULTY, Pair, hindrance, pair
from matching.introductions.states import State
from matching.introductions.views import show, visible
from profiles.answering import answered
from profiles.moving import ForbiddenMove

REFUSED = (
    actions.PairRests,
    actions.NotPublic,
    actions.AlreadyUnderWay,
    ForbiddenMove,
)


@never_cache
@staff_required
def propose_introduction(request: HttpRequest, europe: int, japan: int) -> HttpResponse:
    sides = pair(europe, japan)
    if standing := Introduction.objects.standing().between(*sides).first():
        messages.info(request, _("There is an introduction of these two already: here it is."))
        return back_to(standing)
    note = NoteForm(request.POST or None, sides=sides)
    third = ThirdPartyForm(request.POST or None, prefix="third")
    error = hindrance(sides)
    if error is None and note.is_valid() and third.is_valid():
        try:
            made = actions.propose(*sides, by=request.user, note=note.note, third=third.third())
        except REFUSED as refusal:
            error = refusal
        else:
            messages.success(request, _("Everybody is asked. The answers appear here."))
            return back_to(made)
    return _show_proposal(request, note, third, sides, error)


def _show_proposal(
    request: HttpRequest,
    note: NoteForm,
    third: ThirdPartyForm,
    sides: Pair,
    error: Exception | None,
) -> HttpResponse:
    europe, japan = sides
    context = {
        "note_form": note,
        "third_form": third,
        "europe": europe,
        "japan": japan,
        "explanation": explanation_of(europe, japan),
        "silent": [it for it in sides if not people_of(Party(profile=it))],
        "error": error,
    }
    is_faulty = bool(note.errors or third.errors or (error and request.method == "POST"))
    status = FAULTY if is_faulty else 200
    return render(request, "introductions/propose_introduction.html", context, status=status)


@require_POST
@staff_required
def ask_introduction(request: HttpRequest, pk: int) -> HttpResponse:
    introduction = visible(request, pk)
    form = NoteForm(request.POST, sides=(introduction.europe, introduction.japan))
    if not form.is_valid():
        return show(request, introduction, note_form=form)
    with answered(request, _("Everybody is asked. The answers appear here."), ForbiddenMove):
        actions.ask(introduction, by=request.user, note=form.note)
    return back_to(introduction)


@require_POST
@staff_required
def decline_request(request: HttpRequest, pk: int) -> HttpResponse:
    introduction = visible(request, pk)
    form = DeclineRequestForm(request.POST, prefix="decline")
    if not form.is_valid():
        return show(request, introduction, decline_request_form=form)
    with answered(
        request, _("Not passed on. Those who asked get a mail with the reason."), ForbiddenMove
    ):
        reason = form.cleaned_data["reason"]
        actions.decline_request(introduction, by=request.user, reason=reason)
    return back_to(introduction)


@require_POST
@staff_required
def close_introduction(request: HttpRequest, pk: int) -> HttpResponse:
    """End the helpdesk's part: one that is open is taken back, an accepted one is closed."""
    introduction = visible(request, pk)
    form = ReasonForm(request.POST, prefix="end")
    if not form.is_valid():
        return show(request, introduction, reason_form=form)
    end = actions.withdraw if introduction.state == State.ASKED else actions.close
    with answered(request, _("Closed."), ForbiddenMove):
        end(introduction, by=request.user, reason=form.cleaned_data["reason"])
    return back_to(introduction)


@require_POST
@staff_required
def end_rest(request: HttpRequest, pk: int) -> HttpResponse:
    introduction = visible(request, pk)
    reason = gettext_noop("The helpdesk ended the rest")
    if actions.end_rest(introduction, by=request.user, reason=reason):
        messages.success(request, _("The pair can be suggested and introduced again."))
    return back_to(introduction)


@require_POST
@staff_required
def assign_broker(request: HttpRequest, pk: int) -> HttpResponse:
    introduction = visible(request, pk)
    form = BrokerForm(request.POST)
    if not form.is_valid():
        return show(request, introduction, broker_form=form)
    actions.assign(introduction, broker=form.cleaned_data["broker"], by=request.user)
    messages.success(request, _("The owner is noted."))
    if form.cleaned_data["next"]:
        return redirect("introductions:show-board")
    return back_to(introduction)


@require_POST
@staff_required
def answer_question(request: HttpRequest, pk: int, party: int) -> HttpResponse:
    introduction = visible(request, pk)
    to = get_object_or_404(introduction.parties, pk=party)
    form = ReplyForm(request.POST, prefix=f"reply-{to.pk}")
    if not form.is_valid():
        return show(request, introduction, replies={to.pk: form})
    text, language = form.cleaned_data["text"], get_language() or "en"
    questions.reply(introduction, to=to, by=request.user, text=text, language=language)
    messages.success(request, _("Your answer is sent."))
    return back_to(introduction)
