"""The desk's cast, signed in, in English: for the conftest of each folder that tests its pages."""

from collections.abc import Iterator

import pytest
from django.test import Client
from django.utils import translation

from profiles.models import User
from tests.makers import make_staff, make_user


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """A request leaves its language behind in the thread; here every test begins in English."""
    with translation.override("en"):
        yield


@pytest.fixture
def dana(db: None) -> User:
    return make_staff(password=None, family_name="Novák", given_name="Dana")


@pytest.fixture
def desk(client: Client, dana: User) -> Client:
    """Dana's browser."""
    client.force_login(dana)
    return client


@pytest.fixture
def charlie(db: None) -> Client:
    """The stranger's browser: signed in, not staff."""
    browser = Client()
    browser.force_login(make_user(password=None))
    return browser
