"""Uploading a logo, taking it away, and serving it."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_POST

from profiles.actions.editing import (
    NotEditable,
    SomebodyElseSaved,
    open_revision,
    save_section,
)
from profiles.editor.drafts import editable_draft
from profiles.limits import limit
from profiles.logos import FaultyLogo, add_logo
from profiles.models import Logo, Profile, User

SECTION = "contact"
A_YEAR = 365 * 24 * 3600
"""Seconds that browsers keep a logo: its address is never used for another."""


class LogoForm(forms.Form):
    logo = forms.FileField(required=False)
    remove = forms.BooleanField(required=False)


@require_POST
@limit("upload")
def upload_logo(request: HttpRequest, pk: int) -> HttpResponse:
    """Replace the logo by a file, or take it away."""
    profile = editable_draft(request.user, pk).profile
    form = LogoForm(request.POST, request.FILES)
    try:
        name = _uploaded(profile, form, by=request.user)
        _name_logo(profile, name, by=request.user)
    except (FaultyLogo, NotEditable, SomebodyElseSaved) as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Logo saved.") if name else _("Logo removed."))
    return redirect(reverse("profiles:edit-section", args=[pk, SECTION]) + "#logo")


def _uploaded(profile: Profile, form: LogoForm, *, by: User) -> str:
    """The name of the new logo, "" for none. Raises FaultyLogo."""
    if not form.is_valid():
        raise FaultyLogo(form.errors["logo"][0])
    if form.cleaned_data["remove"]:
        return ""
    if not form.cleaned_data["logo"]:
        raise FaultyLogo(_("Choose a file first."))
    return str(add_logo(profile, form.cleaned_data["logo"], by=by).name)


def _name_logo(profile: Profile, name: str, *, by: User) -> None:
    """Let the version under way name this logo. Raises NotEditable and SomebodyElseSaved."""
    revision = open_revision(profile, by=by)
    content = revision.content[SECTION] | {"logo": name}
    save_section(revision, SECTION, content, version=revision.version_of(SECTION), by=by)


@login_not_required
@cache_control(public=True, max_age=A_YEAR, immutable=True)
def show_logo(request: HttpRequest, name: str) -> FileResponse:
    """Anybody who has the address: it cannot be guessed, and the picture is ours."""
    logo = get_object_or_404(Logo, name=name)
    try:
        content = logo.file.open("rb")
    except FileNotFoundError:
        raise Http404 from None
    headers = {"X-Content-Type-Options": "nosniff"}
    return FileResponse(content, content_type="image/png", headers=headers)
