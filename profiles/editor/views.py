from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from profiles.models import Profile


def edit_profile(request: HttpRequest, pk: int) -> HttpResponse:
    """The overview of the form."""
    return redirect(get_object_or_404(Profile.objects.visible_to(request.user), pk=pk))


def edit_section(request: HttpRequest, pk: int, section: str) -> HttpResponse:
    return edit_profile(request, pk)


@require_POST
def submit_profile(request: HttpRequest, pk: int) -> HttpResponse:
    return edit_profile(request, pk)


@require_POST
def take_back_profile(request: HttpRequest, pk: int) -> HttpResponse:
    return edit_profile(request, pk)


@require_POST
def discard_changes(request: HttpRequest, pk: int) -> HttpResponse:
    return edit_profile(request, pk)


def preview_profile(request: HttpRequest, pk: int) -> HttpResponse:
    return edit_profile(request, pk)


@require_POST
def upload_logo(request: HttpRequest, pk: int) -> HttpResponse:
    return edit_profile(request, pk)


@login_not_required
def show_contact(request: HttpRequest, pk: int) -> HttpResponse:
    return redirect(get_object_or_404(Profile.objects.published(), pk=pk))
