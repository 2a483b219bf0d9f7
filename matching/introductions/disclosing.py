"""Contact persons are shown to the other parties once all have consented, on a ground in law."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from matching.introductions.models import Introduction, Party
from profiles.consents import standing_consent
from profiles.disclosing import (
    CONTACT_FIELDS,
    ContactCard,
    NoLegalBasis,
    NotDisclosed,
    NotTheirOrganisation,
    basis_for,
    contact_of,
    disclose,
)
from profiles.models import Consent, Disclosure, User


class NobodyToContact(Exception):
    """A party has accepted without a person whom the others could write to."""

    def __str__(self) -> str:
        return str(_("Choose a person of your organisation whom the others can write to."))


@dataclass(frozen=True)
class Contact:
    """Whom a reader may write to at another party; `card` is None if that is not open any more."""

    party: Party
    card: ContactCard | None


def cause_of(introduction: Introduction) -> str:
    return f"introduction-{introduction.pk}"


def third_cause_of(introduction: Introduction) -> str:
    """Of what a third party was shown: it is no organisation of the directory."""
    return f"introduction-{introduction.pk}-third"


def require_contact(person: User | None, *, of: Party, parties: Sequence[Party]) -> None:
    """Make sure that this person's data may be shown to all the other parties.

    A third party is in a third country, and needs nobody's account: only the person's own consent
    will do. Raises NobodyToContact, NotTheirOrganisation and NoLegalBasis.
    """
    if of.profile is None:
        return
    if person is None or not person.is_active:
        raise NobodyToContact
    if not person.memberships.filter(profile=of.profile).exists():
        raise NotTheirOrganisation
    for party in parties:
        if party.pk != of.pk and not _may_be_shown(person, of, party):
            raise NoLegalBasis


def _may_be_shown(person: User, of: Party, to: Party) -> bool:
    if to.profile is None:
        return standing_consent(person, Consent.Purpose.DISCLOSURE) is not None
    return basis_for(person, of.profile, to.profile) is not None


def hindered(parties: Sequence[Party]) -> list[Party]:
    """The parties whose contact person must not be shown to the others as things stand."""
    found = []
    for party in parties:
        try:
            require_contact(party.contact, of=party, parties=parties)
        except (NobodyToContact, NotTheirOrganisation, NoLegalBasis):
            found.append(party)
    return found


def disclose_contacts(introduction: Introduction, parties: Sequence[Party]) -> int:
    """Record every disclosure before anything is shown; returns how many there are.

    All or none. Raises NoLegalBasis and NotTheirOrganisation.
    """
    count = 0
    with transaction.atomic():
        _lock_people(parties)
        for party in parties:
            for other in parties:
                if party.pk != other.pk and party.contact and party.profile:
                    _disclose(introduction, party, other)
                    count += 1
    return count


def _lock_people(parties: Sequence[Party]) -> None:
    """In the order of their keys, so that two introductions of the same people do not deadlock."""
    contacts = [party.contact_id for party in parties if party.contact_id]
    list(User.objects.select_for_update(no_key=True).filter(pk__in=contacts).order_by("pk"))


def _disclose(introduction: Introduction, party: Party, to: Party) -> Disclosure:
    if to.profile:
        cause = cause_of(introduction)
        return disclose(
            party.contact, of=party.profile, to=to.profile, fields=CONTACT_FIELDS, cause=cause
        )
    consent = standing_consent(party.contact, Consent.Purpose.DISCLOSURE)
    if consent is None:
        raise NoLegalBasis
    values = {
        "basis": _basis_of_consent(party),
        "consent": consent,
        "fields": list(CONTACT_FIELDS),
    }
    return Disclosure.objects.get_or_create(
        person=party.contact,
        recipient=None,
        cause=third_cause_of(introduction),
        defaults=values,
    )[0]


def _basis_of_consent(party: Party) -> Disclosure.Basis:
    is_japanese = party.role == Party.Role.JAPAN
    return Disclosure.Basis.APPI_28_CONSENT if is_japanese else Disclosure.Basis.CONSENT


def contacts_for(introduction: Introduction, reader: Party) -> list[Contact]:
    """The contact persons of the other parties, for one of them; none before all have agreed.

    Uses prefetched parties.
    """
    if not introduction.is_introduced:
        return []
    others = [party for party in introduction.parties.all() if party.pk != reader.pk]
    return [Contact(party, _card(introduction, party, reader)) for party in others]


def _card(introduction: Introduction, party: Party, reader: Party) -> ContactCard | None:
    if party.profile is None:  # it gave its address itself, to these two, when it accepted
        return ContactCard(name=party.name, email=party.email)
    if party.contact is None:
        return None
    try:
        if reader.profile is None:
            return _card_for_third(introduction, party)
        cause = cause_of(introduction)
        return contact_of(party.contact, of=party.profile, to=reader.profile, cause=cause)
    except NotDisclosed:
        return None


def _card_for_third(introduction: Introduction, party: Party) -> ContactCard:
    """What a third party may see: as long as the consent stands. Raises NotDisclosed."""
    person = party.contact
    shown = Disclosure.objects.filter(
        person=person, recipient=None, cause=third_cause_of(introduction)
    ).first()
    belongs = person.memberships.filter(profile=party.profile).exists()
    if not (shown and belongs and standing_consent(person, Consent.Purpose.DISCLOSURE)):
        raise NotDisclosed
    values = {
        "name": str(person.get_full_name()),
        "job_title": person.job_title,
        "email": person.email,
        "phone": person.phone,
    }
    return ContactCard(**{name: values[name] for name in shown.fields})
