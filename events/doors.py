"""The door to pages behind a signed link: the link is the key, so the page is kept from leaking."""

from collections.abc import Callable
from functools import wraps
from zoneinfo import ZoneInfo

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache

from events.links import OWN_SALT, registration_of
from events.models import Registration

NOT_FOUND = 404
KEY_HEADERS = {
    "X-Robots-Tag": "noindex, nofollow",
    # Not `no-referrer`: browsers then post forms with `Origin: null`, which is refused as a
    # forgery. To other sites this one says nothing either.
    "Referrer-Policy": "same-origin",
}

OwnView = Callable[..., HttpResponse]


def by_link(salt: str = OWN_SALT) -> Callable[[OwnView], OwnView]:
    """Give the view the registration whose signed link was followed; times are in its zone.

    `@by_link()` above `def view(request, registration, …)`; a link that is not ours, or whose
    registration has been erased, gets an explanation and 404.
    """

    def decorate(view: OwnView) -> OwnView:
        @login_not_required
        @never_cache
        @wraps(view)
        def opened(request: HttpRequest, token: str, **kwargs: object) -> HttpResponse:
            registration = registration_of(token, salt=salt)
            if registration is None:
                response = render(request, "events/unknown_link.html", status=NOT_FOUND)
            else:
                response = _in_own_zone(view, request, registration, kwargs)
            for name, value in KEY_HEADERS.items():
                response[name] = value
            return response

        return opened

    return decorate


def _in_own_zone(
    view: OwnView, request: HttpRequest, registration: Registration, kwargs: dict[str, object]
) -> HttpResponse:
    with timezone.override(ZoneInfo(registration.time_zone)):
        return view(request, registration, **kwargs)
