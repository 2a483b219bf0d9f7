"""The links behind the button “Look and confirm”: signed, valid for one round of asking.

Nobody has to sign in. A link works until somebody confirms the profile, however old the mail is.
"""

from dataclasses import dataclass
from datetime import datetime

from django.core import signing

from profiles.models import Profile, User

SALT = "confirm-profile"


@dataclass(frozen=True)
class Question:
    """Whether a profile is still right, asked of a person who speaks for it."""

    profile: Profile
    person: User
    round: datetime

    @property
    def is_answered(self) -> bool:
        """Somebody has confirmed since the question was asked."""
        return self.profile.last_confirmed != self.round


def confirmation_token(profile: Profile, person: User) -> str:
    return signing.dumps(
        [profile.pk, person.pk, profile.last_confirmed.isoformat()], salt=SALT, compress=True
    )


def read_confirmation_token(token: str) -> Question | None:
    """None if the token is not ours, or the person does not speak for the profile any more."""
    try:
        profile_pk, person_pk, began = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return None
    person = User.objects.filter(pk=person_pk, is_active=True).first()
    if person is None:
        return None
    spoken_for = Profile.objects.published().spoken_for_by(person)
    profile = spoken_for.for_comparison().filter(pk=profile_pk).first()
    return Question(profile, person, datetime.fromisoformat(began)) if profile else None
