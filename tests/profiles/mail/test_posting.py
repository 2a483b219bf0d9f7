"""A mail is a row beside its cause: once a key, and in the queue when both stand."""

from contextlib import suppress
from functools import partial

from django.db import transaction

from profiles import outbox
from profiles.letters import Attachment
from profiles.models import Mail, MailAttachment, MailRefusal
from profiles.states import MailState
from tests.makers import make_user
from tests.matching.test_crowd import at_once
from tests.profiles.mail.makers import (
    broker_away,
    letter,
    make_haruka,
    posted,
    queued,
    reasons,
)


class Undone(Exception):
    """Ends a transaction."""


def test_a_mail_is_queued_when_its_cause_is_committed(queue: None) -> None:
    with transaction.atomic():
        user = make_user()
        mail = posted(to=user)
        assert queued() == []
    assert queued() == [mail.pk]
    assert (mail.state, mail.attempts, mail.user, mail.address) == (
        MailState.WAITING,
        0,
        user,
        "charlie@example.org",
    )


def test_a_mail_whose_cause_is_undone_never_was(queue: None) -> None:
    with suppress(Undone), transaction.atomic():
        posted()
        raise Undone
    assert (Mail.objects.count(), queued()) == (0, [])


def test_a_second_post_under_a_key_is_no_second_mail(queue: None) -> None:
    attachments = [Attachment("a.txt", "text/plain", b"A")]
    first = posted(letter("First", attachments=attachments))
    second = posted(letter("Second", attachments=attachments), to="other@example.org")
    assert second == first
    assert Mail.objects.values_list("subject", "address").get() == ("First", "haruka@example.org")
    assert MailAttachment.objects.count() == 1
    assert queued() == [first.pk]


def test_eight_posts_at_once_make_one_mail(queue: None) -> None:
    found = at_once(*[partial(posted, to="haruka@example.org")] * 8)
    mail = Mail.objects.get()
    assert found == [mail] * 8
    assert queued() == [mail.pk]


def test_who_ended_a_kind_gets_none_of_it_but_others(db: None) -> None:
    haruka, alice = make_haruka(), make_user("alice@example.org")
    outbox.refuse(haruka, "news")
    outbox.refuse(haruka, "news")
    assert MailRefusal.objects.count() == 1
    post = partial(outbox.post, letter(), is_subscription=True)
    assert post(to=haruka, key="1", kind="news") is None
    posted(to=haruka, key="2", kind="digest", is_subscription=True)
    posted(to=alice, key="3", kind="news", is_subscription=True)
    posted(to=haruka, key="4", kind="news")
    assert list(Mail.objects.order_by("key").values_list("key", flat=True)) == ["2", "3", "4"]


def test_ending_a_kind_takes_back_what_waits(db: None) -> None:
    haruka = make_haruka()
    waits = posted(to=haruka, key="1", kind="news", is_subscription=True)
    others = [
        posted(to=haruka, key="2", kind="digest", is_subscription=True),
        posted(to=haruka, key="3", kind="news"),
        posted(to=make_user(), key="4", kind="news", is_subscription=True),
    ]
    outbox.refuse(haruka, "news")
    waits.refresh_from_db()
    assert waits.state == MailState.CANCELLED
    assert list(waits.transitions.values_list("actor", "new")) == [(haruka.pk, "cancelled")]
    assert {Mail.objects.get(pk=mail.pk).state for mail in others} == {MailState.WAITING}


def test_without_a_broker_the_cause_stands_and_the_mail_waits(queue: None) -> None:
    with broker_away(), transaction.atomic():
        user = make_user()
        mail = posted(to=user)
    mail.refresh_from_db()
    assert (mail.user, mail.state, queued()) == (user, MailState.WAITING, [])
    assert outbox.send_waiting() == 1
    assert queued() == [mail.pk]
    assert reasons(mail) == []


def test_without_a_broker_outside_of_a_transaction_too(queue: None) -> None:
    with broker_away():
        mail = posted()
    assert (Mail.objects.get(), queued()) == (mail, [])


def test_handing_out_without_a_broker_is_tried_again_at_once(queue: None) -> None:
    with broker_away():
        mails = [posted(key=str(n)) for n in range(3)]
        assert outbox.send_waiting() == 0
    assert outbox.send_waiting() == 3
    assert queued() == [mail.pk for mail in mails]


def test_a_preview_is_what_would_be_posted_and_posts_nothing(db: None) -> None:
    fields = {"language": "ja", "time_zone": "Asia/Tokyo", "addressee": "佐藤 遥"}
    shown = outbox.preview(letter("A\nsubject"), **fields)
    assert Mail.objects.count() == 0
    mail = posted(letter("A\nsubject"), to="haruka@example.org", **fields)
    assert shown == (mail.subject, mail.text)
    assert "佐藤 遥" in mail.text
