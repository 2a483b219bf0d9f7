"""What visitors see of webinars."""

from django.contrib.auth.decorators import login_not_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.cache import patch_cache_control

from events.hours import on_readers_clock
from events.models import Series, Speaker, Webinar
from events.public import calendars, pages
from events.public.filters import ListFilter, WebinarFilter
from events.public.pictures import content_type_of
from events.sign_up.origins import outside

PICTURE_AGE = 3600


@login_not_required
@on_readers_clock
def list_webinars(request: HttpRequest) -> HttpResponse:
    found = ListFilter(request.GET, Webinar.objects.public().for_cards())
    context = {
        "filter": found,
        "listing": pages.listing(found, request.GET),
        "today": timezone.localdate(),
    }
    return render(request, "events/list_webinars.html", context)


@login_not_required
@on_readers_clock
def show_month(request: HttpRequest, year: int, month: int) -> HttpResponse:
    found = WebinarFilter(request.GET, Webinar.objects.public().for_cards())
    try:
        shown = calendars.month_of(found.qs, year, month)
    except ValueError:
        raise Http404 from None
    coming = found.qs.upcoming().first() if shown.is_empty else None
    context = {"filter": found, "month": shown, "next": coming}
    return render(request, "events/show_month.html", context)


@login_not_required
@on_readers_clock
def show_webinar(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    webinar = get_object_or_404(pages.for_page(), pk=pk)
    if request.path != webinar.get_absolute_url():
        return redirect(_with_query(webinar.get_absolute_url(), request))
    context = {
        "webinar": webinar,
        "sheet": pages.sheet(webinar, request.user),
        "origin": outside(request),
    }
    return render(request, "events/show_webinar.html", context)


def _with_query(path: str, request: HttpRequest) -> str:
    query = request.META["QUERY_STRING"]
    return f"{path}?{query}" if query else path


@login_not_required
@on_readers_clock
def show_series(request: HttpRequest, slug: str) -> HttpResponse:
    series = get_object_or_404(Series.objects.public().prefetch_related("texts"), slug=slug)
    webinars = Webinar.objects.in_series(slug).for_cards()
    context = {
        "series": series,
        "crumbs": pages.crumbs(series),
        "upcoming": webinars.announced(),
        "past": webinars.past(),
    }
    return render(request, "events/show_series.html", context)


@login_not_required
def show_speaker(request: HttpRequest, pk: int) -> FileResponse:
    """The picture of somebody who speaks: of a draft, only for the helpdesk, and kept nowhere."""
    found = Speaker.objects.exclude(picture="").select_related("webinar")
    speaker = get_object_or_404(found, pk=pk)
    is_public = speaker.webinar.is_public
    if not (is_public or request.user.is_staff):
        raise Http404
    response = _picture(speaker)
    keeping = {"public": True, "max_age": PICTURE_AGE} if is_public else {"no_store": True}
    patch_cache_control(response, **keeping)
    return response


def _picture(speaker: Speaker) -> FileResponse:
    content_type = content_type_of(speaker.picture.name)
    if not content_type:
        raise Http404
    try:
        content = speaker.picture.open("rb")
    except FileNotFoundError:
        raise Http404 from None
    headers = {"X-Content-Type-Options": "nosniff"}
    return FileResponse(content, content_type=content_type, headers=headers)
