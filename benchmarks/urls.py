"""The site's addresses and one trivial page beside them: what the framework itself costs."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.urls import path

from helpdesk.urls import handler400, handler403, handler404, handler500, urlpatterns
from profiles.models import Sector

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]


@login_not_required
def one_row(request: HttpRequest) -> HttpResponse:
    return HttpResponse(f"<!doctype html><title>One row</title>{Sector.objects.first()}")


urlpatterns = [path("one-row/", one_row), *urlpatterns]
