from collections.abc import Iterator

import pytest
from django.utils import translation

from matching.snapshots import load_cutoffs, load_frame, load_scene


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """A request leaves its language behind in the thread; here every test begins in English."""
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def forgotten_snapshots() -> None:
    """A run of another test may have had the same id: this process remembers none of them."""
    for remembered in (load_cutoffs, load_frame, load_scene):
        remembered.cache_clear()
