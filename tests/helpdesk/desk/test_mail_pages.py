"""The outbox on the desk: what staff see of mails, and decide."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import translation
from pytest_django import DjangoAssertNumQueries, Settings

from profiles import outbox
from profiles.letters import Attachment, Letter
from profiles.models import Mail, User
from profiles.states import MailState
from tests.makers import make_user
from tests.matching.test_crowd import at_once
from tests.profiles.mail.makers import letter, make_alice, make_haruka, posted
from tests.profiles.reading import elements, html_of, texts

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore:No directory at:UserWarning"),
]

LIST = "/en/desk/mail/"
LIST_QUERIES = 6
PAGE_QUERIES = 6
NOBODY = 2**40
NOW = datetime(2026, 7, 1, 9, tzinfo=UTC)
SECRET_WORDS = "Your code is 471199"
PLACES = [
    (True, "console.EmailBackend", True),
    (True, "smtp.EmailBackend", False),
    (False, "console.EmailBackend", False),
    (False, "smtp.EmailBackend", False),
]
"""Demonstrations or not, with a mail server or without: where staff may read everything."""
DECIDABLE = [MailState.DOUBTFUL, MailState.FAILED]


def make_mail(key: str = "note-1", state: str = "waiting", **fields: Any) -> Mail:
    """As it would be in that state."""
    text = letter(f"About {key}", paragraphs=[fields.pop("text", "Words")])
    mail = posted(text, key=key, kind=fields.pop("kind", "note"), to=fields.pop("to", "a@b.org"))
    Mail.objects.filter(pk=mail.pk).update(state=state, **fields)
    mail.refresh_from_db()
    return mail


def page_of(mail: Mail) -> str:
    return reverse("desk:show-mail", args=[mail.pk])


def again(mail: Mail) -> str:
    return reverse("desk:send-mail-again", args=[mail.pk])


def cancelling(mail: Mail) -> str:
    return reverse("desk:cancel-mail", args=[mail.pk])


def listed(response: HttpResponse) -> list[str]:
    """The subjects, in order."""
    return [it.text.strip() for it in elements(response, "th") if it["scope"] == "row"]


def told(response: HttpResponse) -> list[str]:
    return [str(message) for message in response.context["messages"]]


def log_of(mail: Mail) -> list[tuple[object, ...]]:
    return list(mail.transitions.values_list("actor", "old", "new", "reason"))


def test_strangers_are_asked_to_sign_in(client: Client) -> None:
    mail = make_mail(state="failed", text=SECRET_WORDS)
    for url in (LIST, page_of(mail), again(mail), cancelling(mail)):
        for response in (client.get(url), client.post(url, {"reason": "Because"})):
            assert (response.status_code, response.url) == (
                302,
                f"{reverse('account_login')}?next={url}",
            )
    assert (Mail.objects.get().state, log_of(mail)) == ("failed", [])


def test_who_is_not_staff_is_refused(charlie: Client) -> None:
    mail = make_mail(state="failed", to=make_haruka(), text=SECRET_WORDS)
    answers = [charlie.get(LIST), charlie.get(page_of(mail))]
    answers += [charlie.post(url, {"reason": "Because"}) for url in (again(mail), cancelling(mail))]
    assert [answer.status_code for answer in answers] == [403] * 4
    pages = [html_of(answer) for answer in answers]
    assert ["haruka@" in page or SECRET_WORDS in page for page in pages] == [False] * 4
    assert (Mail.objects.get().state, log_of(mail)) == ("failed", [])


def test_not_even_the_recipient_sees_the_desk(client: Client) -> None:
    haruka = make_haruka()
    client.force_login(haruka)
    assert client.get(page_of(make_mail(to=haruka))).status_code == 403


def test_an_unknown_mail_is_not_found(desk: Client) -> None:
    names = ("show-mail", "send-mail-again", "cancel-mail")
    urls = [reverse(f"desk:{name}", args=[NOBODY]) for name in names]
    answers = [desk.get(urls[0]), *(desk.post(url, {"reason": "Because"}) for url in urls[1:])]
    assert [answer.status_code for answer in answers] == [404] * 3


def test_an_empty_outbox_says_so(desk: Client) -> None:
    response = desk.get(LIST)
    assert texts(response, "h2", "empty__title") == ["No mail yet"]


def test_what_waits_for_staff_comes_first_then_the_newest(desk: Client) -> None:
    states = ["failed", "sent", "doubtful", "waiting", "sending", "cancelled"]
    for age, state in enumerate(states):
        make_mail(state, state, created_at=NOW - timedelta(days=age))
    order = ["failed", "doubtful", "sent", "waiting", "sending", "cancelled"]
    assert listed(desk.get(LIST)) == [f"About {state}" for state in order]


def test_the_states_are_counted_and_lead_to_their_mails(desk: Client) -> None:
    for state, count in (("doubtful", 1), ("sent", 3), ("waiting", 2)):
        for number in range(count):
            make_mail(f"{state}-{number}", state)
    response = desk.get(LIST)
    links = elements(response, "a", "mail-count")
    assert [" ".join(link.text.split()) for link in links] == [
        "1 In doubt",
        "0 Failed",
        "2 Waiting",
        "0 Being sent",
        "3 Sent",
        "0 Cancelled",
    ]
    assert len(listed(desk.get(links[4]["href"]))) == 3


def test_staff_filter_by_state_and_kind(desk: Client) -> None:
    make_mail("1", "failed", kind="invitation")
    make_mail("2", "failed", kind="digest")
    make_mail("3", "sent", kind="invitation")
    response = desk.get(f"{LIST}?state=failed&kind=invitation")
    assert listed(response) == ["About 1"]
    assert [option["value"] for option in elements(response, "option")][-3:] == [
        "",
        "digest",
        "invitation",
    ]
    none = desk.get(f"{LIST}?state=sent&kind=digest")
    assert (listed(none), texts(none, "h2", "empty__title")) == ([], ["No mail fits these filters"])


@pytest.mark.parametrize("query", ["state=nonsense", "kind=%00", "page=-1", "page=zero"])
def test_nonsense_in_the_address_breaks_nothing(desk: Client, query: str) -> None:
    make_mail()
    assert listed(desk.get(f"{LIST}?{query}")) == ["About note-1"]


def test_pages_keep_the_filter(desk: Client) -> None:
    for number in range(51):
        make_mail(str(number), "sent", created_at=NOW - timedelta(days=number))
    first = desk.get(f"{LIST}?state=sent")
    (link,) = [it["href"] for it in elements(first, "a", "pagination__step")]
    assert (len(listed(first)), link) == (50, "?state=sent&page=2")
    assert listed(desk.get(LIST + link)) == ["About 50"]


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_takes_the_same_number_of_queries(
    desk: Client, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(count):
        make_mail(str(number), to=make_user(f"person{number}@example.org"))
    with django_assert_num_queries(LIST_QUERIES):
        response = desk.get(LIST)
    assert len(listed(response)) == count


@pytest.mark.parametrize("count", [1, 3])
def test_a_mail_takes_the_same_number_of_queries(
    desk: Client, dana: User, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    files = [Attachment(f"{n}.txt", "text/plain", b"A") for n in range(count)]
    mail = posted(letter(attachments=files), to=make_alice())
    Mail.objects.update(state=MailState.FAILED)
    for _ in range(count):
        mail.refresh_from_db()
        outbox.send_again(mail, by=dana, reason="Because")
        Mail.objects.update(state=MailState.FAILED)
    with django_assert_num_queries(PAGE_QUERIES):
        response = desk.get(page_of(mail))
    assert len(elements(response, "li", "timeline__item")) == 1 + count


def test_a_mail_shows_its_text_and_nothing_of_its_html(desk: Client) -> None:
    files = [Attachment("組織.csv", "text/csv", b"x" * 2048)]
    evil = "<script>alert(1)</script>"
    mail = posted(
        lambda: Letter("水素", ["はじめまして", evil], attachments=files), to=make_haruka()
    )
    response = desk.get(page_of(mail))
    (text,) = elements(response, "pre")
    assert (text.text.strip(), text.lang) == (mail.text.strip(), "ja")
    assert evil not in html_of(response)
    assert texts(response, "ul", "mail-files") == ["組織.csv (2.0 KB)"]
    assert texts(response, "h1") == ["水素"]
    facts = dict(zip(texts(response, "dt"), texts(response, "dd"), strict=True))
    assert facts["To"] == "遥 佐藤, haruka@example.org"
    assert (facts["Language"], facts["Message-ID"]) == ("Japanese", mail.message_id)


def test_a_mail_tells_its_history(desk: Client, dana: User) -> None:
    mail = make_mail()
    mail.move("sending", by=None, reason="A worker took it up")
    mail.move("failed", by=None, reason="The mail server refuses it: 550")
    outbox.send_again(mail, by=dana, reason="<b>Their mailbox</b> was full: 550")
    response = desk.get(page_of(mail))
    assert texts(response, "span", "timeline__what") == [
        "Written",
        "Being sent",
        "Failed",
        f"Waiting: {dana}",
    ]
    assert texts(response, "p", "mail-why") == [
        "A worker took it up",
        "The mail server refuses it: 550",
        "<b>Their mailbox</b> was full: 550",
    ]


@pytest.mark.parametrize(("demo", "backend", "is_shown"), PLACES)
def test_codes_and_links_into_accounts_are_shown_only_where_nothing_is_sent(
    desk: Client, settings: Settings, demo: bool, backend: str, is_shown: bool
) -> None:
    settings.DEMO, settings.EMAIL_BACKEND = demo, f"django.core.mail.backends.{backend}"
    mail = make_mail(kind="account_login_code", text=SECRET_WORDS)
    other = make_mail("other", text=SECRET_WORDS)
    response = desk.get(page_of(mail))
    assert (SECRET_WORDS in html_of(response)) == is_shown
    (notice,) = texts(response, "div", "notice")
    assert notice.startswith("This mail holds a code or a link by which only its recipient")
    assert notice.endswith("demonstration without a mail server.") == is_shown
    assert SECRET_WORDS in html_of(desk.get(page_of(other)))
    assert SECRET_WORDS not in html_of(desk.get(LIST))


@pytest.mark.parametrize(("demo", "backend", "is_shown"), PLACES)
def test_the_list_says_where_nothing_is_sent(
    desk: Client, settings: Settings, demo: bool, backend: str, is_shown: bool
) -> None:
    settings.DEMO, settings.EMAIL_BACKEND = demo, f"django.core.mail.backends.{backend}"
    notices = texts(desk.get(LIST), "div", "notice")
    assert [notice.split(":")[0] for notice in notices] == [
        "This demonstration has no mail server"
    ] * is_shown


@pytest.mark.parametrize("state", MailState)
def test_a_mail_offers_what_may_be_decided(desk: Client, state: MailState) -> None:
    buttons = texts(desk.get(page_of(make_mail(state=state))), "button")[1:]
    expected = {
        "doubtful": ["Send it again", "Cancel this mail"],
        "failed": ["Send it again", "Cancel this mail"],
        "waiting": ["Cancel this mail"],
    }
    assert buttons == expected.get(state, [])


@pytest.mark.parametrize("state", DECIDABLE)
def test_staff_send_it_again_by_the_form(dana: User, state: MailState) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(dana)
    mail = make_mail(state=state, attempts=3)
    form = html_of(client.get(page_of(mail)))
    (token,) = re.findall(
        rf'action="{again(mail)}">\s*<input [^>]*middlewaretoken" value="(\w+)"', form
    )
    data = {"csrfmiddlewaretoken": token, "reason": "Nothing came", "state": "sent"}
    answer = client.post(again(mail), data, follow=True)
    assert answer.redirect_chain == [(page_of(mail), 302)]
    assert told(answer) == ["The mail goes out once more."]
    mail.refresh_from_db()
    assert (mail.state, mail.attempts) == (MailState.WAITING, 0)
    assert log_of(mail) == [(dana.pk, state, "waiting", "Nothing came")]


@pytest.mark.parametrize("state", [*DECIDABLE, MailState.WAITING])
def test_staff_cancel_a_mail(desk: Client, dana: User, state: MailState) -> None:
    mail = make_mail(state=state)
    answer = desk.post(cancelling(mail), {"reason": "Told by phone"}, follow=True)
    assert told(answer) == ["The mail is cancelled."]
    assert log_of(mail) == [(dana.pk, state, "cancelled", "Told by phone")]


@pytest.mark.parametrize("action", [again, cancelling])
@pytest.mark.parametrize("reason", ["", "  \u200b ", "x" * 501])
def test_a_decision_needs_a_reason(desk: Client, action: Any, reason: str) -> None:
    mail = make_mail(state="failed")
    answer = desk.post(action(mail), {"reason": reason})
    (field,) = elements(answer, "textarea")
    assert (answer.status_code, field["aria-invalid"]) == (422, "true")
    assert field.text.strip() == reason.strip()
    assert (Mail.objects.get().state, log_of(mail)) == ("failed", [])


@pytest.mark.parametrize("state", sorted(set(MailState) - set(DECIDABLE)))
def test_nothing_else_is_sent_again(desk: Client, state: MailState) -> None:
    """A mail that is being sent least of all."""
    mail = make_mail(state=state)
    answer = desk.post(again(mail), {"reason": "Because"}, follow=True)
    assert told(answer) == [
        "Somebody else was faster, or this is not possible any more. Look again."
    ]
    assert (Mail.objects.get().state, log_of(mail)) == (state, [])


@pytest.mark.parametrize("state", ["sent", "sending", "cancelled"])
def test_nothing_else_is_cancelled(desk: Client, state: str) -> None:
    mail = make_mail(state=state)
    assert len(told(desk.post(cancelling(mail), {"reason": "Because"}, follow=True))) == 1
    assert (Mail.objects.get().state, log_of(mail)) == (state, [])


@pytest.mark.parametrize("action", [again, cancelling])
def test_nothing_is_decided_by_a_link(desk: Client, action: Any) -> None:
    mail = make_mail(state="failed")
    assert desk.get(action(mail)).status_code == 405
    assert log_of(mail) == []


@pytest.mark.django_db(transaction=True)
def test_of_two_who_decide_at_once_one_does(dana: User) -> None:
    mail = make_mail(state="doubtful")

    def decide(url: str) -> list[str]:
        browser = Client()
        browser.force_login(dana)
        return told(browser.post(url, {"reason": "Because"}, follow=True))

    answers = at_once(*(lambda url=url: decide(url) for url in [again(mail)] * 2 + [again(mail)]))
    assert sorted(len(answer) for answer in answers) == [1, 1, 1]
    assert len(log_of(mail)) == 1


def test_our_reasons_are_read_in_the_readers_language_and_peoples_as_they_wrote_them(
    desk: Client, dana: User
) -> None:
    mail = make_mail(state="failed")
    outbox.send_again(mail, by=dana, reason="Cancelled")
    mail.move("sending", by=None, reason="Cancelled: 451")
    response = desk.get(page_of(mail).replace("/en/", "/de/"))
    with translation.override("de"):
        ours = translation.gettext("Cancelled")
    assert ours != "Cancelled"
    assert texts(response, "p", "mail-why") == ["Cancelled", f"{ours}: 451"]
