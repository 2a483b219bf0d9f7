"""What a member does on the page of an introduction. Each is a form there, and leads back to it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language, gettext_noop
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from matching.introductions import actions, questions
from matching.introductions.disclosing import NobodyToContact
from matching.introductions.forms import (
    AcceptForm,
    ContactForm,
    DeclineForm,
    OutcomeForm,
    QuestionForm,
)
from matching.introductions.models import Introduction, Party
from matching.introductions.outcomes import answer_outcome as note_outcome
from matching.introductions.views import own_party, show
from profiles.answering import answered
from profiles.disclosing import NoLegalBasis, NotTheirOrganisation
from profiles.moving import ForbiddenMove

NOT_POSSIBLE = (ForbiddenMove, NoLegalBasis, NotTheirOrganisation, NobodyToContact)
"""What can have changed between the form and its answer."""


def back_to(introduction: Introduction) -> HttpResponse:
    return redirect("introductions:show-introduction", introduction.pk)


@require_POST
def accept_introduction(request: HttpRequest, pk: int) -> HttpResponse:
    introduction, party = own_party(request, pk)
    form = AcceptForm(request.POST, party=party, reader=request.user)
    if not form.is_valid():
        return show(request, introduction, accept_form=form)
    data = form.cleaned_data
    try:
        settled = actions.accept(
            party, by=request.user, contact=data["contact"], early_late=data["early_late"]
        )
    except NOT_POSSIBLE as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _thanks(settled))
    return back_to(introduction)


def _thanks(introduction: Introduction) -> str:
    if introduction.is_introduced:
        return _("Everybody has agreed: you are introduced.")
    return _("Thank you. You will get a mail as soon as everybody has answered.")


@require_POST
def decline_introduction(request: HttpRequest, pk: int) -> HttpResponse:
    introduction, party = own_party(request, pk)
    form = DeclineForm(request.POST, prefix="decline")
    if not form.is_valid():
        return show(request, introduction, decline_form=form)
    with answered(
        request, _("Closed. The others learn only that it does not come about."), ForbiddenMove
    ):
        actions.decline(party, by=request.user, reason=form.cleaned_data["reason"])
    return back_to(introduction)


@require_POST
def withdraw_introduction(request: HttpRequest, pk: int) -> HttpResponse:
    introduction, party = own_party(request, pk)
    if party.profile_id != introduction.requested_for_id:
        raise PermissionDenied
    with answered(request, _("Your request is taken back."), ForbiddenMove):
        actions.withdraw(
            introduction, by=request.user, reason=gettext_noop("Taken back by those who asked")
        )
    return back_to(introduction)


@require_POST
def change_contact(request: HttpRequest, pk: int) -> HttpResponse:
    introduction, party = own_party(request, pk)
    form = ContactForm(request.POST, party=party, reader=request.user)
    if not form.is_valid():
        return show(request, introduction, contact_form=form)
    with answered(request, _("The contact person is noted."), NOT_POSSIBLE):
        actions.change_contact(party, by=request.user, contact=form.cleaned_data["contact"])
    return back_to(introduction)


@require_POST
def ask_broker(request: HttpRequest, pk: int) -> HttpResponse:
    introduction, party = own_party(request, pk)
    form = QuestionForm(request.POST, prefix="question")
    if not form.is_valid():
        return show(request, introduction, question_form=form)
    text, language = form.cleaned_data["text"], get_language() or "en"
    questions.ask_helpdesk(introduction, party=party, by=request.user, text=text, language=language)
    messages.success(request, _("The helpdesk has your question and will answer here."))
    return back_to(introduction)


@require_POST
def answer_outcome(request: HttpRequest, pk: int) -> HttpResponse:
    introduction, party = own_party(request, pk)
    form = OutcomeForm(request.POST, asked=_asked(party))
    if not form.is_valid():
        return show(request, introduction, outcome_form=form)
    outcome = party.outcomes.get(days=form.cleaned_data["days"])
    note_outcome(outcome, form.cleaned_data["result"], by=request.user)
    messages.success(request, _("Thank you. You can say something else at any time."))
    return back_to(introduction)


def _asked(party: Party) -> list[int]:
    return list(party.outcomes.values_list("days", flat=True))
