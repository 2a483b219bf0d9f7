from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from matching.access import staff_required


@staff_required
def list_profiles(request: HttpRequest) -> HttpResponse:
    return redirect("desk:show-desk")


@staff_required
def show_profile_record(request: HttpRequest, pk: int) -> HttpResponse:
    return redirect("desk:show-desk")
