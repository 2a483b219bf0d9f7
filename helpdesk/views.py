import logging
from email.utils import parseaddr

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache

from events.hours import on_readers_clock
from events.models import Webinar
from helpdesk.privacy_notice import PURPOSES
from matching.models import Match, Run
from profiles import worldmap
from profiles.disclosing import transfers
from profiles.models import Profile, Sector, Side
from profiles.retention import RULES

logger = logging.getLogger(__name__)

NEWEST = 6
ARCS = 12
"""Suggestions drawn on the map: enough to show the idea, few enough to follow with the eye."""


@login_not_required
def choose_language(request: HttpRequest) -> HttpResponse:
    """The bare address leads to the language that the browser asks for."""
    return redirect("helpdesk:show-home")


@login_not_required
@on_readers_clock
def show_home(request: HttpRequest) -> HttpResponse:
    profiles = Profile.objects.published()
    webinars = Webinar.objects.for_cards()
    coming = webinars.upcoming().first()
    best = Match.objects.live().best_first().values_list("europe", "japan")
    context = {
        "panels": worldmap.draw(profiles.for_cards(), best[:ARCS]),
        "newest": profiles.for_cards().newest()[:NEWEST],
        "sectors": Sector.objects.all(),
        "europeans": profiles.on_side(Side.EUROPE).count(),
        "japanese": profiles.on_side(Side.JAPAN).count(),
        "run": Run.objects.live().first(),
        "webinar": coming,
        "latest": None if coming else webinars.past().first(),
    }
    return render(request, "helpdesk/show_home.html", context)


@login_not_required
def show_about(request: HttpRequest) -> HttpResponse:
    return render(request, "helpdesk/show_about.html")


@login_not_required
def show_accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "helpdesk/show_accessibility.html")


@login_not_required
def show_privacy(request: HttpRequest) -> HttpResponse:
    context = {
        "contact": parseaddr(settings.DEFAULT_FROM_EMAIL)[1],
        "purposes": PURPOSES,
        "rules": RULES,
        "transfers": transfers(),
    }
    return render(request, "helpdesk/show_privacy.html", context)


@login_not_required
def robots(request: HttpRequest) -> HttpResponse:
    return HttpResponse("User-agent: *\nDisallow: /*/account/\n", content_type="text/plain")


@login_not_required
@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return HttpResponse("ok\n", content_type="text/plain")


@login_not_required
@never_cache
def readyz(request: HttpRequest) -> HttpResponse:
    """The process and what it needs answer: 200, or 503 naming what does not."""
    missing = [name for name, answers in _NEEDED.items() if not answers()]
    if missing:
        return HttpResponse(f"no {', '.join(missing)}\n", status=503, content_type="text/plain")
    return HttpResponse("ok\n", content_type="text/plain")


def _database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Exception:
        logger.exception("The database does not answer")
        return False
    return True


def _cache_answers() -> bool:
    try:
        cache.set("readyz", "1", timeout=1)
    except Exception:
        logger.exception("The cache does not answer")
        return False
    return True


_NEEDED = {"database": _database_answers, "cache": _cache_answers}


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "403.html", status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """For whom nobody knows: asking who it is may be what fails."""
    request.user = AnonymousUser()
    vars(request).pop("_messages", None)  # they lie in the session
    return render(request, "500.html", status=500)
