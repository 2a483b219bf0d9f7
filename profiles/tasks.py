"""What the worker does for profiles and mail. A task takes ids, and may run twice."""

import logging

from celery import shared_task
from django.db import OperationalError

from profiles.models import ImportFile, Mail

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


@retrying
def check_import(file_id: int) -> str:
    """Returns the state that the file has then."""
    from profiles.exchange import checking

    file = _import_file(file_id)
    if file is None:
        return ""
    with checking.ends_visibly(file):
        checking.check(file)
    return str(file.state)


@retrying
def run_import(file_id: int) -> int:
    """Returns how many profiles it wrote."""
    from profiles.exchange import applying, checking

    file = _import_file(file_id)
    if file is None:
        return 0
    with checking.ends_visibly(file):
        try:
            return applying.run_import(file)
        except applying.ChangedSinceChecked:
            logger.info("Import %s is out of date", file_id)
    return 0


def _import_file(file_id: int) -> ImportFile | None:
    file = ImportFile.objects.filter(pk=file_id).first()
    if file is None:
        logger.warning("Import %s is gone", file_id)
    return file


@retrying
def resume_imports() -> int:
    """Hand out again what a broker or a worker that went away has left."""
    from profiles.exchange import applying

    return applying.resume_imports()
