"""Many people at the same moment: every call in a thread and on a connection of its own."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from django.db import connection

CROWD = 50


def at_once(*calls: Callable[[], Any]) -> list[Any]:
    """What each returned, or the error it raised; none begins before all are ready."""
    barrier = Barrier(len(calls))

    def called(call: Callable[[], Any]) -> Any:
        connection.ensure_connection()
        barrier.wait()
        try:
            return call()
        except Exception as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(called, calls))
