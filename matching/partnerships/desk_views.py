from django.http import Http404, HttpRequest, HttpResponse


def show_board(request: HttpRequest, **_: object) -> HttpResponse:
    raise Http404


def register_partnership(request: HttpRequest, **_: object) -> HttpResponse:
    raise Http404


def edit_partnership(request: HttpRequest, **_: object) -> HttpResponse:
    raise Http404


def plan_next_action(request: HttpRequest, **_: object) -> HttpResponse:
    raise Http404


def found_partnership(request: HttpRequest, **_: object) -> HttpResponse:
    raise Http404
