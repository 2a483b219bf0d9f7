"""The people of the demonstration. They exist only where HELPDESK_DEMO is set."""

import secrets
from base64 import b32encode

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from profiles.accounts.sealing import seal
from profiles.models import Membership, Profile, User

PASSWORD = "partners-2040"  # noqa: S105 - printed on purpose; refused outside the demonstration
RECOVERY_CODES = tuple(f"2040{number:04}" for number in range(1, 101))
"""Dana's second factor; each works once, and all of them again after the next start."""
SECRET_BYTES = 20
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
    ensure_second_factor(ensure_user(**STAFF))
    for key, person in MEMBERS.items():
        user = ensure_user(**person)
        for profile in Profile.objects.filter(key=key):
            owner = Membership.Role.OWNER
            profile.memberships.get_or_create(user=user, defaults={"role": owner})


def ensure_user(*, email: str, **fields: object) -> User:
    user = User.objects.filter(email=email).first()
    user = user or User.objects.create_user(email, PASSWORD, **fields)
    confirmed = {"verified": True, "primary": True}
    EmailAddress.objects.get_or_create(user=user, email=email, defaults=confirmed)
    return user


def ensure_second_factor(user: User) -> None:
    """An app that nobody holds, unless a real one is there, and codes that everybody can read."""
    kinds = Authenticator.Type
    if not Authenticator.objects.filter(user=user).exclude(type=kinds.RECOVERY_CODES).exists():
        data = {"secret": seal(b32encode(secrets.token_bytes(SECRET_BYTES)).decode())}
        Authenticator.objects.create(user=user, type=kinds.TOTP, data=data)
    codes = {"migrated_codes": [seal(code) for code in RECOVERY_CODES]}
    Authenticator.objects.update_or_create(
        user=user, type=kinds.RECOVERY_CODES, defaults={"data": codes}
    )
