"""The profiles that a file is about, as they are now."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext_noop

from profiles.documents import Document, document_of
from profiles.exchange.faults import Fault
from profiles.exchange.reading import Line
from profiles.models import Profile, Revision
from profiles.states import LISTED, RevisionState, Status

LONGEST_KEY: Final = 40
LONGEST_NUMBER: Final = 18
"""Digits of an id that the database can hold."""
NO_SUCH_PROFILE = gettext_noop("There is no profile with this id.")
OTHER_KEY = gettext_noop("The profile with this id has another key, “%(key)s”.")
LONG_KEY = gettext_noop("A key has at most 40 characters.")
UNDER_WAY = gettext_noop(
    "Somebody is working on this profile. Decide that version first, or take the line out."
)
ARCHIVED = gettext_noop("This profile is archived. Bring it back first, or take the line out.")


def digest_of(document: Document) -> str:
    """Tells whether a content is still the one that was compared."""
    canonical = json.dumps(document, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()


def present_contents(profiles: Iterable[Profile]) -> dict[int, Document]:
    """What each of these is to be compared with: what is public, or what its draft says.

    Load the profiles with `for_page()`.
    """
    loaded = list(profiles)
    drafts = Revision.objects.open().filter(
        profile__in=[profile.pk for profile in loaded if profile.status not in LISTED]
    )
    proposed = dict(drafts.values_list("profile", "content"))
    return {profile.pk: proposed.get(profile.pk) or document_of(profile) for profile in loaded}


@dataclass(frozen=True)
class Known:
    """The profiles that some lines name, and what they say now."""

    by_id: Mapping[str, Profile]
    by_key: Mapping[str, Profile]
    contents: Mapping[int, Document]
    busy: frozenset[int]

    @classmethod
    def behind(cls, lines: Sequence[Line]) -> "Known":
        ids = [line.cells.get("id", "") for line in lines]
        keys = [line.cells.get("key", "") for line in lines]
        numbers = [value for value in ids if _is_id(value)]
        profiles = Profile.objects.for_page()
        by_id = {str(it.pk): it for it in profiles.filter(pk__in=numbers)}
        by_key = {str(it.key): it for it in profiles.filter(key__in=[key for key in keys if key])}
        found = {it.pk: it for it in [*by_id.values(), *by_key.values()]}
        return cls(by_id, by_key, present_contents(found.values()), busy_profiles(found))

    def profile(self, line: Line) -> Profile | None:
        number, key = line.cells.get("id", ""), line.cells.get("key", "")
        return self.by_id.get(number) if number else self.by_key.get(key)

    def faults(self, line: Line) -> list[Fault]:
        number, key = line.cells.get("id", ""), line.cells.get("key", "")
        if len(key) > LONGEST_KEY:
            return [Fault(line.number, "key", LONG_KEY)]
        profile = self.by_id.get(number)
        if number and profile is None:
            return [Fault(line.number, "id", NO_SUCH_PROFILE)]
        if profile and key and key != profile.key:
            return [Fault(line.number, "key", OTHER_KEY, {"key": profile.key or "–"})]
        return []

    def obstacle(self, profile: Profile) -> str:
        """Why a profile may not be changed by a file just now; "" if it may."""
        if profile.status == Status.ARCHIVED:
            return ARCHIVED
        return UNDER_WAY if profile.pk in self.busy else ""


def _is_id(value: str) -> bool:
    return value.isascii() and value.isdecimal() and len(value) <= LONGEST_NUMBER


def busy_profiles(ids: Iterable[int]) -> frozenset[int]:
    """Those with a version under way that is somebody's work.

    A draft that came from a file, and that nobody has a hand in, is nobody's.
    """
    under_way = Revision.objects.open().filter(profile__in=list(ids))
    untouched = under_way.filter(
        state=RevisionState.DRAFT, versions={}, profile__memberships=None
    ).exclude(profile__status__in=LISTED)
    return frozenset(
        under_way.exclude(pk__in=untouched.values("pk")).values_list("profile", flat=True)
    )
