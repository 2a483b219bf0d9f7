"""The people of the demonstration."""

import pytest

from helpdesk.cast import PASSWORD, ensure_cast
from profiles.models import Membership, User
from tests.makers import make_profile

pytestmark = pytest.mark.django_db


def test_everybody_is_there_once_and_speaks_for_their_profile() -> None:
    vitagora, fukushima = make_profile("c-vit"), make_profile("jp-07")
    ensure_cast()
    ensure_cast()
    assert sorted(User.objects.values_list("email", "is_staff")) == [
        ("alice@example.org", False),
        ("dana@example.org", True),
        ("haruka@example.org", False),
    ]
    assert all(user.check_password(PASSWORD) for user in User.objects.all())
    memberships = Membership.objects.order_by("user__email")
    assert list(memberships.values_list("user__email", "profile", "role")) == [
        ("alice@example.org", vitagora.pk, "owner"),
        ("haruka@example.org", fukushima.pk, "owner"),
    ]


def test_without_their_profiles_they_are_there_all_the_same() -> None:
    ensure_cast()
    assert (User.objects.count(), Membership.objects.count()) == (3, 0)
