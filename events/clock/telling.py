"""Tell participants of a change of time or link, or that the webinar does not take place."""

from collections.abc import Sequence
from itertools import pairwise

from django.utils import timezone

from events import mails_live
from events.clock.batches import Key, post_to_each, with_mail
from events.models import Change, Registration, Webinar
from events.models.registrations import RegistrationQuerySet
from events.states import REACHABLE, State


def tell_participants(webinar: Webinar) -> int:
    """Post the news of all changes that were not told yet: how many were written to.

    Several changes in a row are one piece of news: from what stood before the first of them to
    what stands now; if that is the same, none. Each participant gets one mail for each sequence
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
    before, latest = changes[0], changes[-1]
    there = Registration.objects.filter(
        webinar=webinar, state__in=REACHABLE, arrived_at__lte=latest.at
    )
    if _is_as_before(webinar, changes):
        there, before = _told_halfway(there, changes), latest

    def post(registration: Registration, key: str) -> None:
        if registration.webinar.state == State.CANCELLED:
            mails_live.called_off(registration, key=key)
        else:
            mails_live.changed(registration, before, key=key)

    def is_due(_webinar: Webinar) -> bool:
        unfinished = Change.objects.filter(pk=latest.pk, finished_at=None)
        return unfinished.exists() and _is_latest(latest)

    return post_to_each(webinar, there, _key(latest), post, may_go_on=is_due)


def _key(change: Change) -> Key:
    return Key("webinar_news", str(change.sequence))


def _is_as_before(webinar: Webinar, changes: Sequence[Change]) -> bool:
    """Times were changed and changed back; a change that left them alone was one of the link."""
    if webinar.state == State.CANCELLED:
        return False
    moments = [(it.starts_at, it.ends_at) for it in (*changes, webinar)]
    has_new_link = any(old == new for old, new in pairwise(moments))
    return moments[0] == moments[-1] and not has_new_link


def _told_halfway(there: RegistrationQuerySet, changes: Sequence[Change]) -> RegistrationQuerySet:
    """Those to whom a worker that was stopped has told what holds no more."""
    told = there.none()
    for change in changes[:-1]:
        told |= with_mail(there, _key(change))
    return told
