"""What every page's frame needs: the other languages, both clocks, whether this is a demo."""

from contextlib import suppress
from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest
from django.urls import NoReverseMatch, ResolverMatch, resolve, reverse
from django.utils import timezone
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from profiles.clock import BRUSSELS, TOKYO, day, zone_label


def page(request: HttpRequest) -> dict[str, object]:
    # An action that answers with a page is only posted to; its page can be asked for elsewhere
    shown_at = getattr(request, "shown_at", None)
    try:
        here = request.build_absolute_uri(shown_at)
    except DisallowedHost:  # on the very page that says so
        here = settings.SITE_URL + request.path
    addresses = _in_languages(here, resolve(shown_at) if shown_at else request.resolver_match)
    shown = get_language()
    links = [
        {"code": code, "name": name, "url": addresses[code], "current": code == shown}
        for code, name in settings.LANGUAGES
    ]
    return {
        "language_links": links,
        "x_default_url": addresses[settings.LANGUAGE_CODE],
        "clocks": clocks(timezone.now()),
        "demo_mode": settings.DEMO,
    }


def _in_languages(here: str, match: ResolverMatch | None) -> dict[str, str]:
    """The page's address by language; the same for all where none is known."""
    codes = [code for code, _name in settings.LANGUAGES]
    if match is None:
        return dict.fromkeys(codes, here)
    address = urlsplit(here)
    found = dict.fromkeys(codes, here)
    for code in codes:
        with override(code), suppress(NoReverseMatch):  # what is unnamed has no other address
            path = reverse(match.view_name, args=match.args, kwargs=match.kwargs)
            found[code] = address._replace(path=path).geturl()
    return found


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
