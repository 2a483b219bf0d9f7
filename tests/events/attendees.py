"""People of a webinar, and the desk's list of them."""

from typing import Any

from django.test import Client
from django.urls import reverse

from events.models import Registration, RegistrationConsent, Webinar

ANNA = {"family_name": "Schmidt", "given_name": "Anna", "organisation": "H2 Cluster Nordrhein"}
TANAKA = {
    "family_name": "田中",
    "given_name": "春香",
    "reading": "たなか はるか",
    "organisation": "福島県",
    "country": "JP",
    "language": "ja",
}


def page_of(webinar: Webinar, query: str = "") -> str:
    return reverse("events:list-registrations", args=[webinar.pk]) + query


def change(desk: Client, webinar: Webinar, query: str = "", **data: Any) -> Any:
    url = reverse("events:change-registrations", args=[webinar.pk]) + query
    return desk.post(url, data)


def states(webinar: Webinar) -> list[str]:
    return list(webinar.registrations.order_by("pk").values_list("state", flat=True))


def consent(registration: Registration, purpose: str, *given: bool) -> None:
    for is_given in given:
        RegistrationConsent.objects.create(
            registration=registration,
            purpose=purpose,
            is_given=is_given,
            version="1",
            digest="0" * 64,
            language="en",
        )
