"""The introductions of one's own organisations, and the page of each."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from matching.introductions.desk_forms import (
    BrokerForm,
    DeclineRequestForm,
    NoteForm,
    ReasonForm,
    ReplyForm,
)
from matching.introductions.forms import (
    AcceptForm,
    ContactForm,
    DeclineForm,
    OutcomeForm,
    QuestionForm,
)
from matching.introductions.lists import own_lists
from matching.introductions.models import Introduction, Party
from matching.introductions.pages import Page, Reader, page_for

FAULTY = 422
Forms = dict[str, Any]


@require_safe
@never_cache
def list_introductions(request: HttpRequest) -> HttpResponse:
    lists = own_lists(request.user, request.GET.get("page"))
    return render(request, "introductions/list_introductions.html", {"lists": lists})


@require_safe
@never_cache
def show_introduction(request: HttpRequest, pk: int) -> HttpResponse:
    return show(request, visible(request, pk))


def visible(request: HttpRequest, pk: int) -> Introduction:
    return get_object_or_404(Introduction.objects.visible_to(request.user).for_page(), pk=pk)


def own_party(request: HttpRequest, pk: int) -> tuple[Introduction, Party]:
    """The party for which somebody acts; who only looks on, or helps, gets 403."""
    introduction = visible(request, pk)
    reader = Reader.of(introduction, request.user)
    if not reader.may_act or reader.party is None:
        raise PermissionDenied
    introduction.link_parties()
    return introduction, reader.party


def show(request: HttpRequest, introduction: Introduction, **faulty: Any) -> HttpResponse:
    """The page, with the forms that were not filled in rightly, by name.

    Who belongs to a party gets its page, even at the helpdesk: a colleague is the broker then.
    """
    page = page_for(introduction, Reader.of(introduction, request.user))
    replies = faulty.get("replies", {})
    forms = _member_forms(page, request) if page.reader.party else _desk_forms(page, replies)
    context = {"page": page, "introduction": introduction, **forms, **faulty}
    status = FAULTY if faulty else 200
    return render(request, "introductions/show_introduction.html", context, status=status)


def _member_forms(page: Page, request: HttpRequest) -> Forms:
    if not page.reader.may_act:
        return {}
    found: Forms = {"question_form": QuestionForm(prefix="question")}
    own = {"party": page.reader.party, "reader": request.user}
    if page.can_answer:
        found["accept_form"] = AcceptForm(**own)
    if page.can_change_mind:
        found["contact_form"] = ContactForm(**own, initial={"contact": page.reader.party.contact})
    if page.can_answer or page.can_change_mind:
        found["decline_form"] = DeclineForm(prefix="decline")
    if page.outcomes:
        found["outcome_form"] = outcome_form(page)
    return found


def outcome_form(page: Page) -> OutcomeForm:
    """About the last time it was asked."""
    last = page.outcomes[-1]
    initial = {"days": last.days, "result": last.result}
    return OutcomeForm(asked=[it.days for it in page.outcomes], initial=initial)


def _desk_forms(page: Page, replies: dict[int, ReplyForm]) -> Forms:
    """`replies` are the faulty ones, by party."""
    introduction = page.introduction
    forms = {it: replies.get(it.pk) or ReplyForm(prefix=f"reply-{it.pk}") for it in page.others}
    return {
        "note_form": NoteForm(sides=(introduction.europe, introduction.japan)),
        "decline_request_form": DeclineRequestForm(prefix="decline"),
        "reason_form": ReasonForm(prefix="end"),
        "broker_form": BrokerForm(initial={"broker": introduction.broker}),
        "threads": [
            (party, [it for it in page.questions if it.private_to == party], form)
            for party, form in forms.items()
        ],
    }
