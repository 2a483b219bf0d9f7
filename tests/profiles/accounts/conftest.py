import time
from collections.abc import Iterator

import pytest
import time_machine

PERIOD = 30
"""Seconds for which an authenticator app shows the same digits."""


@pytest.fixture(autouse=True)
def digits_stay() -> Iterator[None]:
    """Every test begins when an app has just changed its digits, so that they outlast it."""
    with time_machine.travel(time.time() // PERIOD * PERIOD, tick=True):
        yield
