"""What happened to a profile and its versions, as one timeline."""

from dataclasses import dataclass, field
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from profiles.fields import field_name
from profiles.models import FreshnessStep, Profile, RevisionTransition, User
from profiles.moving import Transition
from profiles.states import RevisionState, Status


@dataclass(frozen=True)
class Event:
    """`reason` is what somebody wrote, or one of our own reasons, to be translated."""

    at: datetime
    what: str
    actor: User | None
    reason: str
    remarks: list[tuple[str, str]] = field(default_factory=list)


def history(profile: Profile) -> list[Event]:
    """The newest last: moves of the profile and its versions, trust, confirmations."""
    kinds = (_of_profile, _of_versions, _of_trust, _of_freshness)
    return sorted((it for kind in kinds for it in kind(profile)), key=lambda event: event.at)


def _of_profile(profile: Profile) -> list[Event]:
    return [
        _event(row, _("Profile: %(state)s") % {"state": Status(row.new).label})
        for row in profile.transitions.select_related("actor")
    ]


def _of_versions(profile: Profile) -> list[Event]:
    numbers = {pk: n for n, pk in enumerate(_oldest_first(profile), start=1)}
    rows = RevisionTransition.objects.filter(revision__in=numbers).select_related("actor")
    events = []
    for row in rows.prefetch_related("remarks"):
        named = {"number": numbers[row.revision_id], "state": RevisionState(row.new).label}
        remarks = [(field_name(it.field), it.text) for it in row.remarks.all()]
        events.append(_event(row, _("Version %(number)d: %(state)s") % named, remarks))
    return events


def _oldest_first(profile: Profile) -> list[int]:
    return list(profile.revisions.order_by("created_at", "pk").values_list("pk", flat=True))


def _of_trust(profile: Profile) -> list[Event]:
    given = pgettext("said of an organisation", "Trusted")
    taken = pgettext("said of an organisation", "Not trusted any more")
    rows = profile.trust_changes.select_related("actor")
    return [_event(row, given if row.new else taken) for row in rows]


def _of_freshness(profile: Profile) -> list[Event]:
    rows = profile.freshness_steps.select_related("actor")
    return [_event(row, row.get_stage_display()) for row in rows]


def _event(
    row: Transition | FreshnessStep, what: str, remarks: list[tuple[str, str]] | None = None
) -> Event:
    return Event(row.at, what, row.actor, row.reason, remarks or [])
