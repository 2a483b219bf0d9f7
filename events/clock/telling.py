"""Tell participants of a change of time or link, or that the webinar does not take place."""

from django.utils import timezone

from events import mails_live
from events.clock.batches import Key, post_to_each
from events.models import Change, Registration, Webinar
from events.states import Booking, State

TOLD = (Booking.CONFIRMED, Booking.OFFERED, Booking.WAITING)


def tell_participants(webinar: Webinar) -> int:
    """Post the news of all changes that were not told yet: how many were written to.

    Several changes in a row are one piece of news: from what stood before the first of them to
    what stands now. Each participant gets one mail for each sequence number at most. May run
    twice, also at once: the change's row is locked, batch by batch.
    """
    open_changes = list(webinar.changes.filter(finished_at=None).order_by("sequence"))
    if not open_changes:
        return 0
    before, latest = open_changes[0], open_changes[-1]
    count = _post_all(webinar, before, latest)
    numbers = [change.pk for change in open_changes]
    Change.objects.filter(pk__in=numbers).update(finished_at=timezone.now())
    return count


def _post_all(webinar: Webinar, before: Change, latest: Change) -> int:
    """To whoever was there before the change; the others have registered for what stands now."""
    there = Registration.objects.filter(webinar=webinar, state__in=TOLD, arrived_at__lte=latest.at)
    key_of = Key("webinar_news", str(latest.sequence))
    is_cancelled = webinar.state == State.CANCELLED

    def post(registration: Registration, key: str) -> None:
        if is_cancelled:
            mails_live.called_off(registration, key=key)
        else:
            mails_live.changed(registration, before, key=key)

    def locked() -> bool:
        row = Change.objects.select_for_update().get(pk=latest.pk)
        return row.finished_at is None

    return post_to_each(there, key_of, post, may_go_on=locked)
