from django.http import Http404, HttpRequest, HttpResponse


def list_partnerships(request: HttpRequest, **_: object) -> HttpResponse:
    raise Http404


def show_partnership(request: HttpRequest, **_: object) -> HttpResponse:
    raise Http404


def download_document(request: HttpRequest, **_: object) -> HttpResponse:
    raise Http404
