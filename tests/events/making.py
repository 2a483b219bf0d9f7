"""Webinars and registrations for tests, made through the actions where there is one."""

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from events import actions
from events.models import Registration, Webinar
from events.states import State
from tests.makers import REASON

LEAD = timedelta(days=30)
"""From now to the beginning, unless told otherwise."""


def make_webinar(
    title: str = "Hydrogen between the Rhine and Fukushima",
    *,
    state: State = State.OPEN,
    starts_at: datetime | None = None,
    minutes: int = 90,
    titles: dict[str, str] | None = None,
    **fields: Any,
) -> Webinar:
    """A webinar with its text, moved to `state` along the table; `titles` are by language."""
    starts_at = starts_at or timezone.now() + LEAD
    ends_at = starts_at + timedelta(minutes=minutes)
    webinar = Webinar.objects.create(starts_at=starts_at, ends_at=ends_at, **fields)
    for language, text in {webinar.language: title, **(titles or {})}.items():
        webinar.texts.create(language=language, title=text, summary=f"About {text}.")
    for step in WAY_TO[state]:
        webinar.move(step, by=None, reason=REASON)
    return webinar


WAY_TO: dict[State, tuple[State, ...]] = {
    State.DRAFT: (),
    State.PUBLISHED: (State.PUBLISHED,),
    State.OPEN: (State.OPEN,),
    State.FULL: (State.OPEN, State.FULL),
    State.CLOSED: (State.OPEN, State.CLOSED),
    State.LIVE: (State.OPEN, State.LIVE),
    State.DONE: (State.OPEN, State.LIVE, State.DONE),
    State.CANCELLED: (State.OPEN, State.CANCELLED),
}


def register(
    webinar: Webinar, email: str = "erika@example.org", *, confirmed: bool = True, **fields: Any
) -> Registration:
    """A registration, its address confirmed unless told otherwise."""
    fields = {"given_name": "Erika", "family_name": "Muster", "country": "DE", **fields}
    registration, _is_new = actions.register(webinar, email=email, **fields)
    if confirmed:
        actions.confirm(registration)
    return registration


def fill_up(webinar: Webinar, count: int, *, first: int = 0) -> list[Registration]:
    """So many confirmed registrations, one after the other: `p0@example.org`, `p1@…`."""
    return [register(webinar, f"p{n}@example.org") for n in range(first, first + count)]
