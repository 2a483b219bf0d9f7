"""Second factors: an authenticator app or a passkey. Recovery codes alone are none."""

from allauth.mfa.models import Authenticator
from django.db import transaction

from profiles.accounts.sealing import reseal
from profiles.models import User

FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
SEALED = ("secret", "seed")
"""What of an authenticator's data is secret: the app's key, and what recovery codes grow from."""


def has_second_factor(user: User) -> bool:
    return Authenticator.objects.filter(user=user, type__in=FACTORS).exists()


@transaction.atomic
def reseal_all() -> int:
    """Seal every secret with the present key; how many rows. Former keys may go afterwards."""
    rows = Authenticator.objects.select_for_update().exclude(type=Authenticator.Type.WEBAUTHN)
    for row in rows:
        row.data |= {name: reseal(row.data[name]) for name in SEALED if name in row.data}
        if "migrated_codes" in row.data:
            row.data["migrated_codes"] = [reseal(code) for code in row.data["migrated_codes"]]
        row.save(update_fields=["data"])
    return len(rows)
