"""A web server on this process's test database, for a browser."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection
from pytest_django.live_server_helper import LiveServer


@contextmanager
def serving() -> Iterator[str]:
    """The server's address. Commit what it shall see; it has connections of its own."""
    # A browser keeps its connections, and so their threads, a while; PostgreSQL's must end.
    kept, connection.settings_dict["CONN_MAX_AGE"] = connection.settings_dict["CONN_MAX_AGE"], 0
    server = LiveServer("localhost")
    try:
        yield server.url
    finally:
        server.stop()
        connection.settings_dict["CONN_MAX_AGE"] = kept
