from django.http import Http404, HttpRequest, HttpResponse


def request_introduction(request: HttpRequest, europe: int, japan: int) -> HttpResponse:
    raise Http404
