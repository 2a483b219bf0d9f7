"""The way out of a subscription: by the link in the mail, or by the mail program's one click."""

import re

import pytest
from django.core import signing
from django.test import Client

from profiles import outbox
from profiles.models import Mail, MailRefusal, User
from profiles.unsubscribing import SALT
from tests.makers import make_user
from tests.profiles.mail.makers import letter, make_haruka, posted
from tests.profiles.reading import html_of, texts

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore:No directory at:UserWarning"),
]

ONE_CLICK = {"List-Unsubscribe": "One-Click"}


@pytest.fixture
def haruka() -> User:
    return make_haruka(language="en")


@pytest.fixture
def link(haruka: User) -> str:
    """The path in a mail of the kind `news`."""
    mail = posted(to=haruka, key="news-1", kind="news", is_subscription=True)
    (path,) = re.findall(r"(/en/mail/unsubscribe/\S+)", mail.text)
    return str(path)


def refusals() -> list[tuple[str, str]]:
    return list(MailRefusal.objects.values_list("user__email", "kind"))


def test_following_the_link_only_asks(client: Client, link: str) -> None:
    """Programs that look for viruses follow every link."""
    response = client.get(link)
    assert (response.status_code, refusals()) == (200, [])
    assert texts(response, "h1") == ["No more mails of this kind?"]
    assert texts(response, "button")[-1:] == ["Send me no more of them"]
    assert response["Cache-Control"] == "max-age=0, no-cache, no-store, must-revalidate, private"


def test_confirming_ends_the_subscription(client: Client, link: str, haruka: User) -> None:
    response = client.post(link)
    assert texts(response, "h1") == ["You get no more mails of this kind"]
    assert refusals() == [("haruka@example.org", "news")]
    assert texts(client.get(link), "h1") == ["You get no more mails of this kind"]
    news = outbox.post(letter(), to=haruka, key="news-2", kind="news", is_subscription=True)
    assert (news, Mail.objects.get().state) == (None, "cancelled")


def test_a_mail_program_does_it_with_one_click(link: str) -> None:
    """Without a cookie or a CSRF token, twice, and it is not redirected."""
    program = Client(enforce_csrf_checks=True)
    assert [program.post(link, ONE_CLICK).status_code for _ in range(2)] == [200, 200]
    assert refusals() == [("haruka@example.org", "news")]


def test_the_page_shows_nobodys_data(client: Client, link: str) -> None:
    html = html_of(client.get(link)) + html_of(client.post(link))
    assert [word in html for word in ("haruka@", "佐藤", "遥")] == [False] * 3


@pytest.mark.parametrize("token", ["nonsense", "WzEsIm5ld3MiXQ:1xWZ6o:forged", "a:b:c"])
def test_a_forged_link_is_not_found(client: Client, haruka: User, token: str) -> None:
    answers = [ask(f"/en/mail/unsubscribe/{token}/") for ask in (client.get, client.post)]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert refusals() == []


def test_a_link_made_for_something_else_is_not_found(client: Client, haruka: User) -> None:
    token = signing.dumps([haruka.pk, "news"], salt="another")
    assert client.post(f"/en/mail/unsubscribe/{token}/").status_code == 404
    assert refusals() == []


def test_the_link_of_somebody_who_is_gone_is_not_found(client: Client) -> None:
    gone = make_user("gone@example.org")
    token = signing.dumps([gone.pk, "news"], salt=SALT)
    gone.delete()
    assert client.post(f"/en/mail/unsubscribe/{token}/").status_code == 404


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_other_methods_are_refused(client: Client, link: str, method: str) -> None:
    assert getattr(client, method)(link).status_code == 405
