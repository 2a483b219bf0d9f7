"""The guided form: its overview, and one page for every section."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods
from django_htmx.http import trigger_client_event

from profiles.actions.editing import (
    NotEditable,
    SomebodyElseSaved,
    open_revision,
    save_section,
)
from profiles.checklists import checklist
from profiles.completeness import completeness
from profiles.documents import SECTIONS
from profiles.editor.drafts import Draft, editable_draft, visible_draft
from profiles.editor.forms import FORMS, SectionForm
from profiles.editor.forms.base import AddedForm, Step, VersionForm
from profiles.editor.overview import asked_of, section_states
from profiles.editor.pages import section_page
from profiles.editor.wording import compared

UNPROCESSABLE, CONFLICT = 422, 409


@never_cache
def edit_profile(request: HttpRequest, pk: int) -> HttpResponse:
    """The overview. Looking changes nothing: the first save opens a version."""
    draft = visible_draft(request.user, pk)
    complete = completeness(draft.document)
    context = {
        "draft": draft,
        "profile": draft.profile,
        "complete": complete,
        "sections": section_states(draft, complete.advice),
        "asked_of_you": [it for asked in asked_of(draft).values() for it in asked],
        "points": [point for point in checklist(draft.document) if not point.is_judged],
    }
    return render(request, "profiles/edit_profile.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def edit_section(request: HttpRequest, pk: int, section: str) -> HttpResponse:
    if section not in SECTIONS:
        raise Http404
    draft = editable_draft(request.user, pk)
    if request.method == "POST":
        return _save(request, draft, FORMS[section](draft, request.POST))
    form = FORMS[section](draft, added=AddedForm(request.GET).added())
    return _page(request, form)


def _save(request: HttpRequest, draft: Draft, form: SectionForm) -> HttpResponse:
    """Save what is faultless, and lead on; what is not stays on the page as it was typed."""
    read = VersionForm(request.POST).read()
    if not form.is_valid() or read is None:
        return _page(request, form, status=UNPROCESSABLE, faults=form.faults, version=read)
    try:
        revision = open_revision(draft.profile, by=request.user)
        version = save_section(
            revision, form.section, form.content(), version=read, by=request.user
        )
    except SomebodyElseSaved as conflict:
        return _conflict(request, form, conflict, read)
    except NotEditable as refusal:
        return _page(request, form, status=CONFLICT, refusal=str(refusal), version=read)
    if request.htmx:
        return _saved_beside(request, draft, version)
    return _lead_on(request, draft, form)


def _conflict(
    request: HttpRequest, form: SectionForm, conflict: SomebodyElseSaved, read: int
) -> HttpResponse:
    """Both versions side by side. Only who has seen them may save over the colleague's."""
    now = editable_draft(request.user, form.draft.profile.pk)
    rows = compared(form.section, now.document[form.section], form.content())
    seen = read if request.htmx else now.version_of(form.section)
    return _page(request, form, status=CONFLICT, refusal=str(conflict), rows=rows, version=seen)


def _saved_beside(request: HttpRequest, draft: Draft, version: int) -> HttpResponse:
    """Autosave: the page goes on with what was typed; others of its parts are renewed."""
    fresh = editable_draft(request.user, draft.profile.pk)
    section = request.resolver_match.kwargs["section"]
    form = FORMS[section](fresh, request.POST)
    form.is_valid()
    answer = _page(request, form, version=version, saved_at=timezone.now())
    return trigger_client_event(answer, "saved")


def _lead_on(request: HttpRequest, draft: Draft, form: SectionForm) -> HttpResponse:
    """Where the pressed button leads after saving."""
    messages.success(request, _("Saved."))
    pk, step = draft.profile.pk, form.step
    here = reverse("profiles:edit-section", args=[pk, form.section])
    at = SECTIONS.index(form.section) + 1
    if step.verb == "save" or (step.verb == "continue" and at == len(SECTIONS)):
        return redirect("profiles:edit-profile", pk)
    if step.verb == "continue":
        return redirect("profiles:edit-section", pk, SECTIONS[at])
    return redirect(here + _place(step))


def _place(step: Step) -> str:
    """Query and fragment: the language that was added, or the item that was worked on."""
    if step.verb == "language" and step.item:
        return f"?language={step.item}#texts-{step.item}"
    return "#items" if step.verb in ("add", "remove", "up", "down") else ""


def _page(
    request: HttpRequest, form: SectionForm, *, status: int = 200, **extra: Any
) -> HttpResponse:
    context = section_page(form, **extra)
    return render(request, "profiles/edit_section.html", context, status=status)
