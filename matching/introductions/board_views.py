"""The helpdesk's board of introductions."""

from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from matching.access import staff_required
from matching.introductions.board import Case, cases, columns, owned
from matching.introductions.models import Introduction
from matching.introductions.states import State
from profiles.models import User
from profiles.paging import before_page

ROWS = 50
"""In the table, on one page."""
BOARD, TABLE = "board", "table"
FAULTY = 422


class BoardForm(forms.Form):
    """How the board is looked at; the state is chosen in the table only."""

    view = forms.ChoiceField(
        choices=[(BOARD, BOARD), (TABLE, TABLE)], required=False, widget=forms.HiddenInput
    )
    owner = forms.ChoiceField(label=_("Owner"), required=False)
    state = forms.ChoiceField(
        label=_("State"),
        choices=[("", _("All")), *State.choices],
        required=False,
    )
    stalled = forms.BooleanField(label=_("Only what stands still"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        staff = User.objects.filter(is_staff=True, is_active=True).order_by("family_name", "pk")
        self.fields["owner"].choices = [
            ("", _("Everybody")),
            ("me", _("Me")),
            ("nobody", _("Nobody")),
            *((str(person.pk), str(person)) for person in staff),
        ]


@require_safe
@never_cache
@staff_required
def show_board(request: HttpRequest) -> HttpResponse:
    form = BoardForm(request.GET)
    is_valid = form.is_valid()
    asked = form.cleaned_data  # what is right of it
    mine = owned(Introduction.objects.all(), asked.get("owner", ""), request.user)
    is_table = asked.get("view") == TABLE
    context = {"form": form, "is_table": is_table, "is_filtered": _is_filtered(asked)}
    context |= _table(request, mine, asked) if is_table else _board(mine, asked)
    status = 200 if is_valid else FAULTY
    return render(request, "introductions/show_board.html", context, status=status)


def _is_filtered(asked: dict[str, Any]) -> bool:
    return any(asked.get(name) for name in ("owner", "state", "stalled"))


def _board(introductions: Any, asked: dict[str, Any]) -> dict[str, object]:
    return {"columns": columns(_fitting(cases(introductions.standing()), asked))}


def _table(request: HttpRequest, introductions: Any, asked: dict[str, Any]) -> dict[str, object]:
    """What stands still is worked out here, so it is looked for among open cases only."""
    state = asked.get("state")
    if asked.get("stalled"):
        introductions = introductions.standing()
    if state:
        introductions = introductions.filter(state=state)
    if asked.get("stalled"):
        page = Paginator(_fitting(cases(introductions), asked), ROWS).get_page(_number(request))
        return {"page": page, "rows": list(page), "query": before_page(request.GET)}
    page = Paginator(introductions, ROWS).get_page(_number(request))
    keys = [row.pk for row in page]
    return {
        "page": page,
        "rows": cases(Introduction.objects.filter(pk__in=keys)),
        "query": before_page(request.GET),
    }


def _fitting(found: list[Case], asked: dict[str, Any]) -> list[Case]:
    return [case for case in found if case.is_stalled or not asked.get("stalled")]


def _number(request: HttpRequest) -> str | None:
    return request.GET.get("page")
