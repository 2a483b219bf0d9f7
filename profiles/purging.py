"""The one way to delete rows of logs, which the database refuses otherwise (migration 0004)."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction


@contextmanager
def purging() -> Iterator[None]:
    """A transaction inside which rows of logs may be deleted; never changed."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL helpdesk.purging = 'on'")
        yield
        cursor.execute("SET LOCAL helpdesk.purging = 'off'")  # an outer transaction may go on
