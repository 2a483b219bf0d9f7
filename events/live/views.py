"""The join page by signed link: the way in, and questions for the speakers."""

from contextlib import suppress

from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from events import questions
from events.doors import by_link
from events.links import JOIN_SALT, join_token
from events.live.forms import QuestionForm, SeenForm, VoteForm
from events.live.joining import Phase, enter, has_ended, may_enter, phase_of
from events.models import AudienceQuestion, Registration
from events.presence import OPENS_BEFORE

FAULTY, NOTHING_NEW, SEE_OTHER = 422, 204, 303
LEADING_AWAY = {"form_action": "'self' https:"}
"""Browsers hold the policy against where a form's answer redirects to, too: to the video call. And
they keep the one with which they loaded the page, while parts of it are swapped."""
by_way_in = by_link(JOIN_SALT)


@require_safe
@by_way_in
def join_webinar(request: HttpRequest, registration: Registration) -> HttpResponse:
    """Polled by its own parts: 204 to one that shows all there is already."""
    seen = SeenForm(request.GET)
    digest = seen.cleaned_data["seen"] if seen.is_valid() else ""
    is_known = digest != "" and questions.board_for(registration).digest == digest
    if is_known and may_enter(registration):
        return HttpResponse(status=NOTHING_NEW)
    form = QuestionForm(spoken=registration.webinar.spoken)
    return _page(request, registration, form)


def _page(
    request: HttpRequest, registration: Registration, form: QuestionForm, status: int = 200
) -> HttpResponse:
    webinar = registration.webinar
    prefetch_related_objects([webinar], "texts", "sessions__speakers")
    phase = phase_of(webinar)
    context = {
        "registration": registration,
        "webinar": webinar,
        "token": join_token(registration),
        "phase": phase.value,
        "has_ended": has_ended(webinar),
        "may_enter": may_enter(registration),
        "opens_at": webinar.starts_at - OPENS_BEFORE,
        "board": questions.board_for(registration),
        "form": form,
    }
    response = render(request, "events/join_webinar.html", context, status=status)
    if may_enter(registration) and phase in (Phase.AHEAD, Phase.OPEN):  # see `LEADING_AWAY`
        response.policy_changes = LEADING_AWAY
    return response


@require_POST
@by_way_in
def enter_webinar(request: HttpRequest, registration: Registration) -> HttpResponse:
    """To the video call, if its door is open; else back to the page, which says why not."""
    webinar = registration.webinar
    if not may_enter(registration) or phase_of(webinar) != Phase.OPEN or not webinar.video_url:
        return redirect(_join_page(registration))
    enter(registration)
    response = HttpResponse(status=SEE_OTHER)
    response["Location"] = webinar.video_url
    return response


def _join_page(registration: Registration, fragment: str = "") -> str:
    path = reverse("events:join-webinar", args=[join_token(registration)])
    return f"{path}{fragment}"


def _may_ask(registration: Registration) -> bool:
    is_on = phase_of(registration.webinar) in (Phase.AHEAD, Phase.OPEN)
    return is_on and may_enter(registration)


@require_POST
@by_way_in
def ask_question(request: HttpRequest, registration: Registration) -> HttpResponse:
    if not _may_ask(registration):
        return redirect(_join_page(registration))
    form = QuestionForm(request.POST, spoken=registration.webinar.spoken)
    if form.is_valid():
        try:
            questions.ask(registration, **form.cleaned_data)
        except questions.TooMany as refusal:
            form.add_error("text", str(refusal))
        else:
            return redirect(_join_page(registration, "#audience"))
    return _page(request, registration, form, FAULTY)


@require_POST
@by_way_in
def vote_question(request: HttpRequest, registration: Registration, pk: int) -> HttpResponse:
    """A vote that comes too late is no fault of the voter's: the page shows how it stands."""
    asked = AudienceQuestion.objects.filter(webinar_id=registration.webinar_id)
    question = get_object_or_404(asked.filter(state__in=questions.SHOWN), pk=pk)
    form = VoteForm(request.POST)
    if form.is_valid() and _may_ask(registration):
        with suppress(questions.NotShown):
            questions.vote(registration, question, is_for=form.cleaned_data["is_for"])
    return redirect(_join_page(registration, "#audience"))
