import pytest

from profiles.models import Profile
from tests.makers import make_profile
from tests.profiles.teams.people import join, make_alice


@pytest.fixture
def vitagora(db: None) -> Profile:
    """A public cluster that alice owns."""
    profile = make_profile(
        "c-vit", kind="cluster", language="fr", texts={"fr": "Vitagora", "ja": "ヴィタゴラ"}
    )
    join(profile, make_alice())
    return profile
