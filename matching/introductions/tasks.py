"""What the worker does for introductions. A task may run twice, and twice at once."""

from celery import shared_task
from django.db import OperationalError

retrying = shared_task(
    autoretry_for=(OperationalError,), retry_backoff=True, retry_backoff_max=30, max_retries=5
)


@retrying
def follow_introductions() -> dict[str, int]:
    from matching.introductions.following import follow_all

    return follow_all()


@retrying
def follow_meetings() -> dict[str, int]:
    from matching.introductions.meeting_following import follow_meetings as follow

    return follow()
