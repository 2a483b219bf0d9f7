from django.http import Http404, HttpRequest, HttpResponse


def propose_introduction(request: HttpRequest, europe: int, japan: int) -> HttpResponse:
    raise Http404


def ask_introduction(request: HttpRequest, pk: int) -> HttpResponse:
    raise Http404


def decline_request(request: HttpRequest, pk: int) -> HttpResponse:
    raise Http404


def close_introduction(request: HttpRequest, pk: int) -> HttpResponse:
    raise Http404


def end_rest(request: HttpRequest, pk: int) -> HttpResponse:
    raise Http404


def assign_broker(request: HttpRequest, pk: int) -> HttpResponse:
    raise Http404
