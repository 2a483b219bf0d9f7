from collections.abc import Iterator

import pytest

from tests.profiles.mail.makers import queued


@pytest.fixture
def queue(transactional_db: None) -> Iterator[None]:
    """Real commits, and an empty queue before and after."""
    queued()
    yield
    queued()
