"""Signing up, and a participant's own page."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from events import actions
from events.links import own_page, registration_of


@login_not_required
def confirm_registration(request: HttpRequest, token: str) -> HttpResponse:
    registration = registration_of(token)
    if registration is None:
        raise Http404
    if request.method != "POST":
        return render(request, "events/confirm_registration.html", {"registration": registration})
    actions.confirm(registration)
    return redirect(own_page(registration))


@login_not_required
def show_registration(request: HttpRequest, token: str) -> HttpResponse:
    registration = registration_of(token)
    if registration is None:
        raise Http404
    return render(request, "events/show_registration.html", {"registration": registration})
