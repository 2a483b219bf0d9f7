"""To whom a mail about an introduction goes: the people of its parties, and its broker."""

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse

from matching.introductions.links import party_token
from matching.introductions.mails import people_of
from matching.introductions.models import Introduction, Party
from profiles import outbox
from profiles.letters import Letter, address_of
from profiles.models import User


@dataclass(frozen=True)
class Addressee:
    """A person, or the address of a third party; `party` is None for the helpdesk's broker."""

    introduction: Introduction
    party: Party | None
    person: User | None = None

    @property
    def email(self) -> str:
        return self.person.email if self.person else self.party.email

    def page(self, name: str) -> str:
        """The absolute address of a page that has a way in by link too."""
        if self.person:
            path = reverse(f"introductions:{name}", args=[self.introduction.pk])
        else:
            path = reverse(f"introductions:{name}-by-link", args=[party_token(self.party)])
        return address_of(path)

    def post(self, write: Callable[[], Letter], *, kind: str, about: str) -> None:
        """Once for each of them, kind, and what it is `about`."""
        kind = f"introduction_{kind}"
        whose = f"{self.party.pk if self.party else 0}-{self.person.pk if self.person else 0}"
        key = f"{kind}-{about}-{whose}"
        if self.person:
            outbox.post(write, to=self.person, key=key, kind=kind)
            return
        party = self.party
        outbox.post(
            write,
            to=party.email,
            addressee=party.name,
            language=party.language,
            key=key,
            kind=kind,
        )


def addressees(
    introduction: Introduction, *, but_not: User | None = None, but_party: Party | None = None
) -> list[Addressee]:
    """Everybody in an introduction, but a person or a party; each person once."""
    found: dict[int, Addressee] = {}
    third = []
    parties = introduction.parties.select_related("profile").order_by("pk")
    for party in parties:
        if but_party is not None and party.pk == but_party.pk:
            continue
        if party.profile is None:
            third.append(Addressee(introduction, party))
            continue
        for person in people_of(party):
            found.setdefault(person.pk, Addressee(introduction, party, person))
    broker = introduction.broker
    if broker and broker.is_active:
        found.setdefault(broker.pk, Addressee(introduction, None, broker))
    return [it for pk, it in found.items() if but_not is None or pk != but_not.pk] + third
