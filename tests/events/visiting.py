"""A visitor who signs up: what they type, and the links in their mails."""

import re
from typing import Any
from urllib.parse import urlsplit

from django.http import HttpResponse
from django.test import Client

from events.links import own_token
from events.models import Registration, Webinar
from profiles.models import Mail
from tests.profiles.accounts.walking import visitor

ADDRESS = re.compile(r"https?://\S+")


def form_of(webinar: Webinar, language: str = "en") -> str:
    return f"/{language}/webinars/{webinar.pk}/register/"


def page_of(registration: Registration, part: str = "", language: str = "en") -> str:
    return f"/{language}/webinars/registration/{own_token(registration)}/{part}"


def typed(**changed: str) -> dict[str, str]:
    """What somebody types to sign up; boxes are ticked only if named."""
    return {
        "email": "erika@example.org",
        "given_name": "Erika",
        "family_name": "Muster",
        "organisation": "BioCluster",
        "country": "DE",
        "language": "de",
        "time_zone": "Europe/Berlin",
    } | changed


def sign_up(webinar: Webinar, client: Client | None = None, **changed: str) -> HttpResponse:
    return (client or visitor()).post(form_of(webinar), typed(**changed))


def link_in(mail: Mail) -> str:
    """The path of the mail's first address."""
    return urlsplit(ADDRESS.findall(mail.text)[0]).path


def rows(webinar: Webinar) -> list[Any]:
    return list(webinar.registrations.order_by("pk").values_list("email", "state"))
