"""What people have agreed to: every yes and no is a line, in the words that were read."""

from hashlib import sha256

import pytest
from django.utils import translation

from profiles.consents import (
    WORDINGS,
    Purpose,
    give_consent,
    standing_consent,
    withdraw_consent,
)
from profiles.models import Consent, User
from tests.makers import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def alice() -> User:
    return make_user("alice@example.org")


def test_a_yes_stands_until_it_is_withdrawn(alice: User) -> None:
    assert standing_consent(alice, Purpose.NEWS) is None
    given = give_consent(alice, Purpose.NEWS, source="account")
    assert standing_consent(alice, Purpose.NEWS) == given
    withdrawn = withdraw_consent(alice, Purpose.NEWS, source="mail")
    assert standing_consent(alice, Purpose.NEWS) is None
    lines = [(it.is_given, it.source) for it in alice.consents.all()]
    assert lines == [(True, "account"), (False, "mail")]
    assert (withdrawn.version, withdrawn.digest) == (given.version, given.digest)


def test_what_was_never_given_is_not_withdrawn(alice: User) -> None:
    give_consent(alice, Purpose.ACCOUNT, source="sign-up")
    assert withdraw_consent(alice, Purpose.NEWS, source="mail") is None
    assert Consent.objects.count() == 1


def test_it_may_be_given_again(alice: User) -> None:
    give_consent(alice, Purpose.NEWS, source="account")
    withdraw_consent(alice, Purpose.NEWS, source="account")
    again = give_consent(alice, Purpose.NEWS, source="account")
    assert standing_consent(alice, Purpose.NEWS) == again


def test_purposes_and_people_are_kept_apart(alice: User) -> None:
    charlie = make_user()
    give_consent(alice, Purpose.DISCLOSURE, source="introduction-7")
    assert standing_consent(alice, Purpose.NEWS) is None
    assert standing_consent(charlie, Purpose.DISCLOSURE) is None


@pytest.mark.parametrize("language", ["de", "en", "fr", "ja"])
@pytest.mark.parametrize("purpose", Purpose.values)
def test_the_digest_is_that_of_the_words_in_the_language_read(
    alice: User, purpose: str, language: str
) -> None:
    with translation.override(language):
        consent = give_consent(alice, purpose, source="test")
        words = str(WORDINGS[purpose].text)
    assert consent.digest == sha256(words.encode()).hexdigest()
    assert (consent.language, consent.version) == (language, WORDINGS[purpose].version)


def test_every_purpose_has_its_words() -> None:
    assert set(WORDINGS) == set(Purpose.values)
