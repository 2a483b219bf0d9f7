"""On what ground whose contact data are opened to whom: a table worked by hand, and races."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from profiles import disclosing
from profiles.accounts.sessions import deactivate
from profiles.consents import give_consent, withdraw_consent
from profiles.disclosing import (
    ContactCard,
    NoLegalBasis,
    NotDisclosed,
    NotTheirOrganisation,
    basis_for,
    contact_of,
    disclose,
)
from profiles.models import Consent, Disclosure, Place, Profile, Side, User
from tests.makers import make_place, make_profile, make_user
from tests.profiles.teams.people import join

pytestmark = pytest.mark.django_db

Basis = Disclosure.Basis
CAUSE = "introduction-7"
THREADS = 8
PRIVATE, PUBLIC, HOSTED, UNKNOWN = "legal_entity", "public_body", "hosted", ""


def make_organisation(country: str, *, kind: str = "cluster", status: str = PRIVATE) -> Profile:
    """A cluster in this country, unless told otherwise."""
    side = Side.JAPAN if country == "JP" else Side.EUROPE
    place = make_place(country, kind=Place.Kind.COUNTRY, side=side)
    key = f"{country}-{kind}-{status}-{Profile.objects.count()}"
    return make_profile(key, side=side, place=place.code, kind=kind, legal_status=status)


def make_speaker(of: Profile, email: str = "alice@example.org") -> User:
    fields = {"family_name": "Weber", "given_name": "Alice", "job_title": "Manager"}
    return join(of, make_user(email, phone="+4930123456", **fields))


# Who speaks where, who would see it, without consent, with consent.
CASES = [
    # Within the European Economic Area one law holds.
    ("DE", "FR", PRIVATE, "cluster", Basis.SAME_LAW, Basis.SAME_LAW),
    ("EL", "NO", PUBLIC, "region", Basis.SAME_LAW, Basis.SAME_LAW),
    ("IS", "LI", UNKNOWN, "agency", Basis.SAME_LAW, Basis.SAME_LAW),
    # From there to European countries whose law is recognised, and to those where it is not.
    ("DE", "UK", PUBLIC, "region", Basis.ADEQUACY_EUROPE, Basis.ADEQUACY_EUROPE),
    ("DE", "CH", PRIVATE, "cluster", Basis.ADEQUACY_EUROPE, Basis.ADEQUACY_EUROPE),
    ("DE", "TR", PRIVATE, "cluster", None, Basis.CONSENT),
    ("DE", "UA", PUBLIC, "region", None, Basis.CONSENT),
    ("DE", "RS", PRIVATE, "cluster", None, Basis.CONSENT),
    # To Japan: only known private operators are covered by the decision.
    ("DE", "JP", PRIVATE, "cluster", Basis.ADEQUACY, Basis.ADEQUACY),
    ("DE", "JP", PRIVATE, "agency", Basis.ADEQUACY, Basis.ADEQUACY),
    ("DE", "JP", PUBLIC, "agency", None, Basis.CONSENT),
    ("DE", "JP", HOSTED, "cluster", None, Basis.CONSENT),
    ("DE", "JP", UNKNOWN, "cluster", None, Basis.CONSENT),
    ("DE", "JP", UNKNOWN, "prefecture", None, Basis.CONSENT),
    ("DE", "JP", PRIVATE, "municipality", None, Basis.CONSENT),
    ("DE", "JP", PRIVATE, "region", None, Basis.CONSENT),
    # The United Kingdom recognises what the Union had recognised by 2020.
    ("UK", "UK", PRIVATE, "cluster", Basis.SAME_LAW, Basis.SAME_LAW),
    ("UK", "FR", PRIVATE, "cluster", Basis.ADEQUACY_EUROPE, Basis.ADEQUACY_EUROPE),
    ("UK", "CH", PRIVATE, "cluster", Basis.ADEQUACY_EUROPE, Basis.ADEQUACY_EUROPE),
    ("UK", "JP", PRIVATE, "cluster", Basis.ADEQUACY, Basis.ADEQUACY),
    ("UK", "JP", PUBLIC, "cluster", None, Basis.CONSENT),
    # Switzerland has not listed Japan.
    ("CH", "DE", PUBLIC, "region", Basis.ADEQUACY_EUROPE, Basis.ADEQUACY_EUROPE),
    ("CH", "UK", PRIVATE, "cluster", Basis.ADEQUACY_EUROPE, Basis.ADEQUACY_EUROPE),
    ("CH", "JP", PRIVATE, "cluster", None, Basis.CONSENT),
    # Others have a law of their own.
    ("TR", "TR", PRIVATE, "cluster", Basis.SAME_LAW, Basis.SAME_LAW),
    ("TR", "DE", PRIVATE, "cluster", None, Basis.CONSENT),
    ("UA", "JP", PRIVATE, "cluster", None, Basis.CONSENT),
    ("RS", "TR", PRIVATE, "cluster", None, Basis.CONSENT),
    # From Japan: the EEA and the United Kingdom are designated.
    ("JP", "JP", PUBLIC, "prefecture", Basis.SAME_LAW, Basis.SAME_LAW),
    ("JP", "DE", PUBLIC, "region", Basis.APPI_28, Basis.APPI_28),
    ("JP", "NO", PRIVATE, "cluster", Basis.APPI_28, Basis.APPI_28),
    ("JP", "UK", PRIVATE, "cluster", Basis.APPI_28, Basis.APPI_28),
    ("JP", "CH", PRIVATE, "cluster", None, Basis.APPI_28_CONSENT),
    ("JP", "TR", PUBLIC, "region", None, Basis.APPI_28_CONSENT),
]


@pytest.mark.parametrize("case", CASES)
def test_the_ground_follows_from_both_sides(
    case: tuple[str, str, str, str, Basis | None, Basis],
) -> None:
    home, abroad, status, kind, without, with_consent = case
    of = make_organisation(home)
    to = make_organisation(abroad, kind=kind, status=status)
    person = make_speaker(of)
    assert basis_for(person, of, to) == without
    give_consent(person, Consent.Purpose.DISCLOSURE, source="test")
    assert basis_for(person, of, to) == with_consent


@pytest.mark.parametrize("purpose", [Consent.Purpose.NEWS, Consent.Purpose.ACCOUNT])
def test_another_consent_is_no_ground(purpose: str) -> None:
    of, to = make_organisation("DE"), make_organisation("JP", status=PUBLIC)
    person = make_speaker(of)
    give_consent(person, purpose, source="test")
    assert basis_for(person, of, to) is None


def test_a_disclosure_notes_ground_fields_and_consent() -> None:
    of, to = make_organisation("DE"), make_organisation("JP", kind="prefecture")
    person = make_speaker(of)
    consent = give_consent(person, Consent.Purpose.DISCLOSURE, source="test")
    row = disclose(person, of=of, to=to, fields=["email", "name"], cause=CAUSE)
    assert (row.person, row.recipient, row.basis, row.consent) == (person, to, "consent", consent)
    assert (row.fields, row.cause) == (["name", "email"], CAUSE)


def test_a_ground_in_law_needs_no_consent() -> None:
    of, to = make_organisation("JP"), make_organisation("DE")
    person = make_speaker(of)
    give_consent(person, Consent.Purpose.DISCLOSURE, source="test")
    row = disclose(person, of=of, to=to, cause=CAUSE)
    assert (row.basis, row.consent) == (Basis.APPI_28, None)


def test_it_is_noted_once_for_a_cause() -> None:
    of, to = make_organisation("DE"), make_organisation("FR")
    person = make_speaker(of)
    first = disclose(person, of=of, to=to, fields=["name"], cause=CAUSE)
    assert disclose(person, of=of, to=to, fields=["phone"], cause=CAUSE) == first
    other = disclose(person, of=of, to=to, fields=["phone"], cause="introduction-8")
    found = [(row.pk, row.fields) for row in Disclosure.objects.order_by("pk")]
    assert found == [(first.pk, ["name"]), (other.pk, ["phone"])]


def test_without_a_ground_nothing_is_noted_and_the_person_is_told_what_to_do() -> None:
    of, to = make_organisation("DE"), make_organisation("JP", status=PUBLIC)
    person = make_speaker(of)
    with pytest.raises(NoLegalBasis) as error:
        disclose(person, of=of, to=to, cause=CAUSE)
    assert "explicit consent" in str(error.value)
    assert "“My data”" in str(error.value)
    with pytest.raises(NotDisclosed):
        contact_of(person, of=of, to=to, cause=CAUSE)
    assert Disclosure.objects.count() == 0


def test_nobody_is_disclosed_in_the_name_of_another_organisation() -> None:
    of, to = make_organisation("DE"), make_organisation("FR")
    charlie = make_user()
    with pytest.raises(NotTheirOrganisation):
        disclose(charlie, of=of, to=to, cause=CAUSE)
    assert Disclosure.objects.count() == 0


def test_a_field_that_is_none_is_a_mistake() -> None:
    of, to = make_organisation("DE"), make_organisation("FR")
    person = make_speaker(of)
    with pytest.raises(ValueError, match="not in tuple"):
        disclose(person, of=of, to=to, fields=["password"], cause=CAUSE)


def test_the_door_shows_only_what_was_disclosed() -> None:
    of, to = make_organisation("DE"), make_organisation("JP")
    person = make_speaker(of)
    disclose(person, of=of, to=to, fields=["name", "email"], cause=CAUSE)
    card = contact_of(person, of=of, to=to, cause=CAUSE)
    assert card == ContactCard(name="Alice Weber", email="alice@example.org")


def test_the_door_shows_all_that_there_is() -> None:
    of, to = make_organisation("DE"), make_organisation("JP")
    person = make_speaker(of)
    disclose(person, of=of, to=to, cause=CAUSE)
    assert contact_of(person, of=of, to=to, cause=CAUSE) == ContactCard(
        "Alice Weber", "Manager", "alice@example.org", "+4930123456"
    )


def test_the_door_is_shut_for_others() -> None:
    of, to, charlies = (make_organisation(country) for country in ("DE", "JP", "JP"))
    person = make_speaker(of)
    colleague = make_speaker(of, "bob@example.org")
    disclose(person, of=of, to=to, cause=CAUSE)
    for who, whom, why in (
        (person, charlies, CAUSE),
        (colleague, to, CAUSE),
        (person, to, "introduction-8"),
    ):
        with pytest.raises(NotDisclosed) as error:
            contact_of(who, of=of, to=whom, cause=why)
        assert "alice" not in str(error.value).lower()


def test_the_door_shuts_when_the_consent_is_withdrawn_and_the_log_stays() -> None:
    of, to = make_organisation("DE"), make_organisation("JP", status=PUBLIC)
    person = make_speaker(of)
    give_consent(person, Consent.Purpose.DISCLOSURE, source="test")
    disclose(person, of=of, to=to, cause=CAUSE)
    assert contact_of(person, of=of, to=to, cause=CAUSE).name == "Alice Weber"
    withdraw_consent(person, Consent.Purpose.DISCLOSURE, source="test")
    with pytest.raises(NotDisclosed):
        contact_of(person, of=of, to=to, cause=CAUSE)
    assert Disclosure.objects.count() == 1


@pytest.mark.parametrize("how", ["left", "closed"])
def test_the_door_shuts_when_the_person_is_gone(how: str) -> None:
    of, to = make_organisation("DE"), make_organisation("JP")
    person = make_speaker(of)
    disclose(person, of=of, to=to, cause=CAUSE)
    if how == "left":
        person.memberships.all().delete()
    else:
        deactivate(person)
    with pytest.raises(NotDisclosed):
        contact_of(person, of=of, to=to, cause=CAUSE)


@pytest.mark.django_db(transaction=True)
def test_many_at_once_note_it_once() -> None:
    of, to = make_organisation("DE"), make_organisation("JP")
    person = make_speaker(of)

    def note(_number: int) -> int:
        try:
            return disclose(person, of=of, to=to, cause=CAUSE).pk
        finally:
            connection.close()

    with ThreadPoolExecutor(THREADS) as pool:
        noted = list(pool.map(note, range(THREADS)))
    assert noted == [Disclosure.objects.get().pk] * THREADS


def test_a_log_line_names_nobody(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG", logger="profiles")
    of, to = make_organisation("DE"), make_organisation("JP")
    person = make_speaker(of)
    disclose(person, of=of, to=to, cause=CAUSE)
    contact_of(person, of=of, to=to, cause=CAUSE)
    assert [it.getMessage() for it in caplog.records if "alice" in it.getMessage().lower()] == []


def test_every_ground_is_in_the_table() -> None:
    grounds = {ground for *_case, without, with_consent in CASES for ground in (with_consent,)}
    assert grounds == set(Basis)
    assert {
        with_consent for *_case, without, with_consent in CASES if without is None
    } == disclosing.NEEDING_CONSENT
