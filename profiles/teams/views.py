from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect

from profiles.models import Profile


def list_organisations(request: HttpRequest) -> HttpResponse:
    return redirect("profiles:list-profiles")


def register_organisation(request: HttpRequest) -> HttpResponse:
    return redirect("profiles:list-profiles")


def show_team(request: HttpRequest, pk: int) -> HttpResponse:
    return redirect(get_object_or_404(Profile.objects.visible_to(request.user), pk=pk))


def request_membership(request: HttpRequest, pk: int) -> HttpResponse:
    return redirect(get_object_or_404(Profile, pk=pk))


@login_not_required
def accept_invitation(request: HttpRequest, token: str) -> HttpResponse:
    return redirect("profiles:list-profiles")
