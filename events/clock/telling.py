"""Tell participants of a change of time or link, or that the webinar does not take place."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import pairwise

from django.db.models import F, OuterRef, Q, Subquery
from django.utils import timezone

from events import mails_live
from events.clock.batches import Key, has_mail, post_to_each
from events.models import Change, Registration, RegistrationTransition, Webinar
from events.models.registrations import RegistrationQuerySet
from events.states import REACHABLE, State


def tell_participants(webinar: Webinar) -> int:
    """Post the news of all changes that were not told yet: how many were written to.

    Several changes in a row are one piece of news: from what stood before the first of them to
    what stands now; if that is the same, none but for those who were told what stood in between.
    Each participant gets one mail for each sequence
    number at most. May run twice, also at once; where something changes meanwhile, it stops, and
    who tells of that begins anew.
    """
    open_changes = list(webinar.changes.filter(finished_at=None).order_by("sequence"))
    if not open_changes:
        return 0
    latest = open_changes[-1]
    count = _post_all(webinar, open_changes)
    if _is_latest(latest):
        numbers = [change.pk for change in open_changes]
        Change.objects.filter(pk__in=numbers).update(finished_at=timezone.now())
    return count


def _is_latest(change: Change) -> bool:
    later = Change.objects.filter(webinar=change.webinar_id, sequence__gt=change.sequence)
    return not later.exists()


def _post_all(webinar: Webinar, changes: Sequence[Change]) -> int:
    """To whoever was there before the change; the others have registered for what stands now."""
    latest, is_as_before = changes[-1], _is_as_before(webinar, changes)
    there = _there(webinar, latest)
    if is_as_before:
        there = there.filter(_told_halfway(changes) | _told_in_between(webinar, changes))

    def post(registration: Registration, key: str) -> None:
        if registration.webinar.state == State.CANCELLED:
            mails_live.called_off(registration, key=key)
            return
        known = _known_since(registration, changes) or (latest if is_as_before else changes[0])
        mails_live.changed(registration, known, key=key)

    def is_due(_webinar: Webinar) -> bool:
        unfinished = Change.objects.filter(pk=latest.pk, finished_at=None)
        return unfinished.exists() and _is_latest(latest)

    return post_to_each(webinar, there, _key(latest), post, may_go_on=is_due)


def _there(webinar: Webinar, latest: Change) -> RegistrationQuerySet:
    """With `heard_at`: when they came or moved up, and a mail told them what stood then."""
    moves = RegistrationTransition.objects.filter(registration=OuterRef("pk"))
    last = moves.exclude(old=F("new")).order_by("-at", "-pk").values("at")[:1]
    standing = Registration.objects.filter(webinar=webinar, state__in=REACHABLE)
    return standing.filter(arrived_at__lte=latest.at).annotate(heard_at=Subquery(last))


def _key(change: Change) -> Key:
    return Key("webinar_news", str(change.sequence))


def _moments(row: Change | Webinar) -> tuple[datetime, datetime]:
    return row.starts_at, row.ends_at


def _is_as_before(webinar: Webinar, changes: Sequence[Change]) -> bool:
    """Times were changed and changed back; a change that left them alone was one of the link."""
    if webinar.state == State.CANCELLED:
        return False
    moments = [_moments(it) for it in (*changes, webinar)]
    has_new_link = any(old == new for old, new in pairwise(moments))
    return moments[0] == moments[-1] and not has_new_link


def _told_halfway(changes: Sequence[Change]) -> Q:
    """Those to whom a worker that was stopped has told what holds no more."""
    told = Q(pk__in=[])
    for change in changes[:-1]:
        told |= Q(has_mail(_key(change)))
    return told


def _told_in_between(webinar: Webinar, changes: Sequence[Change]) -> Q:
    """Those who came, or got a seat, while something else stood than now."""
    told = Q(pk__in=[])
    for since, change in _in_between(webinar, changes):
        told |= Q(heard_at__gt=since, heard_at__lte=change.at)
    return told


def _known_since(registration: Registration, changes: Sequence[Change]) -> Change | None:
    """For who heard something between two of the changes: the one before which that stood."""
    for since, change in _in_between(registration.webinar, changes):
        if since < registration.heard_at <= change.at:
            return change
    return None


def _in_between(webinar: Webinar, changes: Sequence[Change]) -> Iterator[tuple[datetime, Change]]:
    """Spans in which something else stood than now: since when, and the change that ended it."""
    for number, (earlier, change) in enumerate(pairwise(changes), 1):
        if not _is_as_before(webinar, changes[number:]):
            yield earlier.at, change
