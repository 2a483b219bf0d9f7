"""What participants want after a webinar: the desk's list of wishes, and how far each is."""

from dataclasses import dataclass
from typing import Final

from django.db.models import Case, Count, IntegerField, Prefetch, Q, QuerySet, Value, When

from events import deeds
from events.models import Interest, InterestTransition, Webinar
from events.states import FollowUp
from profiles.models import ProfileSector, Sector, User

COLUMNS: Final = [
    "id",
    "since_brussels",
    "since_tokyo",
    "state",
    "family_name",
    "given_name",
    "reading",
    "email",
    "organisation",
    "country",
    "language",
    "wants",
    "wants_sectors",
    "in_mind",
    "webinar",
    "note",
]


@dataclass(frozen=True)
class SectorWish:
    """How many wishes lead to organisations of a sector, and how many participants have them."""

    sector: Sector
    open: int
    all: int
    people: int


def for_list() -> QuerySet[Interest]:
    """With all that a row shows; those first that are open, the longest waiting first."""
    moves = InterestTransition.objects.select_related("actor")
    sectors = ProfileSector.objects.select_related("sector")
    is_open = Case(
        When(state=FollowUp.OPEN, then=Value(0)), default=Value(1), output_field=IntegerField()
    )
    found = Interest.objects.select_related(
        "registration__webinar", "registration__user", "profile"
    )
    return found.prefetch_related(
        "profile__texts",
        "registration__webinar__texts",
        Prefetch("profile__priorities", sectors),
        Prefetch("transitions", moves),
    ).order_by(is_open, "at", "pk")


def log_export(found: QuerySet[Interest], *, by: User) -> None:
    """At each webinar, who took how many wishes of its participants."""
    counts = dict(
        found.order_by()
        .values_list("registration__webinar")
        .annotate(count=Count("pk", distinct=True))
    )
    for webinar in Webinar.objects.filter(pk__in=counts):
        deeds.log(webinar, f"{deeds.FOLLOW_UPS_EXPORTED}: {counts[webinar.pk]}", by=by)


def by_sector() -> list[SectorWish]:
    """Sectors in which an organisation somebody wants to meet is active; an organisation with
    several counts in each."""
    path = "profile__interests"
    counted = (
        ProfileSector.objects.order_by()
        .filter(profile__interests__isnull=False)
        .values_list("sector")
        .annotate(
            open=Count(path, filter=Q(**{f"{path}__state": FollowUp.OPEN}), distinct=True),
            all=Count(path, distinct=True),
            people=Count(f"{path}__registration", distinct=True),
        )
        .order_by("-open", "-all", "sector")
    )
    sectors = {it.pk: it for it in Sector.objects.all()}
    return [SectorWish(sectors[pk], *counts) for pk, *counts in counted]


def open_count() -> int:
    """How many wait for the desk."""
    return Interest.objects.filter(state=FollowUp.OPEN).count()
