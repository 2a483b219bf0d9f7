"""Signing up without an account, and confirming the address."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from events import actions
from events.doors import by_link
from events.links import own_page
from events.models import Registration, Webinar


@login_not_required
def register_webinar(request: HttpRequest, pk: int) -> HttpResponse:
    webinar = get_object_or_404(Webinar.objects.public(), pk=pk)
    return render(request, "events/register_webinar.html", {"webinar": webinar})


@login_not_required
def check_mailbox(request: HttpRequest, pk: int) -> HttpResponse:
    webinar = get_object_or_404(Webinar.objects.public(), pk=pk)
    return render(request, "events/check_mailbox.html", {"webinar": webinar})


@by_link()
def confirm_registration(request: HttpRequest, registration: Registration) -> HttpResponse:
    if request.method != "POST":
        return render(request, "events/confirm_registration.html", {"registration": registration})
    actions.confirm(registration)
    return redirect(own_page(registration))


def list_my_registrations(request: HttpRequest) -> HttpResponse:
    registrations = Registration.objects.owned_by(request.user).select_related("webinar")
    context = {"registrations": registrations}
    return render(request, "events/list_my_registrations.html", context)
