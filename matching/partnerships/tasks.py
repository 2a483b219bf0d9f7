"""What the worker does for partnerships, every day. A task may run twice."""

import logging

from celery import shared_task

from matching.models.facts import today
from matching.partnerships.models import Partnership

logger = logging.getLogger(__name__)


@shared_task
def follow_partnerships() -> int:
    """Work out states, post alerts; returns how many partnerships have a new state."""
    from matching.partnerships import actions

    changed = alerts = 0
    for partnership in Partnership.objects.order_by("pk"):
        changed += actions.bring_up_to_date(partnership)
        alerts += actions.post_alerts(partnership, today())
    logger.info("Partnerships followed: %d new states, %d alerts", changed, alerts)
    return changed
