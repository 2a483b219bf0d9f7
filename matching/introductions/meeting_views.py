"""Plan a meeting of those who are introduced. Every view comes in by a `Door`."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from matching.introductions import ics, meeting_actions
from matching.introductions.conversing import NotIntroduced
from matching.introductions.doors import Door
from matching.introductions.mails_meeting import entry_of, others_of
from matching.introductions.meeting_actions import AHEAD, DoesNotSuitAll, NotProposed
from matching.introductions.meeting_forms import (
    AgreeForm,
    AvailabilityForm,
    HoursForm,
    MeetingForm,
    SeenForm,
)
from matching.introductions.meeting_pages import plan_for
from matching.introductions.models import Meeting
from matching.introductions.states import MeetingState
from profiles.answering import answered
from profiles.letters import address_of
from profiles.moving import ForbiddenMove

FAULTY = 422
PAGE = "plan-meeting"
NOT_POSSIBLE = (ForbiddenMove, NotProposed, DoesNotSuitAll, NotIntroduced)
URLS = (
    *("start-meeting", "mark-availability", "agree-meeting", "edit-meeting"),
    *("reopen-meeting", "cancel-meeting", "set-hours", "download-invitation"),
)
"""What the page leads to."""


@require_safe
def plan_meeting(request: HttpRequest, door: Door) -> HttpResponse:
    return _show(request, door)


def _show(request: HttpRequest, door: Door, **faulty: object) -> HttpResponse:
    plan = plan_for(door)
    party = door.reader.party
    forms = {}
    if door.may_act:
        early_late = {"early_late": party is not None and party.wants_early_late}
        forms = {"form": MeetingForm(meeting=plan.meeting), "hours_form": HoursForm(early_late)}
    context = {
        "plan": plan,
        "door": door,
        "introduction": door.introduction,
        "urls": {name.replace("-", "_"): door.url(name) for name in URLS},
        **forms,
        **faulty,
    }
    status = FAULTY if faulty else 200
    return render(request, "introductions/plan_meeting.html", context, status=status)


def _ahead(door: Door) -> Meeting:
    """The meeting that is planned, for somebody who may decide about it."""
    door.require_acting()
    meeting = door.introduction.meetings.filter(state__in=AHEAD).first()
    if meeting is None:
        raise Http404
    meeting.introduction = door.introduction
    return meeting


def _attempt(
    request: HttpRequest, door: Door, act: Callable[[], object], done: str
) -> HttpResponse:
    with answered(request, done, NOT_POSSIBLE):
        act()
    return door.back_to(PAGE)


@require_POST
def start_meeting(request: HttpRequest, door: Door) -> HttpResponse:
    door.require_acting()
    form = MeetingForm(request.POST)
    if not form.is_valid():
        return _show(request, door, form=form)
    by = None if door.token else request.user
    _meeting, is_new = meeting_actions.start(
        door.introduction, by=by, party=door.reader.party, **form.values
    )
    if is_new:
        messages.success(request, _("The others are asked when they could. Tick your times too."))
    else:
        messages.info(request, _("A meeting is being planned already: here it is."))
    return door.back_to(PAGE)


@require_POST
def mark_availability(request: HttpRequest, door: Door) -> HttpResponse:
    meeting, party = _ahead(door), door.reader.party
    if party is None:
        raise Http404
    form = AvailabilityForm(request.POST, slots=meeting_actions.proposals(meeting))
    if not form.is_valid():
        return _show(request, door, availability_form=form)
    starts = set(form.cleaned_data["slots"])
    return _attempt(
        request,
        door,
        lambda: meeting_actions.mark(meeting, party=party, starts=starts),
        _("Noted when you could."),
    )


@require_POST
def agree_meeting(request: HttpRequest, door: Door) -> HttpResponse:
    meeting, form = _ahead(door), AgreeForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose one of the times."))
        return door.back_to(PAGE)
    by = None if door.token else request.user
    starts_at, seen = form.cleaned_data["starts_at"], form.cleaned_data["seen"]

    def agree() -> None:
        _require_seen(meeting, seen)
        meeting_actions.agree(meeting, starts_at, by=by, party=door.reader.party)

    return _attempt(request, door, agree, _("Agreed. Everybody gets an invitation by mail."))


def _require_seen(meeting: Meeting, seen: str) -> None:
    if meeting.version != seen:
        raise ForbiddenMove(seen, meeting.version)


def _decide(
    request: HttpRequest, door: Door, act: Callable[..., object], done: str
) -> HttpResponse:
    """A bare button that decides about the meeting as it was shown."""
    meeting, form = _ahead(door), SeenForm(request.POST)
    seen = form.cleaned_data["seen"] if form.is_valid() else ""
    by = None if door.token else request.user

    def decide() -> None:
        _require_seen(meeting, seen)
        act(meeting, by=by)

    return _attempt(request, door, decide, done)


@require_POST
def reopen_meeting(request: HttpRequest, door: Door) -> HttpResponse:
    done = _("The old time is taken back. Choose another one.")
    return _decide(request, door, meeting_actions.reopen, done)


@require_POST
def cancel_meeting(request: HttpRequest, door: Door) -> HttpResponse:
    return _decide(request, door, meeting_actions.cancel, _("Called off. Everybody is told."))


@require_POST
def edit_meeting(request: HttpRequest, door: Door) -> HttpResponse:
    meeting = _ahead(door)
    form = MeetingForm(request.POST, meeting=meeting)
    if not form.is_valid():
        return _show(request, door, form=form)
    return _attempt(
        request, door, lambda: meeting_actions.edit(meeting, **form.values), _("Saved.")
    )


@require_POST
def set_hours(request: HttpRequest, door: Door) -> HttpResponse:
    """Whether the own side would also meet early or late."""
    door.require_acting()
    form, party = HoursForm(request.POST), door.reader.party
    if party is None or party.profile_id is None or not form.is_valid():
        raise Http404
    meeting_actions.set_early_late(party, wanted=form.cleaned_data["early_late"])
    messages.success(request, _("Saved."))
    return door.back_to(PAGE)


@require_safe
def download_invitation(request: HttpRequest, door: Door) -> HttpResponse:
    """The agreed meeting, for one's calendar."""
    meeting = door.introduction.meetings.filter(state=MeetingState.AGREED).first()
    if meeting is None:
        raise Http404
    meeting.introduction = door.introduction
    others = others_of(door.introduction, door.reader.party)
    entry = entry_of(meeting, others=others, page=address_of(door.url(PAGE)))
    answer = HttpResponse(
        ics.calendar([entry], method=ics.PUBLISH), content_type="text/calendar; charset=utf-8"
    )
    answer["Content-Disposition"] = 'attachment; filename="meeting.ics"'
    return answer
