"""The people of the demonstration. They exist only where HELPDESK_DEMO is set."""

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from profiles.models import User

PASSWORD = "partners-2040"  # noqa: S105 - printed on purpose; refused outside the demonstration
STAFF = {
    "email": "dana@example.org",
    "family_name": "Novák",
    "given_name": "Dana",
    "language": "en",
    "is_staff": True,
}


def ensure_cast() -> None:
    """Create the demonstration accounts that are not there yet."""
    if not settings.DEMO:
        raise ImproperlyConfigured("Demonstration accounts need HELPDESK_DEMO=1.")
    if not User.objects.filter(email=STAFF["email"]).exists():
        User.objects.create_user(password=PASSWORD, **STAFF)
