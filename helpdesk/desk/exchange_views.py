from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from matching.access import staff_required


@staff_required
def import_profiles(request: HttpRequest) -> HttpResponse:
    return redirect("desk:show-desk")


@staff_required
def download_template(request: HttpRequest) -> HttpResponse:
    return redirect("desk:show-desk")


@staff_required
def show_import(request: HttpRequest, pk: int) -> HttpResponse:
    return redirect("desk:show-desk")


@require_POST
@staff_required
def run_import(request: HttpRequest, pk: int) -> HttpResponse:
    return redirect("desk:show-desk")


@staff_required
def export_profiles(request: HttpRequest) -> HttpResponse:
    return redirect("desk:show-desk")
