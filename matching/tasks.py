"""What the worker does. A task takes ids, calls one action, and may run twice."""

import logging
from datetime import timedelta

from celery import shared_task
from django.db import OperationalError
from django.utils import timezone
from django.utils.translation import gettext_noop

from matching.models import Run, RunBlock
from profiles.models import Profile

logger = logging.getLogger(__name__)

STALLED_AFTER = timedelta(minutes=2)
"""Far longer than any block takes, so that nothing is handed out twice without need."""

retrying = shared_task(
    autoretry_for=(OperationalError,), retry_backoff=True, retry_backoff_max=30, max_retries=5
)


@retrying
def begin_run(run_id: int) -> int:
    from matching import actions

    run = Run.objects.filter(pk=run_id).first()
    if run is None:
        logger.warning("Run %s is gone", run_id)
        return 0
    return actions.begin_run(run)


@retrying
def score_block(block_id: int) -> int:
    """A block that cannot be scored ends its run, visibly; the matches before it stay."""
    from matching import actions

    block = RunBlock.objects.select_related("run__weights").filter(pk=block_id).first()
    if block is None:
        logger.warning("Block %s is gone", block_id)
        return 0
    try:
        return actions.score_block(block)
    except OperationalError:
        raise
    except Exception as error:
        actions.fail_run(block.run, repr(error))
        raise


@retrying
def rescore_profile(profile_id: int) -> int:
    from matching import actions

    profile = Profile.objects.select_related("place").filter(pk=profile_id).first()
    if profile is None:
        logger.warning("Profile %s is gone", profile_id)
        return 0
    return actions.rescore_profile(profile)


@shared_task
def start_nightly_run() -> int:
    from matching import actions

    run, _ = actions.start_run(by=None, reason=gettext_noop("Nightly run"))
    return run.pk


@shared_task
def resume_stalled_runs() -> int:
    from matching import actions

    return actions.resume_stalled(timezone.now() - STALLED_AFTER)
