"""The cast, signed in, in English."""

import pytest

from profiles.models import User
from tests.desk_cast import charlie, dana, desk, english
from tests.makers import make_user

__all__ = ["charlie", "dana", "desk", "english"]


@pytest.fixture
def alice(db: None) -> User:
    """Owner of a European cluster that she registers in the test."""
    return make_user("alice@example.org", password=None, family_name="Martin", given_name="Alice")
