"""The helpdesk's work on partnerships: the board, registering, editing, what is to be done."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from matching.access import staff_required
from matching.introductions.models import Introduction, Party
from matching.partnerships import actions, board, editing
from matching.partnerships.actions import NotIntroduced
from matching.partnerships.forms import NextActionForm
from matching.partnerships.models import Partnership
from matching.partnerships.register_forms import NatureForm, PartyFormSet, party_forms


class BoardForm(forms.Form):
    """Whose partnerships are shown."""

    owner = forms.ChoiceField(
        label=gettext_lazy("Followed by"),
        required=False,
        choices=[
            ("", gettext_lazy("anybody")),
            ("mine", gettext_lazy("me")),
            ("nobody", gettext_lazy("nobody")),
        ],
    )


@staff_required
def show_board(request: HttpRequest) -> HttpResponse:
    form = BoardForm(request.GET)
    owner = form.cleaned_data["owner"] if form.is_valid() else ""
    columns = board.columns(board.for_board(owner, request.user))
    context = {"columns": columns, "form": form, "count": sum(len(it) for _, it in columns)}
    return render(request, "partnerships/show_board.html", context)


@staff_required
def register_partnership(request: HttpRequest) -> HttpResponse:
    form, parties = NatureForm(request.POST or None), party_forms(request.POST or None)
    if request.method == "POST" and form.is_valid() and parties.is_valid():
        partnership = editing.register_partnership(
            form.nature, texts=form.stories, parties=parties.entries, by=request.user
        )
        messages.success(request, _("Registered. Now record what was signed, and when."))
        return redirect("partnerships:amend-partnership", pk=partnership.pk)
    return _show_form(request, form, parties)


@staff_required
def edit_partnership(request: HttpRequest, pk: int) -> HttpResponse:
    partnership = get_object_or_404(Partnership.objects.for_page(), pk=pk)
    form = NatureForm(request.POST or None, partnership=partnership)
    parties = party_forms(request.POST or None, partnership=partnership)
    if request.method == "POST" and form.is_valid() and parties.is_valid():
        editing.edit_partnership(
            partnership,
            form.nature,
            texts=form.stories,
            parties=parties.entries,
            by=request.user,
        )
        messages.success(request, _("Saved."))
        return redirect(partnership)
    return _show_form(request, form, parties, partnership)


def _show_form(
    request: HttpRequest,
    form: NatureForm,
    parties: PartyFormSet,
    partnership: Partnership | None = None,
) -> HttpResponse:
    context = {"form": form, "parties": parties, "partnership": partnership}
    name = "edit_partnership" if partnership else "register_partnership"
    is_faulty = request.method == "POST"
    return render(request, f"partnerships/{name}.html", context, status=422 if is_faulty else 200)


@staff_required
def plan_next_action(request: HttpRequest, pk: int) -> HttpResponse:
    partnership = get_object_or_404(Partnership.objects.for_page(), pk=pk)
    known = {
        "next_action": _(partnership.next_action) if partnership.next_action else "",
        "next_on": partnership.next_on,
        "owner": partnership.owner,
    }
    form = NextActionForm(request.POST or None, initial=known)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        editing.plan_next_action(
            partnership, action=data["next_action"], on=data["next_on"], owner=data["owner"]
        )
        messages.success(request, _("Saved."))
        return redirect("partnerships:show-board")
    context = {"partnership": partnership, "form": form}
    status = 422 if form.errors else 200
    return render(request, "partnerships/plan_next_action.html", context, status=status)


@require_POST
@staff_required
def found_partnership(request: HttpRequest, pk: int) -> HttpResponse:
    introduction = get_object_or_404(Introduction, pk=pk)
    has_third = introduction.parties.filter(role=Party.Role.THIRD).exists()
    kinds = Partnership.Kind
    try:
        partnership = actions.found_partnership(
            introduction,
            kind=kinds.PROJECT if has_third else kinds.MEMORANDUM,
            language=request.LANGUAGE_CODE,
            by=request.user,
        )
    except NotIntroduced as error:
        messages.error(request, str(error))
        return redirect("introductions:show-introduction", pk=pk)
    messages.success(
        request, _("The partnership is founded. Tell its story, then what was signed.")
    )
    return redirect("partnerships:edit-partnership", pk=partnership.pk)
