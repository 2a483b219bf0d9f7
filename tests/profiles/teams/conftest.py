import pytest
from django.core.cache import cache

from profiles.models import Profile
from tests.makers import make_profile
from tests.profiles.teams.people import join, make_alice


@pytest.fixture(autouse=True)
def nobody_has_come_before() -> None:
    """Attempts are counted for an hour, and one test's visitors are not another's."""
    client = cache._cache.get_client()
    for key in client.scan_iter("*limit:*"):
        client.delete(key)


@pytest.fixture
def vitagora(db: None) -> Profile:
    """A public cluster that alice owns."""
    profile = make_profile(
        "c-vit", kind="cluster", language="fr", texts={"fr": "Vitagora", "ja": "ヴィタゴラ"}
    )
    join(profile, make_alice())
    return profile
