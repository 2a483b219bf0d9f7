"""Links for those who have no account, or need not sign in: the key in a mail opens one thing."""

from dataclasses import dataclass

from django.core import signing

from matching.introductions.models import Outcome, Party
from profiles.models import Membership, User

SALT = "introductions.party"
OUTCOME_SALT = "introductions.outcome"
SPEAKERS = [Membership.Role.OWNER, Membership.Role.EDITOR]


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


@dataclass(frozen=True)
class Asked:
    """What came of an introduction, asked of a person who speaks for a party."""

    outcome: Outcome
    person: User
    result: str


def outcome_token(outcome: Outcome, person: User, result: str) -> str:
    return signing.dumps([outcome.pk, person.pk, result], salt=OUTCOME_SALT, compress=True)


def read_outcome_token(token: str) -> Asked | None:
    """None if the link is not ours, or the person does not speak for the party any more."""
    try:
        outcome_pk, person_pk, result = signing.loads(token, salt=OUTCOME_SALT)
    except signing.BadSignature:
        return None
    outcome = Outcome.objects.select_related("party__introduction").filter(pk=outcome_pk).first()
    person = User.objects.filter(pk=person_pk, is_active=True).first()
    if outcome is None or person is None:
        return None
    speaks = person.memberships.filter(profile=outcome.party.profile_id, role__in=SPEAKERS)
    return Asked(outcome, person, result) if speaks.exists() else None
