"""Addresses of recordings: every host of videos has its own way to name a place in one."""

from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

BY_QUERY = ("youtube.com", "youtu.be")
"""These read `?t=90`."""


def at_second(url: str, second: int) -> str:
    """The address of this place; `#t=90` (W3C Media Fragments) where we know no other way."""
    parts = urlsplit(url)
    host = (parts.hostname or "").removeprefix("www.").removeprefix("m.")
    if host in BY_QUERY:
        query = [it for it in parse_qsl(parts.query, keep_blank_values=True) if it[0] != "t"]
        return urlunsplit(parts._replace(query=urlencode([*query, ("t", f"{second}s")])))
    unit = "s" if host in ("vimeo.com", "player.vimeo.com") else ""
    return urlunsplit(parts._replace(fragment=f"t={second}{unit}"))
