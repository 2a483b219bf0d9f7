from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST


def show_my_data(request: HttpRequest) -> HttpResponse:
    """What somebody has agreed to, who has seen their data, and what they may do about it."""
    return redirect("helpdesk:show-privacy")


@require_POST
def choose_consent(request: HttpRequest) -> HttpResponse:
    return redirect("profiles:show-my-data")


@require_POST
def choose_mails(request: HttpRequest) -> HttpResponse:
    return redirect("profiles:show-my-data")


def export_my_data(request: HttpRequest) -> HttpResponse:
    return redirect("profiles:show-my-data")


def read_my_data(request: HttpRequest) -> HttpResponse:
    return redirect("profiles:show-my-data")


def erase_my_account(request: HttpRequest) -> HttpResponse:
    return redirect("profiles:show-my-data")
