from django.http import Http404, HttpRequest, HttpResponse


def list_my_partnerships(request: HttpRequest, **_: object) -> HttpResponse:
    raise Http404


def report_activity(request: HttpRequest, **_: object) -> HttpResponse:
    raise Http404


def propose_update(request: HttpRequest, **_: object) -> HttpResponse:
    raise Http404
