from django.http import Http404, HttpRequest, HttpResponse


def answer_by_link(request: HttpRequest, token: str) -> HttpResponse:
    raise Http404


def answer_outcome_by_link(request: HttpRequest, token: str) -> HttpResponse:
    raise Http404
