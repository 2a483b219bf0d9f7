"""Addresses on the web that people name. Nobody ever fetches them for us."""

import ipaddress
import re
import unicodedata
from typing import Any
from urllib.parse import SplitResult, urlsplit

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext_lazy as _

from profiles.models import ProfileLink
from profiles.texts import check_length, clean_name

LONGEST = 300
Kind = ProfileLink.Kind
HOSTS: dict[str, tuple[str, ...]] = {
    Kind.LINKEDIN: ("linkedin.com",),
    Kind.XING: ("xing.com",),
    Kind.X: ("x.com", "twitter.com"),
    Kind.FACEBOOK: ("facebook.com",),
    Kind.YOUTUBE: ("youtube.com", "youtu.be"),
}
"""Where the addresses of a kind lie; the others may lie anywhere."""
OTHER_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:(?!\d)", re.IGNORECASE)
"""`javascript:` and the like; after a host's name there would be the digits of a port."""
INNER_NAMES = ("localhost", "local", "internal", "lan", "home", "test", "invalid")
"""Last labels of names that mean nothing outside a network."""
_valid = URLValidator(schemes=["http", "https"])


def clean_link(kind: str, address: str) -> str:
    """A whole address, `https://` added where it is missing. Raises ValidationError."""
    address = clean_name(unicodedata.normalize("NFKC", address))
    if "://" not in address and not OTHER_SCHEME.match(address):
        address = f"https://{address}"
    check_length(address, LONGEST)
    if not address.lower().startswith(("http://", "https://")):
        raise ValidationError(_("The address must begin with https:// or http://."), code="scheme")
    parts = _parts(address)
    if "@" in parts.netloc:
        raise ValidationError(_("Leave out user name and password."), code="credentials")
    host = (parts.hostname or "").rstrip(".")
    _check_host(kind, host)
    _valid(address)
    return address


def _parts(address: str) -> SplitResult:
    try:
        return urlsplit(address)
    except ValueError:
        raise ValidationError(_("This is not an address on the web."), code="invalid") from None


def _check_host(kind: str, host: str) -> None:
    if _is_inner(host):
        raise ValidationError(
            _("Nobody outside your own network can open this address."), code="inner"
        )
    allowed = HOSTS.get(kind, ())
    if allowed and not any(host == it or host.endswith(f".{it}") for it in allowed):
        raise ValidationError(
            _("For this kind the address must lie on %(hosts)s."),
            code="host",
            params={"hosts": " / ".join(allowed)},
        )


def _is_inner(host: str) -> bool:
    try:
        return not ipaddress.ip_address(host).is_global
    except ValueError:
        return "." not in host or host.rpartition(".")[2] in INNER_NAMES


class HttpsField(forms.URLField):
    """An encrypted address, of a video call for example, without user name and password."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, assume_scheme="https", **kwargs)

    def clean(self, value: Any) -> str:
        url: str = super().clean(value)
        parts = urlsplit(url)
        if url and (parts.scheme != "https" or parts.username or parts.password):
            raise ValidationError(_("Give a link that begins with https://."), code="scheme")
        return url
