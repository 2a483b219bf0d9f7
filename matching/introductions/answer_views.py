from django.http import Http404, HttpRequest, HttpResponse


def accept_introduction(request: HttpRequest, pk: int) -> HttpResponse:
    raise Http404


def decline_introduction(request: HttpRequest, pk: int) -> HttpResponse:
    raise Http404


def withdraw_introduction(request: HttpRequest, pk: int) -> HttpResponse:
    raise Http404


def change_contact(request: HttpRequest, pk: int) -> HttpResponse:
    raise Http404


def ask_broker(request: HttpRequest, pk: int) -> HttpResponse:
    raise Http404


def answer_outcome(request: HttpRequest, pk: int) -> HttpResponse:
    raise Http404
