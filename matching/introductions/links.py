"""Links for those who have no account: a third party answers by the key in its mail."""

from django.core import signing

from matching.introductions.models import Party

SALT = "introductions.party"


def party_token(party: Party) -> str:
    return signing.dumps(party.pk, salt=SALT)


def party_of_token(token: str) -> Party | None:
    """The third party whose link this is; None if the link is not ours."""
    try:
        pk = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return None
    third = Party.objects.filter(role=Party.Role.THIRD).select_related("introduction", "area")
    return third.filter(pk=pk).first()
