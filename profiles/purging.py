"""The one way to delete rows of logs, which the database refuses otherwise (migration 0004)."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

READ = "SELECT coalesce(current_setting('helpdesk.purging', true), '')"
WRITE = "SELECT set_config('helpdesk.purging', %s, true)"
"""Until the end of the transaction, however it ends."""


@contextmanager
def purging() -> Iterator[None]:
    """A transaction inside which rows of logs may be deleted; never changed.

    Afterwards it is as before, for an outer transaction may go on.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(READ)
        before = cursor.fetchone()[0]
        cursor.execute(WRITE, ["on"])
        yield
        cursor.execute(WRITE, [before])
