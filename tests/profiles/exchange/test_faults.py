"""Every kind of fault that a line can have, named by line and column in a sentence."""

from typing import Any

import pytest

from profiles.models import User
from profiles.states import ImportState
from tests.makers import make_staff, make_topic
from tests.profiles.exchange.tables import checked, csv_of, faults_of, make_world, row

pytestmark = pytest.mark.django_db


@pytest.fixture
def dana() -> User:
    make_world()
    for n in range(16):
        make_topic(f"t{n}")
    return make_staff()


FAULTS = [
    (
        {"topics": "hydrogen;hydrogene"},
        "topics",
        "“hydrogene” is not in the vocabulary. Is it hydrogen?",
    ),
    (
        {"topics": "quidditch"},
        "topics",
        "“quidditch” is not in the vocabulary.",
    ),
    (
        {"topics": "hydrogen;hydrogen"},
        "topics",
        "“hydrogen” stands here twice.",
    ),
    (
        {"sectors": "industry:high"},
        "sectors",
        "“high” is no priority: write main or secondary.",
    ),
    (
        {"kind": "club"},
        "kind",
        "“club” is not known here. Known are: region, prefecture, municipality, cluster, agency.",
    ),
    (
        {"kind": ""},
        "kind",
        "This must not be empty.",
    ),
    (
        {"place": "XX9"},
        "place",
        "“XX9” is not the code of a place here, like DEA1 or JP-07.",
    ),
    (
        {"place": ""},
        "place",
        "This must not be empty.",
    ),
    (
        {"name_en": ""},
        "name_en",
        "This must not be empty.",
    ),
    (
        {"name_en": "x" * 201},
        "name_en",
        "Write at most 200 characters; these are 201.",
    ),
    (
        {"name_en": "Evil\u202ename"},
        "name_en",
        "There is an invisible character in it, U+202E RIGHT-TO-LEFT OVERRIDE."
        " Type it again without that.",
    ),
    (
        {"description_en": "x" * 100_000},
        "description_en",
        "Write at most 5000 characters; these are 100000.",
    ),
    (
        {"language": "klingon"},
        "language",
        "“klingon” is not the code of a language, like ja or de.",
    ),
    (
        {"languages": "en;zz"},
        "languages",
        "“zz” is not the code of a language, like ja or de.",
    ),
    (
        {"language": "", "name_fr": "Pôle"},
        "language",
        "Say in which language the profile is written, for example ja.",
    ),
    (
        {"member_count": "many"},
        "member_count",
        "“many” is not a number.",
    ),
    (
        {"member_count": "-5"},
        "member_count",
        "“-5” is not a number.",
    ),
    (
        {"size": "gigantic"},
        "size",
        "“gigantic” is not known here. Known are: very_small, small, medium, large, very_large.",
    ),
    (
        {"email": "nobody"},
        "email",
        "Enter a valid email address.",
    ),
    (
        {"phone": "12"},
        "phone",
        "Write the phone number with its country code, for example +81 24 521 1111.",
    ),
    (
        {"website": "javascript:alert(1)"},
        "website",
        "The address must begin with https:// or http://.",
    ),
    (
        {"website": "http://localhost/admin"},
        "website",
        "Nobody outside your own network can open this address.",
    ),
    (
        {"website": "ftp://example.org"},
        "website",
        "The address must begin with https:// or http://.",
    ),
    (
        {"linkedin": "https://example.org/me"},
        "linkedin",
        "For this kind the address must lie on linkedin.com.",
    ),
    (
        {"other_links": "|".join(f"a{n}.example.org" for n in range(9))},
        "other_links",
        "There are more than eight links in all.",
    ),
    (
        {"topics": ";".join(f"t{n}" for n in range(16))},
        "topics",
        "Choose at most 15; these are 16.",
    ),
    (
        {"kind": "prefecture"},
        "kind",
        "Prefectures lie in Japan: choose another kind or place.",
    ),
    (
        {"identifier": "123"},
        "identifier_kind",
        "Say which kind of number it is: corporate_number, vat or registry.",
    ),
    (
        {"identifier": "1234567890123", "identifier_kind": "corporate_number"},
        "identifier",
        "The check digit is wrong: one of the 13 digits is not right.",
    ),
    (
        {"offers_en": "x" * 401},
        "offers_en",
        "Write at most 400 characters; these are 401.",
    ),
    (
        {"offers_en": "One", "offers_topics": "quidditch"},
        "offers_topics",
        "“quidditch” is not in the vocabulary.",
    ),
    (
        {"needs_en": "", "needs_topics": "hydrogen"},
        "needs_en",
        "There are topics or kinds of cooperation without a text.",
    ),
    (
        {"offers_en": "|".join("abcdefghi")},
        "offers_en",
        "At most 8 of them can be stated.",
    ),
    (
        {"offers_en": "One", "offers_language": "ja"},
        "offers_language",
        "There is no text in the language that it is written in.",
    ),
    (
        {"key": "k" * 41},
        "key",
        "A key has at most 40 characters.",
    ),
    (
        {"id": "4711"},
        "id",
        "There is no profile with this id.",
    ),
    (
        {"id": "9" * 30},
        "id",
        "There is no profile with this id.",
    ),
    (
        {"id": "'; DROP TABLE"},
        "id",
        "There is no profile with this id.",
    ),
]


@pytest.mark.parametrize(("cells", "column", "sentence"), FAULTS)
def test_a_fault_is_named_by_line_and_column(
    dana: User, cells: dict[str, Any], column: str, sentence: str
) -> None:
    file = checked(csv_of(row(1), row(2, **cells)), dana)
    assert (file.state, faults_of(file)) == (ImportState.FAULTY, [(3, column, sentence)])
    assert not file.lines.exists()
