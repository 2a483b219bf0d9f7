"""The webinars that present an organisation or a partnership, on the page of it."""

from django.http import HttpRequest
from django.template.loader import render_to_string

from events.hours import readers_clock
from events.models import Webinar
from events.querysets import WebinarQuerySet
from matching.partnerships.models import Partnership
from profiles.models import Profile
from profiles.parts import Part, register_part

HANDFUL = 5
"""The page is about somebody else; the list of webinars has all of them."""


def register_parts() -> None:
    register_part("webinars", Profile, of_profile)
    register_part("webinars", Partnership, of_partnership)


def of_profile(profile: Profile, request: HttpRequest) -> Part | None:
    return _part(Webinar.objects.presenting(profile), request)


def of_partnership(partnership: Partnership, request: HttpRequest) -> Part | None:
    return _part(Webinar.objects.filter(partnership=partnership), request)


def _part(found: WebinarQuerySet, request: HttpRequest) -> Part | None:
    webinars = list(found.coming_first().for_cards()[:HANDFUL])
    if not webinars:
        return None
    with readers_clock(request.user):
        context = {"webinars": webinars, "user": request.user}
        html = render_to_string("events/_on_page.html", context)
    return Part(html, "css/webinars.css")
