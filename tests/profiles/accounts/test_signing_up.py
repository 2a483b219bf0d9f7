"""Signing up: what is asked, what is kept, and that only the owner of a mailbox confirms it."""

from hashlib import sha256

import pytest
from allauth.account.models import EmailAddress
from allauth.core import context
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages.storage import default_storage
from django.contrib.sessions.backends.db import SessionStore
from django.test import RequestFactory

from profiles.accounts.forms import SignUpForm
from profiles.models import Consent, User
from tests.makers import PASSWORD, make_user
from tests.profiles.accounts.walking import (
    LOGIN,
    MARKS,
    SENT,
    SIGNUP,
    anybody,
    fill,
    kinds_to,
    mails_to,
    path_in,
    person,
    sign_in,
    visitor,
    who,
)
from tests.profiles.reading import elements, html_of, texts

pytestmark = MARKS


def is_confirmed(email: str) -> bool:
    return EmailAddress.objects.get(email=email).verified


def test_somebody_signs_up() -> None:
    client, email = visitor(), anybody()
    response = fill(client, SIGNUP, person(email))
    assert (response.status_code, response["Location"]) == (302, SENT)
    user = User.objects.get(email=email)
    assert (user.family_name, user.given_name, user.reading) == ("佐藤", "遥", "さとう はるか")
    assert (user.language, user.time_zone) == ("ja", "Asia/Tokyo")
    assert (user.is_staff, user.is_superuser, user.is_active) == (False, False, True)
    assert user.check_password(PASSWORD)
    assert (who(client), is_confirmed(email)) == ("", False)


def test_the_privacy_notice_is_logged_in_the_words_that_were_read() -> None:
    email = anybody()
    fill(visitor(), SIGNUP, person(email))
    [consent] = Consent.objects.filter(user__email=email)
    assert (consent.purpose, consent.is_given, consent.language) == ("account", True, "en")
    assert consent.digest == sha256(b"I have read the privacy notice.").hexdigest()
    assert (consent.version, consent.source) == ("2026-11", "sign-up")


def test_news_only_for_whoever_ticks_them() -> None:
    email = anybody()
    fill(visitor(), SIGNUP, person(email, news="on"))
    given = Consent.objects.filter(user__email=email).values_list("purpose", "is_given")
    assert list(given) == [("account", True), ("news", True)]
    boxes = elements(visitor().get(SIGNUP), "input")
    assert [box["name"] for box in boxes if "checked" in box.attributes] == []


def test_the_mail_asks_to_confirm_and_greets_nobody_by_a_name() -> None:
    """The name was typed by whoever typed the address, and that may be somebody else."""
    email = anybody()
    fill(visitor(), SIGNUP, person(email, family_name="Offer", given_name="Special"))
    [mail] = mails_to(email)
    assert (mail.kind, mail.language, mail.user) == ("account_confirm_address", "ja", None)
    assert "Special" not in mail.text + mail.html + mail.subject
    assert path_in(mail).startswith("/ja/account/confirm-email/")


def test_looking_at_the_link_confirms_nothing() -> None:
    """Scanners of mail open every link."""
    email = anybody()
    fill(visitor(), SIGNUP, person(email))
    link = path_in(mails_to(email)[0])
    for scanner in (visitor(), visitor()):
        assert scanner.get(link).status_code == 200
        assert scanner.head(link).status_code == 200
    assert is_confirmed(email) is False


def test_the_button_confirms_and_signs_in_where_one_signed_up() -> None:
    client, email = visitor(), anybody()
    fill(client, SIGNUP, person(email))
    response = fill(client, path_in(mails_to(email)[0]), {})
    assert (response.status_code, response["Location"]) == (302, "/ja/organisations/")
    assert (is_confirmed(email), who(client)) == (True, email)


def test_in_another_browser_the_button_only_confirms() -> None:
    other, email = visitor(), anybody()
    fill(visitor(), SIGNUP, person(email))
    response = fill(other, path_in(mails_to(email)[0]), {})
    assert (response.status_code, response["Location"]) == (302, "/ja/account/login/")
    assert (is_confirmed(email), who(other)) == (True, "")
    assert sign_in(other, email)["Location"] == "/ja/organisations/"


def test_nobody_signs_in_before_the_address_is_confirmed() -> None:
    client, email = visitor(), anybody()
    fill(visitor(), SIGNUP, person(email))
    response = sign_in(client, email)
    assert (response["Location"], who(client)) == (SENT, "")


def test_a_link_that_was_changed_confirms_nothing() -> None:
    email = anybody()
    fill(visitor(), SIGNUP, person(email, language="en"))
    link = path_in(mails_to(email)[0])
    forged = link[:-3] + ("aa/" if link[-3:] != "aa/" else "bb/")
    response = visitor().get(forged)
    assert "This link does not work any more" in html_of(response)
    assert visitor().post(forged).status_code == 404
    assert is_confirmed(email) is False


def names_asked(page: str) -> list[str]:
    fields = elements(visitor().get(page), "input")
    return [it["name"] for it in fields if it["name"] in {"family_name", "given_name", "reading"}]


def chosen(page: str, select: str) -> str:
    html = html_of(visitor().get(page))
    options = html.partition(f'name="{select}"')[2].partition("</select>")[0]
    return options.partition(" selected")[0].rpartition('value="')[2].partition('"')[0]


@pytest.mark.parametrize(
    ("language", "first", "zone"),
    [("en", "given_name", "Europe/Brussels"), ("ja", "family_name", "Asia/Tokyo")],
)
def test_the_form_begins_as_its_reader_would(language: str, first: str, zone: str) -> None:
    page = f"/{language}/account/signup/"
    assert names_asked(page)[0] == first
    assert sorted(names_asked(page)) == ["family_name", "given_name", "reading"]
    assert (chosen(page, "language"), chosen(page, "time_zone")) == (language, zone)


@pytest.mark.parametrize(
    ("zone", "is_taken"),
    [
        ("Europe/Paris", True),
        ("Pacific/Chatham", True),  # not offered
        ("America/Argentina/Ushuaia", True),
        ("Mars/Olympus", False),
        ("EST", False),
        ("../etc/localtime", False),
        ("", False),
    ],
)
def test_every_zone_of_the_world_is_taken(zone: str, is_taken: bool) -> None:
    email = anybody()
    fill(visitor(), SIGNUP, person(email, time_zone=zone))
    assert User.objects.filter(email=email, time_zone=zone).exists() is is_taken


@pytest.mark.parametrize(
    ("field", "typed", "message"),
    [
        ("privacy", "", "Please read the privacy notice, then tick this box."),
        ("password1", "short", "at least 12 characters"),
        ("password2", PASSWORD + "!", "The two passwords are not the same."),
        ("family_name", "", "This field is required."),
        ("family_name", "Sa\u202eto", "There is an invisible character in it"),
        ("given_name", "Haru\u200bka", "There is an invisible character in it"),
        ("given_name", "https://win.example", "A name contains no links."),
        ("family_name", "WWW.win.example", "A name contains no links."),
        ("family_name", "x" * 101, "Write at most 100 characters"),
        ("email", "nobody", "Enter a valid email address."),
        ("language", "xx", "Select a valid choice."),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_lost(field: str, typed: str, message: str) -> None:
    email = anybody()
    response = fill(visitor(), SIGNUP, person(email) | {field: typed})
    assert response.status_code == 200
    errors = texts(response, "ul", "errorlist")
    assert [message in error for error in errors].count(True) == 1
    assert User.objects.filter(email=email).exists() is False
    kept = {it["name"]: it["value"] for it in elements(response, "input")}
    assert kept["reading"] == "さとう はるか"
    assert kept["email"] == (typed if field == "email" else email)


def test_a_password_like_ones_own_name_is_refused() -> None:
    email = anybody()
    name = {"family_name": "Featherstonehaugh", "given_name": "Cholmondeley"}
    password = "featherstonehaugh1"
    typed = person(email, **name, password1=password, password2=password)
    response = fill(visitor(), SIGNUP, typed)
    assert "too similar to the family name" in html_of(response)
    assert User.objects.filter(email=email).exists() is False


def test_names_are_tidied() -> None:
    email = anybody()
    name = {"family_name": "  Mu\u0308ller   Lüdenscheidt ", "given_name": "Ｊｕｄｉｔｈ"}
    fill(visitor(), SIGNUP, person(email, **name))
    user = User.objects.get(email=email)
    assert (user.family_name, user.given_name) == ("Müller Lüdenscheidt", "Judith")


def test_a_robot_that_fills_in_every_field_is_answered_like_everybody() -> None:
    email = anybody()
    [trap] = elements(visitor().get(SIGNUP), "div", "trap")
    assert (trap["aria-hidden"], "Leave this field empty" in trap.text) == ("true", True)
    response = fill(visitor(), SIGNUP, person(email, nickname="robot"))
    assert (response.status_code, response["Location"]) == (302, SENT)
    assert (User.objects.filter(email=email).count(), mails_to(email)) == (0, [])


def test_more_fields_than_asked_change_nothing() -> None:
    email = anybody()
    more = {"is_staff": "on", "is_superuser": "on", "is_active": "", "date_joined": "2001-01-01"}
    fill(visitor(), SIGNUP, person(email, **more))
    user = User.objects.get(email=email)
    assert (user.is_staff, user.is_superuser, user.is_active) == (False, False, True)
    assert user.date_joined.year > 2001


def test_two_at_once_with_one_address_make_one_account() -> None:
    """The second is answered as if the account had been there before: by a mail."""
    email = anybody()
    request = RequestFactory().post(SIGNUP)
    request.session, request.user = SessionStore(), AnonymousUser()
    request._messages = default_storage(request)
    with context.request_context(request):
        form = SignUpForm(person(email))
        assert form.is_valid()
        make_user(email.upper().replace("EXAMPLE.ORG", "example.org"))
        user, response = form.try_save(request)
    assert (user, response["Location"]) == (None, SENT)
    assert User.objects.filter(email__iexact=email).count() == 1


def test_whoever_has_an_account_is_told_by_mail_alone() -> None:
    email = anybody()
    make_user(email, language="de")
    fill(visitor(), SIGNUP, person(email))
    assert kinds_to(email) == ["account_exists"]
    [mail] = mails_to(email)
    assert (mail.language, path_in(mail)) == ("de", "/de/account/password/reset/")
    assert Consent.objects.filter(user__email=email).count() == 0


def test_the_way_from_signing_in() -> None:
    links = [link["href"] for link in elements(visitor().get(LOGIN), "a")]
    assert links.count(SIGNUP) == 2  # in the header, and on the page
