"""What may not be in words that are read before everybody has agreed."""

import pytest
from django.core.exceptions import ValidationError

from matching.introductions.anonymity import require_anonymous
from profiles.models import Profile, User
from tests.makers import make_profile, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def sides() -> tuple[Profile, Profile]:
    return (
        make_profile("de-1", texts={"en": "Cluster Hansen Valley", "de": "Hansental"}),
        make_profile("jp-1", texts={"ja": "福島県", "en": "Fukushima Prefecture"}),
    )


@pytest.fixture
def people() -> list[User]:
    named = [
        ("a@example.org", "Müller-Lüdenscheidt", "Zoë", ""),
        ("b@example.org", "福島", "花子", "ふくしま はなこ"),
        ("c@example.org", "Hansen", "Li", ""),
        ("d@example.org", "O", "", ""),
    ]
    return [
        make_user(email, None, family_name=family, given_name=given, reading=reading)
        for email, family, given, reading in named
    ]


FOUND = [
    ("Write to me: zoe@example.org", ["address"]),
    ("zoe＠example.org まで", ["address"]),
    ("zoe (at) example.org", ["address"]),
    ("zoe [AT] example dot org", ["address"]),
    ("{at} is not hidden: zoe{at}example.org", ["address"]),
    ("Call 0211 4566-789 today", ["phone"]),
    ("Call +81 24 521 1111", ["phone"]),
    ("電話０２４－５２１－１１１１", ["phone"]),
    ("Regards, Zoë", ["name"]),
    ("ZOË wrote this", ["name"]),
    ("Herr müller-lüdenscheidt", ["name"]),
    ("担当は花子です", ["name"]),
    ("はなこより", ["name"]),
    ("Yours, Li", ["name"]),
    ("Zoë, zoe@example.org, 0211 4566-789", ["address", "phone", "name"]),
]


@pytest.mark.parametrize(("text", "codes"), FOUND)
def test_it_is_found(
    sides: tuple[Profile, Profile], people: list[User], text: str, codes: list[str]
) -> None:
    with pytest.raises(ValidationError) as refusal:
        require_anonymous(text, people=people, organisations=sides)
    assert [error.code for error in refusal.value.error_list] == codes


INNOCENT = [
    "",
    "Since 2014, extended 2017-02-20, renewed 2021-2023: 100 % renewable by 2040.",
    "Our budget is 12.500.000 Euro for 1.200 members; 40213 Düsseldorf.",
    "〒960-8670 福島市杉妻町2-16、予算は1億2000万円。",
    "The Hansen Valley would like to work with Fukushima.",
    "福島との協力を希望します。",
    "Liaison and public life: we meet at noon.",
    "O, how fine.",
]


@pytest.mark.parametrize("text", INNOCENT)
def test_years_sums_places_and_organisations_are_nobody(
    sides: tuple[Profile, Profile], people: list[User], text: str
) -> None:
    require_anonymous(text, people=people, organisations=sides)


def test_the_message_says_what_to_leave_out(
    sides: tuple[Profile, Profile], people: list[User]
) -> None:
    with pytest.raises(ValidationError) as refusal:
        require_anonymous("Zoë, +81 24 521 1111", people=people, organisations=sides)
    assert refusal.value.messages == [
        "Leave out phone numbers: contact data are exchanged as soon as everybody has agreed.",
        "Leave out the names of people, yours too (found: Zoë). They are shown as soon as"
        " everybody has agreed.",
    ]
