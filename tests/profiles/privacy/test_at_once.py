"""Several people, or the same one twice, at the same moment; each in a connection of their own."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from profiles import outbox
from profiles.actions.privacy import HandOverFirst, erase_user
from profiles.disclosing import NotTheirOrganisation, disclose
from profiles.models import Disclosure, Erasure, Mail, Membership, Purge, User
from profiles.retention import apply_retention
from profiles.states import MailState
from tests.makers import make_profile, make_user
from tests.profiles.teams.people import join
from tests.smtp import SmtpServer, text_of

pytestmark = pytest.mark.django_db(transaction=True)

EXPECTED = (HandOverFirst, NotTheirOrganisation, User.DoesNotExist)


def together(*calls: Callable[[], Any]) -> list[Any]:
    """What each returned, or the error that it may raise; all begin at the same moment."""
    start = Barrier(len(calls))

    def run(call: Callable[[], Any]) -> Any:
        try:
            start.wait()
            return call()
        except EXPECTED as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def test_of_two_owners_who_go_at_once_one_must_hand_over() -> None:
    profile = make_profile("de-nw")
    owners = [join(profile, make_user(f"{name}@example.org")) for name in ("alice", "bob")]
    join(profile, make_user(), Membership.Role.VIEWER)
    results = together(*(lambda who=who: erase_user(who) for who in owners))
    assert sorted(type(it).__name__ for it in results) == ["Erasure", "HandOverFirst"]
    assert profile.memberships.filter(role="owner").count() == 1
    assert (User.objects.count(), Erasure.objects.count()) == (2, 1)


def test_two_clicks_erase_once() -> None:
    alice = make_user("alice@example.org")
    results = together(*[lambda: erase_user(User(pk=alice.pk))] * 4)
    assert sorted(type(it).__name__ for it in results) == ["DoesNotExist"] * 3 + ["Erasure"]
    assert (User.objects.count(), Erasure.objects.count(), Mail.objects.count()) == (0, 1, 1)


def test_nobody_is_disclosed_after_going() -> None:
    profile, seen_by = make_profile("de-nw"), make_profile("fr-idf")
    join(profile, make_user("colleague@example.org"))
    alice = join(profile, make_user("alice@example.org"))
    together(
        lambda: erase_user(User.objects.get(pk=alice.pk)),
        lambda: disclose(alice, of=profile, to=seen_by, cause="introduction-1"),
    )
    assert list(Disclosure.objects.exclude(person=None)) == []
    erasure = Erasure.objects.get()
    assert erasure.proofs["disclosures"] == list(Disclosure.objects.values_list("pk", flat=True))
    with pytest.raises(NotTheirOrganisation):
        disclose(alice, of=profile, to=seen_by, cause="introduction-2")


def test_two_retention_jobs_at_once_count_nothing_twice() -> None:
    for number in range(20):
        Mail.objects.create(
            key=f"k-{number}",
            message_id=f"k-{number}",
            kind="note",
            address="alice@example.org",
            text="Text",
            state=MailState.SENT,
            sent_at=timezone.now() - timedelta(days=400),
        )
    done = together(apply_retention, apply_retention)
    assert sum(it.get("mail", 0) for it in done) == 20
    assert [it.rows for it in Purge.objects.filter(rule="mail")] == [20]
    assert Mail.objects.filter(address="", text="").count() == 20


def test_the_last_mail_arrives_and_then_nothing_of_it_is_left(smtp_server: SmtpServer) -> None:
    alice = make_user("alice@example.org", given_name="Alice", language="en")
    erase_user(alice)
    mail = Mail.objects.get()
    assert outbox.send(mail) is True
    assert smtp_server.recipients == [["alice@example.org"]]
    letter = smtp_server.messages[0]
    assert letter["Subject"] == "Your account is erased"
    assert "This is our last mail." in text_of(letter)
    assert letter["List-Unsubscribe"] is None
    assert apply_retention() == {}
    with time_machine.travel(timezone.now() + timedelta(days=1, minutes=1), tick=False):
        assert apply_retention() == {"erased-mail": 1}
    mail.refresh_from_db()
    empty = (mail.address, mail.text, mail.html, mail.headers, mail.user)
    assert empty == ("", "", "", {}, None)
    assert mail.state == MailState.SENT
