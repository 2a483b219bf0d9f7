"""How many may sign up from one address: a whole office may, and loses nothing beyond that."""

from django.contrib.auth.models import AnonymousUser
from django.test import Client, RequestFactory

from events.models import Registration
from profiles.limits import LIMITS, limited
from tests.events.making import make_webinar
from tests.events.visiting import form_of, sign_up
from tests.profiles.accounts.walking import MARKS, visitor
from tests.profiles.reading import elements, texts

pytestmark = MARKS


def many_sign_ups(client: Client, count: int) -> None:
    """So many valid ones of colleagues who share the client's address."""
    request = RequestFactory().post("/", REMOTE_ADDR=client.defaults["REMOTE_ADDR"])
    request.user = AnonymousUser()
    assert not any(limited(request, "register-webinar") for _ in range(count))


def test_sign_ups_are_limited_by_address_but_looking_is_not() -> None:
    webinar, client = make_webinar(), visitor()
    many_sign_ups(client, LIMITS["register-webinar"].times - 2)
    answers = [sign_up(webinar, client, email=f"p{n}@example.org") for n in range(3)]
    assert [it.status_code for it in answers] == [302, 302, 429]
    assert Registration.objects.count() == 2
    assert client.get(form_of(webinar)).status_code == 200
    assert sign_up(webinar).status_code == 302


def test_whoever_comes_too_late_keeps_what_they_typed() -> None:
    webinar, client = make_webinar(), visitor()
    many_sign_ups(client, LIMITS["register-webinar"].times)
    page = sign_up(webinar, client, question="Who pays?")
    assert (page.status_code, page["Retry-After"]) == (429, "3600")
    assert [it.partition(".")[0] for it in texts(page, "ul", "errorlist")] == [
        "Very many people have signed up from your network within an hour"
    ]
    values = {it["name"]: it["value"] for it in elements(page, "input")}
    assert (values["email"], values["given_name"]) == ("erika@example.org", "Erika")
    assert elements(page, "textarea")[0].text.strip() == "Who pays?"
    assert texts(page, "button")[-1] == "Register"


def test_mistakes_are_not_counted() -> None:
    webinar, client = make_webinar(), visitor()
    many_sign_ups(client, LIMITS["register-webinar"].times - 1)
    answers = [sign_up(webinar, client, email=email) for email in ("erika@", "e@example.org")]
    assert [it.status_code for it in answers] == [422, 302]
