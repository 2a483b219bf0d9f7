"""A webinar's registrations as a table, for staff."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from events.models import CustomQuestion, Registration, Webinar
from events.sign_up.countries import country_name
from events.sign_up.custom_questions import answer_in_words
from profiles.clock import BRUSSELS, TOKYO, zone_label
from profiles.exchange.writing import Cell
from profiles.languages import readers_text

PERSON: Final = ["id", "family_name", "given_name", "reading", "email", "organisation"]
MOMENTS: Final = ["created_at", "arrived_at", "joined_at", "checked_in_at"]
CONSENTS: Final = ["recording", "listed", "news"]
ZONES: Final = {"brussels": BRUSSELS, "tokyo": TOKYO}
AT_ONCE: Final = 500
"""Rows that are read at once."""


def table_of(
    webinar: Webinar, found: QuerySet[Registration]
) -> tuple[list[str], Iterator[list[Cell]]]:
    """Header and rows; `found` comes from `attendee_filters.shown`. Custom questions are columns
    of their own, named by their text."""
    questions = list(webinar.questions.all())
    rows = found.select_related("feedback").iterator(AT_ONCE)
    return header_of(questions), (_row(it, questions) for it in rows)


def header_of(questions: Iterable[CustomQuestion]) -> list[str]:
    moments = [f"{name}_{zone}" for name in MOMENTS for zone in ZONES]
    consents = [f"consent_{name}" for name in CONSENTS]
    return [
        *PERSON,
        *("country", "country_name", "state", "language", "time_zone"),
        *moments,
        *("attended", "attended_minutes", "question", "accessibility", "came_from"),
        *("rating", "comment"),
        *consents,
        *(readers_text(it.text) for it in questions),
    ]


def _row(registration: Registration, questions: Iterable[CustomQuestion]) -> list[Cell]:
    country = registration.country
    return [
        *(getattr(registration, name) for name in PERSON),
        *(country, country_name(country) if country else "", registration.state),
        *(registration.language, registration.time_zone),
        *_moments(registration),
        _yes(registration.has_attended),
        *(getattr(registration, it) for it in ("attended_minutes", "question", "accessibility")),
        registration.came_from,
        *_opinion(registration),
        *(_yes(getattr(registration, name)) for name in CONSENTS),
        *(answer_in_words(it, registration.answers) for it in questions),
    ]


def _opinion(registration: Registration) -> tuple[Cell, Cell]:
    feedback = getattr(registration, "feedback", None)
    return (feedback.rating, feedback.text) if feedback else ("", "")


def _moments(registration: Registration) -> Iterator[str]:
    for name in MOMENTS:
        moment = getattr(registration, name)
        for zone in ZONES.values():
            yield written(moment, zone) if moment else ""


def written(moment: datetime, zone: ZoneInfo) -> str:
    """`2026-11-26 10:00 CET`."""
    return f"{moment.astimezone(zone):%Y-%m-%d %H:%M} {zone_label(moment, zone)}"


def _yes(is_so: bool) -> str:
    return "yes" if is_so else "no"
