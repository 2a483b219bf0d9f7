"""Gives each test process a Redis database of its own.

A plugin named in `pyproject.toml`, because pytest-django reads the settings before any conftest.
Worker processes that tests start inherit the address.
"""

import os

WORKER = os.environ.get("PYTEST_XDIST_WORKER", "gw0")

if "REDIS_URL" in os.environ:
    address = os.environ["REDIS_URL"].partition("?")[0]
    os.environ["REDIS_URL"] = f"{address}?db={1 + int(WORKER.removeprefix('gw'))}"
