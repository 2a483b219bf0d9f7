"""What every page's frame needs: the other languages, both clocks, whether this is a demo."""

from datetime import datetime

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest
from django.urls import translate_url
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from profiles.clock import BRUSSELS, TOKYO, day, zone_label


def page(request: HttpRequest) -> dict[str, object]:
    try:
        # An action that answers with a page is only posted to; its page can be asked for elsewhere
        here = request.build_absolute_uri(getattr(request, "shown_at", None))
    except DisallowedHost:  # on the very page that says so
        here = settings.SITE_URL + request.path
    shown = get_language()
    links = [
        {
            "code": code,
            "name": name,
            "url": translate_url(here, code),
            "current": code == shown,
        }
        for code, name in settings.LANGUAGES
    ]
    return {
        "language_links": links,
        "x_default_url": translate_url(here, settings.LANGUAGE_CODE),
        "clocks": clocks(timezone.now()),
        "demo_mode": settings.DEMO,
    }


def clocks(moment: datetime) -> list[dict[str, str]]:
    """The time in Brussels and Tokyo; the zone's name is IANA's for that very moment."""
    return [
        {
            "city": city,
            "time": f"{moment.astimezone(zone):%H:%M}",
            "zone_label": zone_label(moment, zone),
            "date": day(moment.astimezone(zone)),
        }
        for zone, city in ((BRUSSELS, _("Brussels")), (TOKYO, _("Tokyo")))
    ]
