"""What the worker does. A task takes ids, calls one action, and may run twice."""

import logging
from collections.abc import Callable
from datetime import timedelta

from celery import shared_task
from celery.signals import worker_process_init
from django.db import DatabaseError, OperationalError, connection
from django.utils import timezone
from django.utils.translation import gettext_noop

from matching.models import Run, RunBlock
from profiles import encoder
from profiles.models import Profile, User

logger = logging.getLogger(__name__)

STALLED_AFTER = timedelta(minutes=2)
"""Far longer than any block takes, so that nothing is handed out twice without need."""

retrying = shared_task(
    autoretry_for=(OperationalError,), retry_backoff=True, retry_backoff_max=30, max_retries=5
)


@worker_process_init.connect
def warm_up(**_: object) -> None:
    """Read the encoder and the live run before the first edit waits for them."""
    from matching.snapshots import load_cutoffs, load_scene

    encoder.encode(["Ready"])
    try:
        for run in Run.objects.live().filter(snapshot__isnull=False):
            load_scene(run.pk)
            load_cutoffs(run.pk)
    except DatabaseError:
        logger.warning("Not warmed up: the database does not answer", exc_info=True)
    finally:
        connection.close()


def _step(run: Run, action: Callable[[], int]) -> int:
    """One step of a run. What goes wrong ends the run, visibly; the matches before it stay."""
    from matching import actions

    try:
        return action()
    except OperationalError:  # the database is away: the task comes back
        raise
    except Exception as error:
        actions.fail_run(run, repr(error))
        raise


@retrying
def begin_run(run_id: int) -> int:
    from matching import actions

    run = Run.objects.filter(pk=run_id).first()
    if run is None:
        logger.warning("Run %s is gone", run_id)
        return 0
    return _step(run, lambda: actions.begin_run(run))


@retrying
def score_block(block_id: int) -> int:
    from matching import actions

    block = RunBlock.objects.select_related("run__weights").filter(pk=block_id).first()
    if block is None:
        logger.warning("Block %s is gone", block_id)
        return 0
    return _step(block.run, lambda: actions.score_block(block))


@retrying
def finish_run(run_id: int) -> int:
    from matching import actions

    run = Run.objects.filter(pk=run_id).first()
    if run is None:
        logger.warning("Run %s is gone", run_id)
        return 0
    return _step(run, lambda: actions.finish_run(run))


@retrying
def rescore_profile(profile_id: int) -> int:
    from matching import rescoring

    profile = Profile.objects.select_related("place").filter(pk=profile_id).first()
    if profile is None:
        logger.warning("Profile %s is gone", profile_id)
        return 0
    return rescoring.rescore_profile(profile)


@retrying
def discard_old_matches() -> int:
    from matching import actions

    return actions.discard_old_matches()


@shared_task
def start_nightly_run() -> int:
    from matching import actions

    run, _ = actions.start_run(by=None, reason=gettext_noop("Nightly run"))
    return run.pk


@retrying
def start_run_after_import(user_id: int | None) -> int:
    from matching import actions

    by = User.objects.filter(pk=user_id).first()
    run, _ = actions.start_run(by=by, reason=gettext_noop("Many profiles were imported"))
    return run.pk


@shared_task
def resume_stalled_runs() -> int:
    from matching import actions

    return actions.resume_stalled(timezone.now() - STALLED_AFTER)


@retrying
def learn_weights(user_id: int) -> int:
    """Returns the number of the new version; 0 before the first run."""
    from matching import learning

    try:
        return learning.learn_weights(by=User.objects.filter(pk=user_id).first()).pk
    except Run.DoesNotExist:
        logger.warning("There is no run to learn from")
        return 0
