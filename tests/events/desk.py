"""The desk at its webinars: browsers of the cast, and forms as a browser would send them."""

from datetime import datetime
from typing import Any

from django.forms import Form
from django.test import Client
from django.urls import reverse

from events.models import Webinar
from tests.events.making import make_webinar
from tests.makers import make_staff, make_user
from tests.profiles.reading import elements

BRUSSELS_TEN = datetime.fromisoformat("2027-01-14T09:00:00Z")
"""Ten o'clock in Brussels, a Thursday in winter."""
PICKED = ("checkbox", "radio")


def url(name: str, *args: Any) -> str:
    return reverse(f"events:{name}", args=args)


def desk() -> Client:
    """Dana's browser."""
    client = Client()
    client.force_login(make_staff())
    return client


def browser(name: str) -> Client:
    client = Client()
    client.force_login(make_user(f"{name}@example.org"))
    return client


def winter_webinar(*title: str, **fields: Any) -> Webinar:
    """On 14 January 2027, 10:00 to 11:30 in Brussels."""
    return make_webinar(*title, **{"starts_at": BRUSSELS_TEN, "spoken": ["en"], **fields})


def values_of(form: Form) -> dict[str, Any]:
    """What a browser would send of it untouched."""
    sent: dict[str, Any] = {"seen": form.seen}  # type: ignore[attr-defined]
    for field in form:
        value = field.value()
        if value not in (None, "", False, []):
            sent[field.html_name] = "on" if value is True else value
    return sent


def untouched(client: Client, page: str) -> dict[str, Any]:
    return values_of(client.get(page).context["form"])


def change(client: Client, page: str, **changes: Any) -> Any:
    """Open the page, change some fields, send it."""
    sent = untouched(client, page) | changes
    return client.post(page, {name: value for name, value in sent.items() if value is not None})


def reasons(webinar: Webinar) -> list[tuple[str, str]]:
    """Who did what: the log without moves of the state, oldest first."""
    rows = webinar.transitions.order_by("pk").select_related("actor")
    return [(row.actor.email, row.reason) for row in rows if row.old == row.new]


def typed(response: Any, tag: str = "input") -> dict[str, str]:
    """Fields of the page with what stands in them."""
    found = {}
    for it in elements(response, tag):
        is_off = it["type"] in PICKED and "checked" not in it.attributes
        if it["name"] and not is_off:
            found[it["name"]] = it.text.strip() if tag == "textarea" else it["value"]
    return found
