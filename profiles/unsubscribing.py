"""Links that end a subscription: signed, valid for as long as the mail lies in a mailbox."""

from django.core import signing

from profiles.models import User

SALT = "unsubscribe"


def unsubscribe_token(user: User, kind: str) -> str:
    return signing.dumps([user.pk, kind], salt=SALT)


def read_unsubscribe_token(token: str) -> tuple[User, str] | None:
    """The person and the kind of mail; None if the token is not ours or the person is gone."""
    try:
        pk, kind = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return None
    user = User.objects.filter(pk=pk).first()
    return (user, kind) if user else None
