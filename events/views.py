"""What visitors see of webinars."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from events.models import Webinar


@login_not_required
def list_webinars(request: HttpRequest) -> HttpResponse:
    upcoming = Webinar.objects.upcoming().for_cards()
    return render(request, "events/list_webinars.html", {"upcoming": upcoming})


@login_not_required
def show_webinar(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    webinar = get_object_or_404(Webinar.objects.public().for_cards(), pk=pk)
    if request.path != webinar.get_absolute_url():
        return redirect(webinar, permanent=True)
    return render(request, "events/show_webinar.html", {"webinar": webinar})
