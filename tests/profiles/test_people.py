"""People, their names and their languages."""

import pytest
from django.db import IntegrityError
from django.utils import translation

from profiles.languages import language_name
from profiles.models import User
from profiles.names import personal_name
from tests.makers import PASSWORD, make_staff, make_user


@pytest.mark.parametrize(
    ("code", "reader", "name"),
    [
        ("de", "ja", "ドイツ語"),
        ("de", "de", "Deutsch"),
        ("ja", "fr", "japonais"),
        ("ko", "en", "Korean"),
        ("xx", "en", "xx"),
        ("", "en", ""),
        ("not a code", "en", "not a code"),
    ],
)
def test_names_of_languages(code: str, reader: str, name: str) -> None:
    assert language_name(code, reader) == name


@pytest.mark.parametrize(
    ("family", "given", "language", "name"),
    [
        ("Tanaka", "Haruka", "ja", "Tanaka Haruka"),
        ("Tanaka", "Haruka", "en", "Haruka Tanaka"),
        ("Tanaka", "Haruka", "de", "Haruka Tanaka"),
        ("", "Haruka", "ja", "Haruka"),
        ("Tanaka", "", "en", "Tanaka"),
        ("", "", "en", ""),
    ],
)
def test_order_of_names(family: str, given: str, language: str, name: str) -> None:
    assert personal_name(family, given, language=language) == name


@pytest.mark.parametrize(("reader", "name"), [("ja", "Tanaka Haruka"), ("fr", "Haruka Tanaka")])
def test_a_person_is_called_in_the_reader_s_order(reader: str, name: str) -> None:
    haruka = User(email="haruka@example.org", family_name="Tanaka", given_name="Haruka")
    with translation.override(reader):
        assert (haruka.get_full_name(), str(haruka)) == (name, name)


def test_a_person_without_a_name_is_called_by_the_address() -> None:
    assert str(User(email="haruka@example.org")) == "haruka@example.org"


@pytest.mark.django_db
def test_a_new_user() -> None:
    make_user("Alice@EXAMPLE.org")
    alice = User.objects.get()
    assert alice.email == "Alice@example.org"
    assert alice.check_password(PASSWORD) is True
    assert alice.password.startswith("argon2$argon2id$")
    assert (alice.is_active, alice.is_staff, alice.is_superuser) == (True, False, False)
    assert (alice.language, alice.time_zone) == ("en", "Europe/Brussels")


@pytest.mark.django_db
def test_a_user_without_a_password_cannot_sign_in_by_one() -> None:
    assert make_user(password=None).has_usable_password() is False


@pytest.mark.django_db
def test_staff_and_superusers() -> None:
    dana = make_staff(password=None)
    root = User.objects.create_superuser("root@example.org", PASSWORD)
    assert (dana.is_staff, dana.is_superuser) == (True, False)
    assert (root.is_staff, root.is_superuser) == (True, True)


@pytest.mark.django_db
def test_an_address_belongs_to_one_person_whatever_its_case() -> None:
    make_user("alice@example.org", password=None)
    with pytest.raises(IntegrityError, match="user_email_ignoring_case"):
        make_user("Alice@example.org", password=None)
