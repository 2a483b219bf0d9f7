from django.http import Http404, HttpRequest, HttpResponse


def list_introductions(request: HttpRequest, **_: object) -> HttpResponse:
    raise Http404


def show_introduction(request: HttpRequest, pk: int) -> HttpResponse:
    raise Http404
