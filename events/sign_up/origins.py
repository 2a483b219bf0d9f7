"""From which page somebody came to sign up: a path of ours, or the host of somebody else's."""

import re
from urllib.parse import urlsplit

from django.http import HttpRequest
from django.urls import Resolver404, resolve

LONGEST = 200
"""As in the column."""
HOST = re.compile(r"[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?(?::\d+)?")


def came_from(request: HttpRequest) -> str:
    """What an embedding page says of itself (`?from=host`), else where the link was followed."""
    named = request.GET.get("from", "").strip().lower()
    if HOST.fullmatch(named):
        return named[:LONGEST]
    try:
        parts = urlsplit(request.headers.get("Referer", ""))
    except ValueError:  # no address at all
        return ""
    if parts.netloc == request.get_host():
        return _path(parts.path)[:LONGEST]
    host = (parts.hostname or "").lower()
    return host[:LONGEST] if HOST.fullmatch(host) else ""


def outside(request: HttpRequest) -> str:
    """The host of somebody else's, for our links to carry along; nothing for a page of ours."""
    found = came_from(request)
    return "" if found.startswith("/") else found


def _path(path: str) -> str:
    """Never one with a key in it, and never the form itself."""
    try:
        match = resolve(path)
    except Resolver404:
        return ""
    if "token" in match.kwargs or match.view_name == "events:register-webinar":
        return ""
    return path


def clean_origin(text: str) -> str:
    """What came back from the form, if it can be one of ours."""
    if HOST.fullmatch(text):
        return text[:LONGEST]
    return _path(text)[:LONGEST] if text.startswith("/") else ""
