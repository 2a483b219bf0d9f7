"""Probable duplicates of thousands of newcomers: everybody who is here is read once.

`profiles.duplicates` asks the database about one; the reasons, and what counts as alike, are its.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final, Self
from urllib.parse import urlsplit

from allauth.account.models import EmailAddress

from profiles.domains import domain_of_address, own_domain
from profiles.duplicates import SHORTEST_NUMBER, WEIGHTS, compact
from profiles.likeness import SAME_ENOUGH, core_of, fold, likeness
from profiles.models import Membership, Profile, ProfileLink, ProfileText, Revision

CJK_GRAM, GRAM = 2, 3
"""Characters that are looked up together."""
FEW: Final = 3
"""Duplicates that are named."""


@dataclass
class Directory:
    """Everybody by the pieces of their names, by domain and by official number."""

    names: list[tuple[int, str]] = field(default_factory=list)
    by_gram: dict[str, list[int]] = field(default_factory=dict)
    by_domain: dict[str, set[int]] = field(default_factory=dict)
    by_number: dict[str, set[int]] = field(default_factory=dict)

    @classmethod
    def load(cls) -> Self:
        found = cls()
        for pk, name in ProfileText.objects.order_by().values_list("profile", "name"):
            found.add_name(pk, name)
        profiles = Profile.objects.order_by().values_list("pk", "email", "identifier")
        for pk, email, number in profiles:
            found.add(pk, domain_of_address(email), number)
        websites = ProfileLink.objects.order_by().filter(kind=ProfileLink.Kind.WEBSITE)
        for pk, url in websites.values_list("profile", "url"):
            found.add(pk, own_domain(urlsplit(url).hostname or ""), "")
        proposed = Revision.objects.open().order_by().values_list("profile", "content")
        for pk, content in proposed:
            number = content["organisation"]["identifier"]
            found.add(pk, domain_of_address(content["contact"]["email"]), number)
        for pk, email in _addresses_of_members():
            found.add(pk, domain_of_address(email), "")
        return found

    def add_name(self, pk: int, name: str) -> None:
        place = len(self.names)
        self.names.append((pk, name))
        for gram in _grams(name):
            self.by_gram.setdefault(gram, []).append(place)

    def add(self, pk: int, domain: str, number: str) -> None:
        if domain:
            self.by_domain.setdefault(domain, set()).add(pk)
        if len(kept := compact(number)) >= SHORTEST_NUMBER:
            self.by_number.setdefault(kept, set()).add(pk)

    def like(self, *, names: Iterable[str], email: str, identifier: str) -> list[int]:
        """Ids of those that may be the same, the likeliest first."""
        weights: dict[int, float] = {}
        for name in names:
            for pk, weight in self._by_name(name).items():
                weights[pk] = max(weights.get(pk, 0), weight)
        for pk in self.by_domain.get(domain_of_address(email), ()):
            weights[pk] = weights.get(pk, 0) + WEIGHTS["domain"]
        for pk in self.by_number.get(compact(identifier), ()):
            weights[pk] = weights.get(pk, 0) + WEIGHTS["number"]
        return sorted(weights, key=lambda pk: (-weights[pk], pk))[:FEW]

    def _by_name(self, name: str) -> dict[int, float]:
        found: dict[int, float] = {}
        for place in self._in_question(name):
            pk, stored = self.names[place]
            score = likeness(name, stored)
            if score >= SAME_ENOUGH:
                kind = "same_name" if fold(name) == fold(stored) else "name"
                found[pk] = max(found.get(pk, 0), WEIGHTS[kind] * score)
        return found

    def _in_question(self, name: str) -> set[int]:
        """Who is alike shares half of the pieces, so at least one of the rarer half."""
        known = sorted((self.by_gram.get(gram, []) for gram in _grams(name)), key=len)
        rarer = known[: len(known) // 2 + 1]
        return {place for places in rarer for place in places}


def _grams(name: str) -> set[str]:
    core = core_of(name)
    size = CJK_GRAM if core.is_cjk else GRAM
    text = core.joined
    return {text[at : at + size] for at in range(len(text) - size + 1)} or {text}


def _addresses_of_members() -> Iterable[tuple[int, str]]:
    verified = dict(EmailAddress.objects.filter(verified=True).values_list("user", "email"))
    members = Membership.objects.filter(user__in=verified).order_by()
    return ((pk, verified[user]) for pk, user in members.values_list("profile", "user"))
