"""Feeds, calendar files and the list that other sites show in a frame."""

from datetime import datetime

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.cache import (
    get_conditional_response,
    patch_cache_control,
    patch_vary_headers,
)
from django.utils.http import http_date
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_exempt

from events.hours import readers_zone
from events.models import Series, Webinar
from events.public import feeds
from events.public.filters import EmbedFilter, WebinarFilter
from events.querysets import WebinarQuerySet
from events.sign_up.origins import outside

MAX_AGE = 3600
CALENDAR, ATOM = "text/calendar; charset=utf-8", "application/atom+xml; charset=utf-8"


@login_not_required
def show_feed(request: HttpRequest) -> HttpResponse:
    found = chosen(request)
    return calendar_of(request, found, _("EU–Japan webinars"), "webinars.ics")


@login_not_required
def show_series_feed(request: HttpRequest, slug: str) -> HttpResponse:
    series = get_object_or_404(Series.objects.public().prefetch_related("texts"), slug=slug)
    found = chosen(request).in_series(slug)
    return calendar_of(request, found, series.title, f"{slug}.ics")


@login_not_required
def download_entry(request: HttpRequest, pk: int) -> HttpResponse:
    found = Webinar.objects.public().for_cards().filter(pk=pk)
    webinar = get_object_or_404(found)
    name = slugify(webinar.title) or f"webinar-{pk}"
    return calendar_of(request, found, webinar.title, f"{name}.ics")


@login_not_required
def show_atom(request: HttpRequest) -> HttpResponse:
    webinars = list(chosen(request).order_by("-changed_at", "-pk"))
    with timezone.override(readers_zone()):
        name, path = _("EU–Japan webinars"), request.get_full_path()
        content = feeds.atom(webinars, name=name, path=path).encode()
    return answer(request, content, ATOM, changed_at(webinars))


@login_not_required
@xframe_options_exempt
def embed_webinars(request: HttpRequest) -> HttpResponse:
    """The only page that other sites may show in a frame; it sets no cookie.

    Its links carry along on which site it stands: the desk learns who sends participants.
    """
    found = EmbedFilter(request.GET, Webinar.objects.public().for_cards())
    with timezone.override(readers_zone()):
        context = {
            "webinars": found.qs.upcoming()[: found.limit],
            "origin": outside(request),
        }
        response = render(request, "events/embed_webinars.html", context)
    patch_cache_control(response, public=True, max_age=MAX_AGE)
    patch_vary_headers(response, ["Referer"])
    return response


@login_not_required
def show_subscriptions(request: HttpRequest) -> HttpResponse:
    found = WebinarFilter(request.GET, Webinar.objects.public())
    context = {
        "filter": found,
        "today": timezone.localdate(),
        "site_url": settings.SITE_URL.rstrip("/"),
        "host": settings.SITE_URL.rstrip("/").partition("://")[2],
        "every_series": Series.objects.public().prefetch_related("texts"),
    }
    return render(request, "events/show_subscriptions.html", context)


def chosen(request: HttpRequest) -> WebinarQuerySet:
    """By `?sector=`, `?language=` and `?series=`; what is not known narrows nothing."""
    return WebinarFilter(request.GET, Webinar.objects.public().for_cards()).qs


def changed_at(webinars: list[Webinar]) -> datetime:
    return max((it.changed_at for it in webinars), default=feeds.NEVER)


def calendar_of(request: HttpRequest, found: WebinarQuerySet, name: str, file: str) -> HttpResponse:
    webinars = list(found)
    with timezone.override(readers_zone()):
        content = feeds.ics(webinars, name)
    response = answer(request, content, CALENDAR, changed_at(webinars))
    response.headers["Content-Disposition"] = f'inline; filename="{file}"'
    return response


def answer(request: HttpRequest, content: bytes, kind: str, changed: datetime) -> HttpResponse:
    """304 where the reader has this already. The tag decides: filters change what is inside."""
    response = HttpResponse(content, content_type=kind)
    response.headers["ETag"] = etag = feeds.etag_of(content)
    response.headers["Last-Modified"] = http_date(changed.timestamp())
    patch_cache_control(response, public=True, max_age=MAX_AGE)
    seconds = int(changed.timestamp())
    return get_conditional_response(request, etag=etag, last_modified=seconds, response=response)
