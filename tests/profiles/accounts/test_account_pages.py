"""One's own data: shown, changed, and nobody else's."""

import pytest
from django.test import Client
from django.utils import translation
from pytest_django import DjangoAssertNumQueries

from profiles.accounts.forms import AccountForm
from profiles.consents import Purpose, standing_consent
from profiles.models import User
from profiles.phones import FaultyPhone, read_phone, show_phone
from tests.makers import make_user
from tests.profiles.accounts.walking import MARKS, anybody, visitor
from tests.profiles.reading import elements, html_of, texts

pytestmark = MARKS

ACCOUNT = "/en/account/"
EDIT = "/en/account/edit/"
ACCOUNT_QUERIES = 5
"""Session, person, second factor, consent to news, number of sessions."""


@pytest.fixture
def haruka() -> User:
    return make_user(
        anybody(),
        family_name="佐藤",
        given_name="遥",
        reading="さとう はるか",
        language="ja",
        time_zone="Asia/Tokyo",
        phone="+81245211111",
        job_title="課長",
    )


def signed_in(user: User) -> Client:
    client = visitor()
    client.force_login(user)
    return client


def typed(**changed: str) -> dict[str, str]:
    return {
        "family_name": "Sato",
        "given_name": "Haruka",
        "reading": "",
        "job_title": "Head of division",
        "phone": "",
        "language": "en",
        "time_zone": "Asia/Tokyo",
    } | changed


def test_the_name_stands_in_the_order_of_every_language(haruka: User) -> None:
    page = signed_in(haruka).get(ACCOUNT)
    assert texts(page, "li", "own-name") == [
        "Deutsch 遥 佐藤",
        "English 遥 佐藤",
        "français 遥 佐藤",
        "日本語 佐藤 遥 （さとう はるか）",
    ]


def test_everything_is_shown_to_its_owner(haruka: User) -> None:
    page = signed_in(haruka).get(ACCOUNT)
    shown = texts(page, "dd")[1:]
    assert shown == [
        "課長",
        "+81 24-521-1111",
        "日本語",
        "Tokyo",
        "no",
        f"{haruka.email} Change the address",
        "Change the password",
        "none Set one up",
        "0 Look at them",
    ]


@pytest.mark.parametrize("page", [ACCOUNT, EDIT])
def test_nobody_else_gets_there(haruka: User, page: str) -> None:
    """There is no number in the address: everybody sees themselves."""
    assert visitor().get(page)["Location"] == f"/en/account/login/?next={page}"
    charlie = make_user(anybody(), given_name="Charlie")
    shown = html_of(signed_in(charlie).get(page))
    assert [it for it in (haruka.email, "佐藤", "521") if it in shown] == []
    assert "Charlie" in shown


def test_the_page_costs_the_same_for_everybody(
    haruka: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client = signed_in(haruka)
    with django_assert_num_queries(ACCOUNT_QUERIES):
        client.get(ACCOUNT)


def test_the_header_leads_there(haruka: User) -> None:
    [link] = elements(signed_in(haruka).get("/ja/about/"), "a", "account__name")
    assert (link["href"], "佐藤 遥" in link.text) == ("/ja/account/", True)


def test_the_form_holds_what_is_known(haruka: User) -> None:
    page = signed_in(haruka).get("/ja/account/edit/")
    held = {it["name"]: it["value"] for it in elements(page, "input") if it["type"] != "hidden"}
    assert held == {
        "family_name": "佐藤",
        "given_name": "遥",
        "reading": "さとう はるか",
        "job_title": "課長",
        "phone": "+81 24-521-1111",
        "news": "",
    }


def test_a_change_is_kept_and_answered_in_the_new_language(haruka: User) -> None:
    response = signed_in(haruka).post(EDIT, typed(language="fr", time_zone="Europe/Paris"))
    assert (response.status_code, response["Location"]) == (302, "/fr/account/")
    haruka.refresh_from_db()
    assert (haruka.family_name, haruka.given_name, haruka.reading) == ("Sato", "Haruka", "")
    assert (haruka.language, haruka.time_zone, haruka.phone) == ("fr", "Europe/Paris", "")
    assert haruka.job_title == "Head of division"


@pytest.mark.parametrize(
    ("zone", "number", "kept"),
    [
        ("Asia/Tokyo", "+81 24 521 1111", "+81245211111"),
        ("Asia/Tokyo", "024-521-1111", "+81245211111"),
        ("Asia/Tokyo", "０２４－５２１－１１１１", "+81245211111"),
        ("Europe/Berlin", "＋４９ (0)211 123456", "+49211123456"),
        ("Europe/Berlin", "0049 211 123456", None),
        ("Europe/Berlin", "0211 123456", None),
        ("Asia/Tokyo", "12", None),
        ("Asia/Tokyo", "call me", None),
    ],
)
def test_phone_numbers(haruka: User, zone: str, number: str, kept: str | None) -> None:
    response = signed_in(haruka).post(EDIT, typed(phone=number, time_zone=zone))
    haruka.refresh_from_db()
    if kept is None:
        assert (response.status_code, haruka.phone) == (422, "+81245211111")
        assert "with its country code" in texts(response, "ul", "errorlist")[0]
    else:
        assert (response.status_code, haruka.phone) == (302, kept)


def test_what_is_wrong_is_said_beside_it_and_nothing_is_lost(haruka: User) -> None:
    page = signed_in(haruka).post(EDIT, typed(family_name="", phone="call me"))
    assert page.status_code == 422
    held = {it["name"]: it for it in elements(page, "input")}
    assert (held["phone"]["value"], held["job_title"]["value"]) == ("call me", "Head of division")
    assert held["family_name"]["aria-invalid"] == "true"
    assert "id_family_name_error" in held["family_name"]["aria-describedby"]
    [header] = elements(page, "a", "account__name")
    assert "遥 佐藤" in header.text  # the frame shows who it is, not what was typed


def test_more_fields_than_asked_change_nothing(haruka: User) -> None:
    email = haruka.email
    more = {"is_staff": "on", "is_superuser": "on", "email": "a@example.org", "password": "x"}
    signed_in(haruka).post(EDIT, typed(**more))
    haruka.refresh_from_db()
    assert (haruka.is_staff, haruka.is_superuser, haruka.email) == (False, False, email)
    assert haruka.check_password("a long enough password")


def test_news_are_ended_as_easily_as_begun(haruka: User) -> None:
    client = signed_in(haruka)
    client.post(EDIT, typed(news="on"))
    client.post(EDIT, typed(news="on"))
    assert standing_consent(haruka, Purpose.NEWS) is not None
    client.post(EDIT, typed())
    assert standing_consent(haruka, Purpose.NEWS) is None
    assert [it.is_given for it in haruka.consents.all()] == [True, False]


@pytest.mark.parametrize("language", ["de", "en", "fr", "ja"])
def test_a_zone_that_is_not_offered_stays_chosen(haruka: User, language: str) -> None:
    haruka.time_zone = "Pacific/Chatham"
    with translation.override(language):
        offered = dict(AccountForm(instance=haruka).fields["time_zone"].choices)
    assert "Pacific/Chatham" in offered
    assert offered["Europe/Vienna"] == {"de": "Wien", "fr": "Vienne", "ja": "ウィーン"}.get(
        language, "Vienna"
    )


def test_numbers_are_shown_as_they_are_dialled_from_abroad() -> None:
    assert [show_phone(it) for it in ("", "+49211123456")] == ["", "+49 211 123456"]
    with pytest.raises(FaultyPhone, match="country code"):
        read_phone("211")
