"""Links for those who have no account: signed, each opens one registration for one purpose.

Whoever forwards the way in does not give away the page on which the registration is changed.
"""

from django.core import signing
from django.urls import reverse

from events.models import Registration
from profiles.letters import address_of

OWN_SALT = "events.registration"
JOIN_SALT = "events.join"


def own_token(registration: Registration) -> str:
    return signing.dumps(registration.pk, salt=OWN_SALT)


def join_token(registration: Registration) -> str:
    return signing.dumps(registration.pk, salt=JOIN_SALT)


def registration_of(token: str, *, salt: str = OWN_SALT) -> Registration | None:
    """None if the link is not ours, or the registration has been erased meanwhile."""
    try:
        pk = signing.loads(token, salt=salt)
    except signing.BadSignature:
        return None
    kept = Registration.objects.kept().select_related("webinar__series", "user")
    return kept.prefetch_related("webinar__texts").filter(pk=pk).first()


def own_page(registration: Registration) -> str:
    """The absolute address of a participant's own page, in the language in force."""
    return address_of(reverse("events:show-registration", args=[own_token(registration)]))


def way_in(registration: Registration) -> str:
    """The absolute address of a participant's join page."""
    return address_of(reverse("events:join-webinar", args=[join_token(registration)]))
