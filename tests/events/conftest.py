import pytest
from django.test import Client

from tests.desk_cast import charlie, dana, desk, english
from tests.makers import make_user

__all__ = ["charlie", "dana", "desk", "english"]


@pytest.fixture
def haruka(db: None) -> Client:
    """A participant's browser: signed in, not staff."""
    browser = Client()
    browser.force_login(make_user("haruka@example.org", password=None, language="ja"))
    return browser
