from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from helpdesk.desk import queue, review_page
from helpdesk.desk.filters import ReviewFilter
from helpdesk.desk.forms import APPROVE, CHANGES, REJECT, HolderForm, ReviewForm, has_typed
from helpdesk.desk.naming import name_in
from matching.access import staff_required
from profiles.actions import reviewing
from profiles.contents import UnknownTerm
from profiles.models import Revision, User
from profiles.moving import ForbiddenMove
from profiles.paging import paged

PAGE_SIZE = 25
CONFLICTS = (
    reviewing.ClaimedByOther,
    reviewing.ChangedSinceRead,
    ForbiddenMove,
    UnknownTerm,
)


@staff_required
def list_reviews(request: HttpRequest) -> HttpResponse:
    found = ReviewFilter(request.GET, queue.waiting(), request=request)
    pages = paged(found.qs, request.GET, PAGE_SIZE)
    page = pages["page_obj"]
    context = {
        "filter": found,
        **pages,
        "items": queue.items(page),
    }
    return render(request, "helpdesk/list_reviews.html", context)


@staff_required
def show_review(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, _revision(pk))


@require_POST
@staff_required
def start_review(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the item; what was typed before stays."""
    taken = reviewing.claim(_revision(pk), by=request.user)
    return _after_claim(request, pk, taken)


@require_POST
@staff_required
def take_over_review(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the item from the moderator whose name the page had shown."""
    form = HolderForm(request.POST)
    taken = form.is_valid() and reviewing.take_over(
        _revision(pk), holder=form.cleaned_data["holder"], by=request.user
    )
    return _after_claim(request, pk, taken)


def _after_claim(request: HttpRequest, pk: int, taken: bool) -> HttpResponse:
    if not taken:
        messages.warning(request, _("Somebody else was faster. Look again."))
        return _page(request, _revision(pk), data=request.POST, status=409)
    if has_typed(request.POST):
        return _page(request, _revision(pk), data=request.POST)
    return redirect("desk:show-review", pk=pk)


@require_POST
@staff_required
def release_review(request: HttpRequest, pk: int) -> HttpResponse:
    reviewing.release(_revision(pk), by=request.user)
    return redirect("desk:list-reviews")


@require_POST
@staff_required
def approve_review(request: HttpRequest, pk: int) -> HttpResponse:
    def approve(revision: Revision, form: ReviewForm, by: User) -> None:
        version, reason = form.cleaned_data["version"], form.cleaned_data["message"]
        reviewing.approve(revision, version=version, by=by, reason=reason)

    return _decide(request, pk, APPROVE, approve, _("Published: %(name)s."))


@require_POST
@staff_required
def request_changes(request: HttpRequest, pk: int) -> HttpResponse:
    def ask(revision: Revision, form: ReviewForm, by: User) -> None:
        said = {"version": form.cleaned_data["version"], "reason": form.cleaned_data["message"]}
        reviewing.request_changes(revision, by=by, remarks=form.remarks(), **said)

    return _decide(request, pk, CHANGES, ask, _("Asked for changes: %(name)s."))


@require_POST
@staff_required
def reject_review(request: HttpRequest, pk: int) -> HttpResponse:
    def reject(revision: Revision, form: ReviewForm, by: User) -> None:
        said = {"version": form.cleaned_data["version"], "reason": form.cleaned_data["message"]}
        reviewing.reject(revision, by=by, **said)

    return _decide(request, pk, REJECT, reject, _("Rejected: %(name)s."))


Act = Callable[[Revision, ReviewForm, User], None]


def _decide(request: HttpRequest, pk: int, decision: str, act: Act, done: str) -> HttpResponse:
    """Do it and go on with the next item; if it cannot be done, show why, and what was typed."""
    revision = _revision(pk)
    form = review_page.form_for(revision, request.POST, decision)
    if not form.is_valid():
        reviewing.claim(revision, by=request.user)
        return _page(request, revision, form=form, data=request.POST, status=422)
    try:
        act(revision, form, request.user)
    except CONFLICTS as error:
        messages.error(request, str(error))
        return _page(request, _revision(pk), data=request.POST, status=409)
    messages.success(request, done % {"name": name_in(revision.content)})
    following = queue.unclaimed(request.user).first()
    if following is None:
        return redirect("desk:list-reviews")
    return redirect("desk:show-review", pk=following.pk)


def _revision(pk: int) -> Revision:
    related = ("profile__place__country", "author", "claimed_by")
    return get_object_or_404(Revision.objects.select_related(*related), pk=pk)


def _page(
    request: HttpRequest, revision: Revision, status: int = 200, **typed: Any
) -> HttpResponse:
    request.shown_at = reverse("desk:show-review", args=[revision.pk])
    context = review_page.context_of(revision, request.user, **typed)
    return render(request, "helpdesk/show_review.html", context, status=status)
