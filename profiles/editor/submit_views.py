"""Bare actions on the version under way: hand it in, take it back, throw it away."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from profiles.actions import editing
from profiles.answering import answered
from profiles.editor.drafts import editable_draft
from profiles.moving import ForbiddenMove
from profiles.states import RevisionState


@require_POST
def submit_profile(request: HttpRequest, pk: int) -> HttpResponse:
    draft = editable_draft(request.user, pk)
    if draft.revision is None and draft.is_public:
        messages.info(request, _("Nothing has been changed since it was published."))
        return redirect("profiles:edit-profile", pk)
    revision = draft.revision or editing.open_revision(draft.profile, by=request.user)
    try:
        state = editing.submit(revision, by=request.user)
    except (editing.NotComplete, ForbiddenMove) as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _after_submitting(state))
    return redirect("profiles:edit-profile", pk)


def _after_submitting(state: RevisionState) -> str:
    if state == RevisionState.APPROVED:
        return _("Published: it was a small correction.")
    return _("Handed in. The helpdesk reads it and writes to you, usually within five days.")


@require_POST
def take_back_profile(request: HttpRequest, pk: int) -> HttpResponse:
    draft = editable_draft(request.user, pk)
    if draft.revision is not None:
        with answered(
            request, _("Taken back. You can change it and hand it in again."), ForbiddenMove
        ):
            editing.take_back(draft.revision, by=request.user)
    return redirect("profiles:edit-profile", pk)


@require_POST
def discard_changes(request: HttpRequest, pk: int) -> HttpResponse:
    draft = editable_draft(request.user, pk)
    if draft.revision is not None:
        with answered(
            request, _("The changes are gone; the public profile is as it was."), ForbiddenMove
        ):
            editing.discard(draft.revision, by=request.user)
    return redirect("profiles:edit-profile", pk)
