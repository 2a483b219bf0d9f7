"""What the desk's pages about participants show."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from django.core.paginator import Page
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest

from events.desk.attendee_filters import RegistrationFilter, mentioning, shown
from events.desk.attendee_forms import BulkForm
from events.models import Registration, Webinar
from events.sign_up.countries import country_name
from events.states import Booking
from profiles.paging import paged, without_page

PAGE_SIZE: Final = 25
AT_THE_DOOR: Final = 60
"""People whom the check-in page shows at once; the others are found by a part of their name."""


@dataclass(frozen=True)
class Row:
    """place: on the waiting list, from 1."""

    registration: Registration
    country: str
    place: int | None


def webinars() -> QuerySet[Webinar]:
    """With their titles."""
    return Webinar.objects.prefetch_related("texts")


def list_context(
    request: HttpRequest, webinar: Webinar, data: Any = None
) -> tuple[dict[str, Any], BulkForm]:
    """The filtered list, and the form for what is done with it, bound to `data` if there is any."""
    found = RegistrationFilter(request.GET, shown(webinar), webinar=webinar)
    form = BulkForm(data, found=found.qs.order_by("pk").values_list("pk", flat=True))
    pages = paged(found.qs, request.GET, PAGE_SIZE)
    page = pages["page_obj"]
    context = {
        "webinar": webinar,
        "filter": found,
        "form": form,
        **pages,
        "rows": rows_of(webinar, page),
        "filtered": without_page(request.GET).urlencode(),
        "counts": state_counts(webinar),
        "ticked": {int(it) for it in data.getlist("chosen") if it.isdecimal()} if data else set(),
    }
    return context, form


def rows_of(webinar: Webinar, page: Page[Registration]) -> list[Row]:
    line = webinar.registrations.in_line().values_list("pk", flat=True)
    places = {pk: place for place, pk in enumerate(line, 1)}
    return [
        Row(it, country_name(it.country) if it.country else "", places.get(it.pk)) for it in page
    ]


def state_counts(webinar: Webinar) -> list[tuple[Booking, int]]:
    kept = webinar.registrations.kept().order_by()
    counted = dict(kept.values_list("state").annotate(Count("pk")))
    return [(state, counted.get(state, 0)) for state in Booking]


def standing_counts(webinar: Webinar, ids: Iterable[int]) -> dict[Booking, int]:
    """How many of these can still be cancelled, by the state they are in."""
    standing = webinar.registrations.standing().filter(pk__in=list(ids)).order_by()
    counted = dict(standing.values_list("state").annotate(Count("pk")))
    return {state: counted[state] for state in Booking if state in counted}


def door_context(webinar: Webinar, words: str) -> dict[str, Any]:
    """Who has a seat, those first who are not here yet; how many are."""
    seated = webinar.registrations.confirmed().kept()
    counts = seated.aggregate(
        all=Count("pk"), here=Count("pk", filter=Q(checked_in_at__isnull=False))
    )
    found = mentioning(shown(webinar).confirmed(), words)
    people = found.order_by("sorted_name", "given_name", "pk")
    return {
        "webinar": webinar,
        "words": words,
        "counts": counts,
        "people": people[:AT_THE_DOOR],
        "is_cut": people.count() > AT_THE_DOOR,
        "most": AT_THE_DOOR,
    }
