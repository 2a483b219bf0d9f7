import pytest
from django.test import Client

from profiles.models import Profile, User
from tests.makers import make_user
from tests.profiles.documents import register

# The project names a STATIC_ROOT that only production fills; WhiteNoise says so.
pytestmark = pytest.mark.filterwarnings("ignore:No directory at:UserWarning")


@pytest.fixture
def alice(db: None) -> User:
    return make_user("alice@example.org", None, family_name="Martin", given_name="Alice")


@pytest.fixture
def cluster(alice: User) -> Profile:
    """A whole draft of which alice is the owner."""
    return register(alice)


@pytest.fixture
def editor(client: Client, alice: User) -> Client:
    """Alice's browser."""
    client.force_login(alice)
    return client
