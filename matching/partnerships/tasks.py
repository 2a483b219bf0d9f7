"""What the worker does for partnerships, every day. A task may run twice."""

from celery import shared_task

from matching.models.facts import today
from matching.partnerships.models import Partnership


@shared_task
def follow_partnerships() -> int:
    """Work out states, post alerts; returns how many partnerships have a new state."""
    from matching.partnerships import actions

    changed = 0
    for partnership in Partnership.objects.order_by("pk"):
        changed += actions.bring_up_to_date(partnership)
        actions.post_alerts(partnership, today())
    return changed
