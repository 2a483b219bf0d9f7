"""Mails of the desk to participants: each chosen one gets exactly one, in their language."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation
from pytest_django import DjangoAssertNumQueries

from events import actions, tasks
from events.clock import following
from events.desk import circulars
from events.models import Circular, Registration, Webinar
from events.states import State
from profiles.models import Mail, User
from profiles.states import MailState
from tests.conftest import start_worker, wait_until
from tests.events.making import make_webinar, register
from tests.profiles.mail.makers import broker_away
from tests.profiles.reading import elements, html_of, texts
from tests.smtp import SmtpServer

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore:No directory at:UserWarning"),
]

SHOW_QUERIES = 6
ENGLISH = {"subject_en": "The link has changed", "text_en": "It begins later.\n\nSee you!"}
JAPANESE = {"subject_ja": "リンクの変更", "text_ja": "開始が遅れます。"}
TANAKA = {"family_name": "田中", "given_name": "春香", "language": "ja", "country": "JP"}


def url(name: str, pk: int) -> str:
    return reverse(f"events:{name}", args=[pk])


def write(desk: Client, webinar: Webinar, query: str = "", **fields: str) -> Any:
    return desk.post(url("write-circular", webinar.pk) + query, fields or ENGLISH)


def draft(webinar: Webinar, dana: User, *people: Registration, **texts_: str) -> Circular:
    subject = {code: f"Subject {code}" for code in texts_ or {"en": ""}}
    text = {code: f"Text {code}" for code in subject}
    ids = [it.pk for it in people]
    return circulars.draft(webinar, subject=subject, text=text, recipients=ids, by=dana)


def written(kind: str = "webinar_circular") -> list[tuple[str, str, str]]:
    mails = Mail.objects.filter(kind=kind).order_by("address", "language")
    return list(mails.values_list("address", "language", "subject"))


@pytest.fixture
def webinar() -> Webinar:
    return make_webinar(capacity=2)


@pytest.fixture
def erika(webinar: Webinar) -> Registration:
    return register(webinar)


@pytest.fixture
def tanaka(webinar: Webinar) -> Registration:
    return register(webinar, "tanaka@example.jp", **TANAKA)


@pytest.fixture
def waiting(webinar: Webinar, erika: Registration, tanaka: Registration) -> Registration:
    return register(webinar, "w@example.org", language="de", given_name="Wanda")


def chosen(query: str, desk: Client, webinar: Webinar) -> list[str]:
    answer = write(desk, webinar, query)
    if answer.status_code != 302:
        return []
    recipients = Circular.objects.get().recipients
    emails = Registration.objects.filter(pk__in=recipients).order_by("email")
    Circular.objects.all().delete()
    return list(emails.values_list("email", flat=True))


def test_the_filter_chooses_and_finds_those_with_a_seat_unless_it_says_otherwise(
    desk: Client, webinar: Webinar, waiting: Registration
) -> None:
    register(webinar, "late@example.org", confirmed=False)
    gone = register(webinar, "gone@example.org")
    actions.cancel(gone, by=None, reason="Ill")
    queries = {
        "": ["erika@example.org", "tanaka@example.jp"],
        "?state=waiting": ["w@example.org"],
        "?state=": ["erika@example.org", "tanaka@example.jp", "w@example.org"],
        "?country=JP": ["tanaka@example.jp"],
        f"?chosen={waiting.pk},{gone.pk}": ["w@example.org"],
        "?state=cancelled": [],
        "?state=unconfirmed": [],
    }
    assert {query: chosen(query, desk, webinar) for query in queries} == queries


def test_people_of_another_webinar_cannot_be_written_to(
    desk: Client, webinar: Webinar, erika: Registration
) -> None:
    other = register(make_webinar("Another"), "o@example.org")
    page = write(desk, webinar, f"?chosen={other.pk}")
    assert (page.status_code, Circular.objects.count()) == (422, 0)
    assert "The filter finds nobody to write to." in html_of(page)
    assert "It begins later." in html_of(page)


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"subject_en": "Only a subject"}, "Write the text, or take the subject away."),
        ({"text_ja": "本文だけ"}, "Write the subject, or take the text away."),
        ({"subject_en": " ", "text_en": "\u200b"}, "Write subject and text in at least one"),
    ],
)
def test_a_subject_needs_a_text(
    desk: Client, webinar: Webinar, erika: Registration, fields: dict[str, str], error: str
) -> None:
    page = write(desk, webinar, **fields)
    assert (page.status_code, error in html_of(page)) == (422, True)


def test_texts_are_cleaned(desk: Client, webinar: Webinar, erika: Registration) -> None:
    write(desk, webinar, subject_en="A\u3000b", text_en="One\u200b\r\n\r\n\r\n\r\nTwo")
    circular = Circular.objects.get()
    assert (circular.subject, circular.text) == ({"en": "A b"}, {"en": "One\n\nTwo"})


def test_what_is_shown_is_what_is_sent(
    desk: Client, webinar: Webinar, erika: Registration, tanaka: Registration
) -> None:
    write(desk, webinar, **ENGLISH, **JAPANESE)
    circular = Circular.objects.get()
    page = desk.get(url("show-circular", circular.pk))
    shown = {it["lang"]: it.text for it in elements(page, "pre")}
    circulars.send(circular, by=circular.created_by)
    circular.refresh_from_db()
    circulars.write_mails(circular)
    posted = {}
    for mail in Mail.objects.filter(kind="webinar_circular"):
        person = erika if mail.language == "en" else tanaka
        with translation.override(mail.language):
            own = circulars.own_page(person)
        posted[mail.language] = mail.text.replace(own.rpartition("/registration/")[2], ".../")
    assert posted == shown
    assert "春香" in shown["ja"]
    assert shown["ja"].index("田中") < shown["ja"].index("春香")


def test_each_gets_their_language_otherwise_the_original(
    webinar: Webinar, dana: User, waiting: Registration, erika: Registration, tanaka: Registration
) -> None:
    circular = draft(webinar, dana, erika, tanaka, waiting, en="", ja="")
    circulars.send(circular, by=dana)
    circular.refresh_from_db()
    assert circulars.write_mails(circular) == 3
    assert written() == [
        ("erika@example.org", "en", "Subject en"),
        ("tanaka@example.jp", "ja", "Subject ja"),
        ("w@example.org", "en", "Subject en"),
    ]


def test_the_original_is_the_language_of_the_webinar(dana: User) -> None:
    german = make_webinar("Wasserstoff", language="de")
    assert circulars.original(draft(german, dana, en="", de="")) == "de"
    assert circulars.original(draft(german, dana, en="", ja="")) == "en"
    assert circulars.original(draft(german, dana, ja="", fr="")) == "fr"


def test_previews_say_how_many_read_each_language(
    desk: Client, webinar: Webinar, dana: User, waiting: Registration
) -> None:
    people = list(webinar.registrations.all())
    circular = draft(webinar, dana, *people, en="", ja="", fr="")
    page = desk.get(url("show-circular", circular.pk))
    assert [(it.language, it.count) for it in page.context["previews"]] == [("en", 2), ("ja", 1)]
    assert texts(page, "h2")[0] == "To 3 people"


@pytest.mark.parametrize("count", [1, 3])
def test_a_circular_costs_the_same_however_many_get_it(
    desk: Client, django_assert_num_queries: DjangoAssertNumQueries, dana: User, count: int
) -> None:
    webinar = make_webinar()
    people = [register(webinar, f"p{number}@example.org") for number in range(count)]
    circular = draft(webinar, dana, *people)
    desk.get(url("show-circular", circular.pk))
    with django_assert_num_queries(SHOW_QUERIES):
        desk.get(url("show-circular", circular.pk))


def test_a_test_goes_to_the_staff_member_and_nobody_else(
    desk: Client, webinar: Webinar, dana: User, erika: Registration
) -> None:
    circular = draft(webinar, dana, erika, en="", ja="")
    Mail.objects.all().delete()
    for _time in range(2):
        desk.post(url("try-circular", circular.pk))
    addresses = Mail.objects.values_list("address", flat=True)
    assert list(addresses) == ["dana@example.org"] * 4
    circular.refresh_from_db()
    assert circular.sent_at is None


def test_who_cancels_before_it_is_sent_gets_nothing(
    webinar: Webinar, dana: User, erika: Registration, tanaka: Registration
) -> None:
    circular = draft(webinar, dana, erika, tanaka)
    actions.cancel(erika, by=None, reason="Ill")
    assert circulars.send(circular, by=dana) == 1
    circular.refresh_from_db()
    assert circular.recipients == [tanaka.pk]


def test_sent_twice_is_sent_once(
    desk: Client, webinar: Webinar, dana: User, erika: Registration, tanaka: Registration
) -> None:
    circular = draft(webinar, dana, erika)
    desk.post(url("send-circular", circular.pk))
    circular.refresh_from_db()
    first = circular.sent_at
    Circular.objects.filter(pk=circular.pk).update(subject={"en": "Another"})
    desk.post(url("send-circular", circular.pk))
    for _time in range(2):
        circular.refresh_from_db()
        circulars.write_mails(circular)
    assert (circular.sent_at, len(written())) == (first, 1)
    notes = webinar.transitions.filter(reason__startswith="Mail sent")
    assert list(notes.values_list("actor", "reason")) == [(dana.pk, "Mail sent to participants: 1")]


def test_what_is_not_sent_writes_no_mails(
    webinar: Webinar, dana: User, erika: Registration
) -> None:
    assert circulars.write_mails(draft(webinar, dana, erika)) == 0
    assert written() == []


def test_nobody_left_is_said(desk: Client, webinar: Webinar, dana: User) -> None:
    circular = draft(webinar, dana)
    answer = desk.post(url("send-circular", circular.pk))
    page = desk.get(answer["Location"])
    assert "Nobody of those chosen can be written to any more." in html_of(page)
    circular.refresh_from_db()
    assert circular.sent_at is None


def test_the_text_can_be_changed_until_it_is_sent(
    desk: Client, webinar: Webinar, dana: User, erika: Registration
) -> None:
    circular = draft(webinar, dana, erika)
    page = desk.get(url("edit-circular", circular.pk))
    assert "Text en" in html_of(page)
    desk.post(url("edit-circular", circular.pk), JAPANESE)
    circular.refresh_from_db()
    assert circular.subject == {"ja": "リンクの変更"}
    circulars.send(circular, by=dana)
    desk.post(url("edit-circular", circular.pk), ENGLISH)
    circular.refresh_from_db()
    assert circular.subject == {"ja": "リンクの変更"}


def test_the_page_shows_how_far_it_is(
    desk: Client, webinar: Webinar, dana: User, erika: Registration, tanaka: Registration
) -> None:
    circular = draft(webinar, dana, erika, tanaka)
    circulars.send(circular, by=dana)
    circular.refresh_from_db()
    waiting_page = desk.get(url("show-circular", circular.pk))
    assert "0 of 2 mails written" in html_of(waiting_page)
    circulars.write_mails(circular)
    mails = Mail.objects.filter(kind="webinar_circular").order_by("pk")
    for mail, state in zip(mails, ("sent", "failed"), strict=True):
        Mail.objects.filter(pk=mail.pk).update(state=state)
    found = desk.get(url("show-circular", circular.pk)).context["progress"]
    assert (found.total, found.written, found.sent, found.failed) == (2, 2, 1, 1)


def test_who_edits_one_that_is_sent_meanwhile_is_told(
    desk: Client, webinar: Webinar, dana: User, erika: Registration
) -> None:
    circular = draft(webinar, dana, erika)
    stale = Circular.objects.get(pk=circular.pk)
    circulars.send(circular, by=dana)
    assert circulars.rewrite(stale, subject={"en": "Late"}, text={"en": "Late"}) is False
    circular.refresh_from_db()
    assert circular.subject == {"en": "Subject en"}
    page = desk.post(url("edit-circular", circular.pk), JAPANESE, follow=True)
    assert "It was sent meanwhile" in html_of(page)


@pytest.mark.django_db(transaction=True)
def test_without_a_broker_it_is_sent_and_the_clock_resumes_it(desk: Client, dana: User) -> None:
    webinar = make_webinar()
    circular = draft(webinar, dana, register(webinar))
    over = timezone.now() - timedelta(days=30)
    Webinar.objects.update(state=State.DONE, starts_at=over, ends_at=over + timedelta(hours=1))
    with broker_away():
        for _time in range(2):
            answer = desk.post(url("send-circular", circular.pk))
            assert answer["Location"] == url("show-circular", circular.pk)
    circular.refresh_from_db()
    assert circular.sent_at is not None
    assert following.follow_webinars()["resumed"] == 1
    assert following.follow_webinars(circular.sent_at + timedelta(days=3))["resumed"] == 0
    assert tasks.send_circular(circular.pk) == 1
    assert following.follow_webinars()["resumed"] == 0


def test_strangers_and_participants_are_refused(
    charlie: Client, haruka: Client, webinar: Webinar, dana: User, erika: Registration
) -> None:
    circular = draft(webinar, dana, erika)
    Mail.objects.all().delete()
    pages = ["show-circular", "edit-circular"]
    actions_ = ["try-circular", "send-circular", "edit-circular"]
    for browser in (charlie, haruka):
        found = [browser.get(url(name, circular.pk)).status_code for name in pages]
        found += [browser.post(url(name, circular.pk), ENGLISH).status_code for name in actions_]
        found.append(write(browser, webinar).status_code)
        assert found == [403] * 6
    circular.refresh_from_db()
    assert (circular.sent_at, circular.subject, Mail.objects.count()) == (
        None,
        {"en": "Subject en"},
        0,
    )


@pytest.mark.worker
@pytest.mark.django_db(transaction=True)
def test_a_worker_writes_to_each_once(smtp_server: SmtpServer, dana: User) -> None:
    webinar = make_webinar()
    people = [register(webinar, f"p{number}@example.org") for number in range(3)]
    people.append(register(webinar, "tanaka@example.jp", **TANAKA))
    register(webinar, "not-chosen@example.org")
    Mail.objects.all().delete()
    circular = draft(webinar, dana, *people, en="", ja="")
    worker = start_worker(EMAIL_URL=smtp_server.url)
    try:
        with transaction.atomic():
            circulars.send(circular, by=dana)
        circulars.send_again(circular)
        wait_until(lambda: sent() == len(people), "the mails to be sent")
    finally:
        worker.terminate()
        worker.wait()
    received = sorted((it["To"], it["Subject"]) for it in smtp_server.messages)
    assert received == [
        *((f"p{number}@example.org", "Subject en") for number in range(3)),
        ("tanaka@example.jp", "Subject ja"),
    ]


def sent() -> int:
    return Mail.objects.filter(state=MailState.SENT).count()
