"""What the worker does for profiles and mail. A task takes ids, and may run twice."""

import logging

from celery import shared_task
from django.db import OperationalError

from profiles.models import Mail

logger = logging.getLogger(__name__)

retrying = shared_task(
    autoretry_for=(OperationalError,), retry_backoff=True, retry_backoff_max=30, max_retries=5
)


@retrying
def send_mail(mail_id: int) -> bool:
    from profiles import outbox

    mail = Mail.objects.filter(pk=mail_id).first()
    if mail is None:
        logger.warning("Mail %s is gone", mail_id)
        return False
    return outbox.send(mail)


@retrying
def send_waiting_mail() -> int:
    from profiles import outbox

    return outbox.send_waiting()


@retrying
def advance_freshness() -> int:
    """Ask, mark and take out of matching whoever has not been confirmed for long."""
    from profiles.actions import freshness

    return freshness.advance_all()


@retrying
def expire_invitations() -> int:
    from profiles.actions import teams

    return teams.expire_invitations()


@retrying
def apply_retention() -> dict[str, int]:
    """Delete what the retention rules say is too old."""
    from profiles import retention

    return retention.apply_retention()
