"""Who came to a webinar, counted in the database.

Somebody has signed up once the address is confirmed. Rows whose person was erased still count:
state, country, language and attendance are kept for that.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.conf import settings
from django.db.models import Avg, Count, F, Q, QuerySet
from django.db.models.functions import TruncDate
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from events.desk.attendee_filters import ATTENDED
from events.models import (
    Feedback,
    Registration,
    RegistrationTransition,
    Webinar,
)
from events.models.registrations import counted
from events.sign_up.countries import country_name, sides
from events.states import SEATED, Booking, State
from profiles.clock import BRUSSELS
from profiles.languages import language_name
from profiles.models import ProfileSector, Sector, Side

ARRIVED: Final = Q(arrived_at__isnull=False)
IN_BIN: Final = 15
"""Minutes of attendance that are counted together."""
LAST_BIN: Final = 8
"""From two hours on, all count together."""
MOST_NAMED: Final = 12
"""Organisations and pages that are listed; the others are counted together."""
RATINGS: Final = range(5, 0, -1)
PERCENT: Final = 100


@dataclass(frozen=True)
class Slice:
    """share: percent of all; width: percent of the largest, for its bar."""

    label: str
    count: int
    share: int
    width: int
    side: str = ""


@dataclass(frozen=True)
class Day:
    on: date
    count: int
    total: int


@dataclass(frozen=True)
class Figures:
    """confirmed  who has a seat for certain; attended: who of them came
    promoted  who came up from the waiting list
    """

    signed_up: int
    confirmed: int
    waiting: int
    offered: int
    cancelled: int
    attended: int
    erased: int
    promoted: int

    @property
    def rate(self) -> int | None:
        """Percent of those with a seat who came; None where nobody has one."""
        return percent(self.attended, self.confirmed)


@dataclass(frozen=True)
class Opinion:
    """average: of 1 to 5; None where nobody has said anything. comments: the newest first."""

    average: float | None
    count: int
    ratings: list[Slice]
    comments: list[Feedback]


@dataclass(frozen=True)
class Statistics:
    figures: Figures
    days: list[Day]
    countries: list[Slice]
    organisations: list[Slice]
    sectors: list[Slice]
    sources: list[Slice]
    languages: list[Slice]
    opinion: Opinion
    minutes: list[Slice]


def of_webinar(webinar: Webinar) -> Statistics:
    arrived = webinar.registrations.filter(ARRIVED).order_by()
    reader = get_language() or "en"
    languages = {code: language_name(code, reader) for code, _name in settings.LANGUAGES}
    return Statistics(
        figures=_figures(webinar),
        days=_days(arrived),
        countries=_countries(arrived),
        organisations=cut(slices(_counted(arrived.exclude(organisation=""), "organisation"))),
        sectors=_sectors(arrived),
        sources=cut(slices(_counted(arrived, "came_from"), {"": _("Unknown")})),
        languages=slices(_counted(arrived, "language"), languages),
        opinion=_opinion(webinar),
        minutes=_minutes(arrived),
    )


def _figures(webinar: Webinar) -> Figures:
    moves = RegistrationTransition.objects.filter(
        registration__webinar=webinar, old=Booking.WAITING, new__in=SEATED
    )
    found = webinar.registrations.order_by().aggregate(
        signed_up=Count("pk", filter=ARRIVED),
        confirmed=Count("pk", filter=Q(state=Booking.CONFIRMED)),
        waiting=Count("pk", filter=Q(state=Booking.WAITING)),
        offered=Count("pk", filter=Q(state=Booking.OFFERED)),
        cancelled=Count("pk", filter=ARRIVED & Q(state=Booking.CANCELLED)),
        attended=Count("pk", filter=Q(state=Booking.CONFIRMED) & ATTENDED),
        erased=Count("pk", filter=ARRIVED & Q(erased_at__isnull=False)),
    )
    promoted = moves.order_by().aggregate(count=Count("registration", distinct=True))["count"]
    return Figures(**found, promoted=promoted)


def _counted(found: QuerySet[Registration], column: str) -> list[tuple[str, int]]:
    """The most frequent first."""
    counted = found.values_list(column).annotate(count=Count("pk"))
    return list(counted.order_by("-count", column))


def _days(arrived: QuerySet[Registration]) -> list[Day]:
    """Those on which somebody signed up, by Brussels' calendar."""
    by_day = arrived.annotate(on=TruncDate("arrived_at", tzinfo=BRUSSELS)).values_list("on")
    days, total = [], 0
    for on, count in by_day.annotate(count=Count("pk")).order_by("on"):
        total += count
        days.append(Day(on, count, total))
    return days


def _countries(arrived: QuerySet[Registration]) -> list[Slice]:
    counted, side = _counted(arrived, "country"), sides()
    names = {code: country_name(code) if code else _("Unknown") for code, _count in counted}
    return slices(counted, names, side)


def _sectors(arrived: QuerySet[Registration]) -> list[Slice]:
    """Of the organisations to which participants with an account belong; one may count in
    several."""
    path = "profile__memberships__user__registrations"
    rows = ProfileSector.objects.order_by().filter(**{f"{path}__in": arrived})
    counted = rows.values_list("sector").annotate(count=Count(path, distinct=True))
    names = {sector.pk: sector.name for sector in Sector.objects.all()}
    return slices(
        [(str(pk), count) for pk, count in counted.order_by("-count", "sector")],
        {str(pk): name for pk, name in names.items()},
    )


def _opinion(webinar: Webinar) -> Opinion:
    given = Feedback.objects.filter(registration__webinar=webinar).order_by()
    counted = dict(given.values_list("rating").annotate(Count("pk")))
    count = sum(counted.values())
    total = sum(rating * number for rating, number in counted.items())
    ratings = slices([(str(rating), counted.get(rating, 0)) for rating in RATINGS])
    written = given.exclude(text="").select_related("registration").order_by("-at", "-pk")
    average = total / count if count else None
    return Opinion(average, count, ratings if count else [], list(written))


def _minutes(arrived: QuerySet[Registration]) -> list[Slice]:
    """How many were there for how long, in quarters of an hour."""
    known = arrived.filter(attended_minutes__gt=0)
    bins = known.annotate(bin=(F("attended_minutes") - 1) / IN_BIN).values_list("bin")
    counted: dict[int, int] = {}
    for number, count in bins.annotate(count=Count("pk")):
        place = min(number, LAST_BIN)
        counted[place] = counted.get(place, 0) + count
    if not counted:
        return []
    return slices([(_bin(place), counted.get(place, 0)) for place in range(max(counted) + 1)])


def _bin(place: int) -> str:
    first = place * IN_BIN + 1
    if place == LAST_BIN:
        return _("%(first)d minutes and more") % {"first": first}
    return _("%(first)d to %(last)d minutes") % {"first": first, "last": first + IN_BIN - 1}


def slices(
    counted: list[tuple[str, int]],
    names: Mapping[str, str] | None = None,
    side: Mapping[str, str] | None = None,
) -> list[Slice]:
    """With their shares; `names` and `side` are by key."""
    names, side = names or {}, side or {}
    total = sum(count for _key, count in counted)
    largest = max((count for _key, count in counted), default=0)
    return [
        Slice(
            label=str(names.get(key, key)),
            count=count,
            share=percent(count, total) or 0,
            width=percent(count, largest) or 0,
            side=str(side.get(key, "")),
        )
        for key, count in counted
    ]


def cut(found: list[Slice]) -> list[Slice]:
    """The largest; what is left is one, without a bar of its own."""
    rest = found[MOST_NAMED:]
    if not rest:
        return found
    count, share = sum(it.count for it in rest), sum(it.share for it in rest)
    return [*found[:MOST_NAMED], Slice(_("Others"), count, share, 0)]


def percent(part: int, whole: int) -> int | None:
    return round(PERCENT * part / whole) if whole else None


@dataclass(frozen=True)
class Summary:
    """A webinar's line in the table of all."""

    webinar: Webinar
    signed_up: int
    confirmed: int
    attended: int
    europe: int
    japan: int
    rating: float | None

    @property
    def rate(self) -> int | None:
        return percent(self.attended, self.confirmed)

    @property
    def elsewhere(self) -> int:
        return self.signed_up - self.europe - self.japan


def of_all(series: str = "") -> list[Summary]:
    """Every webinar that was announced, the newest first; of one series, by its slug."""
    found = Webinar.objects.exclude(state=State.DRAFT).prefetch_related("texts", "series__texts")
    if series:
        found = found.filter(series__slug=series)
    return [_summary(it) for it in _annotated(found).order_by("-starts_at", "-pk")]


def _annotated(found: QuerySet[Webinar]) -> QuerySet[Webinar]:
    codes = sides()
    confirmed = Q(state=Booking.CONFIRMED)
    return found.annotate(
        signed_up=counted(ARRIVED),
        confirmed=counted(confirmed),
        attended=counted(confirmed & ATTENDED),
        europe=counted(ARRIVED & Q(country__in=_on(codes, Side.EUROPE))),
        japan=counted(ARRIVED & Q(country__in=_on(codes, Side.JAPAN))),
        rating=Avg("registrations__feedback__rating"),
    )


def _on(codes: Mapping[str, str], side: str) -> list[str]:
    return [code for code, it in codes.items() if it == side]


def _summary(webinar: Webinar) -> Summary:
    names = ("signed_up", "confirmed", "attended", "europe", "japan", "rating")
    return Summary(webinar, *(getattr(webinar, name) for name in names))


def total_of(summaries: list[Summary]) -> dict[str, int | None]:
    names = ("signed_up", "confirmed", "attended", "europe", "japan", "elsewhere")
    sums = {name: sum(getattr(it, name) for it in summaries) for name in names}
    return {**sums, "rate": percent(sums["attended"], sums["confirmed"])}
