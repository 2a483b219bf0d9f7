"""Who may see a member's contact data, on what ground in law, and the only door to it.

The ground follows from the law that protects the person, which is that of the organisation for
which they speak, and from where and what the recipient is:

EEA          One law, the GDPR, within the European Economic Area. Abroad by adequacy decisions
             (Art. 45): United Kingdom (EU) 2021/1772, Switzerland 2000/518/EC, and Japan
             (EU) 2019/419, which covers private operators only, not public bodies. Everybody else
             by explicit consent, Art. 49(1)(a): Turkey, Ukraine, Serbia and all others without a
             decision.
UK           UK GDPR Art. 45 and Data Protection Act 2018, Schedule 21: recognises the EEA, and
             what the EU had recognised by the end of 2020: Switzerland, private Japan among them.
Switzerland  FADP Art. 16, Data Protection Ordinance, Annex 1: lists the EEA and the United
             Kingdom, not Japan. Otherwise consent, FADP Art. 17(1)(a).
Others       in Europe: every country has a law of its own, and none is known here to recognise
             another; the strictest reading is taken, so whatever leaves the country needs consent.
Japan        APPI Art. 28, for public bodies Art. 71: the EEA and the United Kingdom are designated
             (PPC Notice 1 of 2019); anywhere else needs the person's consent.

A Japanese recipient counts as private only if it is known to be a legal entity of its own and no
government: what is hosted may be hosted by a prefecture. The desk should take legal advice before
it loosens a rule.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import models, transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from profiles.consents import standing_consent
from profiles.models import Consent, Disclosure, Profile, User

Basis = Disclosure.Basis
Kind = Profile.Kind

EEA, UK, SWITZERLAND, JAPAN, OTHER = "EEA", "UK", "CH", "JP", "other"
EUROPEAN_UNION = "AT BE BG CY CZ DE DK EE EL ES FI FR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK"
EEA_COUNTRIES = frozenset((*EUROPEAN_UNION.split(), "IS", "LI", "NO"))
"""By NUTS code: Greece is EL."""
RECOGNISED = {
    EEA: frozenset({UK, SWITZERLAND}),
    UK: frozenset({EEA, SWITZERLAND}),
    SWITZERLAND: frozenset({EEA, UK}),
}
"""Whose law is recognised as a whole, by the law that protects the person."""
RECOGNISING_PRIVATE_JAPAN = frozenset({EEA, UK})
DESIGNATED_BY_JAPAN = frozenset({EEA, UK})
NEEDING_CONSENT = frozenset({Basis.CONSENT, Basis.APPI_28_CONSENT})
GOVERNMENTS = frozenset({Kind.REGION, Kind.PREFECTURE, Kind.MUNICIPALITY})


class ContactField(models.TextChoices):
    """What a contact card may show; `Disclosure.fields` names them."""

    NAME = "name", _("Name")
    JOB_TITLE = "job_title", _("Function")
    EMAIL = "email", _("E-mail address")
    PHONE = "phone", _("Phone")


CONTACT_FIELDS = tuple(ContactField.values)


class NoLegalBasis(Exception):
    """The law asks for the person's consent, and none stands."""

    def __str__(self) -> str:
        return str(
            _(
                "Your contact data cannot be shown to this organisation yet: the law asks for your"
                " explicit consent. You can give it on the page “My data”."
            )
        )


class NotTheirOrganisation(Exception):
    """The person does not belong to the organisation in whose name they would be shown."""

    def __str__(self) -> str:
        return str(_("This person does not belong to the organisation any more."))


class NotDisclosed(Exception):
    """Nobody has disclosed this person to this organisation, or what allowed it is withdrawn."""

    def __str__(self) -> str:
        return str(
            _(
                "The contact data of this person are not open to your organisation."
                " Ask the helpdesk."
            )
        )


@dataclass(frozen=True)
class ContactCard:
    """A person as another organisation may see them; what was not disclosed is empty."""

    name: str = ""
    job_title: str = ""
    email: str = ""
    phone: str = ""


def law_of(profile: Profile) -> str:
    """The law under which an organisation stands: `EEA`, or its country's code."""
    country = profile.place.code[:2]
    return EEA if country in EEA_COUNTRIES else country


def is_private(profile: Profile) -> bool:
    """Known to be no public body, nor hosted by what might be one."""
    is_entity = profile.legal_status == Profile.LegalStatus.LEGAL_ENTITY
    return is_entity and profile.kind not in GOVERNMENTS


def ground(home: str, abroad: str, *, to_private: bool) -> Basis:
    """The ground on which a person under one law may be disclosed under another."""
    if home == abroad:
        return Basis.SAME_LAW
    if home == JAPAN:
        return Basis.APPI_28 if abroad in DESIGNATED_BY_JAPAN else Basis.APPI_28_CONSENT
    if abroad in RECOGNISED.get(home, frozenset()):
        return Basis.ADEQUACY_EUROPE
    if abroad == JAPAN and to_private and home in RECOGNISING_PRIVATE_JAPAN:
        return Basis.ADEQUACY
    return Basis.CONSENT


def basis_for(person: User, of: Profile, to: Profile) -> Basis | None:
    """The ground for showing this person, who speaks for `of`, to `to`; None if there is none."""
    basis, consent = _basis_and_consent(person, of, to)
    return None if basis in NEEDING_CONSENT and consent is None else basis


def _basis_and_consent(person: User, of: Profile, to: Profile) -> tuple[Basis, Consent | None]:
    basis = ground(law_of(of), law_of(to), to_private=is_private(to))
    if basis not in NEEDING_CONSENT:
        return basis, None
    return basis, standing_consent(person, Consent.Purpose.DISCLOSURE)


def disclose(
    person: User, *, of: Profile, to: Profile, fields: Iterable[str] = CONTACT_FIELDS, cause: str
) -> Disclosure:
    """Note that a person's contact data are open to another organisation, before they are shown.

    `cause` names what led to it (`introduction-7`); a second call for it returns the first row,
    with the fields named then. Raises NoLegalBasis and NotTheirOrganisation: nothing is noted.
    """
    names = sorted(set(fields), key=CONTACT_FIELDS.index)  # a name that is none is our mistake
    with transaction.atomic():
        locked = User.objects.select_for_update(no_key=True).filter(pk=person.pk).first()
        if locked is None or not locked.memberships.filter(profile=of).exists():
            raise NotTheirOrganisation
        basis, consent = _basis_and_consent(locked, of, to)
        if basis in NEEDING_CONSENT and consent is None:
            raise NoLegalBasis
        values = {"basis": basis, "consent": consent, "fields": names}
        return Disclosure.objects.get_or_create(
            person=locked, recipient=to, cause=cause, defaults=values
        )[0]


def contact_of(person: User, *, of: Profile, to: Profile, cause: str) -> ContactCard:
    """What another organisation may see of a person: the only door to it.

    It shuts again when the consent is withdrawn, the person has left or their account is closed.
    Raises NotDisclosed.
    """
    row = Disclosure.objects.filter(person=person, recipient=to, cause=cause).first()
    belongs = person.is_active and person.memberships.filter(profile=of).exists()
    if row is None or not belongs or basis_for(person, of, to) is None:
        raise NotDisclosed
    shown = {
        "name": str(person.get_full_name()),
        "job_title": person.job_title,
        "email": person.email,
        "phone": person.phone,
    }
    return ContactCard(**{name: shown[name] for name in row.fields})


@dataclass(frozen=True)
class Transfer:
    """A line of the table of transfers, for the privacy page."""

    person: str | Promise
    recipients: tuple[str | Promise, ...]
    basis: Basis


PEOPLE = {
    EEA: _("European Economic Area"),
    UK: _("United Kingdom"),
    SWITZERLAND: _("Switzerland"),
    OTHER: _("Another European country"),
    JAPAN: _("Japan"),
}


def transfers() -> list[Transfer]:
    """Every case of the rules above, worked out by them; recipients on the same ground together."""
    return [
        Transfer(PEOPLE[home], tuple(recipients), basis)
        for home in PEOPLE
        for basis, recipients in _by_ground(home).items()
    ]


def _by_ground(home: str) -> dict[Basis, list[str | Promise]]:
    grounds: dict[Basis, list[str | Promise]] = {}
    for recipient, abroad, to_private in _recipients(home):
        grounds.setdefault(ground(home, abroad, to_private=to_private), []).append(recipient)
    return grounds


def _recipients(home: str) -> list[tuple[str | Promise, str, bool]]:
    """Who may receive, from somewhere: the same law comes first, Japan in its two halves."""
    own = [(_("Under the same law"), home, True)]
    abroad = [(PEOPLE[it], it, True) for it in PEOPLE if it not in (home, JAPAN)]
    if home == OTHER:
        abroad = [(_("Any other European country"), EEA, True)]
    if home == JAPAN:
        return own + abroad
    return [
        *own,
        *abroad,
        (_("Japan, private organisation"), JAPAN, True),
        (_("Japan, public body"), JAPAN, False),
    ]
