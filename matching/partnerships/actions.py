"""What happens to partnerships: signed, amended, followed day by day, told of in time."""

from collections.abc import Iterable, Mapping
from datetime import date
from itertools import product

from dateutil.relativedelta import relativedelta
from django.db import transaction
from django.utils.translation import gettext_noop

from matching.facts import state_fact, withdraw_fact
from matching.introductions.models import Introduction
from matching.models import PairFact
from matching.models.facts import today
from matching.partnerships import mails
from matching.partnerships.models import Activity, Amendment, Partnership, Precision, RenewalAlert
from matching.partnerships.states import LIVING, State, state_on
from profiles.models import Profile, Sector, Side, TargetArea, Topic, User
from profiles.moving import ForbiddenMove

ALERT_MONTHS = (12, 6, 3)
"""Months before a renewal date at which parties and helpdesk are told."""
BY_THE_DAYS = gettext_noop("By what was signed, and the day")


def amend(
    partnership: Partnership,
    kind: Amendment.Kind,
    *,
    signed_on: date,
    by: User | None,
    sectors: Iterable[Sector],
    topics: Iterable[Topic] = (),
    areas: Iterable[TargetArea] = (),
    precision: Precision = Precision.DAY,
    valid_until: date | None = None,
    note: Mapping[str, str] | None = None,
    source: str = "",
) -> Amendment:
    """Something was signed: the scope from then on, as a whole; state and scores follow."""
    with transaction.atomic():
        row = Partnership.objects.select_for_update().get(pk=partnership.pk)
        amendment = row.amendments.create(
            kind=kind,
            signed_on=signed_on,
            precision=precision,
            valid_until=valid_until,
            note=dict(note or {}),
            source=source,
            actor=by,
        )
        amendment.sectors.set(sectors)
        amendment.topics.set(topics)
        amendment.areas.set(areas)
        bring_up_to_date(row, by=by)
    return amendment


def bring_up_to_date(partnership: Partnership, *, by: User | None = None) -> bool:
    """Work out the state of today, and tell matching; True if the state has changed."""
    fresh = Partnership.objects.prefetch_related("amendments").get(pk=partnership.pk)
    wanted = state_on(list(fresh.amendments.all()), today())
    changed = wanted != fresh.state
    if changed:
        try:
            fresh.move(wanted, by=by, reason=BY_THE_DAYS)
        except ForbiddenMove:  # somebody else has just done so
            changed = False
    partnership.refresh_from_db()
    state_pair_facts(fresh, by=by)
    return changed


def state_pair_facts(partnership: Partnership, *, by: User | None = None) -> int:
    """Tell matching which pairs work together, in what; returns how many pairs are partners.

    Every European party with every Japanese one. Who has lapsed or ended is free to be suggested.
    """
    profiles = list(Profile.objects.filter(partnership_parties__partnership=partnership))
    key = f"partnership-{partnership.pk}"
    scope = partnership.scope_on(today())
    kind = PairFact.Kind.PARTNERS
    sides = [[p for p in profiles if p.side == side] for side in (Side.EUROPE, Side.JAPAN)]
    for europe, japan in product(*sides):
        if partnership.state not in LIVING or scope is None:
            withdraw_fact(europe, japan, kind, key=key, by=by, reason=BY_THE_DAYS)
            continue
        fields = {
            "since": partnership.since.signed_on,
            "sectors": [sector.slug for sector in scope.sectors.all()],
            "is_thematic": partnership.is_thematic,
            "source": scope.source,
        }
        there = PairFact.objects.between(europe, japan).filter(kind=kind, key=key).first()
        if not there or any(getattr(there, name) != value for name, value in fields.items()):
            state_fact(europe, japan, kind, key=key, by=by, reason=BY_THE_DAYS, **fields)
    return len(sides[0]) * len(sides[1])


def post_alerts(partnership: Partnership, day: date) -> int:
    """Tell once that a renewal comes near, or was missed; returns how many alerts are new.

    Days that were skipped count: of several alerts that are due only the nearest is posted.
    """
    scope = partnership.scope_on(day)
    if scope is None or scope.valid_until is None or partnership.state == State.ENDED:
        return 0
    until = scope.valid_until
    passed = [m for m in (*ALERT_MONTHS, 0) if day >= until - relativedelta(months=m)]
    if day <= until:
        passed = [months for months in passed if months]
    known = set(partnership.alerts.filter(due_on=until).values_list("months", flat=True))
    new = [months for months in passed if months not in known]
    if not new:
        return 0
    with transaction.atomic():
        rows = [RenewalAlert(partnership=partnership, due_on=until, months=m) for m in new]
        RenewalAlert.objects.bulk_create(rows, ignore_conflicts=True)
        if min(new) == min(passed):
            mails.renewal(partnership, due_on=until, months=min(new))
    return len(new)


def report_activity(
    partnership: Partnership,
    kind: Activity.Kind,
    *,
    on: date,
    text: Mapping[str, str],
    by: User | None,
    precision: Precision = Precision.DAY,
    source: str = "",
) -> Activity:
    """Something was done together."""
    return partnership.activities.create(
        kind=kind, on=on, precision=precision, text=dict(text), source=source, reported_by=by
    )


def found_partnership(
    introduction: Introduction, *, kind: Partnership.Kind, language: str, by: User
) -> Partnership:
    """An introduction has led to a partnership: its registered parties become the parties.

    Asking again gives the same one.
    """
    with transaction.atomic():
        partnership, is_new = Partnership.objects.get_or_create(
            introduction=introduction,
            defaults={"kind": kind, "language": language, "owner": by, "is_public": False},
        )
        if is_new:
            for position, party in enumerate(introduction.parties.all()):
                partnership.parties.create(
                    profile=party.profile, name=party.name, area=party.area, position=position
                )
    return partnership
