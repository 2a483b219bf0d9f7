from functools import partial
from typing import Any

from django.apps import AppConfig
from django.db import transaction


class MatchingConfig(AppConfig):
    name = "matching"

    def ready(self) -> None:
        from matching import people
        from profiles.signals import content_changed

        people.register_sections()

        content_changed.connect(rescore_after_commit, dispatch_uid="rescore")


def rescore_after_commit(profile: Any, **_: object) -> None:
    """A changed profile gets new suggestions. Without a broker the nightly run sees to it."""
    from matching import tasks

    transaction.on_commit(partial(tasks.rescore_profile.delay, profile.pk), robust=True)


def run_after_commit(by: Any, **_: object) -> None:
    """After an import of many, one run is quicker than rescoring each."""
    from matching import tasks

    by_id = by.pk if by else None
    transaction.on_commit(partial(tasks.start_run_after_import.delay, by_id), robust=True)
