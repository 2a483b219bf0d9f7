"""Contact persons are shown to the other parties once all have consented, on a ground in law."""

from collections.abc import Iterable, Sequence

from profiles.disclosing import NoLegalBasis, basis_for, disclose

from matching.introductions.models import Introduction, Party
from profiles.models import Profile, User

FIELDS = ("name", "job_title", "email", "phone", "language", "time_zone")
"""What is shown of a contact person."""


def require_basis(person: User, *, of: Profile, to: Iterable[Profile]) -> None:
    """Raises NoLegalBasis if this person's data may not be shown to one of these."""
    for recipient in to:
        if basis_for(person, of, recipient) is None:
            raise NoLegalBasis


def disclose_contacts(introduction: Introduction, parties: Sequence[Party]) -> int:
    """Record every disclosure before anything is shown; returns how many there are."""
    count = 0
    for party in parties:
        for other in parties:
            if party != other and party.contact and party.profile and other.profile:
                disclose(
                    party.contact,
                    of=party.profile,
                    to=other.profile,
                    fields=list(FIELDS),
                    cause=f"introduction-{introduction.pk}",
                )
                count += 1
    return count
