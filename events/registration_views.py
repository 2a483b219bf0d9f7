"""A participant's own page: by signed link."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from events.doors import by_link
from events.links import own_page
from events.models import Registration


@require_safe
@by_link()
def show_registration(request: HttpRequest, registration: Registration) -> HttpResponse:
    return render(request, "events/show_registration.html", {"registration": registration})


@by_link()
def edit_registration(request: HttpRequest, registration: Registration) -> HttpResponse:
    return redirect(own_page(registration))


@by_link()
def cancel_registration(request: HttpRequest, registration: Registration) -> HttpResponse:
    return redirect(own_page(registration))


@require_POST
@by_link()
def accept_seat(request: HttpRequest, registration: Registration) -> HttpResponse:
    return redirect(own_page(registration))


@require_POST
@by_link()
def choose_registration_consents(request: HttpRequest, registration: Registration) -> HttpResponse:
    return redirect(own_page(registration))


@require_safe
@by_link()
def download_own_entry(request: HttpRequest, registration: Registration) -> HttpResponse:
    return HttpResponse(b"", content_type="text/calendar")


@require_safe
@by_link()
def list_participants(request: HttpRequest, registration: Registration) -> HttpResponse:
    return redirect(own_page(registration))


@require_safe
@by_link()
def export_registration(request: HttpRequest, registration: Registration) -> HttpResponse:
    return JsonResponse({})


@by_link()
def erase_registration(request: HttpRequest, registration: Registration) -> HttpResponse:
    return redirect(own_page(registration))
