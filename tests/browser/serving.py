"""A web server on this process's test database, for a browser."""

import os
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection
from pytest_django.live_server_helper import LiveServer

ANSWER_SECONDS = float(os.environ.get("ANSWER_SECONDS", "0"))
"""How long the server takes over a page, its head first. With 1, a test that forgot to wait for
a page or its end fails every time, not one time in a hundred."""
HEAD_BYTES = 300


@contextmanager
def serving() -> Iterator[str]:
    """The server's address. Commit what it shall see; it has connections of its own."""
    # A browser keeps its connections, and so their threads, a while; PostgreSQL's must end.
    kept, connection.settings_dict["CONN_MAX_AGE"] = connection.settings_dict["CONN_MAX_AGE"], 0
    server = LiveServer("localhost")
    if ANSWER_SECONDS:
        server.thread.httpd.set_app(_Slow(server.thread.httpd.get_app()))
    try:
        yield server.url
    finally:
        server.stop()
        connection.settings_dict["CONN_MAX_AGE"] = kept


class _Slow:
    """A WSGI application that keeps readers waiting, twice a page: for its head, for the rest."""

    def __init__(self, app: Any) -> None:
        self.app = app

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        answer = self.app(environ, start_response)
        try:
            body = b"".join(answer)
        finally:
            answer.close()
        is_page = "text/html" in environ.get("HTTP_ACCEPT", "")
        for part in (body[:HEAD_BYTES], body[HEAD_BYTES:]):
            time.sleep(ANSWER_SECONDS / 2 if is_page else 0)
            yield part
