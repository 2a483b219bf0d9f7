from django.http import Http404, HttpRequest, HttpResponse


def amend_partnership(request: HttpRequest, **_: object) -> HttpResponse:
    raise Http404


def add_document(request: HttpRequest, **_: object) -> HttpResponse:
    raise Http404


def remove_document(request: HttpRequest, **_: object) -> HttpResponse:
    raise Http404


def add_signatory(request: HttpRequest, **_: object) -> HttpResponse:
    raise Http404


def add_goal(request: HttpRequest, **_: object) -> HttpResponse:
    raise Http404


def reach_goal(request: HttpRequest, **_: object) -> HttpResponse:
    raise Http404
