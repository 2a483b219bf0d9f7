"""What happens to partnerships: signed, amended, followed day by day, told of in time.

Whoever works out a state locks the partnership first: what an amendment has just changed, the
daily job does not put back.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import product

from dateutil.relativedelta import relativedelta
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from matching.facts import state_fact, withdraw_fact
from matching.introductions.models import Introduction
from matching.models import PairFact
from matching.models.facts import today
from matching.partnerships import mails
from matching.partnerships.dates import PartialDate
from matching.partnerships.models import Activity, Amendment, Partnership, RenewalAlert
from matching.partnerships.states import LIVING, State
from profiles.models import Profile, Sector, Side, TargetArea, Topic, User

ALERT_MONTHS = (12, 6, 3)
"""Months before a renewal date at which parties and helpdesk are told."""
MISSED = 0
"""Stands for months in the alert that a renewal date has passed."""
BY_THE_DAYS = gettext_noop("By what was signed, and the day")


class NotIntroduced(Exception):
    """Not everybody has accepted yet: nobody becomes party to anything without having said yes."""

    def __str__(self) -> str:
        return str(_("A partnership can be founded once everybody has accepted the introduction."))


class SignedAlready(Exception):
    """There is an amendment of this kind on this very date."""

    def __str__(self) -> str:
        return str(_("This is on record already: the same, on the same date."))


@dataclass(frozen=True)
class Scope:
    """What a partnership is about, as a whole, from an amendment on."""

    sectors: Iterable[Sector] = ()
    topics: Iterable[Topic] = ()
    areas: Iterable[TargetArea] = ()


def amend(
    partnership: Partnership,
    kind: Amendment.Kind,
    *,
    signed: PartialDate,
    by: User | None,
    scope: Scope,
    until: PartialDate | None = None,
    note: Mapping[str, str] | None = None,
    source: str = "",
) -> Amendment:
    """Something was signed: the scope from then on, as a whole; state and scores follow.

    Raises SignedAlready.
    """
    with transaction.atomic():
        row = Partnership.objects.select_for_update().get(pk=partnership.pk)
        same = row.amendments.filter(kind=kind, signed_on=signed.first)
        if same.exists():
            raise SignedAlready
        amendment = row.amendments.create(
            kind=kind,
            signed_on=signed.first,
            precision=signed.precision,
            valid_until=until.last if until else None,
            **({"until_precision": until.precision} if until else {}),
            note=dict(note or {}),
            source=source,
            actor=by,
        )
        set_scope(amendment, scope)
        bring_up_to_date(row, by=by)
    return amendment


def set_scope(amendment: Amendment, scope: Scope) -> None:
    amendment.sectors.set(scope.sectors)
    amendment.topics.set(scope.topics)
    amendment.areas.set(scope.areas)


def withdraw_amendment(amendment: Amendment, *, by: User) -> None:
    """It was recorded by mistake: state and scores follow."""
    with transaction.atomic():
        row = Partnership.objects.select_for_update().get(pk=amendment.partnership_id)
        row.amendments.filter(pk=amendment.pk).delete()
        bring_up_to_date(row, by=by)


def bring_up_to_date(partnership: Partnership, *, by: User | None = None) -> bool:
    """Work out the state of today, and tell matching; True if the state has changed."""
    with transaction.atomic():
        row = Partnership.objects.select_for_update().get(pk=partnership.pk)
        steps = steps_to(State(row.state), row.state_on(today()))
        for state in steps:
            row.move(state, by=by, reason=BY_THE_DAYS)
        state_pair_facts(row, by=by)
    partnership.refresh_from_db()
    return bool(steps)


def steps_to(old: State, wanted: State) -> list[State]:
    """The moves from one state to another: what was ended lives again by a renewal first."""
    if wanted == old:
        return []
    if wanted in Partnership.MOVES[old]:
        return [wanted]
    return [State.RENEWED, wanted]


def state_pair_facts(partnership: Partnership, *, by: User | None = None) -> int:
    """Tell matching which pairs work together, in what; returns how many pairs do.

    Every European party with every Japanese one. Who has lapsed or ended is free to be suggested.
    A partnership that is not public must not show: its pairs rest, which tells nobody why.
    """
    scope = partnership.scope_on(today())
    is_living = partnership.state in LIVING and scope is not None
    pairs = {(one.pk, other.pk): (one, other) for one, other in pairs_of(partnership)}
    kind = PairFact.Kind.PARTNERS if partnership.is_public else PairFact.Kind.RESTING
    key = f"partnership-{partnership.pk}"
    known = {(it.europe_id, it.japan_id, it.kind): it for it in PairFact.objects.filter(key=key)}
    said = {"key": key, "by": by, "reason": BY_THE_DAYS}
    for (europe, japan, told), fact in known.items():
        if not is_living or (europe, japan) not in pairs or told != kind:
            withdraw_fact(fact.europe, fact.japan, PairFact.Kind(told), **said)
    if not is_living:
        return 0
    fields = fact_of(partnership, scope)
    for pair, sides in pairs.items():
        there = known.get((*pair, kind))
        if not there or any(getattr(there, name) != value for name, value in fields.items()):
            state_fact(*sides, kind, **said, **fields)
    return len(pairs)


def fact_of(partnership: Partnership, scope: Amendment) -> dict[str, object]:
    if not partnership.is_public:
        return {"since": partnership.since.signed_on}
    return {
        "since": partnership.since.signed_on,
        "sectors": [sector.slug for sector in scope.sectors.all()],
        "is_thematic": partnership.is_thematic,
        "source": scope.source,
    }


def pairs_of(partnership: Partnership) -> Iterator[tuple[Profile, Profile]]:
    """Every registered European party with every registered Japanese one."""
    profiles = list(Profile.objects.filter(partnership_parties__partnership=partnership))
    return product(*([p for p in profiles if p.side == side] for side in Side))


def post_alerts(partnership: Partnership, day: date) -> int:
    """Tell once that a renewal comes near, or was missed; returns how many alerts are new.

    Days that were skipped count: of several alerts that are due only the nearest is posted. An
    alert that would be due before the signature is none; nor is one long after anybody waits.
    """
    term = partnership.term_on(day)
    if term is None or term.valid_until is None or not _is_waited_for(partnership, day):
        return 0
    until = term.valid_until
    reached = [months for months in (*ALERT_MONTHS, MISSED) if _is_reached(term, months, day)]
    known = set(partnership.alerts.filter(due_on=until).values_list("months", flat=True))
    new = [months for months in reached if months not in known]
    if not new:
        return 0
    with transaction.atomic():
        rows = [RenewalAlert(partnership=partnership, due_on=until, months=m) for m in new]
        RenewalAlert.objects.bulk_create(rows, ignore_conflicts=True)
        if min(new) == min(reached):
            mails.renewal(partnership, term, months=min(new))
    return len(new)


def _is_waited_for(partnership: Partnership, day: date) -> bool:
    return partnership.state_on(day) not in (State.ENDED, State.LAPSED)


def _is_reached(term: Amendment, months: int, day: date) -> bool:
    if months == MISSED:
        return day > term.valid_until
    due = term.valid_until - relativedelta(months=months)
    return term.signed_on <= due <= day


def report_activity(
    partnership: Partnership,
    kind: Activity.Kind,
    *,
    on: PartialDate,
    text: Mapping[str, str],
    by: User | None,
    source: str = "",
) -> Activity:
    """Something was done together."""
    return partnership.activities.create(
        kind=kind,
        on=on.first,
        precision=on.precision,
        text=dict(text),
        source=source,
        reported_by=by,
    )


def found_partnership(
    introduction: Introduction, *, kind: Partnership.Kind, language: str, by: User
) -> Partnership:
    """An introduction has led to a partnership: its parties become the parties.

    All of them have said yes, a third party included. Asking again gives the same one. It is not
    public before somebody says so. Raises NotIntroduced.
    """
    if not introduction.is_introduced:
        raise NotIntroduced
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
