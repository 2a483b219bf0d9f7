"""One's own organisations, and registering one."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from profiles.actions.editing import register_organisation as register
from profiles.duplicates import Duplicate, probable_duplicates
from profiles.limits import limited, too_many
from profiles.models import Profile, User
from profiles.teams import workplace
from profiles.teams.access import found_token, verified_addresses
from profiles.teams.forms import LookupForm, RegistrationForm


def list_organisations(request: HttpRequest) -> HttpResponse:
    context = {
        "workspaces": workplace.workspaces(request.user),
        "invitations": workplace.open_invitations(request.user),
        "requests": workplace.open_requests(request.user),
    }
    return render(request, "profiles/list_organisations.html", context)


def register_organisation(request: HttpRequest) -> HttpResponse:
    """With probable duplicates the form comes back once: is it one of these, or none?"""
    if request.method == "POST":
        return _register(request)
    typed = LookupForm(request.GET)
    asked = typed.cleaned_data if typed.is_valid() else {}
    if limited(request, "suggest"):
        return too_many(request, "suggest")
    form = RegistrationForm(initial=asked | {"language": request.LANGUAGE_CODE})
    return _show_form(request, form, _duplicates(request.user, **asked))


def _register(request: HttpRequest) -> HttpResponse:
    form = RegistrationForm(request.POST)
    if not form.is_valid():
        typed = LookupForm(request.POST)
        asked = typed.cleaned_data if typed.is_valid() else {}
        return _show_form(request, form, _duplicates(request.user, **asked), status=422)
    told = dict(form.cleaned_data)
    seen = told.pop("seen")
    found = _duplicates(request.user, told["name"], told["identifier"])
    if not seen.issuperset(it.profile.pk for it in found):
        return _show_form(request, form, found, is_question=True)
    if limited(request, "register-organisation"):
        return too_many(request, "register-organisation")
    return redirect("profiles:edit-profile", pk=register(by=request.user, **told).pk)


def _duplicates(user: User, name: str = "", identifier: str = "") -> list[Duplicate]:
    """By the person's own address, too, if they have proved it."""
    email = user.email if user.email.lower() in verified_addresses(user) else ""
    return probable_duplicates(names=[name], email=email, identifier=identifier)


def _show_form(
    request: HttpRequest,
    form: RegistrationForm,
    found: list[Duplicate],
    *,
    is_question: bool = False,
    status: int = 200,
) -> HttpResponse:
    own = Profile.objects.of_member(request.user)
    context = {
        "form": form,
        "duplicates": [(it, found_token(request.user, it.profile)) for it in found],
        "own": set(own.values_list("pk", flat=True)),
        "is_question": is_question,
        "seen": ",".join(str(it.profile.pk) for it in found),
    }
    return render(request, "profiles/register_organisation.html", context, status=status)
