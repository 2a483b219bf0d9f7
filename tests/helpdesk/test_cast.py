"""The people of the demonstration."""

import pytest

from helpdesk.cast import PASSWORD, RECOVERY_CODES, ensure_cast
from profiles.accounts.second_factor import has_second_factor
from profiles.models import Membership, User
from tests.makers import make_profile
from tests.profiles.accounts.walking import FACTOR, fill, sign_in, visitor, who

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


def dana_signs_in(code: str) -> str:
    client = visitor()
    sign_in(client, "dana@example.org", PASSWORD)
    fill(client, FACTOR, {"code": code})
    return who(client)


def test_dana_signs_in_with_a_code_that_is_new_at_every_start() -> None:
    ensure_cast()
    first, second = RECOVERY_CODES[:2]
    assert [dana_signs_in(it) for it in (first, first, second)] == [
        "dana@example.org",
        "",
        "dana@example.org",
    ]
    ensure_cast()
    assert dana_signs_in(first) == "dana@example.org"


def test_an_app_of_ones_own_outlasts_the_next_start() -> None:
    ensure_cast()
    dana = User.objects.get(is_staff=True)
    app = dana.authenticator_set.get(type="totp")
    ensure_cast()
    assert dana.authenticator_set.get(type="totp").data == app.data
    assert has_second_factor(dana) is True
