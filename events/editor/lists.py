"""All webinars as the desk sees them: the next first, then what is over, the last first."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Case, F, IntegerField, Q, Value, When
from django.db.models.functions import Now

from events.editor.moves import may_cancel
from events.editor.readiness import Point, points, with_what_is_asked
from events.models import Webinar
from events.models.registrations import counted
from events.states import Booking


@dataclass(frozen=True)
class Line:
    webinar: Webinar
    points: list[Point]
    may_cancel: bool


def listed() -> Any:
    """With the numbers of participants; what is ahead comes first, the next first of all."""
    found = Webinar.objects.annotate(
        confirmed=counted(Q(state=Booking.CONFIRMED)),
        offered=counted(Q(state=Booking.OFFERED)),
        waiting=counted(Q(state=Booking.WAITING)),
        is_over=Case(
            When(Q(ends_at__lt=Now()), then=Value(1)),
            default=Value(0),
            output_field=IntegerField(),
        ),
    )
    ahead = Case(When(ends_at__gte=Now(), then=F("starts_at")))
    found = found.select_related("series").prefetch_related("series__texts")
    return with_what_is_asked(found).order_by("is_over", ahead.asc(), "-starts_at", "pk")


def lines(webinars: Any) -> list[Line]:
    return [Line(it, points(it), may_cancel(it)) for it in webinars]
