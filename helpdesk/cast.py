"""The people of the demonstration. They exist only where HELPDESK_DEMO is set."""

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from profiles.models import Membership, Profile, User

PASSWORD = "partners-2040"  # noqa: S105 - printed on purpose; refused outside the demonstration
STAFF = {
    "email": "dana@example.org",
    "family_name": "Novák",
    "given_name": "Dana",
    "language": "en",
    "is_staff": True,
}


MEMBERS = {
    "c-vit": {
        "email": "alice@example.org",
        "family_name": "Martin",
        "given_name": "Alice",
        "language": "fr",
        "time_zone": "Europe/Paris",
    },
    "jp-07": {
        "email": "haruka@example.org",
        "family_name": "佐藤",
        "given_name": "遥",
        "reading": "さとう はるか",
        "language": "ja",
        "time_zone": "Asia/Tokyo",
    },
}
"""Invented people by the key of the profile for which they speak."""


def ensure_cast() -> None:
    """Create the demonstration accounts that are not there yet."""
    if not settings.DEMO:
        raise ImproperlyConfigured("Demonstration accounts need HELPDESK_DEMO=1.")
    ensure_user(**STAFF)
    for key, person in MEMBERS.items():
        user = ensure_user(**person)
        for profile in Profile.objects.filter(key=key):
            owner = Membership.Role.OWNER
            profile.memberships.get_or_create(user=user, defaults={"role": owner})


def ensure_user(*, email: str, **fields: object) -> User:
    user = User.objects.filter(email=email).first()
    return user or User.objects.create_user(email, PASSWORD, **fields)
