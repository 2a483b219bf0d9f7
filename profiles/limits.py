"""How often one visitor may do something: counted in the cache, by address and by account.

allauth limits its own pages (sign-in, sign-up, reset…; see ACCOUNT_RATE_LIMITS); its counter is
not public, and leaves out GET.
"""

import ipaddress
import logging
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)

MINUTE, HOUR, DAY = 60, 3600, 86400
IPV6_NETWORK = 64
"""Whoever has one address of a network of this size has them all."""


@dataclass(frozen=True)
class Limit:
    """At most so many in so many seconds, for an address and for an account."""

    times: int
    seconds: int


LIMITS: dict[str, Limit] = {
    # A whole office may share one address.
    "search": Limit(120, MINUTE),
    "suggest": Limit(240, MINUTE),
    "register-organisation": Limit(10, HOUR),
    "join": Limit(20, HOUR),
    "invite": Limit(60, DAY),
    "upload": Limit(60, HOUR),
    "contact": Limit(10, HOUR),
    "write-message": Limit(60, HOUR),
    "register-webinar": Limit(200, HOUR),
    "export": Limit(20, HOUR),
    "certificate": Limit(120, HOUR),
    "api": Limit(120, MINUTE),
}

View = Callable[..., HttpResponse]


def limit(action: str) -> Callable[[View], View]:
    """Decorate a view: the next attempt beyond the limit is answered by 429."""

    def decorate(view: View) -> View:
        @wraps(view)
        def limited_view(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
            if limited(request, action):
                return too_many(request, action)
            return view(request, *args, **kwargs)

        return limited_view

    return decorate


def limited(request: HttpRequest, action: str) -> bool:
    """Count this attempt; True if it is one too many. A cache that is down limits nobody."""
    try:
        counts = [_count(f"limit:{action}:{who}", LIMITS[action]) for who in _asking(request)]
    except RedisError:
        logger.exception("Attempts are not counted: the cache does not answer")
        return False
    return max(counts) > LIMITS[action].times


def too_many(request: HttpRequest, action: str) -> HttpResponse:
    response = render(request, "429.html", status=429)
    response.headers["Retry-After"] = str(LIMITS[action].seconds)
    return response


def _count(key: str, rule: Limit) -> int:
    cache.add(key, 0, timeout=rule.seconds)
    try:
        return cache.incr(key)
    except ValueError:  # it ran out in between
        return 1


def _asking(request: HttpRequest) -> list[str]:
    """The address, as far as our own proxies vouch for it, and the account."""
    address = ipaddress.ip_address(get_adapter().get_client_ip(request))
    if address.version == 6:  # noqa: PLR2004 - IPv6
        address = ipaddress.ip_network(f"{address}/{IPV6_NETWORK}", strict=False).network_address
    account = [f"user:{request.user.pk}"] if request.user.is_authenticated else []
    return [f"address:{address}", *account]
