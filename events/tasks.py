"""What the worker does for webinars. A task takes ids, calls one action, and may run twice."""

import logging

from celery import shared_task

from events.models import Circular, Webinar

logger = logging.getLogger(__name__)


@shared_task
def tell_participants(webinar_id: int) -> int:
    """Of a change or a cancellation; each participant once for each sequence number."""
    from events.clock import telling

    webinar = Webinar.objects.filter(pk=webinar_id).first()
    if webinar is None:
        logger.warning("Webinar %s is gone", webinar_id)
        return 0
    return telling.tell_participants(webinar)


@shared_task
def follow_webinars() -> dict[str, int]:
    """What the clock does to webinars: states, deadlines, reminders, news, thanks."""
    from events.clock import following

    return following.follow_webinars()


@shared_task
def send_circular(circular_id: int) -> int:
    """The mails to participants that are not written yet."""
    from events.desk import circulars

    circular = Circular.objects.filter(pk=circular_id).select_related("webinar").first()
    if circular is None:
        logger.warning("Circular %s is gone", circular_id)
        return 0
    return circulars.write_mails(circular)
