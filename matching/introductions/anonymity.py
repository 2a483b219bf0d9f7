"""Words that are read before everybody has consented must name nobody: what to look for in them.

E-mail addresses in any disguise that people use, phone numbers as people write them in one of the
countries concerned, and the names of the people who speak for the organisations. Names of the
organisations themselves are no names of people: a Ms Fukushima may write for Fukushima.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence

import phonenumbers
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from matching.introductions.calendars import ISO_COUNTRIES
from profiles.models import Profile, User

ADDRESS = re.compile(r"\S\s*(?:@|[(\[{]\s*(?:at|@)\s*[)\]}])\s*\S", re.IGNORECASE)
SHORTEST_NAME = 2
"""Letters; a single one would be found everywhere."""
ALSO_ISO = {"UK": "GB"}
"""NUTS calls the United Kingdom otherwise than ISO 3166 does."""
IDEOGRAPHS = re.compile(r"[\u3005-\u30ff\u3400-\u9fff\uf900-\ufaff]")

ADDRESS_FOUND = _(
    "Leave out e-mail addresses: contact data are exchanged as soon as everybody has agreed."
)
PHONE_FOUND = _(
    "Leave out phone numbers: contact data are exchanged as soon as everybody has agreed."
)
NAME_FOUND = _(
    "Leave out the names of people, yours too (found: %(name)s). They are shown as soon as"
    " everybody has agreed."
)


def require_anonymous(
    text: str, *, people: Iterable[User], organisations: Sequence[Profile]
) -> None:
    """Raises ValidationError, with everything that must go, if the text names somebody."""
    faults = []
    if ADDRESS.search(unicodedata.normalize("NFKC", text)):
        faults.append(ValidationError(ADDRESS_FOUND, code="address"))
    if _has_phone(text, organisations):
        faults.append(ValidationError(PHONE_FOUND, code="phone"))
    if name := _name_in(text, people, organisations):
        faults.append(ValidationError(NAME_FOUND, code="name", params={"name": name}))
    if faults:
        raise ValidationError(faults)


def _has_phone(text: str, organisations: Sequence[Profile]) -> bool:
    plain = unicodedata.normalize("NFKC", text)
    return any(
        phonenumbers.PhoneNumberMatcher(plain, region).has_next()
        for region in {_region(profile) for profile in organisations}
    )


def _region(profile: Profile) -> str:
    country = profile.place.code[:2]
    return {**ISO_COUNTRIES, **ALSO_ISO}.get(country, country)


def _name_in(text: str, people: Iterable[User], organisations: Sequence[Profile]) -> str:
    """The first part of a person's name that is in the text; "" if there is none."""
    words = _folded(text)
    known = [_folded(row.name) for profile in organisations for row in profile.texts.all()]
    return next(
        (
            name
            for name in _names_of(people)
            if _stands_in(_folded(name), words) and not any(_folded(name) in it for it in known)
        ),
        "",
    )


def _names_of(people: Iterable[User]) -> list[str]:
    parts = [
        part.strip()
        for person in people
        for part in (person.family_name, person.given_name, *person.reading.split())
    ]
    return [part for part in dict.fromkeys(parts) if len(part) >= SHORTEST_NAME]


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


def _stands_in(name: str, words: str) -> bool:
    """As a word of its own; Japanese writes no spaces."""
    if IDEOGRAPHS.search(name):
        return name in words
    return re.search(rf"(?<!\w){re.escape(name)}(?!\w)", words) is not None
