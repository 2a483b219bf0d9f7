"""What people decide about pairs. The door for upper apps: they state facts, and withdraw them."""

from collections.abc import Iterable
from datetime import date

from dateutil.relativedelta import relativedelta
from django.db import transaction

from matching.models import FactChange, PairFact, Verdict
from matching.models.facts import today
from profiles.models import Profile, User

REST = relativedelta(months=12)
"""A declined pair stays out of all lists for so long."""


def state_fact(
    europe: Profile,
    japan: Profile,
    kind: PairFact.Kind,
    *,
    key: str,
    by: User | None,
    reason: str,
    **fields: object,
) -> PairFact:
    """Say that something is so between two profiles, or say it anew; logged."""
    with transaction.atomic():
        fact, _ = PairFact.objects.update_or_create(
            europe=europe,
            japan=japan,
            kind=kind,
            key=key,
            defaults=fields,
            create_defaults={"since": today(), **fields},
        )
        _log(fact, is_stated=True, by=by, reason=reason)
    return fact


def withdraw_fact(
    europe: Profile, japan: Profile, kind: PairFact.Kind, *, key: str, by: User | None, reason: str
) -> bool:
    """Take it back; False if nobody had said so. Logged."""
    with transaction.atomic():
        found = PairFact.objects.select_for_update().between(europe, japan)
        fact = found.filter(kind=kind, key=key).first()
        if fact is None:
            return False
        _log(fact, is_stated=False, by=by, reason=reason)
        fact.delete()
    return True


def _log(fact: PairFact, *, is_stated: bool, by: User | None, reason: str) -> None:
    FactChange.objects.create(
        europe_id=fact.europe_id,
        japan_id=fact.japan_id,
        kind=fact.kind,
        key=fact.key,
        is_stated=is_stated,
        until=fact.until,
        actor=by,
        reason=reason,
    )


def give_verdict(
    europe: Profile,
    japan: Profile,
    opinion: Verdict.Opinion,
    *,
    voice: Verdict.Voice,
    by: User,
    until: date | None = None,
    reason: str = "",
) -> Verdict:
    """Record what a side or the helpdesk says; a pair that is declined rests.

    `until` goes with NOT_NOW: the last day of the rest. NOT_SUITABLE needs a reason and rests
    for REST. INTERESTED ends a rest that the same voice asked for.
    """
    key = f"verdict-{voice}"
    if opinion == Verdict.Opinion.NOT_SUITABLE:
        until = today() + REST
    with transaction.atomic():
        verdict = Verdict.objects.create(
            europe=europe,
            japan=japan,
            voice=voice,
            opinion=opinion,
            until=until,
            reason=reason,
            actor=by,
        )
        resting = PairFact.Kind.RESTING
        why = reason or str(opinion)
        if opinion == Verdict.Opinion.INTERESTED:
            withdraw_fact(europe, japan, resting, key=key, by=by, reason=why)
        else:
            day = today()
            state_fact(europe, japan, resting, key=key, by=by, reason=why, since=day, until=until)
    return verdict


def block_pair(
    europe: Profile, japan: Profile, *, voice: Verdict.Voice, by: User, reason: str
) -> None:
    """Neither side is shown the other any more, anywhere, until the same voice unblocks."""
    state_fact(europe, japan, PairFact.Kind.BLOCKED, key=f"block-{voice}", by=by, reason=reason)


def unblock_pair(
    europe: Profile, japan: Profile, *, voice: Verdict.Voice, by: User, reason: str
) -> bool:
    return withdraw_fact(
        europe, japan, PairFact.Kind.BLOCKED, key=f"block-{voice}", by=by, reason=reason
    )


def is_blocked(europe: Profile, japan: Profile) -> bool:
    blocked = PairFact.objects.in_force().filter(kind=PairFact.Kind.BLOCKED)
    return blocked.between(europe, japan).exists()


def hidden_from(profile: Profile) -> set[int]:
    """Whom a profile may not be shown today, nor they it: resting and blocked pairs."""
    return partner_ids(PairFact.objects.in_force().of(profile).hiding(), profile)


def partner_ids(facts: Iterable[PairFact], profile: Profile) -> set[int]:
    """The other ones of these facts about a profile."""
    return {f.japan_id if f.europe_id == profile.pk else f.europe_id for f in facts}
