"""Nothing changes by a link, by a form without its token, or by a page of somebody else's."""

import re
from urllib.parse import urlsplit

import pytest
from allauth.account.models import EmailAddress
from django.test import Client

from profiles.models import User
from tests.makers import PASSWORD, make_user
from tests.profiles.accounts.walking import (
    MARKS,
    RESET,
    SIGNUP,
    anybody,
    fill,
    mails_to,
    path_in,
    person,
    visitor,
    who,
)
from tests.profiles.reading import texts

pytestmark = MARKS

ANONYMOUS_FORMS = {
    "login/": {"login": "a@example.org", "password": PASSWORD},
    "signup/": person("a@example.org"),
    "password/reset/": {"email": "a@example.org"},
    "login/code/": {"email": "a@example.org"},
    "second-factor/webauthn/login/": {"credential": "{}"},
}
OWN_FORMS = {
    "logout/": {},
    "edit/": {"family_name": "Eve"},
    "email/": {"email": "eve@example.org", "action_add": ""},
    "password/change/": {"oldpassword": PASSWORD, "password1": "x" * 20, "password2": "x" * 20},
    "reauthenticate/": {"password": PASSWORD},
    "sessions/": {},
    "sessions/1/end/": {},
    "second-factor/totp/activate/": {"code": "123456"},
    "second-factor/recovery-codes/generate/": {},
}


@pytest.fixture
def alice() -> User:
    return make_user(anybody(), family_name="Martin", given_name="Alice")


@pytest.mark.parametrize("page", ANONYMOUS_FORMS)
def test_a_visitors_form_without_its_token_is_refused(page: str) -> None:
    client = visitor(enforce_csrf_checks=True)
    assert client.post(f"/en/account/{page}", ANONYMOUS_FORMS[page]).status_code == 403
    assert User.objects.count() == 0


@pytest.mark.parametrize("page", OWN_FORMS)
def test_ones_own_form_without_its_token_is_refused(alice: User, page: str) -> None:
    client = visitor(enforce_csrf_checks=True)
    client.force_login(alice)
    assert client.post(f"/en/account/{page}", OWN_FORMS[page]).status_code == 403
    assert who(client) == alice.email
    assert User.objects.get().family_name == "Martin"


def test_a_token_of_somebody_elses_is_refused(alice: User) -> None:
    eve, client = visitor(), visitor(enforce_csrf_checks=True)
    page = eve.get("/en/account/login/").content.decode()
    token = re.search(r'csrfmiddlewaretoken" value="(\w+)"', page)[1]
    client.force_login(alice)
    client.get("/en/account/edit/")
    forged = {"family_name": "Eve", "csrfmiddlewaretoken": token}
    assert client.post("/en/account/edit/", forged).status_code == 403


@pytest.mark.parametrize("page", [*ANONYMOUS_FORMS, *OWN_FORMS])
def test_looking_changes_nothing(alice: User, page: str) -> None:
    client = visitor()
    client.force_login(alice)
    before = (list(User.objects.values()), list(EmailAddress.objects.values()))
    fields = ANONYMOUS_FORMS.get(page, OWN_FORMS.get(page))
    for ask in (client.get, client.head, client.options):
        assert ask(f"/en/account/{page}", fields).status_code < 500
    assert (list(User.objects.values()), list(EmailAddress.objects.values())) == before
    assert who(client) == alice.email


FOREIGN = [
    "https://evil.example/",
    "//evil.example/",
    "/\\evil.example",
    "https:evil.example",
    "http://testserver@evil.example/",
    "javascript:alert(1)",
]


@pytest.mark.parametrize("wanted", FOREIGN)
def test_no_page_sends_anybody_to_another_site(alice: User, wanted: str) -> None:
    """Signing out and showing who one is take `next`, too; signing in is tested with its form."""
    client = visitor()
    client.force_login(alice)
    again = client.post("/en/account/reauthenticate/", {"password": PASSWORD, "next": wanted})
    left = client.post("/en/account/logout/", {"next": wanted})
    assert [again["Location"], left["Location"]] == ["/en/organisations/", "/en/"]


@pytest.mark.parametrize("wanted", FOREIGN)
def test_no_link_on_these_pages_leads_to_another_site(client: Client, wanted: str) -> None:
    for page in ("login/", "signup/", "login/code/"):
        shown = client.get(f"/en/account/{page}", {"next": wanted}).content.decode()
        linked = [urlsplit(it).netloc for it in re.findall(r'(?:href|action)="([^"]*)"', shown)]
        assert set(linked) == {"", "testserver"}


@pytest.mark.parametrize("kind", ["account_confirm_address", "account_reset_password"])
def test_a_link_of_another_account_signs_nobody_out(alice: User, kind: str) -> None:
    """Eve could send her own; only the form behind it is about her account."""
    eve, client = anybody(), visitor()
    fill(visitor(), SIGNUP, person(eve))
    fill(visitor(), RESET, {"email": eve})
    link = next(path_in(mail) for mail in mails_to(eve) if mail.kind == kind)
    client.force_login(alice)
    page = client.get(link, follow=True)
    assert (page.status_code, who(client)) == (200, alice.email)
    assert texts(page, "div", "notice--success") == []
    new = {"password1": "another long password", "password2": "another long password"}
    client.post(page.redirect_chain[-1][0] if page.redirect_chain else link, new)
    assert who(client) == ""
