"""Behind links in mails: whoever has the letter may answer. GET shows, only a button answers:
scanners of mails follow links."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from matching.introductions import actions
from matching.introductions.forms import AnswerOutcomeForm, LinkForm
from matching.introductions.links import party_of_token, read_outcome_token
from matching.introductions.models import Introduction, Outcome, Party
from matching.introductions.outcomes import answer_outcome
from matching.introductions.pages import Reader, page_for
from profiles.answering import answered
from profiles.moving import ForbiddenMove

NOT_FOUND, FAULTY = 404, 422


@login_not_required
@never_cache
def answer_by_link(request: HttpRequest, token: str) -> HttpResponse:
    """The page of a third party."""
    party = party_of_token(token)
    if party is None:
        return render(request, "introductions/unknown_link.html", status=NOT_FOUND)
    form = LinkForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        _answer(request, party, form)
        return redirect(request.path)
    introduction = Introduction.objects.for_page().get(pk=party.introduction_id)
    own = next(it for it in introduction.parties.all() if it.pk == party.pk)
    page = page_for(introduction, Reader(own, may_act=True))
    context = {"page": page, "introduction": introduction, "form": form, "token": token}
    status = FAULTY if form.errors else 200
    return render(request, "introductions/answer_by_link.html", context, status=status)


def _answer(request: HttpRequest, party: Party, form: LinkForm) -> None:
    with answered(request, _("Thank you. Your answer is noted."), ForbiddenMove):
        if form.is_yes:
            actions.accept(party, by=None, contact=None)
        else:
            actions.decline(party, by=None, reason=form.cleaned_data["reason"])


@login_not_required
@never_cache
def answer_outcome_by_link(request: HttpRequest, token: str) -> HttpResponse:
    """The question with the answer that was clicked in the mail, ready to be sent."""
    asked = read_outcome_token(token)
    if asked is None:
        return render(request, "introductions/unknown_link.html", status=NOT_FOUND)
    form = AnswerOutcomeForm(request.POST or None, initial={"result": asked.result})
    if request.method == "POST" and form.is_valid():
        answer_outcome(asked.outcome, form.cleaned_data["result"], by=asked.person)
        messages.success(request, _("Thank you. You can say something else at any time."))
        return redirect(request.path)
    context = {"form": form, "outcome": asked.outcome, "others": _others(asked.outcome)}
    status = FAULTY if form.errors else 200
    return render(request, "introductions/answer_outcome_by_link.html", context, status=status)


def _others(outcome: Outcome) -> list[Party]:
    parties = outcome.party.introduction.parties.select_related("profile")
    rows = parties.prefetch_related("profile__texts")
    return [party for party in rows if party.pk != outcome.party_id]
