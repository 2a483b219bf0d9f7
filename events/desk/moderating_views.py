"""The desk reads questions from the audience before the others do."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from events import questions
from events.desk.moderating_forms import MoveForm, StateForm
from events.models import AudienceQuestion, Webinar
from events.states import ASKED_MOVES, Asked
from matching.access import staff_required
from profiles.moving import ForbiddenMove


@require_safe
@staff_required
@never_cache
def moderate_questions(request: HttpRequest, pk: int) -> HttpResponse:
    webinar = get_object_or_404(Webinar.objects.prefetch_related("texts"), pk=pk)
    state = StateForm(request.GET).wanted
    counts = questions.counts(webinar)
    context = {
        "webinar": webinar,
        "state": state,
        "tabs": [(it, counts[it]) for it in Asked],
        "questions": questions.for_moderation(webinar, state),
        "moves": [it for it in Asked if it in ASKED_MOVES[state]],
    }
    return render(request, "events/moderate_questions.html", context)


@require_POST
@staff_required
def move_question(request: HttpRequest, pk: int) -> HttpResponse:
    """Back to the list from which it was moved."""
    question = get_object_or_404(AudienceQuestion, pk=pk)
    page = reverse("events:moderate-questions", args=[question.webinar_id])
    came_from = question.state
    form = MoveForm(request.POST)
    if form.is_valid():
        try:
            questions.moderate(question, Asked(form.cleaned_data["to"]), by=request.user)
        except ForbiddenMove as refusal:
            messages.error(request, str(refusal))
    return redirect(f"{page}?state={came_from}#questions")
