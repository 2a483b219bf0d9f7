"""For members: their partnerships, what was done together, what should be changed."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from matching.models.facts import today
from matching.partnerships import actions, editing, pages
from matching.partnerships.access import own_partnership
from matching.partnerships.forms import ActivityForm, ProposalForm
from matching.partnerships.models import Partnership


def list_my_partnerships(request: HttpRequest) -> HttpResponse:
    mine = Partnership.objects.of_member(request.user)
    spoken = mine.spoken_for_by(request.user).values_list("pk", flat=True)
    context = {
        "entries": pages.entries(mine.for_list()),
        "spoken_for": set(spoken),
        "today": today(),
    }
    return render(request, "partnerships/list_my_partnerships.html", context)


def report_activity(request: HttpRequest, pk: int) -> HttpResponse:
    partnership = own_partnership(request, pk)
    form = ActivityForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        actions.report_activity(
            partnership,
            data["kind"],
            on=data["on"],
            text=form.words,
            source=data["source"],
            by=request.user,
        )
        messages.success(request, _("Thank you. It stands on the page of the partnership."))
        return redirect(partnership)
    context = {"partnership": partnership, "form": form}
    status = 422 if form.errors else 200
    return render(request, "partnerships/report_activity.html", context, status=status)


def propose_update(request: HttpRequest, pk: int) -> HttpResponse:
    partnership = own_partnership(request, pk)
    form = ProposalForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        editing.propose_update(partnership, by=request.user, text=form.cleaned_data["text"])
        messages.success(request, _("Thank you. The helpdesk looks at it and changes the page."))
        return redirect(partnership)
    context = {"partnership": partnership, "form": form}
    status = 422 if form.errors else 200
    return render(request, "partnerships/propose_update.html", context, status=status)
