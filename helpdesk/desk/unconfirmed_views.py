from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from matching.access import staff_required


@staff_required
def list_unconfirmed(request: HttpRequest) -> HttpResponse:
    return redirect("desk:show-desk")


@staff_required
def confirm_on_behalf(request: HttpRequest, pk: int) -> HttpResponse:
    return redirect("desk:show-desk")


@require_POST
@staff_required
def remind_again(request: HttpRequest, pk: int) -> HttpResponse:
    return redirect("desk:show-desk")
