from django.http import Http404, HttpRequest, HttpResponse


def show_board(request: HttpRequest, **_: object) -> HttpResponse:
    raise Http404
