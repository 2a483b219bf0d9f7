"""What becomes due by itself: reminders, the end of what nobody answers, questions afterwards.

Safe to run twice, and twice at once: each step locks its introduction and notes what it did.
"""

import logging
from collections import Counter
from collections.abc import Callable
from datetime import timedelta

from django.db import OperationalError, transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from matching.introductions import actions, mails
from matching.introductions.deadlines import reminder_due
from matching.introductions.models import Introduction, Outcome, Party, Reminder
from matching.introductions.states import INTRODUCED, Answer, State

logger = logging.getLogger(__name__)

OUTCOME_AFTER = (30, 90, 180)
"""Days after an introduction on which both sides are asked what has come of it."""


def follow_all() -> dict[str, int]:
    """Do what is due; returns how many introductions each step changed. One that fails stops no
    other."""
    done: Counter[str] = Counter()
    for step, pks in ((_advance, _undecided()), (ask_outcome, _to_be_asked())):
        for pk in pks:
            done.update(_done(step, pk))
    return dict(done)


def _undecided() -> list[int]:
    asked = Introduction.objects.filter(state=State.ASKED)
    return list(asked.order_by("pk").values_list("pk", flat=True))


def _to_be_asked() -> list[int]:
    """Introduced long enough ago, and not asked for the last time yet."""
    since = timezone.now() - timedelta(days=min(OUTCOME_AFTER))
    last = Outcome.objects.filter(party__introduction=OuterRef("pk"), days=max(OUTCOME_AFTER))
    found = Introduction.objects.filter(state__in=INTRODUCED, decided_at__lte=since)
    return list(found.filter(~Exists(last)).order_by("pk").values_list("pk", flat=True))


def _done(step: Callable[[Introduction], str], pk: int) -> list[str]:
    introduction = Introduction.objects.filter(pk=pk).first()
    if introduction is None:
        logger.warning("Introduction %s is gone", pk)
        return []
    try:
        return [name] if (name := step(introduction)) else []
    except OperationalError:  # the database is away: the task comes back
        raise
    except Exception:
        logger.exception("Introduction %s could not be followed up", pk)
        return []


def _advance(introduction: Introduction) -> str:
    """The next step of one whose parties are asked: its name, "" if nothing is due."""
    if actions.expire(introduction):
        return "expired"
    if actions.settle(introduction):
        return "introduced"
    return "reminded" if remind(introduction) else ""


def remind(introduction: Introduction) -> int:
    """Remind who has not answered, where it is due; returns how many parties."""
    with transaction.atomic():
        row = Introduction.objects.select_for_update(of=["self"]).get(pk=introduction.pk)
        if row.state != State.ASKED:
            return 0
        waiting = row.parties.filter(answer=Answer.WAITING).select_related("profile__place")
        return sum(_remind(row, party) for party in waiting.order_by("pk"))


def _remind(introduction: Introduction, party: Party) -> bool:
    after = reminder_due(party, introduction.opened_at)
    if after is None:
        return False
    _row, is_new = Reminder.objects.get_or_create(party=party, after=after)
    if is_new:
        mails.remind(introduction, party, after)
    return is_new


def ask_outcome(introduction: Introduction) -> str:
    """Ask both sides what has come of it, at the last of the moments that have passed."""
    with transaction.atomic():
        row = Introduction.objects.select_for_update(of=["self"]).get(pk=introduction.pk)
        passed = timezone.now() - row.decided_at
        due = [days for days in OUTCOME_AFTER if timedelta(days=days) <= passed]
        if not due:
            return ""
        asked = 0
        for party in row.parties.exclude(role=Party.Role.THIRD).order_by("pk"):
            outcome, is_new = Outcome.objects.get_or_create(party=party, days=max(due))
            if is_new:
                mails.ask_outcome(row, outcome)
                asked += 1
    return "asked" if asked else ""
